"""``programs show``, ``compare``, ``mark``: a program's story, all side by side, your wish."""

from __future__ import annotations

from typing import Annotated

import typer

from inbox_agent.cli.output import print_json, print_rows
from inbox_agent.cli.session import session
from inbox_agent.cli.tables import AsJson, programs_app


def register(_app: typer.Typer) -> None:
    """Joins the commands of ``programs``."""
    programs_app.command()(show)
    programs_app.command()(compare)
    programs_app.command()(mark)
    programs_app.command()(merge)
    programs_app.command()(remove)


def show(context: typer.Context, name: str, as_json: AsJson = False) -> None:
    """One program and its whole story in order: mails, changes, drafts, what was sent."""
    from inbox_agent.core.linked import linked_with
    from inbox_agent.core.program_list import contact_text
    from inbox_agent.core.rows import acceptance_row, interview_row, program_row
    from inbox_agent.core.story import entry_row
    from inbox_agent.pipeline.listing import listed_program, program_story

    with session(context).reading() as (_, store, _now), store.read() as records:
        program = listed_program(records, name)
        linked = linked_with(program, records.programs())
        interviews = records.interviews(program_id=program.id)
        told = program_story(records, program.id)
    rows = [entry_row(entry) for entry in told]
    if as_json:
        print_json({
            **program_row(program), "wish": program.wish, "confirmed": program.confirmed,
            "contact_policy": program.contact_policy, "policy_quote": program.policy_quote,
            "accepts": [acceptance_row(each) for each in program.accepts],
            "aliases": list(program.aliases), "linked": [each.full_name for each in linked],
            "interviews": [interview_row(each) for each in interviews], "story": rows,
        })  # fmt: skip
        return
    typer.echo(f"{program.full_name} ({program.id}), your wish: {program.wish}")
    if program.contact_policy:
        typer.echo(f"mail after the interview is {program.contact_policy}: {program.policy_quote}")
    for other in linked:
        typer.echo(f"goes with {other.full_name} ({other.id})")
    for each in program.accepts:
        words = f'"{each.quote}" ({each.source})' if each.quote else "as you say"
        typer.echo(f"{each.topic.replace('_', ' ')}: {each.answer}, {words}")
    for contact in program.contacts:
        typer.echo(f"  {contact_text(contact)}" + (f", {contact.source}" * bool(contact.source)))
    print_rows(rows, ["at", "what", "id", "text"], as_json=False, empty="Nothing happened yet.")


def compare(
    context: typer.Context,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="For a spreadsheet.")] = False,
) -> None:
    """How each program fits you, by your notes and criteria. The order is yours to make."""
    from inbox_agent.core import export
    from inbox_agent.core.compare import compared, compared_lines
    from inbox_agent.core.impressions import criteria_of
    from inbox_agent.pipeline.impressions import notes_of
    from inbox_agent.shell.data import season

    with session(context).reading() as (settings, store, _now), store.read() as records:
        owner = settings.owner.owner(settings.criteria)
        criteria = criteria_of(owner)
        interviews = records.interviews()
        notes = {each.id: notes_of(records, each.id) for each in interviews}
        starts = season().at("match_day").year
        rows = compared(records.programs(), interviews, notes, criteria, owner, starts)
    if as_csv:
        typer.echo(export.as_csv(rows), nl=False)
        return
    if as_json:
        print_json(rows)
    else:
        keys = [each.key for each in criteria]
        blocks = ("\n".join(compared_lines(row, keys)) for row in rows)
        typer.echo("\n\n".join(blocks) or "No interview to compare yet.")


def mark(context: typer.Context, name: str, wish: str) -> None:
    """What you wish: first (one program only), top, interest or none."""
    from inbox_agent.pipeline.listing import mark_program

    with session(context).working() as (_, agent, now):
        typer.echo(mark_program(agent, name, wish, now))


def merge(context: typer.Context, kept: str, found: str) -> None:
    """FOUND, which mail made known, is KEPT: one row from now on, with both histories."""
    from inbox_agent.pipeline.merging import merge_programs

    with session(context).working() as (_, agent, now):
        typer.echo(merge_programs(agent, kept, found, now))


def remove(context: typer.Context, name: str) -> None:
    """Drop a program that is none of yours; its mail stays, and makes it known no more."""
    from inbox_agent.pipeline.merging import remove_program

    with session(context).working() as (_, agent, now):
        typer.echo(remove_program(agent, name, now))
