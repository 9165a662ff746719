"""``drafts``: look at, edit, approve, reject, hold, note, settle; and write a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from inbox_agent.cli.output import print_json, print_rows
from inbox_agent.cli.session import session

if TYPE_CHECKING:
    from inbox_agent.core.commands import Command
    from inbox_agent.core.drafting import Draft
    from inbox_agent.ports import Records

AsJson = Annotated[bool, typer.Option("--json", help="All columns, as JSON.")]
app = typer.Typer(help="Words to programs, not yet sent.", invoke_without_command=True)


def register(parent: typer.Typer) -> None:
    parent.add_typer(app, name="drafts")


@app.callback()
def drafts(context: typer.Context, as_json: AsJson = False) -> None:
    """All drafts, the newest version of each (or a command about one)."""
    if context.invoked_subcommand is not None:
        return
    from inbox_agent.core.rows import draft_row

    with session(context).reading() as (_, store, _now), store.read() as records:
        rows = [draft_row(draft) for draft in records.drafts()]
    columns = ["code", "state", "kind", "program", "to", "due", "deadline", "subject"]
    print_rows(rows, columns, as_json=as_json, empty="No drafts yet.")


@app.command()
def show(context: typer.Context, code: str, as_json: AsJson = False) -> None:
    """One draft, whole."""
    from inbox_agent.core.outgoing import outgoing_of_draft
    from inbox_agent.core.rows import draft_row
    from inbox_agent.core.spelling import hints
    from inbox_agent.service import word_list

    with session(context).reading() as (settings, store, _now), store.read() as records:
        draft = find(records, code)
    if as_json:
        print_json(draft_row(draft))
    else:
        names = (settings.owner.name, settings.owner.school, draft.program, draft.to_name)
        _print(draft, hints(outgoing_of_draft(draft), word_list(settings), names))


@app.command()
def approve(
    context: typer.Context,
    code: str,
    to: Annotated[
        list[str] | None, typer.Option("--to", help="Confirm a recipient that is no contact.")
    ] = None,
) -> None:
    """Approve one version; it leaves when its hold is over."""
    from inbox_agent.core.commands import Command, Verb

    addresses = tuple(address.strip().lower() for address in to or [])
    _run(context, Command(Verb.APPROVE, _code(code), addresses=addresses))


@app.command()
def reject(context: typer.Context, code: str) -> None:
    """It will not be sent."""
    from inbox_agent.core.commands import Command, Verb

    _run(context, Command(Verb.REJECT, _code(code)))


@app.command()
def hold(context: typer.Context, code: str, span: str) -> None:
    """Postpone the question, such as `hold K7QP2M 12h`; this never approves."""
    from inbox_agent.core.commands import commands
    from inbox_agent.errors import UserError

    with session(context).reading() as (_, store, _now), store.read() as records:
        draft = find(records, code)
    parsed = commands(f"hold {draft.code} {span}", default_code=None)
    if not parsed.commands:
        raise UserError(f"{span!r} is no span of time", "Write 90m, 12h or 2d.")
    _run(context, parsed.commands[0])


@app.command()
def note(context: typer.Context, code: str, words: list[str]) -> None:
    """Add what impressed you; it is woven into a new version."""
    from inbox_agent.core.commands import Command, Verb

    _run(context, Command(Verb.NOTE, _code(code), text=" ".join(words)))


@app.command()
def sent(context: typer.Context, code: str) -> None:
    """An unknown one did arrive."""
    from inbox_agent.core.commands import Command, Verb

    _run(context, Command(Verb.SENT, _code(code)))


@app.command()
def again(context: typer.Context, code: str) -> None:
    """An unknown or failed one is made anew, and asked about anew."""
    from inbox_agent.core.commands import Command, Verb

    _run(context, Command(Verb.AGAIN, _code(code)))


@app.command()
def edit(context: typer.Context, code: str) -> None:
    """Change the words in $EDITOR; the new version is asked about anew."""
    import click

    from inbox_agent.core.commands import Command, Verb

    with session(context).reading() as (_, store, _now), store.read() as records:
        draft = find(records, code)
    changed = click.edit(draft.body, extension=".txt")
    if changed is None or changed.strip() == draft.body.strip():
        typer.echo("Nothing was changed.")
        return
    _run(context, Command(Verb.EDIT, draft.code, text=changed))


@app.command()
def new(
    context: typer.Context,
    kind: str,
    program: Annotated[str, typer.Option("--program", help="NAME, or NAME / TRACK.")],
    as_json: AsJson = False,
) -> None:
    """Write a draft of a kind to a program; it is proposed, never sent by itself."""
    from inbox_agent.core.rows import draft_row
    from inbox_agent.pipeline.hints import hints_for
    from inbox_agent.pipeline.occasion import new_draft

    with session(context).working() as (_, agent, now):
        draft = new_draft(agent, kind, program, now)
        with agent.store.read() as records:
            slips = hints_for(agent, records, draft)
    if as_json:
        print_json(draft_row(draft))
    else:
        _print(draft, slips)


def find(records: Records, code: str) -> Draft:
    """The version with this code. Raises NotFound."""
    from inbox_agent.errors import NotFound

    draft = records.draft_by_code(_code(code)) or records.draft(code)
    if draft is None:
        raise NotFound(f"no draft has the code {code}", "See `inbox-agent drafts`.")
    return draft


def _run(context: typer.Context, command: Command) -> None:
    from inbox_agent.pipeline.commands import run_command

    with session(context).working(tell=lambda _line: None) as (_, agent, now):
        typer.echo(run_command(agent, command, now))


def _code(text: str) -> str:
    from inbox_agent.core.codes import fold

    return fold(text)


def _print(draft: Draft, slips: Sequence[str] = ()) -> None:
    typer.echo(f"{draft.code}  {draft.kind.value} to {', '.join(draft.to) or '(nobody yet)'}")
    typer.echo(f"state    {draft.state.value}   {draft.note}")
    typer.echo(f"deadline {draft.deadline or '-'}")
    for gap in draft.gaps:
        typer.echo(f"missing  {gap.question}")
    for finding in draft.findings:
        typer.echo(f"{finding.verdict.value:8} {finding.code}: “{finding.quote}” {finding.why}")
    for line in slips:
        typer.echo(f"hint     {line}")
    for line in draft.lines:
        typer.echo(f"note     {line}")
    typer.echo(f"\nSubject: {draft.subject}\n\n{draft.body}")
