"""The people of an interview day as a list: a heading, then one of them on each line.

"Your interviewers:" and below it "Ada Lind, MD - Program Director", with or without bullets, with
the address on the same line or on the next. Lines are looked at as they were written: sentences
would join two of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from inbox_agent.core.reading import Person
from inbox_agent.core.sentences import plain

MAX_LINES = 400  # of a mail that are looked at: a day's people stand near its top
_SHORT = 6  # words of a row that names a thing
MAX_LINE = 200  # characters of a heading or a row; longer ones are prose
_HEADING = re.compile(
    r"\b(?:(?P<sure>interviewers?|interview (?:panel|team|faculty|committee)|panelists?|"
    r"entrevistador(?:es|as?)?)|meet(?:ing)? with|interview(?:ing)? with|"
    r"(?:meet|speak(?:ing)?|talk(?:ing)?|paired|scheduled|matched|conversations?) "
    r"(?:\w+ ){0,2}?(?:with|faculty|people|following))\b",
    re.IGNORECASE,
)
_NO_HEADING = re.compile(
    r"\b(?:not|n't|never|please|after|thank|write|writing|contact|questions?|co-?interview\w*|"
    r"dinner|social|reception)\b",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^(?:[-*+\u2022\u00b7\u25cf\u25aa>|]|\(?\d{1,2}[.)](?!\d)|[a-z][.)])\s*")
_TIME = re.compile(
    r"^\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m?\.?)?(?:\s?(?:-|to)\s?\d{1,2}(?:[:.]\d\d)?\s?"
    r"(?:[ap]\.?m?\.?)?)?(?: [A-Z]{2,4})?\s?[-:|,]?\s+",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"^(?:[\w/&' -]{0,40}\b)?(?:director|chair|chief|professor|faculty|resident|interviewer|dean|"
    r"interview)\b(?: \w+){0,3}\s?:\s+",
    re.IGNORECASE,
)
_WORD = r"[A-Z\u00c0-\u00dc][\w'\u2019-]{0,24}"
_PARTICLES = r"(?:de la|de|del|van der|van|von|al|el|bin|ibn|la)"
_TITLE = r"(?:Drs?|Dra|Prof|Professor|Doctor)\.?"
_DEGREE = (
    r"(?:M\.?D\.?|D\.?O\.?|Ph\.?D\.?|MBBS|MBChB|M\.?P\.?H\.?|M\.?S\.?|M\.?B\.?A\.?|MEd|MHS|FACP|"
    r"FACR|FCCP)"
)
_NAME = rf"{_WORD}(?: (?:{_PARTICLES} )?(?:{_WORD}|[A-Z]\.?)){{0,3}}"
_ROW = re.compile(
    rf"^(?P<name>(?P<title>{_TITLE} )?{_NAME}(?P<degree>(?:,? {_DEGREE}\b\.?){{1,4}})?)"
    r"(?P<rest>\s*(?:$|[,;:(<|\[]|-|@).*)$"
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@\w[\w.-]{1,80}\w")
_OFFICE = re.compile(r"\bco-?ordinator|\badministrat|\bassistant\b|\bIT support\b", re.IGNORECASE)
_NOBODY = frozenset(
    ("program", "leadership", "residents", "resident", "faculty", "chief", "department", "team",
     "committee", "breakfast", "tour", "lunch", "break", "conference", "room", "zoom", "grand",
     "rounds", "welcome", "overview", "session", "interview", "interviews", "medicine", "medical",
     "hospital", "center", "university", "radiology", "director", "schedule", "agenda", "monday",
     "tuesday", "wednesday", "thursday", "friday", "morning", "afternoon", "report", "questions",
     "please", "thank", "best", "sincerely", "regards", "time", "date", "location", "link", "good",
     "see", "we", "you", "your", "our", "all", "virtual", "campus", "building", "dress", "join")
)  # fmt: skip
"""Words of rows that name a thing, where a name without title or degree would stand."""


def panel(text: str) -> Iterator[Person]:
    """The people below a heading that says they interview, as written, in order."""
    lines = [plain(line) for line in text.splitlines()[:MAX_LINES]]
    for number, line in enumerate(lines):
        heading = _heading(line)
        if heading is not None:
            yield from _below(lines[number + 1 :], sure=bool(heading["sure"]))


def _heading(line: str) -> re.Match[str] | None:
    """A line that announces a list: it ends with a colon, or is short and no sentence."""
    if not line or len(line) > MAX_LINE or _NO_HEADING.search(line):
        return None
    announces = line.endswith(":") or (len(line.split()) <= 4 and line[-1] not in ".!?,")
    return _HEADING.search(line) if announces else None


def _below(lines: Sequence[str], *, sure: bool) -> Iterator[Person]:
    """Rows up to the first line that is none. Empty lines may part the rows of a loose list; they
    end a dense one, for a signature follows. A row that names a thing ("Campus tour") is passed."""
    people: list[Person] = []
    rows = parted = 0  # rows that stand together; empty lines since the last
    for line in lines:
        if not line:
            parted += 1
            if parted > 1 or rows > 1:
                break
            continue
        address = _ADDRESS.fullmatch(_BULLET.sub("", line).strip("<>() "))
        if address and people:
            people[-1] = Person(people[-1].name, people[-1].email or address.group().lower())
            rows, parted = 0, 0
            continue
        person = _row(line, sure=sure and not (people and parted and rows))
        if person is None and not _names_a_thing(line):
            break
        if person is not None:
            people.append(person)
        rows, parted = rows + 1 if not parted else 1, 0
    yield from (person for person in people if person.name)


def _names_a_thing(line: str) -> bool:
    """A short row without a verb's full stop, of words that name parts of the day."""
    words = {word.lower().strip(".,") for word in line.split()}
    return len(words) <= _SHORT and line[-1] not in ".!?:," and bool(words & _NOBODY)


def _row(line: str, *, sure: bool) -> Person | None:
    """The person of one row; without a name where it is somebody of the office; None where the
    row names nobody. A bare name counts only below a heading that is ``sure``."""
    if len(line) > MAX_LINE:
        return None
    text = _ROLE.sub("", _TIME.sub("", _BULLET.sub("", line)))
    row = _ROW.match(text)
    if row is None or any(word.lower().strip(".,") in _NOBODY for word in row["name"].split()):
        return None
    address = _ADDRESS.search(line)
    named = row["title"] or row["degree"]
    if not named and (len(row["name"].split()) < 2 or not (sure or address)):
        return None
    if _OFFICE.search(line):
        return Person("")
    return Person(row["name"].strip(" ,"), address.group().lower() if address else "")
