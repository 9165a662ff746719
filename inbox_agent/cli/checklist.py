"""``checklist``: what is worth doing in this part of the season, and how far it is."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from inbox_agent.cli.output import print_json
from inbox_agent.cli.session import session

app = typer.Typer(
    help="What is worth doing in this part of the season.", invoke_without_command=True
)


def register(parent: typer.Typer) -> None:
    parent.add_typer(app, name="checklist")


@app.callback()
def checklist(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Also the parts of the season that are not now.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """What is worth doing now; items tick themselves where the store knows."""
    if context.invoked_subcommand is not None:
        return
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
        if not row["done"]:
            typer.echo(f"      inbox-agent checklist done {row['id']}")
    if not rows:
        typer.echo("Nothing is due in this part of the season; `checklist --all` shows all of it.")


@app.command()
def done(context: typer.Context, items: list[str]) -> None:
    """Tick items, by the names that the checklist shows."""
    _tick(context, items, True)


@app.command()
def undone(context: typer.Context, items: list[str]) -> None:
    """Take back a tick of yours."""
    _tick(context, items, False)


def _tick(context: typer.Context, items: list[str], ticked: bool) -> None:
    from inbox_agent.core.commands import Command, Verb
    from inbox_agent.pipeline.commands import run_command

    verb = Verb.DONE if ticked else Verb.UNDONE
    with session(context).working(tell=lambda _line: None) as (_, agent, now):
        for item in items:
            typer.echo(run_command(agent, Command(verb, row_id=item), now))


def _rows(context: typer.Context, everything: bool) -> list[dict[str, Any]]:
    from inbox_agent.pipeline.checklists import standing
    from inbox_agent.shell.data import season_of
    from inbox_agent.shell.letters import checklists

    with session(context).reading() as (settings, store, now), store.read() as records:
        season = season_of(settings)
        items = standing(records, season, checklists(), None if everything else now)
    return [
        {
            "id": each.item.id, "section": each.section, "text": each.item.text, "done": each.done,
            "done_of": each.progress.done if each.progress else int(each.done),
            "total": each.progress.total if each.progress else 1,
        }
        for each in items
    ]  # fmt: skip
