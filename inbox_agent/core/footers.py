"""Lines that speak for nobody, among those that are not quoted: signature, disclaimer, footer.

The lines under "Sincerely," stay: name, title and hospital say who writes. In doubt a line stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from inbox_agent.core.footer_words import DEVICES, DISCLAIMERS, FOOTERS, SENT_FROM, Footer

MAX_SIGNATURE = 15  # lines below "-- "; a longer stretch is a text with a dividing line
MAX_SENT_FROM = 120  # characters of the line that a telephone adds
MAX_LINE = 2_000  # characters of a line in which a disclaimer is looked for
MAX_BEFORE = 300  # characters before the telling words of a disclaimer; more are the writer's own
MAX_FOOTER = 200  # characters of a footer's line; in a longer one it stands among other words

_KEYS = frozenset(one.key for one in (*DISCLAIMERS, *FOOTERS))
# A short line that has a footer's words and one of these may be more than a footer.
_MATTERS = re.compile(r"interview|invit|schedul|waitlist|position|rank|accept", re.IGNORECASE)
_AROUND = " \t*_<>()[]\u200e\u200f\u202a\u202b\u202c"


def boilerplate(lines: Sequence[str], is_new: Sequence[bool]) -> set[int]:
    """The numbers of those new lines that are boilerplate."""
    lowered = "\n".join(lines).lower()
    found: set[int] = set()
    if lowered.startswith("--") or "\n--" in lowered:
        found |= _signatures(lines, is_new)
    if any(words in lowered for words in SENT_FROM):
        found |= {i for i, line in enumerate(lines) if is_new[i] and _is_sent_from(line)}
    keys = {key for key in _KEYS if key in lowered}
    if keys:
        wanted = [one for one in (*DISCLAIMERS, *FOOTERS) if one.key in keys]
        for start, end in _paragraphs(lines, is_new):
            found.update(_footer(lines, start, end, wanted))
    return found


def _signatures(lines: Sequence[str], is_new: Sequence[bool]) -> set[int]:
    """What stands below "-- " (RFC 3676, 4.3), up to the end or to quoted words."""
    found: set[int] = set()
    i = 0
    while i < len(lines):
        end = i + 1
        if is_new[i] and lines[i].rstrip() == "--":
            while end < len(lines) and is_new[end]:
                end += 1
            if sum(1 for line in lines[i + 1 : end] if line.strip()) <= MAX_SIGNATURE:
                found.update(range(i, end))
        i = end
    return found


def _is_sent_from(line: str) -> bool:
    text = line.strip(_AROUND).lower() if len(line) <= MAX_SENT_FROM else ""
    begins = text.startswith(SENT_FROM)
    return begins and any(device in text for device in DEVICES)


def _paragraphs(lines: Sequence[str], is_new: Sequence[bool]) -> list[tuple[int, int]]:
    """(first, after last) of every stretch of new lines without an empty one."""
    found: list[tuple[int, int]] = []
    start = -1
    for i, line in enumerate([*lines, ""]):
        inside = bool(line.strip()) and is_new[i]
        if inside and start < 0:
            start = i
        elif not inside and start >= 0:
            found.append((start, i))
            start = -1
    return found


def _footer(lines: Sequence[str], start: int, end: int, wanted: Sequence[Footer]) -> set[int]:
    """The lines of one paragraph that are a disclaimer or footer."""
    paragraph = "\n".join(line[:MAX_LINE] for line in lines[start:end])
    lowered = paragraph.lower()
    found: set[int] = set()
    for one in wanted:
        match = one.pattern.search(paragraph) if one.key in lowered else None
        if match is None:
            continue
        begins = paragraph.rfind("\n", 0, match.start()) + 1
        line = start + paragraph.count("\n", 0, match.start())
        if one.below and match.start() - begins <= MAX_BEFORE:
            found.update(range(line, end))
        elif not one.below and len(lines[line]) <= MAX_FOOTER and not _MATTERS.search(lines[line]):
            found.add(line)
    return found
