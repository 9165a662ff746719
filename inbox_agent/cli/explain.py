"""``explain PATH…``: what each message is and why. Reads no configuration, store or network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from inbox_agent.core.classify import Context

MAX_FILE = 100 * 2**20  # bytes; the parser sets a message aside long before that


def explain(
    paths: Annotated[list[Path], typer.Argument(help="Messages (.eml), or folders of them.")],
    programs: Annotated[
        Path | None, typer.Option("--programs", help="Your list of programs, as CSV.")
    ] = None,
    owner: Annotated[
        list[str] | None, typer.Option("--owner", help="Your own address; may be repeated.")
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", help="Your time zone, such as Asia/Amman.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a message.")] = False,
) -> None:
    """Say what each message is, and which words say so."""
    missing = [path for path in paths if not path.exists()]
    for path in missing:
        typer.echo(f"There is no file or folder {path}.", err=True)
    context = _context(programs, owner or [], zone)
    if missing or context is None:
        raise typer.Exit(2)
    first = True
    for name, path in _messages(paths):
        document = _document(name, path, context)
        if as_json:
            _print_json(document)
        else:
            from inbox_agent.cli.explained import readable

            typer.echo(("" if first else "\n") + readable(document))
        first = False


def _context(programs: Path | None, owner: list[str], zone: str | None) -> Context | None:
    """The context of the options; None, with all problems on stderr, where one is wrong."""
    from inbox_agent.core.classify import Context

    problems = [] if zone is None or _known_zone(zone) else [f"There is no time zone {zone!r}."]
    listed, wrong = _programs(programs)
    for problem in [*problems, *wrong]:
        typer.echo(problem, err=True)
    if problems or wrong:
        return None
    addresses = frozenset(address.strip().lower() for address in owner)
    return Context(programs=listed, owner_addresses=addresses, owner_zone=zone)


def _programs(path: Path | None) -> tuple[tuple[Any, ...], list[str]]:
    if path is None:
        return (), []
    from inbox_agent.core.program_list import read_programs

    try:
        listed, problems = read_programs(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        return (), [f"The list of programs {path} cannot be read: {error}"]
    return listed, [f"{path}, {problem}" for problem in problems]


def _known_zone(zone: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return False
    return True


def _messages(paths: list[Path]) -> Iterator[tuple[str, Path]]:
    """(name to show, file) of every message, folders recursively in order of name."""
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if _is_message(each))
            yield from ((each.relative_to(path).as_posix(), each) for each in inside)
        else:
            yield path.name, path


def _is_message(path: Path) -> bool:
    return path.suffix.lower() == ".eml" and path.is_file()


def _document(name: str, path: Path, context: Context) -> dict[str, Any]:
    from inbox_agent.core.explain import explained, unexplained
    from inbox_agent.core.mail import Unreadable
    from inbox_agent.core.parse import a_message, parse
    from inbox_agent.shell.reader import reader

    try:
        if path.stat().st_size > MAX_FILE:
            return unexplained(name, Unreadable("", f"larger than {MAX_FILE >> 20} MB"))
        raw = path.read_bytes()
    except OSError as error:
        return unexplained(name, Unreadable("", f"cannot be read: {error.strerror}"))
    mail = a_message(parse(raw))
    if isinstance(mail, Unreadable):
        return unexplained(name, mail)
    return explained(name, mail, reader().read(mail, context))


def _print_json(document: dict[str, Any]) -> None:
    import json

    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    typer.run(explain)
