"""``health``, ``pause``, ``resume``, ``fix``, ``audit``: what keeps the agent honest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from inbox_agent.cli.output import print_json
from inbox_agent.cli.session import session

audit_app = typer.Typer(help="The append-only log of what was proposed, answered and sent.")


def register(app: typer.Typer) -> None:
    app.command()(health)
    app.command()(pause)
    app.command()(resume)
    app.command()(fix)
    app.add_typer(audit_app, name="audit")


def health(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="The findings as JSON.")] = False,
) -> None:
    """0 healthy, 1 not, with reasons: is the mailbox read, does anything wait unseen?"""
    from inbox_agent.core.health import ailments, folder_health
    from inbox_agent.service import stop_file

    with session(context).reading() as (settings, store, now), store.read() as records:
        facts = records.facts()
        folders = folder_health(facts, records.folder_states(), now)
        wrong = ailments(facts, records.folder_states(), now)
        paused = _pauses(facts, stop_file(settings))
    shown = [{"folder": each.folder, "why": each.why,
              "last_read": each.seen_at.isoformat() if each.seen_at else None}
             for each in folders]  # fmt: skip
    if as_json:
        print_json({"healthy": not wrong, "reasons": list(wrong), "paused": paused,
                    "last_contact": facts.get("last contact"), "folders": shown})  # fmt: skip
    else:
        well = [f"healthy; last contact {facts.get('last contact')}"]
        typer.echo("\n".join([*(wrong or well), *paused]))
        for line in shown:
            typer.echo(f"{line['folder']}: last read {line['last_read'] or 'never'}")
    raise typer.Exit(1 if wrong else 0)


def _pauses(facts: Mapping[str, str], stop: Path) -> list[str]:
    """What keeps letters here, in words; not an illness: the owner wants it so."""
    from inbox_agent.pipeline.dispatch import PAUSED

    found = []
    if since := facts.get(PAUSED):
        found.append(f"sending is paused since {since}; `inbox-agent resume` lets it go on")
    if stop.exists():
        found.append(f"sending is stopped while the file {stop} lies there")
    return found


def pause(context: typer.Context) -> None:
    """Stop all sending to programs at once, until `resume`; notices to you go on."""
    from inbox_agent.pipeline.dispatch import PAUSED

    with session(context).working() as (_, agent, now), agent.store.write() as records:
        records.save_fact(PAUSED, now.isoformat())
        records.add_audit(now, "paused", "", "")
    typer.echo("Nothing goes to a program any more. `inbox-agent resume` lets it go on.")


def resume(context: typer.Context) -> None:
    """Let sending go on."""
    from inbox_agent.pipeline.dispatch import PAUSED
    from inbox_agent.service import stop_file

    with session(context).working() as (settings, agent, now), agent.store.write() as records:
        records.remove_fact(PAUSED)
        records.add_audit(now, "resumed", "", "")
    typer.echo("\n".join(_pauses({}, stop_file(settings))) or "Sending goes on.")


def fix(context: typer.Context, row_id: str, fields: list[str]) -> None:
    """Correct a message, an interview or a program: `fix i3 start=2026-12-08T08:00`."""
    from inbox_agent.core.commands import Command, Verb
    from inbox_agent.errors import UserError
    from inbox_agent.pipeline.commands import run_command

    pairs = [field.partition("=") for field in fields]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise UserError(f"{wrong[0]!r} sets nothing", "Write FIELD=VALUE.")
    command = Command(Verb.FIX, row_id=row_id, fields=tuple((n, v) for n, _, v in pairs))
    with session(context).working() as (_, agent, now):
        typer.echo(run_command(agent, command, now))


@audit_app.command()
def verify(context: typer.Context) -> None:
    """Check the log's chain: a changed, removed or inserted entry shows."""
    from inbox_agent.core.audit import problems

    with session(context).reading() as (_, store, _now), store.read() as records:
        entries = records.audit()
    found = problems(entries)
    typer.echo("\n".join(found) or f"{len(entries)} entries, the chain holds")
    raise typer.Exit(1 if found else 0)
