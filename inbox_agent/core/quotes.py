"""New words apart from quoted ones and from boilerplate.

One scan over the lines, each looked at a bounded number of times: linear on any text. A line is
quoted where its mail program says so: by ``>``, by HTML, or by a header, separator or "wrote"
line above. In doubt words count as new: to overlook an invitation is worse than to read twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from inbox_agent.core.footers import boilerplate
from inbox_agent.core.quote_words import FORWARD_LINES, LABELS, OPENERS, SEPARATORS, WROTE
from inbox_agent.core.text import BLOCKQUOTE_BEGINS, QUOTE_BEGINS, QUOTE_ENDS

MAX_LOOKED_AT = 500  # characters of a line; no program announces a quote in a longer one
MAX_WRAPPED = 4  # lines over which an attribution may be wrapped
MAX_HEADER_LINES = 12  # lines in which the labels of a quoted header block must stand
MAX_ANNOUNCEMENTS = 1_000  # lines looked at more closely; a thread of years has about 100
MAX_LABEL = 40  # characters before the colon of such a label
MAX_GAP = 4  # lines, empty ones included, between an announcement and what it announces

_DIGITS = "[٠-٩۰-۹०-९]"  # Arabic, Persian and Hindi ones
_YEAR = re.compile(
    rf"(?<!\d)(?:19|20)\d\d(?!\d)|{_DIGITS}{{4}}|(?<!\d)\d{{1,2}}[./-]\d{{1,2}}[./-]\d\d(?!\d)"
)
_TIME = re.compile(rf"\d{{1,2}}\s?[:.h]\s?\d\d|{_DIGITS}{{1,2}}:{_DIGITS}{{2}}")
_ADDRESS = re.compile(r"[^\s<>@]{1,100}@[^\s<>@]{1,100}")
_ADDRESS_ENDS = re.compile(r"[^\s<>@]{1,100}@[^\s<>@]{1,100}[\s>)\]]{0,4}[:：]$")
_COLONS = (":", "：")
_RULES = ("--", "__", "**", "==")
# Some programs lose the line ends of a quoted header block.
_ON_ONE_LINE = re.compile(r"\s(?:Sent|Date):.{3,200}?\sTo:.{0,300}?\sSubject:")
# English has the verb at the end; "as she wrote in her letter of 2025:" is prose.
_WROTE_WITHIN = re.compile(r"\b(?:wrote|writes)\b(?! ?[:：]$| on \d)", re.IGNORECASE)
_RULER = re.compile(r"[_*-]{10,}")
_DIRECTIONS = dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_AROUND = " \t*_\u200e\u200f\u202a\u202b\u202c"


def split(text: str) -> tuple[str, str, str]:
    """``(new, quoted, boilerplate)`` of a plain text: every line lies in exactly one."""
    return split_marked(text)[1:]


def split_marked(marked: str) -> tuple[str, str, str, str]:
    """``(text, new, quoted, boilerplate)`` of a text in which HTML marked what it quotes."""
    lines, under = _unmarked(marked)
    quoted = _quoted(lines, under)
    footers = boilerplate(lines, [not one for one in quoted])
    sections: tuple[list[str], list[str], list[str]] = ([], [], [])
    section = 0
    for i, line in enumerate(lines):
        if line.strip():  # an empty line goes with what stands before it
            section = 1 if quoted[i] else 2 if i in footers else 0
        sections[section].append(line)
    new, old, rest = ("\n".join(one).strip("\n") for one in sections)
    return "\n".join(lines).strip("\n"), new, old, rest


def _unmarked(marked: str) -> tuple[list[str], list[str]]:
    """The lines without marks, and for each the mark it stands under, or an empty string."""
    lines = marked.split("\n")
    if QUOTE_ENDS not in marked:
        return lines, [""] * len(lines)
    kept: list[str] = []
    under: list[str] = []
    marks: list[str] = []
    for line in lines:
        if line in (QUOTE_BEGINS, BLOCKQUOTE_BEGINS):
            marks.append(QUOTE_BEGINS if marks and marks[-1] == QUOTE_BEGINS else line)
        elif line == QUOTE_ENDS:
            del marks[-1:]
        elif line or (kept and kept[-1]):
            kept.append(line)
            under.append(marks[-1] if marks else "")
    return kept, under


def _quoted(lines: Sequence[str], under: Sequence[str]) -> list[bool]:
    """For every line whether it is quoted; ``cut`` means that all that follows is."""
    found = [False] * len(lines)
    cut = False
    before = False  # whether the last line that is not empty is quoted
    tries = MAX_ANNOUNCEMENTS
    for i, line in enumerate(lines):
        text = _undirected(line[:MAX_LOOKED_AT])
        if not text:
            continue
        if cut or text[0] == ">" or under[i] == QUOTE_BEGINS:
            found[i] = True
        elif under[i]:  # a bare blockquote: a quote after an attribution, else an indented text
            found[i] = before
        elif tries and _may_announce(text):
            tries -= 1
            found[i] = cut = _begins_original(text, lines, i)
            if not cut and text.endswith(_COLONS):
                cut = _take_attribution(lines, under, found, i)
        before = found[i]
    return found


def _undirected(line: str) -> str:
    """A line without the marks of direction that Gmail puts around Arabic names and addresses."""
    return (line if line.isascii() else line.translate(_DIRECTIONS)).strip()


def _may_announce(text: str) -> bool:
    """Whether a line is worth a closer look: a rule of dashes, a colon at its end, or a "From:"."""
    if text.startswith(_RULES) or text.endswith(_COLONS):
        return True
    return (":" in text or "：" in text) and _label(text) == "from"


def _begins_original(text: str, lines: Sequence[str], i: int) -> bool:
    """Whether a separator or a quoted header block begins here: what follows is quoted."""
    if text.startswith(_RULES):
        inside = text.strip("-_=* \t:").lower()
        if inside in SEPARATORS or (not inside and _header_block_follows(lines, i)):
            return True
        if inside.endswith("wrote") and _ADDRESS.search(inside):  # Notes puts it between dashes
            return True
    if text.endswith(_COLONS) and text[:-1].strip(_AROUND).lower() in FORWARD_LINES:
        return True
    return _label(text) == "from" and _is_header_block(lines, i)


def _header_block_follows(lines: Sequence[str], i: int) -> bool:
    if not _RULER.match(lines[i].strip()):
        return False
    for j in range(i + 1, min(i + MAX_GAP, len(lines))):
        if lines[j].strip():
            return _is_header_block(lines, j)
    return False


def _label(line: str) -> str:
    """What a line of a header block names (``from``, ``date`` …), or an empty string."""
    head = line[:MAX_LABEL]
    if not head.isascii():
        head = head.replace("：", ":")
    name, colon, _ = head.partition(":")
    return LABELS.get(name.strip(_AROUND).lower(), "") if colon else ""


def _is_header_block(lines: Sequence[str], i: int) -> bool:
    """Whether the lines from ``i`` on are a quoted From, Date, To, Subject."""
    kinds: set[str] = set()
    stray = 0  # lines in a row that bear no label
    for line in lines[i : i + MAX_HEADER_LINES]:
        kind = _label(line.strip())
        stray = 0 if kind else stray + bool(line.strip())
        if stray > 2:
            break
        kinds.add(kind)
    first = lines[i][:MAX_LOOKED_AT].strip()
    if _label(first) != "from":
        return False
    if _ON_ONE_LINE.search(first):
        return True
    if "subject" in kinds:
        return bool(kinds & {"date", "to"})
    return {"date", "to"} <= kinds and bool(_ADDRESS.search(first))


def _take_attribution(
    lines: Sequence[str], under: Sequence[str], found: list[bool], end: int
) -> bool:
    """Mark an "On … wrote:" that ends in line ``end``; return whether all below it is quoted,
    which it is where the attribution is beyond doubt and its quote bears no marks."""
    count, sure = _attribution(lines, found, end)
    follows = _quote_follows(lines, under, end + 1)
    if not count or not (sure or follows):
        return False
    found[end + 1 - count : end + 1] = [True] * count
    return not follows


def _attribution(lines: Sequence[str], found: Sequence[bool], end: int) -> tuple[int, bool]:
    """How many lines up to ``end`` may be an attribution, and whether they are for sure."""
    joined = ""
    best = (0, False)
    for count in range(1, MAX_WRAPPED + 1):
        i = end + 1 - count
        line = _undirected(lines[i][:MAX_LOOKED_AT]) if i >= 0 else ""
        if not line or found[i]:
            break
        joined = f"{line} {joined}".strip()
        maybe, sure = _is_attribution(joined)
        opens = line.startswith(OPENERS)
        if maybe and (opens or not best[0]):
            best = (count, sure)
        if best[0] and opens:
            break
    return best


def _is_attribution(text: str) -> tuple[bool, bool]:
    """(whether it is one if a quote follows, whether it is one even if none is marked)."""
    wrote = bool(WROTE.search(text))
    year, time = bool(_YEAR.search(text)), bool(_TIME.search(text))
    address_ends = bool(_ADDRESS_ENDS.search(text))
    named = wrote and (time or bool(_ADDRESS.search(text))) and not _WROTE_WITHIN.search(text)
    sure = year and (named or (address_ends and time))
    return wrote or sure or (address_ends and (year or time)), sure


def _quote_follows(lines: Sequence[str], under: Sequence[str], start: int) -> bool:
    for i in range(start, min(start + MAX_GAP, len(lines))):
        if lines[i].strip():
            return bool(under[i]) or lines[i].lstrip()[0] == ">"
    return False
