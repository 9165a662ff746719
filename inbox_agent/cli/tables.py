"""``programs``, ``interviews``, ``messages``, ``ledger``, ``quarantine``: the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inbox_agent.cli.output import print_json, print_rows
from inbox_agent.cli.session import session

AsJson = Annotated[bool, typer.Option("--json", help="All columns, as JSON.")]
programs_app = typer.Typer(help="The programs you applied to.", invoke_without_command=True)
quarantine_app = typer.Typer(help="Messages that were set aside.", invoke_without_command=True)


def register(app: typer.Typer) -> None:
    app.add_typer(programs_app, name="programs")
    app.add_typer(quarantine_app, name="quarantine")
    app.command()(interviews)
    app.command()(messages)
    app.command()(ledger)


@programs_app.callback()
def programs(context: typer.Context, as_json: AsJson = False) -> None:
    """All programs (or a command about them)."""
    if context.invoked_subcommand is not None:
        return
    from inbox_agent.core.rows import program_row

    with session(context).reading() as (_, store, _now), store.read() as records:
        found = records.programs()
    rows = [program_row(program) for program in found]
    columns = ["id", "name", "track", "state", "time_zone", "nrmp_participating"]
    if not as_json and not all(program.confirmed for program in found):
        columns.append("listed")
        for row, program in zip(rows, found, strict=True):
            row["listed"] = "yes" if program.confirmed else "no, found in mail"
    print_rows(rows, columns, as_json=as_json,
               empty="No programs yet. Type: inbox-agent programs import programs.csv")  # fmt: skip


@programs_app.command("import")
def import_programs(context: typer.Context, csv: Path) -> None:
    """Take over a list of programs; twice changes nothing."""
    from inbox_agent.core.program_list import read_programs
    from inbox_agent.errors import UserError
    from inbox_agent.pipeline.listing import take_over

    try:
        listed, problems = read_programs(csv.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{csv} cannot be read: {error}") from error
    with session(context).working(timeless=True) as (_, agent, now):
        changed = take_over(agent, listed, now)
    for problem in problems:
        typer.echo(str(problem), err=True)
    typer.echo(f"{len(listed)} programs read, {changed} new or changed.")
    raise typer.Exit(1 if problems else 0)


def interviews(context: typer.Context, as_json: AsJson = False) -> None:
    """All interviews, with their state."""
    from inbox_agent.core.conflicts import conflicts
    from inbox_agent.core.rows import interview_row

    with session(context).reading() as (settings, store, now), store.read() as records:
        found = records.interviews()
    rows = [interview_row(interview) for interview in found]
    if not as_json:
        for row, interview in zip(rows, found, strict=True):
            row["yours"] = " ".join(sorted(interview.owner_fields))
    columns = ["id", "program", "track", "state", "start", "end", "time_zone", "mode"]
    columns += ["yours"] if any(interview.owner_fields for interview in found) else []
    print_rows(rows, columns, as_json=as_json, empty="No interviews yet.")
    if not as_json:
        for conflict in conflicts(found, settings.owner.time_zone, now):
            typer.echo(f"! {conflict.text} ({', '.join(conflict.interviews)})")


def messages(context: typer.Context, as_json: AsJson = False) -> None:
    """All mail that was read, and what each is."""
    from inbox_agent.core.message_row import message_row

    with session(context).reading() as (_, store, _now), store.read() as records:
        rows = [message_row(message) for message in records.messages()]
    columns = ["id", "received", "category", "from", "subject", "program_known"]
    print_rows(rows, columns, as_json=as_json, empty="No mail was read yet. Type: inbox-agent poll")


def ledger(context: typer.Context, as_json: AsJson = False) -> None:
    """What each program was told this season."""
    from inbox_agent.core.rows import ledger_row
    from inbox_agent.shell.data import season_of

    with session(context).reading() as (settings, store, _now), store.read() as records:
        rows = [ledger_row(entry) for entry in records.ledger(season_of(settings).name)]
    columns = ["id", "at", "program", "claim", "quote"]
    print_rows(rows, columns, as_json=as_json, empty="No program was told anything yet.")


@quarantine_app.callback()
def quarantine(context: typer.Context, as_json: AsJson = False) -> None:
    """Messages set aside, and why."""
    if context.invoked_subcommand is not None:
        return
    from inbox_agent.core.rows import quarantine_row

    with session(context).reading() as (_, store, _now), store.read() as records:
        rows = [quarantine_row(row) for row in records.quarantined()]
    columns = ["id", "at", "folder", "reason", "subject", "from"]
    print_rows(rows, columns, as_json=as_json, empty="Nothing was set aside.")


@quarantine_app.command("retry")
def retry(context: typer.Context, row_id: str, as_json: AsJson = False) -> None:
    """Try to read one message again (after an update, say)."""
    from inbox_agent.pipeline.retry import retry_quarantined

    with session(context).working() as (_, agent, now):
        result = retry_quarantined(agent, row_id, now)
    if as_json:
        print_json({"id": row_id, "result": result})
    else:
        typer.echo(f"{row_id}: {result}")
