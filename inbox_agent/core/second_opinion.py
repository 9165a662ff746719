"""A second opinion about what is new in a reply, from the library mail-parser-reply.

Two parsers with different ideas rarely make the same mistake. Where the other one thinks that a
command is quoted or part of a signature, or sees one where ours saw a signature, we ask.
The library takes quadratic time on hostile text, so it only gets text within narrow bounds;
beyond them there is no second opinion, and the first one stands.
"""

from __future__ import annotations

import re

from mailparser_reply import EmailReplyParser
from mailparser_reply.constants import MAIL_LANGUAGES

from inbox_agent.core.codes import fold, looks_like_code
from inbox_agent.core.commands import VERBS, WITHOUT_CODE, Parsed, Verb
from inbox_agent.core.mail import Mail
from inbox_agent.core.words import POLITE, is_quoted, tokens

MAX_TEXT = 8_000  # characters that it is given; 0.1 s at worst within the next two bounds
MAX_LINE = 200  # characters of a line
MAX_LINES = 200  # lines; 7,000 empty ones took it 10 s

_BLANKS = re.compile(r"\n\s*\n(?:\s*\n)*")
_PARSER = EmailReplyParser(languages=list(MAIL_LANGUAGES))

Said = frozenset[tuple[Verb, str]]


_TAKES_WORDS = frozenset((Verb.NOTE, Verb.HOLD, Verb.EDIT, *WITHOUT_CODE))
"""Verbs that are no whole line of their own: words, a span or a body follow them."""


def disagreement(mail: Mail, parsed: Parsed) -> str:
    """How the other parser contradicts what ours understood, in words, or nothing.

    It matters where a command of ours is not new to it, or where it sees a command in what
    ours took for a signature. Commands in our quotes do not count against us: it knows fewer
    languages, and a quoted request names every command.
    """
    theirs = _their_words(mail.text)
    if theirs is None:
        return ""
    ours = frozenset((c.verb, c.code if c.explicit else "") for c in parsed.commands)
    said = _said(theirs)
    if missing := {pair for pair in ours if not _is_in(pair, said)}:
        verb, code = min(missing)
        return f"“{verb} {code}".rstrip() + "” may be quoted or part of a signature"
    extra = said & _said(mail.boilerplate)
    if any(pair not in ours for pair in extra):
        return "a command may stand in your signature"
    return ""


def _their_words(text: str) -> str | None:
    """What the other parser calls new, or None where the text is beyond its bounds.

    Lines marked with ">" go before it sees them (to it, a quoted "Sincerely" begins a signature
    that reaches to the end). Below an attribution on top it looks for nothing; then all counts.
    """
    unmarked = "\n".join(line for line in text.split("\n") if not is_quoted(line))
    tidy = _BLANKS.sub("\n\n", unmarked).strip()
    lines = tidy.split("\n")
    if len(tidy) > MAX_TEXT or len(lines) > MAX_LINES or max(map(len, lines)) > MAX_LINE:
        return None
    replies = [reply.content or "" for reply in _PARSER.read(tidy).replies]
    return replies[0] if replies and replies[0].strip() else "\n".join(replies)


def _is_in(pair: tuple[Verb, str], said: Said) -> bool:
    verb, code = pair
    if verb in WITHOUT_CODE:
        return any(other is verb for other, _ in said)
    return pair in said or (not code and any(other is verb for other, _ in said))


def _said(text: str) -> Said:
    """Every verb with the codes behind it on its line, whatever else stands there; a verb
    without a code only where it is the whole line ("Sent from my iPhone" says nothing)."""
    found: set[tuple[Verb, str]] = set()
    for line in text.split("\n"):
        words = list(tokens(line))
        verb: Verb | None = None
        for word in words:
            verb = VERBS.get(word.casefold(), verb)
            code = fold(word)
            if verb is not None and (looks_like_code(code) or _is_alone(words)):
                found.add((verb, code if looks_like_code(code) else ""))
        opening = VERBS.get(words[0].casefold()) if words else None
        if opening in _TAKES_WORDS:
            found.add((opening, ""))
    return frozenset(found)


def _is_alone(words: list[str]) -> bool:
    return all(word.casefold() in VERBS or word.casefold() in POLITE for word in words)
