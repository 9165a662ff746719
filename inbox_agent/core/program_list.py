"""The owner's list of programs as CSV text, and back.

The columns are those of programs.csv: name, track, city, state, time_zone, domains (separated by
spaces), nrmp_code, nrmp_participating (yes, no, unknown) and contacts
(``Name <addr> (role); …``; where nobody has a role the first is the program director and the
others are coordinators). Further columns are kept as they are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from zoneinfo import available_timezones

from inbox_agent.core.program import Contact, Program
from inbox_agent.errors import Problem

COLUMNS = (
    "name", "track", "city", "state", "time_zone", "domains", "nrmp_code", "nrmp_participating",
    "contacts",
)  # fmt: skip
MAX_ROWS = 2_000  # nobody applies to more; a longer list is a wrong file
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTACT = re.compile(r"\s*(?P<name>[^<>]*?)\s*<(?P<addr>[^<>\s]+)>\s*(?:\((?P<role>[^()]*)\))?\s*")
_PARTICIPATING = ("yes", "no", "unknown")
_OWN = ("id", "contact_policy", "policy_quote", "wish")


def read_programs(text: str) -> tuple[tuple[Program, ...], tuple[Problem, ...]]:
    """Programs of a CSV text and what is wrong with it, each problem with its line number.

    A row with a problem is left out; the others are still read."""
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=False)
    try:
        header = [name.strip().lower() for name in rows.fieldnames or ()]
        rows.fieldnames = header
        if "name" not in header:
            return (), (Problem("line 1: there is no column called name", "See programs.csv."),)
        return _read_rows(rows)
    except csv.Error as error:
        return (), (Problem(f"line {rows.line_num}: not CSV: {error}", "Save it as CSV, UTF-8."),)


def _read_rows(rows: csv.DictReader[str]) -> tuple[tuple[Program, ...], tuple[Problem, ...]]:
    programs: dict[tuple[str, str], Program] = {}
    problems: list[Problem] = []
    for row in rows:
        line = f"line {rows.line_num}"
        if len(programs) >= MAX_ROWS:
            problems.append(Problem(f"{line}: more than {MAX_ROWS} programs", "Shorten the list."))
            break
        cells = {key: _unguarded(value or "") for key, value in row.items() if key is not None}
        if not any(cells.values()):
            continue
        program, wrong = _program(cells)
        key = (program.name.casefold(), program.track.casefold())
        if key in programs:
            wrong = (*wrong, Problem(f"{program.full_name} stands there twice", "Keep one."))
        if wrong:
            problems.extend(Problem(f"{line}: {each.what}", each.cure) for each in wrong)
        else:
            programs[key] = program
    return tuple(programs.values()), tuple(problems)


def _unguarded(cell: str) -> str:
    """A cell without the quote mark that keeps spreadsheets from running it as a formula."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and _needs_guard(cell[1:]) else cell


def _program(cells: Mapping[str, str]) -> tuple[Program, tuple[Problem, ...]]:
    problems: list[Problem] = []
    if not cells.get("name"):
        problems.append(Problem("the program has no name", "Fill in the column name."))
    participating = cells.get("nrmp_participating", "").lower() or "unknown"
    if participating not in _PARTICIPATING:
        problems.append(Problem(f"nrmp_participating is {participating!r}", "yes, no or unknown."))
    if (zone := cells.get("time_zone", "")) and zone not in available_timezones():
        problems.append(Problem(f"time_zone is {zone!r}", "Use a name such as America/Chicago."))
    contacts, wrong = read_contacts(cells.get("contacts", ""))
    problems.extend(wrong)
    known = {*COLUMNS, *_OWN}
    return Program(
        name=cells.get("name", ""), track=cells.get("track", ""), city=cells.get("city", ""),
        state=cells.get("state", ""), time_zone=zone,
        domains=tuple(each.lower().strip(".,;@") for each in cells.get("domains", "").split()),
        nrmp_code=cells.get("nrmp_code", "").upper(), nrmp_participating=participating,
        contacts=contacts,
        extra=tuple((key, value) for key, value in cells.items() if key and key not in known),
        id=cells.get("id", ""), contact_policy=cells.get("contact_policy", ""),
        policy_quote=cells.get("policy_quote", ""), wish=cells.get("wish", "") or "none",
    ), tuple(problems)  # fmt: skip


def read_contacts(text: str) -> tuple[tuple[Contact, ...], tuple[Problem, ...]]:
    contacts: list[Contact] = []
    problems: list[Problem] = []
    for piece in filter(str.strip, text.split(";")):
        if match := _CONTACT.fullmatch(piece):
            name, addr, role = match.group("name", "addr", "role")
            contacts.append(Contact(name.strip('" '), addr.lower(), (role or "").strip()))
        else:
            what = f"contact {piece.strip()!r}"
            problems.append(Problem(what, "Write Name <addr>; Name <addr>."))
    if not any(contact.role for contact in contacts):
        roles = _usual_roles(len(contacts))
        contacts = [replace(each, role=role) for each, role in zip(contacts, roles, strict=True)]
    return tuple(contacts), tuple(problems)


def _usual_roles(count: int) -> tuple[str, ...]:
    """The roles of contacts that are listed without any."""
    return ("program director", *(["coordinator"] * (count - 1)))[:count]


def write_programs(programs: Iterable[Program]) -> str:
    """CSV text that ``read_programs`` reads back unchanged; formulas are made harmless."""
    programs = tuple(programs)
    extra = list(dict.fromkeys(key for program in programs for key, _ in program.extra))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, *extra])
    for program in programs:
        further = dict(program.extra)
        cells = [*_cells(program), *(further.get(key, "") for key in extra)]
        writer.writerow([guarded(cell) for cell in cells])
    return out.getvalue()


def _cells(program: Program) -> tuple[str, ...]:
    return (
        program.name, program.track, program.city, program.state, program.time_zone,
        " ".join(program.domains), program.nrmp_code, program.nrmp_participating,
        contacts_text(program.contacts),
    )  # fmt: skip


def contacts_text(contacts: Iterable[Contact]) -> str:
    """Contacts as the contacts column writes them: roles only where they are not the usual ones,
    so that a list without roles comes back as it was."""
    people = tuple(contacts)
    usual = tuple(each.role for each in people) == _usual_roles(len(people))
    return "; ".join(
        f"{each.name} <{each.email}>" if usual else contact_text(each) for each in people
    )


def contact_text(contact: Contact) -> str:
    """``Name <addr> (role)``."""
    role = f" ({contact.role})" if contact.role else ""
    return f"{contact.name} <{contact.email}>{role}"


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs: one that would start a formula gets a leading ``'``."""
    return "'" + cell if _needs_guard(cell) else cell


def _needs_guard(cell: str) -> bool:
    """Would it start a formula, or be taken for one that is guarded already?"""
    return cell.lstrip("'").startswith(_FORMULA)
