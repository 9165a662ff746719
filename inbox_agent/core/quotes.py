"""New words apart from quoted ones, and from signatures, disclaimers and footers.

One scan over the lines, each looked at a bounded number of times: linear on any text. A line is
quoted where its mail program says so: by ``>``, by HTML, or by a header, separator or "wrote"
line above. In doubt words count as new: to overlook an invitation is worse than to read twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

from inbox_agent.core.quote_words import (
    DEVICE,
    FOOTERS,
    FORWARD_LINES,
    LABELS,
    OPENERS,
    SENT_FROM,
    SEPARATORS,
    WROTE,
)
from inbox_agent.core.text import BLOCKQUOTE_BEGINS, QUOTE_BEGINS, QUOTE_ENDS

MAX_LOOKED_AT = 500  # characters of a line; no program announces a quote in a longer one
MAX_WRAPPED = 4  # lines over which an attribution may be wrapped
MAX_HEADER_LINES = 12  # lines in which the labels of a quoted header block must stand
MAX_FOOTER_LINE = 2_000  # characters of a line in which a disclaimer is looked for
MAX_SIGNATURE = 15  # lines below "-- "; a longer stretch is a text with a dividing line

_YEAR = re.compile(
    r"\b(?:19|20)\d\d\b|(?:19|20)\d\d年|[٠-٩۰-۹०-९]{4}|\b\d{1,2}[./-]\d{1,2}[./-]\d{2}\b"
)
_TIME = re.compile(r"\d{1,2}\s?[:.h٫]\s?\d\d|[٠-٩۰-۹०-९]{1,2}:[٠-٩۰-۹०-९]{2}")
_ADDRESS = re.compile(r"[^\s<>@]{1,100}@[^\s<>@]{1,100}")
_ADDRESS_ENDS = re.compile(r"[^\s<>@]{1,100}@[^\s<>@]{1,100}\s?[>)\]]?\s?[>)\]]?\s?[:：]$")
_COLONS = (":", "：")
_DASHED = re.compile(r"[-_=*\s]{2,}.{2,60}?[-_=*\s]{2,}:?")
_RULER = re.compile(r"_{10,}|-{10,}|\*{10,}")
_TRIM = " \t*_\u200e\u200f\u202a\u202b\u202c"
_ANY_KEY = re.compile("|".join(sorted({re.escape(key) for key, _ in FOOTERS})))


class Section(IntEnum):
    """Where a line belongs."""

    NEW = 0
    QUOTED = 1
    BOILERPLATE = 2


def split(text: str) -> tuple[str, str, str]:
    """``(new, quoted, boilerplate)`` of a text without marks: every line lies in exactly one."""
    return split_marked(text)[1:]


def split_marked(marked: str) -> tuple[str, str, str, str]:
    """``(text, new, quoted, boilerplate)`` of a text in which HTML marked what it quotes."""
    lines, quoted = _unmarked(marked)
    sections = _sections(lines, quoted)
    found: tuple[list[str], list[str], list[str]] = ([], [], [])
    for line, section in zip(lines, sections, strict=True):
        found[section].append(line)
    new, old, boilerplate = ("\n".join(one).strip("\n") for one in found)
    return "\n".join(lines).strip("\n"), new, old, boilerplate


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
            marks.append(QUOTE_BEGINS if QUOTE_BEGINS in marks else line)
        elif line == QUOTE_ENDS:
            del marks[-1:]
        else:
            kept.append(line)
            under.append(marks[-1] if marks else "")
    return kept, under


def _sections(lines: Sequence[str], under: Sequence[str]) -> list[Section]:
    sections = _quoted(lines, under)
    _mark_signature(lines, sections)
    _mark_footers(lines, sections)
    last = Section.NEW
    for i, line in enumerate(lines):
        if not line.strip():
            sections[i] = last  # an empty line goes with what stands before it
        last = sections[i]
    return sections


def _quoted(lines: Sequence[str], under: Sequence[str]) -> list[Section]:
    """NEW or QUOTED for every line; ``cut`` means that all that follows is quoted."""
    sections = [Section.NEW] * len(lines)
    cut = False
    before = Section.NEW  # of the last line that is not empty
    for i, line in enumerate(lines):
        text = line[:MAX_LOOKED_AT].strip()
        if not text:
            continue
        if not (cut or under[i] or text[0] == ">"):
            if _begins_original(text, lines, i):
                cut = True
            elif text.endswith(_COLONS):
                count, sure = _attribution(lines, sections, i)
                if count and (sure or _quote_follows(lines, under, i + 1)):
                    sections[i + 1 - count : i + 1] = [Section.QUOTED] * count
                    cut = not _quote_follows(lines, under, i + 1)
        quoted = cut or text[0] == ">" or under[i] == QUOTE_BEGINS or sections[i] == Section.QUOTED
        if quoted or (under[i] and before == Section.QUOTED):
            sections[i] = Section.QUOTED
        before = sections[i]
    return sections


def _begins_original(text: str, lines: Sequence[str], i: int) -> bool:
    """Whether a separator or a quoted header block begins here: what follows is quoted."""
    if text[0] in "-_=*" and _DASHED.fullmatch(text):
        if text.strip("-_=* \t:").lower() in SEPARATORS:
            return True
        if _RULER.fullmatch(text):
            following = next(
                (j for j in range(i + 1, min(i + 4, len(lines))) if lines[j].strip()), -1
            )
            return following > 0 and _is_header_block(lines, following)
    if text.strip(" :：*").lower() in FORWARD_LINES:
        return True
    return ":" in text[:40] + text[40:41].replace("：", ":") and _is_header_block(lines, i)


def _label(line: str) -> str:
    """What a line of a header block names (``from``, ``date`` …), or an empty string."""
    head = line[:40].replace("：", ":").partition(":")
    return LABELS.get(head[0].strip(_TRIM).lower(), "") if head[1] else ""


def _is_header_block(lines: Sequence[str], i: int) -> bool:
    if _label(lines[i].strip()) != "from":
        return False
    kinds: set[str] = set()
    stray = 0  # lines in a row that bear no label: wrapped values
    for line in lines[i : i + MAX_HEADER_LINES]:
        kind = _label(line.strip())
        if kind:
            kinds.add(kind)
            stray = 0
        elif line.strip():
            stray += 1
            if stray > 2:
                break
    if "subject" in kinds:
        return bool(kinds & {"date", "to"})
    return {"date", "to"} <= kinds and bool(_ADDRESS.search(lines[i][:MAX_LOOKED_AT]))


def _attribution(lines: Sequence[str], sections: list[Section], end: int) -> tuple[int, bool]:
    """How many lines up to ``end`` are an "On … wrote:", and whether it is one for sure."""
    joined = ""
    best = (0, False)
    for count in range(1, MAX_WRAPPED + 1):
        i = end + 1 - count
        line = lines[i][:MAX_LOOKED_AT].strip() if i >= 0 else ""
        if not line or sections[i] == Section.QUOTED:
            break
        joined = f"{line} {joined}".strip()
        maybe, sure = _is_attribution(joined)
        if maybe and (not best[0] or line.startswith(OPENERS)):
            best = (count, sure)
        if best[0] and line.startswith(OPENERS):
            break
    return best


def _is_attribution(text: str) -> tuple[bool, bool]:
    """(whether it is one if a quote follows, whether it is one even if none is marked)."""
    wrote = bool(WROTE.search(text))
    year, time = bool(_YEAR.search(text)), bool(_TIME.search(text))
    address_ends = bool(_ADDRESS_ENDS.search(text))
    sure = year and ((wrote and (time or bool(_ADDRESS.search(text)))) or (address_ends and time))
    return wrote or sure or (address_ends and (year or time)), sure


def _quote_follows(lines: Sequence[str], under: Sequence[str], start: int) -> bool:
    for i in range(start, min(start + 4, len(lines))):
        if lines[i].strip():
            return bool(under[i]) or lines[i].lstrip()[0] == ">"
    return False


def _mark_signature(lines: Sequence[str], sections: list[Section]) -> None:
    """The signature below "-- " (RFC 3676, 4.3), and the line that a telephone adds."""
    for i, line in enumerate(lines):
        if sections[i] != Section.NEW:
            continue
        if line.startswith("--") and line.rstrip() == "--":
            _mark_below(lines, sections, i)
        elif len(line) <= 120 and DEVICE.search(line) and SENT_FROM.fullmatch(line.strip(_TRIM)):
            sections[i] = Section.BOILERPLATE


def _mark_below(lines: Sequence[str], sections: list[Section], start: int) -> None:
    end = start
    while end < len(lines) and sections[end] == Section.NEW:
        end += 1
    if sum(1 for line in lines[start + 1 : end] if line.strip()) <= MAX_SIGNATURE:
        sections[start:end] = [Section.BOILERPLATE] * (end - start)


def _mark_footers(lines: Sequence[str], sections: list[Section]) -> None:
    """Paragraphs that say what every mail of the house says, from the telling line on."""
    text = "\n".join(lines).lower()
    if not _ANY_KEY.search(text):
        return
    patterns = [pattern for key, pattern in FOOTERS if key in text]
    i = 0
    while i < len(lines):
        end = i
        while end < len(lines) and lines[end].strip() and sections[end] == Section.NEW:
            end += 1
        if end > i:
            paragraph = "\n".join(line[:MAX_FOOTER_LINE] for line in lines[i:end])
            starts = [found.start() for one in patterns if (found := one.search(paragraph))]
            if starts:
                first = i + paragraph.count("\n", 0, min(starts))
                sections[first:end] = [Section.BOILERPLATE] * (end - first)
        i = max(end, i + 1)
