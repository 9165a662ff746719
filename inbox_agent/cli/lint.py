"""``lint FILE --program NAME``: judges one outgoing letter.

By its text alone; with a configuration that was named also by ledger, policy and clock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from inbox_agent.cli.lint_known import known_to
from inbox_agent.cli.session import session
from inbox_agent.errors import NotFound, Problem, UserError

if TYPE_CHECKING:
    from inbox_agent.core.drafting import Finding, Kind, Verdict
    from inbox_agent.core.outgoing import Outgoing
    from inbox_agent.core.program import Program

_Value = TypeVar("_Value")


def lint(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The letter, as an .eml file.")],
    program: Annotated[str, typer.Option("--program", help="The program it goes to.")],
    programs: Annotated[
        Path | None, typer.Option("--programs", help="Your list of programs, as CSV.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="Its kind, such as thank_you or reply.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Say what a program or the NRMP could object to in a letter, and a better way to say it."""
    from inbox_agent.core.drafting import Verdict
    from inbox_agent.core.lint import lint as judge
    from inbox_agent.core.lint import verdict
    from inbox_agent.core.program_choice import chosen
    from inbox_agent.core.spelling import hints
    from inbox_agent.shell.letters import lint_model, lint_rules
    from inbox_agent.shell.spelling import SpellingList

    problems: list[Problem] = []
    letter = _tried(lambda: _letter(file), problems)
    sort = _tried(lambda: _kind(kind), problems)
    known = known_to(session(context))
    listed = _tried(lambda: _listed(programs) or known.programs, problems)
    meant = _tried(lambda: chosen(program, listed), problems) if listed is not None else None
    if letter is None or listed is None or meant is None or problems:
        raise UserError(problems)
    findings = judge(
        letter,
        kind=sort,
        program=known.as_stored(meant),
        programs=listed,
        rules=lint_rules(),
        model=lint_model(),
        ledger=known.ledger,
        now=known.now,
        season=known.season,
        owner=known.owner,
    )
    worst = verdict(findings)
    names = (meant.name, *(contact.name for contact in meant.contacts))
    slips = hints(letter, SpellingList(), names)
    if as_json:
        _print_json(worst, findings, slips)
    else:
        typer.echo(_readable(worst, findings, slips))
    raise typer.Exit(1 if worst is Verdict.BLOCK else 0)


def _tried(step: Callable[[], _Value], problems: list[Problem]) -> _Value | None:
    """What ``step`` gives; None, with its problems kept, where the owner has to mend something."""
    try:
        return step()
    except UserError as error:
        problems.extend(error.problems)
        return None


def _letter(file: Path) -> Outgoing:
    from inbox_agent.core.mail import Unreadable
    from inbox_agent.core.outgoing import outgoing_of_mail
    from inbox_agent.core.parse import parse

    try:
        mail = parse(file.read_bytes())
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}", "Name an .eml file.") from error
    if isinstance(mail, Unreadable):
        raise UserError(f"{file} is not a readable message: {mail.reason}", "Name an .eml file.")
    return outgoing_of_mail(mail)


def _listed(path: Path | None) -> tuple[Program, ...]:
    from inbox_agent.core.program_list import read_programs

    if path is None:
        return ()
    try:
        listed, problems = read_programs(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"the list of programs {path} cannot be read: {error}") from error
    if problems:
        raise UserError(Problem(f"{path}, {each.what}", each.cure) for each in problems)
    return listed


def _kind(name: str | None) -> Kind | None:
    from inbox_agent.core.drafting import Kind

    if name is None:
        return None
    if name not in {member.value for member in Kind}:
        raise NotFound(f"there is no kind {name!r}", f"Kinds: {', '.join(k.value for k in Kind)}.")
    return Kind(name)


def _print_json(worst: Verdict, findings: Sequence[Finding], slips: Sequence[str]) -> None:
    from dataclasses import asdict

    from inbox_agent.cli.output import print_json

    print_json({
        "verdict": worst.value, "findings": [asdict(each) for each in findings],
        "hints": list(slips),
    })  # fmt: skip


def _readable(worst: Verdict, findings: Sequence[Finding], slips: Sequence[str]) -> str:
    shown = [f"hint  {each}" for each in slips]
    if not findings:
        return "\n".join([*shown, "ok: nothing found"])
    told = [
        f"{each.verdict.value}  {each.code}: “{each.quote}”\n"
        f"    {each.why}\n    Better: {each.instead}"
        for each in findings
    ]
    return "\n".join([*told, *shown, f"verdict: {worst.value}"])


def _alone() -> int:
    """``python -m inbox_agent.cli.lint``: the command without the rest of the program."""
    app = typer.Typer(add_completion=False)
    app.command()(lint)
    try:
        app()
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 1
    except UserError as error:
        typer.echo(str(error), err=True)
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(_alone())
