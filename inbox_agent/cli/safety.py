"""``health``, ``pause``, ``resume``, ``fix``, ``audit``: what keeps the agent honest."""

from __future__ import annotations

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
    from inbox_agent.core.health import ailments

    with session(context).reading() as (_, store, now), store.read() as records:
        facts = records.facts()
        wrong = ailments(facts, records.folder_states(), now)
    if as_json:
        print_json({"healthy": not wrong, "reasons": list(wrong),
                    "last_contact": facts.get("last contact")})  # fmt: skip
    else:
        typer.echo("\n".join(wrong) or f"healthy; last contact {facts.get('last contact')}")
    raise typer.Exit(1 if wrong else 0)


def pause(context: typer.Context) -> None:
    """Stop all sending at once, until `resume`."""
    from inbox_agent.pipeline.dispatch import PAUSED

    with session(context).working() as (_, agent, now), agent.store.write() as records:
        records.save_fact(PAUSED, now.isoformat())
        records.add_audit(now, "paused", "", "")
    typer.echo("All sending is stopped. `inbox-agent resume` lets it go on.")


def resume(context: typer.Context) -> None:
    """Let sending go on."""
    from inbox_agent.pipeline.dispatch import PAUSED

    with session(context).working() as (_, agent, now), agent.store.write() as records:
        records.remove_fact(PAUSED)
        records.add_audit(now, "resumed", "", "")
    typer.echo("Sending goes on.")


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
