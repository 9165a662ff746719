"""Text as a list of sentences, in the plain form that rules are written against.

Plain form: one space for every run of white space, straight quotes and hyphens, no
zero-width characters. Case is kept (rules ignore it); quotes shown to the owner are in this form.
"""

from __future__ import annotations

import re

MAX_SENTENCE = 600  # characters; longer ones are cut into pieces so that one bad mail stays cheap
MAX_TEXT = 60_000  # characters; what stands beyond is never the point of a mail

_LOOK_ALIKES = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u02bc": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": " - ", "\u2212": "-",
        "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2009": " ",
        "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "\u00ad": "",
        "\u2026": "...", "\u017f": "s", "\u212a": "K",
    }
)  # fmt: skip
_SPACE = re.compile(r"\s+")
# A paragraph ends at an empty line, or where a new line clearly starts something new: a list
# item, a label ("When:"), or a line after a short one (a wrapped line is a long one).
_PARAGRAPH = re.compile(
    r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*\u2022\u00b7>]|\(?\d{1,2}[.)]\s|[A-Z][\w /]{0,24}:\s))"
)
_WRAPPED_LINE = 45  # characters; a line at least this long that is followed by another was wrapped
_ABBREVIATIONS = (
    "Dr", "Mr", "Ms", "Mrs", "Prof", "St", "Ft", "Mt", "No", "vs", "e.g", "i.e", "approx", "a.m",
    "p.m", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
    "Mon", "Tue", "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Sat", "Sun", "U.S", "M.D", "D.O",
    "Ph.D", "Jr", "Sr", "Dept", "Univ", "Hosp", "Inc", "Ave", "Rd", "Blvd", "Ste", "Rm", "Ext",
)  # fmt: skip
_END = re.compile(r"(?<=[.!?])[\"')\]]{0,2}\s+(?=[\"'(\[]?[A-Z0-9\u00c0-\u00dc])")
_SHORTENED = re.compile(
    r"(?:^|[\s(])(?:" + "|".join(map(re.escape, _ABBREVIATIONS)) + r"|[A-Z])\.$"
)


def plain(text: str) -> str:
    """``text`` in plain form, on one line."""
    return _SPACE.sub(" ", text.translate(_LOOK_ALIKES)).strip()


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of ``text`` in plain form, in order; list items and labels stand alone."""
    found: list[str] = []
    for paragraph in _PARAGRAPH.split(text[:MAX_TEXT]):
        for line in _unwrapped(paragraph):
            found.extend(_split(plain(line)))
    return tuple(found)


def _unwrapped(paragraph: str) -> list[str]:
    """Lines of a paragraph with wrapped ones joined again."""
    lines: list[str] = []
    previous = 0  # length of the line before, as written
    for line in paragraph.splitlines():
        if lines and previous >= _WRAPPED_LINE:
            lines[-1] += " " + line
        else:
            lines.append(line)
        previous = len(line.strip())
    return lines


def _split(paragraph: str) -> list[str]:
    """One unwrapped line cut at sentence ends, not at abbreviations."""
    pieces: list[str] = []
    start = 0
    for end in _END.finditer(paragraph):
        if _SHORTENED.search(paragraph[max(start, end.start() - 12) : end.start()]):
            continue
        pieces.append(paragraph[start : end.end()].strip())
        start = end.end()
    pieces.append(paragraph[start:].strip())
    return [
        piece[i : i + MAX_SENTENCE]
        for piece in pieces
        if piece
        for i in range(0, len(piece), MAX_SENTENCE)
    ]
