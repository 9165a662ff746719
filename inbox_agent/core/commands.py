"""The grammar of answers: the owner's new words -> commands, or the reason why we must ask.

A line is commands and nothing else: verbs, codes, and words of politeness. Whatever is not
understood beside a command makes the whole answer unclear, because "approve" next to a word we
do not know may mean the opposite. There is no command for everything at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from inbox_agent.core.codes import fold, looks_like_code, normalise
from inbox_agent.core.words import (
    ALARM,
    MAX_LINE,
    POLITE,
    asks,
    is_quoted,
    tokens,
    without_signature,
)

MAX_LINES = 2_000  # lines of an answer that are read; a body of ten pages has 500
MAX_TEXT = 64 << 10  # characters of an answer; who writes more is asked
MAX_COMMANDS = 100  # in one answer; a digest lists fewer drafts
LONGEST_HOLD = timedelta(days=30)  # a longer one is a slip of the finger


class Verb(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    EDIT = "edit"
    NOTE = "note"
    HOLD = "hold"
    FIX = "fix"
    SENT = "sent"
    AGAIN = "again"
    DONE = "done"
    UNDONE = "undone"


WITHOUT_CODE = frozenset((Verb.FIX, Verb.DONE, Verb.UNDONE))
"""Verbs that are about a row or an item of a checklist, and about no draft."""

VERBS = {
    "approve": Verb.APPROVE, "send": Verb.APPROVE, "ok": Verb.APPROVE, "okay": Verb.APPROVE,
    "yes": Verb.APPROVE, "reject": Verb.REJECT, "skip": Verb.REJECT, "no": Verb.REJECT,
    "edit": Verb.EDIT, "note": Verb.NOTE, "hold": Verb.HOLD, "fix": Verb.FIX,
    "sent": Verb.SENT, "again": Verb.AGAIN, "done": Verb.DONE, "undone": Verb.UNDONE,
}  # fmt: skip

_UNITS = {"m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1,
          "h": 60, "hr": 60, "hrs": 60, "hour": 60, "hours": 60,
          "d": 1440, "day": 1440, "days": 1440}  # fmt: skip
_SPAN = re.compile(r"(\d{1,4})([a-z]*)")
_ROW_ID = re.compile(r"[a-z]{1,4}\d{1,12}")
_FIELD = re.compile(r"(?:^|\s)([A-Za-z_][A-Za-z_0-9.]{0,60})\s?=\s?")
_NOTE = re.compile(r"(?i)\bnote\b")
_ITEM = re.compile(r"[a-z]{2,}(?:_[a-z]+)*")  # id of an item of a checklist
_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{1,253}")
_QUOTES = "\"'“”„‘’«»"
_OF_THEIR_OWN_LINE = frozenset((Verb.EDIT, Verb.NOTE, *WITHOUT_CODE))
_LISTABLE = frozenset((Verb.APPROVE, Verb.REJECT))  # a bare one may have its codes below it
_EVERYTHING = frozenset(("all", "both", "every", "everything", "them", "these", "those", "any"))
_THANKS = frozenset(("thanks", "thank", "you", "thx"))


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the owner asks for.

    ``code`` names the draft; ``explicit`` says whether the owner wrote it or the request that
    was answered stands in for it. ``text`` is the new body of an edit, or the words of a note.
    """

    verb: Verb
    code: str = ""
    explicit: bool = True
    text: str = ""
    span: timedelta | None = None  # of a hold
    addresses: tuple[str, ...] = ()  # of an approval that confirms a recipient, lower case
    row_id: str = ""  # of a fix; of done and undone the item of a checklist
    fields: tuple[tuple[str, str], ...] = ()  # of a fix: (field, value)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What an answer says. ``unclear`` holds the reason to ask; then ``commands`` is empty.

    ``named`` are all codes that stand in the new words, in their order, understood or not.
    """

    commands: tuple[Command, ...] = ()
    unclear: str = ""
    named: tuple[str, ...] = ()


class _UnclearError(Exception):
    """Carries the reason out of the grammar; never leaves this module."""


def commands(
    new_text: str, *, default_code: str | None = None, names: Collection[str] = ()
) -> Parsed:
    """Read the owner's new words.

    ``default_code`` is the code of the request that was answered: a command without a code
    means that one. ``names`` are the owner's name and credential: they may stand below.
    """
    lines = new_text[:MAX_TEXT].split("\n")[:MAX_LINES]
    named = _named(lines)
    known = _name_words(names)
    try:
        if len(new_text) > MAX_TEXT or new_text.count("\n") >= MAX_LINES:
            raise _UnclearError("it is too long to be an answer")
        found = _settle(_read(lines, known), default_code)
    except _UnclearError as reason:
        return Parsed(unclear=str(reason), named=named)
    return Parsed(found, named=named)


def _read(lines: list[str], names: frozenset[str]) -> list[Command]:
    found: list[Command] = []
    body_at = next((i for i, line in enumerate(lines) if _starts_edit(line)), len(lines))
    above = [line for line in lines[:body_at] if not is_quoted(line)]
    if body_at == len(lines):
        above = without_signature(above, names)
    polite = POLITE | (names - ALARM)
    noting = listing = False  # the next lines may go on with a note, or with codes for a verb
    for line in above:
        if noting and line.strip() and not _starts_command(line):
            found[-1] = replace(found[-1], text=f"{found[-1].text} {line.strip()}".strip())
            continue
        if listing and (codes := _only_codes(line, polite)):
            found[-1] = replace(found[-1], code=f"{found[-1].code} {codes}".strip())
            continue
        read = _line(line, polite)
        noting = bool(read) and read[-1].verb is Verb.NOTE
        if line.strip():
            listing = bool(read) and read[-1].verb in _LISTABLE and not read[-1].code
        found.extend(read)
    if body_at < len(lines):
        found.append(_edit(lines[body_at], lines[body_at + 1 :]))
    return found


def _only_codes(line: str, polite: frozenset[str]) -> str:
    """The codes of a line that holds nothing else, joined by spaces, or nothing."""
    words = [word for word in tokens(line) if word.casefold() not in polite]
    codes = [fold(word) for word in words]
    return " ".join(codes) if all(looks_like_code(code) for code in codes) else ""


def _line(line: str, polite: frozenset[str]) -> list[Command]:
    """The commands of one line; each is split later into one a code (``_settle``)."""
    words = list(tokens(line))
    first = next((VERBS.get(w.casefold()) for w in words if w.casefold() not in polite), None)
    if first is Verb.NOTE:
        return [_note(line)]
    if first is Verb.FIX:
        return [_fix(line)]
    if first in (Verb.DONE, Verb.UNDONE):
        return _ticked(first, line, polite)
    if asks(line):
        raise _UnclearError(f"it asks a question: “{_short(line)}”")
    return _simple(words, polite, line)


def _simple(words: list[str], polite: frozenset[str], line: str) -> list[Command]:
    found: list[Command] = []
    i = 0
    while i < len(words):
        word, plain = words[i], words[i].casefold()
        verb = VERBS.get(plain)
        span, used = _span(words, i)
        if verb is Verb.AGAIN and i and words[i - 1].casefold() in _THANKS:
            verb, plain = None, "thanks"  # "thanks again" asks for nothing
        if verb in _OF_THEIR_OWN_LINE:
            raise _UnclearError(f"“{verb}” must begin a line of its own: “{_short(line)}”")
        if verb is not None:
            _next_verb(found, verb, line)
        elif looks_like_code(fold(word)):
            _add_code(found, fold(word), line)
        elif span is not None and found and found[-1].verb is Verb.HOLD:
            found[-1] = replace(found[-1], span=span)
            i += used - 1
        elif _ADDRESS.fullmatch(word) and found and found[-1].verb is Verb.APPROVE:
            last = found[-1]
            found[-1] = replace(last, addresses=(*last.addresses, plain))
        elif not _is_idle(plain, found, polite):
            raise _UnclearError(_why_not(word, line))
        i += 1
    return found


def _is_idle(plain: str, found: list[Command], polite: frozenset[str]) -> bool:
    holding = bool(found) and found[-1].verb is Verb.HOLD
    return plain in polite or (holding and plain == "for")


def _why_not(word: str, line: str) -> str:
    if word.casefold() in _EVERYTHING:
        return f"there is no command for several drafts at once, name each code: “{_short(line)}”"
    return f"“{word[:40]}” is no word of a command: “{_short(line)}”"


def _next_verb(found: list[Command], verb: Verb, line: str) -> None:
    """A verb begins a command, unless it only repeats the bare one before it ("yes, send")."""
    if found and not found[-1].code:
        if found[-1].verb is not verb:
            raise _UnclearError(f"two different things are said at once: “{_short(line)}”")
        return
    found.append(Command(verb))


def _add_code(found: list[Command], code: str, line: str) -> None:
    if not found:
        raise _UnclearError(f"a code stands before any command: “{_short(line)}”")
    last = found[-1]
    if last.addresses:
        raise _UnclearError(f"a code stands behind an address: “{_short(line)}”")
    found[-1] = replace(last, code=f"{last.code} {code}".strip())


def _span(words: list[str], i: int) -> tuple[timedelta | None, int]:
    """A length of time at ``i`` ("12h", "2 days") and how many words it takes."""
    match = _SPAN.fullmatch(words[i].casefold())
    if match is None:
        return None, 1
    number, unit = int(match[1]), match[2]
    if unit in _UNITS:
        return timedelta(minutes=number * _UNITS[unit]), 1
    following = words[i + 1].casefold() if i + 1 < len(words) else ""
    if not unit and following in _UNITS:
        return timedelta(minutes=number * _UNITS[following]), 2
    return None, 1


def _starts_edit(line: str) -> bool:
    return _head(line)[:1] == ["edit"]


def _starts_command(line: str) -> bool:
    head = _head(line)
    return bool(head) and head[0] in VERBS and len(head) > 1 and looks_like_code(fold(head[1]))


def _head(line: str) -> list[str]:
    """The first three words that are not "please", casefolded."""
    words = [word.casefold() for word in tokens(line[:200])]
    return [word for word in words if word not in ("please", "pls")][:3]


def _edit(line: str, below: list[str]) -> Command:
    """``edit CODE``, and everything below it, untouched."""
    words = [word for word in tokens(line) if word.casefold() not in ("please", "pls", "edit")]
    codes = [fold(word) for word in words if looks_like_code(fold(word))]
    if len(codes) > 1 or len(words) > len(codes):
        raise _UnclearError(f"the new body must begin on the line below: “{_short(line)}”")
    if any(_starts_command(other) for other in below):
        raise _UnclearError("another command stands in the new body; send it in a mail of its own")
    body = "\n".join(below).strip("\n")
    if not body.strip():
        raise _UnclearError("“edit” came without a new body below it")
    return Command(Verb.EDIT, code="".join(codes), text=body)


def _note(line: str) -> Command:
    """``note CODE words``: one code or none, then the owner's words as they are."""
    split = _NOTE.split(line[:MAX_LINE], maxsplit=1)
    if len(split) < 2:  # the word itself was disguised by autocorrection
        split = _NOTE.split(normalise(line[:MAX_LINE]), maxsplit=1)
    words = split[-1].lstrip(" :,.-\u00a0").strip()
    first, *others = words.split(maxsplit=1)[:2] or [""]
    code = fold(next(tokens(first), ""))
    if looks_like_code(code):
        return Command(Verb.NOTE, code=code, text="".join(others).strip())
    return Command(Verb.NOTE, text=words)


