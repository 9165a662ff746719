"""``forget``: what was read and is not needed any more goes, after a question."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from inbox_agent.cli.session import Session, session

if TYPE_CHECKING:
    from inbox_agent.shell.settings import Settings


def register(app: typer.Typer) -> None:
    app.command()(forget)


def forget(
    context: typer.Context,
    before: Annotated[str | None, typer.Option(help="Mail received before this day.")] = None,
    program: Annotated[str | None, typer.Option(help="Mail of one program: its NAME.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All that the agent knows: its store and its key.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete message bodies here (never in your mailbox): bytes and text.

    What was understood of them stays: category, dates, quotes, interviews, what programs were told.
    A forgotten mail is not read again.

    Examples: inbox-agent forget --before 2026-10-01 | inbox-agent forget --program "Great Sauk"
    """
    from inbox_agent.errors import UserError

    if everything and (before or program):
        raise UserError("--all is for everything", "Leave out --before and --program.")
    if not (everything or before or program):
        raise UserError("forget what?", "Name --before DATE, --program NAME or --all.")
    here = session(context)
    if everything:
        _all(here, yes=yes)
    else:
        _bodies(here, before, program, yes=yes)


def _bodies(here: Session, before: str | None, program: str | None, *, yes: bool) -> None:
    from inbox_agent.pipeline.forgetting import forget as forget_bodies
    from inbox_agent.pipeline.forgetting import forgettable
    from inbox_agent.pipeline.listing import listed_program
    from inbox_agent.shell.store.erase import backups, compact

    with here.working() as (settings, agent, now):
        until = _midnight(before, settings) if before else None
        with agent.store.read() as records:
            wanted = listed_program(records, program).id if program else None
            found = forgettable(records, before=until, program_id=wanted)
        if not found.messages:
            typer.echo("Nothing of that is here.")
            return
        typer.echo(f"{len(found.messages)} message bodies would be deleted here, for good.")
        if found.warned:
            typer.echo(f"{found.warned} of them bear a flag; `evidence ID` packs one first.")
        if not yes and not typer.confirm("Delete them?"):
            typer.echo("Nothing was deleted.")
            raise typer.Exit(1)
        gone = forget_bodies(agent, found.messages, now)
    with here.reading() as (_, store, _now):
        compact(store.engine)
        left = backups(store.engine)
    typer.echo(f"{gone} bodies deleted. Your mailbox is untouched.")
    for path in left:
        typer.echo(f"An older copy still holds what it held: {path}")


def _all(here: Session, *, yes: bool) -> None:
    from inbox_agent.service import only_agent, store_folder
    from inbox_agent.shell.store import open_store
    from inbox_agent.shell.store.erase import delete_store

    settings = here.settings()
    typer.echo("All that the agent knows would be deleted: mail, programs, interviews, drafts,")
    typer.echo("what programs were told, the log, the key for codes. Your mailbox is untouched.")
    typed = settings.account if yes else typer.prompt(f"Type {settings.account} to go on")
    if typed.strip().lower() != settings.account:
        typer.echo("Nothing was deleted.")
        raise typer.Exit(1)
    with only_agent(settings):
        store = open_store(settings.store_url, settings.account)
        gone = list(delete_store(store.engine))
        key = store_folder(settings) / "inbox-agent.key"
        if key.exists():
            key.unlink()
            gone.append(key)
    for path in gone:
        typer.echo(f"deleted {path}")
    typer.echo("Your settings and the kept password are still there; delete them by hand.")


def _midnight(day: str, settings: Settings) -> datetime:
    """The beginning of a day on the owner's clock. Raises UserError."""
    from inbox_agent.errors import UserError

    try:
        return datetime.combine(date.fromisoformat(day), time(), ZoneInfo(settings.owner.time_zone))
    except ValueError:
        raise UserError(f"--before {day!r} is no day", "Write 2026-10-01.") from None
