"""The owner's new words, cut into the tokens that commands are made of.

Closed lists on purpose: what is in none of them makes an answer unclear, and unclear means ask.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from inbox_agent.core.codes import fold, looks_like_code, normalise

MAX_LINE = 2_000  # characters of one line that are read; a note is shorter than that

POLITE = frozenset(
    """ahead also and best cheers code dear draft fine go good great hello hey hi i inbox agent it
    kind kindly look looks lovely many much now one perfect please pls regards sincerely so sure
    thank thanks that the this thx too truly very warm wonderful yours you""".split()  # noqa: SIM905
)
"""Words that change nothing beside a command. None that negates, limits, asks or postpones."""

PLEASANT_SYMBOLS = frozenset("👍🙏🙂😊😀😃😄❤♥✅✔☑🎉👌💯⭐✨🤝+&=|/`~^$<>")
"""Symbols that change nothing; any other one (a cross, a thumb down) makes a line unclear."""

ALARM = frozenset(
    """not don't dont do cannot can't cant never nor but if unless until till when while once after
    before except however instead rather only wait later maybe perhaps should could would will
    is are was were be been has have had need needs want think make made let i me my we he she
    they it this that wrong mistake typo spelled spelt ps change correct fix remove add replace
    first tomorrow please stop cancel hold draft all both every approve send ok okay yes reject
    skip no edit note sent again done undone""".split()  # noqa: SIM905
)
"""Words that a signature has no business with: with one of them it is read as words. Nor are
they ever mere politeness, not even for an owner called Will, or one whose initials are I. F."""

_TITLES = frozenset(("dr", "mr", "mrs", "ms", "prof", "md", "mbbs", "mbchb", "do", "phd"))
"""What may stand before a name in a signature."""

MAX_SIGNATURE = 10  # lines; a longer block below the owner's name is no signature

QUESTION_MARKS = "?؟՞፧⸮"
"""Latin (its wide forms are normalised to it), Arabic, Armenian, Ethiopic, reversed."""

_ASCII_WORD = re.compile(r"[A-Za-z0-9']+")

_PHONE = re.compile(
    r"^\W*(?:sent from my |sent from outlook|get outlook for |sent from yahoo|sent via |"
    r"envoyé de |gesendet von |von meinem |enviado desde |enviado do |enviado de |inviato da |"
    r"verzonden vanaf |отправлено с |发自我的|أرسلت من |تم الإرسال من )[^?]{0,80}$",
    re.IGNORECASE,
)


def tokens(line: str) -> Iterator[str]:
    """The words of a line without the marks around and between them, case kept.

    An address stays one token (a mail client's ``<mailto:…>`` behind it goes). A symbol that
    may carry a meaning comes out as a token of its own.
    """
    if line.isascii() and "@" not in line:
        yield from _ASCII_WORD.findall(line[:MAX_LINE])
        return
    for chunk in normalise(line[:MAX_LINE]).split():
        if "@" in chunk:
            yield from _addresses(chunk)
        else:
            yield from "".join(_spaced(char) for char in chunk).split()


def asks(line: str) -> bool:
    """Does the line hold a question mark of any script?"""
    return any(mark in normalise(line) for mark in QUESTION_MARKS)


def is_quoted(line: str) -> bool:
    return line.lstrip().startswith((">", "＞"))


def without_signature(lines: list[str], names: frozenset[str]) -> list[str]:
    """The lines above the owner's name, where all below it is plainly a signature.

    ``names`` are the words of the owner's name, casefolded. A block below that holds a word
    of command, a condition or a question stays, and so makes the answer unclear.
    """
    kept = [line for line in lines if not _PHONE.match(normalise(line[:MAX_LINE]))]
    for number, line in enumerate(kept):
        if _is_name(line, names):
            return kept[:number] if _is_signature(kept[number:], names) else kept
    return kept


def _is_name(line: str, names: frozenset[str]) -> bool:
    """Is this the line of a signature that bears the owner's name, whatever follows it there?"""
    words = [word.casefold() for word in tokens(line) if word.isalpha()]
    own = sum(word in names for word in words)
    return own > 0 and own * 2 > len(words) and words[0] in names | _TITLES


def _is_signature(block: list[str], names: frozenset[str]) -> bool:
    words = {word.casefold().replace("’", "'") for line in block for word in tokens(line)}
    filled = [line for line in block if line.strip()]
    return (
        len(filled) <= MAX_SIGNATURE
        and not (words - names) & ALARM
        and not any(looks_like_code(fold(word)) for word in words)
        and not any(asks(line) for line in block)
    )


def _addresses(chunk: str) -> Iterator[str]:
    bare = re.sub(r"[<(\[]mailto:[^>)\]]*[>)\]]", "", chunk, flags=re.IGNORECASE)
    for piece in re.split(r"[,;<>()\[\]\"“”]", re.sub(r"(?i)mailto:", "", bare)):
        stripped = piece.strip(".:!'’*_`")
        if stripped:
            yield stripped


def _spaced(char: str) -> str:
    if char.isalnum() or char in "'’":
        return char
    kind = unicodedata.category(char)
    if kind[0] in "PZ" or kind in ("Mn", "Sk") or char in PLEASANT_SYMBOLS:
        return " "
    return f" {char} "