def _fix(line: str) -> Command:
    """``fix ID FIELD=VALUE…``; a value reaches to the next FIELD= and may stand in quotes."""
    rest = re.split(r"(?i)\bfix\b", normalise(line[:MAX_LINE]), maxsplit=1)[1].strip()
    row_id, _, pairs = rest.partition(" ")
    row_id = row_id.strip(".,:;" + _QUOTES).casefold()
    cut = _FIELD.split(pairs)
    if not _ROW_ID.fullmatch(row_id) or len(cut) < 3 or cut[0].strip():
        raise _UnclearError(f"a correction reads “fix ID FIELD=VALUE”: “{_short(line)}”")
    values = (value.strip().strip(_QUOTES) for value in cut[2::2])
    fields = zip((name.casefold() for name in cut[1::2]), values, strict=True)
    return Command(Verb.FIX, row_id=row_id, fields=tuple(fields))


def _ticked(verb: Verb, line: str, polite: frozenset[str]) -> list[Command]:
    """``done ITEM…``: items of a checklist, and nothing else."""
    words = [
        word.strip(".,;:!" + _QUOTES) for word in normalise(line[:MAX_LINE]).casefold().split()
    ]
    items = [word for word in words if word and word != verb.value and word not in polite]
    wrong = [item for item in items if item in VERBS or not _ITEM.fullmatch(item)]
    if wrong or not items:
        raise _UnclearError(f"“{verb}” is followed by items of the checklist: “{_short(line)}”")
    return [Command(verb, row_id=item) for item in items]


