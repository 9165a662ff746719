"""Codes of form: gaps left open, too many words, clock times without a zone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inbox_agent.core.drafting import Finding
from inbox_agent.core.lint_codes import finding
from inbox_agent.core.outgoing import Outgoing
from inbox_agent.core.sentences import plain, sentences

MAX_WORDS = 200  # between greeting and signature: what can be read in under a minute

_BRACKETS = re.compile(r"\[([^\[\]\n]{0,80})\]")
_CITATION = re.compile(
    r"\s*(?:\d[\d ,.-]*|(?:in|under) (?:press|review|preparation|revision)|accepted|submitted|"
    r"pre-?print|abstracts?|posters?|oral presentation|letter|editorial|review|case report|sic|"
    r"internet|online|e-?pub\b.*|published\b.*|cited\b.*|doi\b.*|pmid\b.*|pmcid\b.*|"
    r"(?:article |text |book |paper )?in [A-Z]\w+|\w+ translation|et al\.?|\.\.\.|…|"
    r"ahead of print|forthcoming|dissertation|thesis|eds?\.?|attached|enclosed|link|smiles?)\s*",
    re.IGNORECASE,
)
_SUBJECT_TAG = re.compile(r"^(?:\s*(?:re|fwd?):\s*|\[[^\]]{1,40}\]\s*)+", re.IGNORECASE)
_GAPS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\{\{?[^{}\n]{0,80}\}\}?",  # {{ name }}, {name}
        r"\{%[^\n]{0,80}%\}",
        r"<<[^<>\n]{0,60}>>",
        r"<(?!https?:|mailto:)[A-Za-z][A-Za-z _/'-]{1,40}>(?!\S*@)",  # <Program Name>
        r"%[A-Z_]{3,30}%|\$\{?[A-Z_]{3,30}\}?",
        r"_{3,}|\bX{3,}\b|(?<![\d,])\bXX\b|\bx{4,}\b|\?{3,}",
        r"\b(?:INSERT|FILL IN|ENTER|ADD|REPLACE)\b(?: [A-Z]{2,})+",
        r"\b(?:TBD|TBA|TBC|TODO|FIXME|TK|tbd|Lorem ipsum)\b",
        r"\b(?:Dear|Hello|Hi)\s+(?:(?:Dr|Mr|Ms|Mrs|Prof)\b\.?\s*)?(?=[,:;]|$)",  # Dear Dr. ,
        r"\b(?:Dr|Mr|Ms|Mrs|Prof)\.? (?:X{1,2}|Y|Z|(?:Last|Sur|Family)[ -]?[Nn]ame|Name)\b",
        r"\b(?:None|null|undefined|NaN)\b(?=[,.:;!?]|\s+(?:on|at|in|for)\b)",
        r"(?i)\((?:insert|your|program|name of|date of|fill in|add)\b[^()\n]{0,60}\)",
        r"(?i)\b(?:insert|fill in) (?:the )?(?:name|date|program|topic)[^.\n]{0,20} here\b",
        r"\b(?:YOUR|PROGRAM|HOSPITAL|LAST|FIRST|FULL) ?(?:_| )?NAME\b|\bPROGRAM_?NAME\b",
        r"(?i)\b(?:interview(?:ed)?|day) at on\b|\bposition at (?:on|and|for)\b|\bat \.(?=\s|$)",
    )
)
_CLOCK = re.compile(
    r"\b(?:[01]?\d|2[0-3])[:.h][0-5]\d\b(?!\d|[./-]\d)(?:\s?[ap]\.?\s?m\b\.?)?"
    r"|\b(?:1[0-2]|0?[1-9])\s?[ap]\.?\s?m\b\.?"
    r"|\b(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) o'clock\b"
    r"|\bhalf past \w+\b"
    r"|(?<=\bat )(?:1[0-2]|[1-9])\b(?=[,.;!?]|$| (?:on|and|or|works?|is|would|in the)\b)",
    re.IGNORECASE,
)
_APPOINTMENT = re.compile(
    r"\b(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?s?\b|\btomorrow\b|\btonight\b|\btoday\b|"
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?|\b\d{1,2}/\d{1,2}\b|"
    r"\b(?:call|phone|meet|zoom|video|teams|webex|slot|available|availab\w+|free|confirm\w*|"
    r"accept\w*|book\w*|schedul\w+|reschedul\w+|appointment|session|join|connect|work for|works|"
    r"prefer|social|interview|reach(?:ed|able)?|log (?:on|in)|moved?|instead|choose|select|"
    r"could do|can do|suits?|fine|attend|possible|on the \d{1,2}(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_CITY = (
    r"(?!(?:the|a|an|my|your|our|this|that|which|case|person|January|February|March|April|May|June|"
    r"July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    r"\b)[A-Z]\w+"
)
_ZONE = re.compile(
    r"\b(?:A[KS]?[SD]?T|E[SD]?T|C[SD]?T|M[SD]?T|P[SD]?T|HA?ST|GMT|UTC|BST|CES?T|EES?T|WES?T|IST|"
    r"PKT|AST|JST|SGT|WAT|EAT|CAT|MSK|NPT|PHT|AES?T)\b"
    r"|\b(?:GMT|UTC) ?[+-]\d|(?<=\d)Z\b"
    r"|\b(?:[Ee]astern|[Cc]entral|[Mm]ountain|[Pp]acific|[Aa]tlantic|[Aa]laskan?|[Hh]awaii(?:an)?|"
    r"[Aa]rizona|[Ll]ocal|" + _CITY + r")(?:'s)?(?: [Ss]tandard| [Dd]aylight)? [Tt]imes?\b"
)  # fmt: skip
_ZONE_BEHIND = re.compile(
    r"\W{0,3}(?:[ap]\.?m\.?\W{0,2})?(?:on \w+ )?\(?(?:[Ee]astern|[Cc]entral|[Mm]ountain|"
    r"[Pp]acific|[Aa]tlantic|Hawaii|Arizona|Alaska|(?:in the )?(?:your|my|our|their) (?:local )?"
    r"time|for (?:you|me)\b|(?:here )?(?:in|for) (?:Puerto |San |New |Los |St\. )?"
    rf"{_CITY}|there\b|here\b|local\b)"
)


def form_findings(letter: Outgoing) -> Iterator[Finding]:
    """Findings of form; each code at most once."""
    if (gap := _gap(letter)) is not None:
        yield finding("placeholder", gap)
    count = len(letter.words.split())
    if count > MAX_WORDS:
        yield finding("too_long", f"{count} words")
    if (time := _unclear_time(letter)) is not None:
        yield finding("unclear_time", time)


def _gap(letter: Outgoing) -> str | None:
    subject = _SUBJECT_TAG.sub("", letter.subject) if letter.answers else letter.subject
    for line in (subject, *letter.own.splitlines()):
        for match in _BRACKETS.finditer(line):
            if not _CITATION.fullmatch(match[1]):
                return match.group()
        for pattern in _GAPS:
            if (found := pattern.search(line)) is not None:
                return found.group().strip()
    return None


def _unclear_time(letter: Outgoing) -> str | None:
    """The first clock time of an appointment, where no time in the letter has a zone."""
    text = plain(f"{letter.subject}. {letter.words}")
    if _ZONE.search(text) or any(_zone_behind(text, match) for match in _CLOCK.finditer(text)):
        return None
    for sentence in (plain(letter.subject), *sentences(letter.words)):
        match = _CLOCK.search(sentence)
        if match and _APPOINTMENT.search(sentence):
            return match.group().strip()
    return None


def _zone_behind(text: str, clock: re.Match[str]) -> bool:
    return _ZONE_BEHIND.match(text, clock.end()) is not None
