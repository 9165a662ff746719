"""``checklist``: what is worth doing in this part of the season, and how far it is."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from inbox_agent.cli.output import print_json
from inbox_agent.cli.session import session


def register(app: typer.Typer) -> None:
    app.command()(checklist)


def checklist(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Also the parts of the season that are not now.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """What is worth doing now; items tick themselves where the store knows."""
    rows = _rows(context, everything)
    if as_json:
        print_json(rows)
        return
    title = ""
    for row in rows:
        if row["section"] != title:
            title = row["section"]
            typer.echo(f"\n{title}")
        counted = f" ({row['done_of']} of {row['total']})" if row["total"] > 1 else ""
        typer.echo(f"  [{'x' if row['done'] else ' '}] {row['text']}{counted}")
    if not rows:
        typer.echo("Nothing is due in this part of the season.")


def _rows(context: typer.Context, everything: bool) -> list[dict[str, Any]]:
    from inbox_agent.core.checklist import fitting_sections, ticked
    from inbox_agent.core.ledger import contradictions
    from inbox_agent.core.progress import progress
    from inbox_agent.pipeline.letters import IMPRESSIONS
    from inbox_agent.shell.data import season
    from inbox_agent.shell.letters import checklists

    with session(context).reading() as (_, store, now), store.read() as records:
        written = [
            k.removeprefix(IMPRESSIONS) for k in records.facts() if k.startswith(IMPRESSIONS)
        ]
        facts = progress(
            records.interviews(), records.drafts(), records.programs(), written,
            contradictions(records.ledger(season().name)),
        )  # fmt: skip
    sections = checklists() if everything else fitting_sections(checklists(), season(), now)
    return [
        {
            "id": each.item.id, "section": each.section, "text": each.item.text, "done": each.done,
            "done_of": each.progress.done if each.progress else int(each.done),
            "total": each.progress.total if each.progress else 1,
        }
        for each in ticked(sections, facts)
    ]  # fmt: skip