def _settle(found: list[Command], default_code: str | None) -> tuple[Command, ...]:
    """One command a code, no code with two different ones, each with what it needs."""
    if len(found) > MAX_COMMANDS:
        raise _UnclearError(f"more than {MAX_COMMANDS} commands in one mail")
    if not found:
        raise _UnclearError("there is no command in it")
    settled: dict[tuple[str, str], Command] = {}
    for command in found:
        for one in _each(command, default_code):
            key = (one.code, one.row_id)
            earlier = settled.setdefault(key, one)
            if replace(earlier, explicit=True) != replace(one, explicit=True):
                raise _UnclearError(f"it says two different things about {one.code or one.row_id}")
            if one.explicit:
                settled[key] = one
    drafts = {command.code: command for command in settled.values() if command.code}
    if len(drafts) > 1 and any(not command.explicit for command in drafts.values()):
        raise _UnclearError("one command names a code and another does not")
    return tuple(settled.values())


def _each(command: Command, default_code: str | None) -> list[Command]:
    if command.verb in WITHOUT_CODE:
        return [command]
    codes = command.code.split()
    if not codes and not default_code:
        raise _UnclearError(f"“{command.verb}” names no code, and this answers no request")
    if command.addresses and len(codes) > 1:
        raise _UnclearError("an address can be confirmed for one code only")
    if command.verb is Verb.HOLD and not (
        command.span and timedelta(0) < command.span <= LONGEST_HOLD
    ):
        raise _UnclearError("“hold” needs how long, like “12h”, and 30 days at most")
    if command.verb is Verb.NOTE and not command.text:
        raise _UnclearError("“note” came without words")
    if not codes:
        return [replace(command, code=default_code or "", explicit=False)]
    return [replace(command, code=code) for code in codes]


def _name_words(names: Collection[str]) -> frozenset[str]:
    """The words of the owner's name, and its initials, casefolded."""
    words = [word.casefold() for name in names for word in tokens(name)]
    initials = [word[0] for word in words]
    short = {*initials, "".join(initials[:2]), "".join(initials)}
    return frozenset(words) | (short - ALARM)


def _named(lines: list[str]) -> tuple[str, ...]:
    folded = (fold(word) for line in lines for word in tokens(line))
    return tuple(dict.fromkeys(word for word in folded if looks_like_code(word)))


def _short(line: str) -> str:
    return line.strip()[:80]
