"""Messages in files → what each of them is and why, printed.

Only what reading itself needs is imported: a script that asks about one file waits for nothing
else."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from inbox_agent.core.context import Context
from inbox_agent.core.explain import explained, unexplained
from inbox_agent.core.mail import Unreadable
from inbox_agent.core.parse import a_message, parse
from inbox_agent.core.program import Program
from inbox_agent.explaining.readable import readable
from inbox_agent.shell.reader import reader

MAX_FILE = 100 * 2**20  # bytes; the parser sets a message aside long before that


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be explained: files and folders, the owner's list of programs (CSV), addresses
    and zone (an IANA name), and whether as JSON."""

    paths: tuple[Path, ...]
    programs: Path | None = None
    owner: tuple[str, ...] = ()
    zone: str | None = None
    as_json: bool = False


def explain(wanted: Wanted) -> int:
    """Print what each message is and why; the exit code (2 where an option is wrong)."""
    missing = [path for path in wanted.paths if not path.exists()]
    for path in missing:
        _complain(f"There is no file or folder {path}.")
    context = _context(wanted)
    if missing or context is None:
        return 2
    for number, (name, path) in enumerate(_messages(wanted.paths)):
        document = _document(name, path, context)
        if wanted.as_json:
            sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        else:
            sys.stdout.write(("\n" if number else "") + readable(document) + "\n")
    return 0


def _complain(problem: str) -> None:
    sys.stderr.write(problem + "\n")


def _context(wanted: Wanted) -> Context | None:
    """The context of the options; None, with all problems on stderr, where one is wrong."""
    zone = wanted.zone
    problems = [] if zone is None or _known_zone(zone) else [f"There is no time zone {zone!r}."]
    listed, wrong = _programs(wanted.programs)
    for problem in [*problems, *wrong]:
        _complain(problem)
    if problems or wrong:
        return None
    addresses = frozenset(address.strip().lower() for address in wanted.owner)
    return Context(programs=listed, owner_addresses=addresses, owner_zone=zone)


def _programs(path: Path | None) -> tuple[tuple[Program, ...], list[str]]:
    if path is None:
        return (), []
    from inbox_agent.core.program_list import read_programs

    try:
        listed, problems = read_programs(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        return (), [f"The list of programs {path} cannot be read: {error}"]
    return listed, [f"{path}, {problem}" for problem in problems]


def _known_zone(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return False
    return True


def _messages(paths: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
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
