"""Whom a program says it takes: visas, old graduates, applicants without US experience.

The words are rules as data (config/rules/accepts.toml). They look at one clause at a time, because
one sentence often says yes to one thing and no to another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from inbox_agent.core.reading import Acceptance, Where
from inbox_agent.core.rules import Hit, RuleBook, Sentence

VISA_J1, VISA_H1B = "visa_j1", "visa_h1b"
OLD_GRADUATES, WITHOUT_US_EXPERIENCE = "old_graduates", "without_us_experience"
TOPICS = (VISA_J1, VISA_H1B, OLD_GRADUATES, WITHOUT_US_EXPERIENCE)
YES, NO, SOMETIMES, WITHIN = "yes", "no", "sometimes", "within"
MAX_YEARS = 30  # since graduation: a larger number counts something else
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {word: number for number, word in enumerate(_WORDS, start=1)}
_YEARS = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_WORDS)})\b(?: \(\d{{1,2}}\))? years?\b", re.IGNORECASE
)
_CLAUSE = re.compile(
    r";| - |,? \b(?:but(?! not (?:required|needed|necessary|mandatory))|while|whereas|although"
    r"|however)\b|,? and (?=(?:no|not)\b)"
    r"|, (?=(?:no|not|yes|nor)\b|(?:the |an? )?[JH]-?1-?B?(?: visas?)?:? "
    r"(?:no|yes|only|in|is|are)\b)",
    re.IGNORECASE,
)


def accepted(examined: Sequence[Sentence], rules: RuleBook) -> tuple[Acceptance, ...]:
    """What the sender's own words say of each topic; a topic with a yes and a no says nothing."""
    said: dict[str, dict[str, Acceptance]] = {}
    for hit in rules.hits(tuple(_clauses(examined))):
        for one in _read(hit):
            said.setdefault(one.topic, {}).setdefault(one.answer, one)
    settled = (_settled(answers) for _, answers in sorted(said.items()))
    return tuple(one for one in settled if one is not None)


def years_within(answer: str) -> int | None:
    """The limit that an answer such as "5 years" sets, in years since graduation."""
    match = _YEARS.fullmatch(answer.strip())
    if match is None:
        return None
    number = _NUMBERS.get(match[1].lower()) or int(match[1])
    return number if 0 < number <= MAX_YEARS else None


def _clauses(examined: Iterable[Sentence]) -> Iterator[Sentence]:
    for sentence in examined:
        if sentence.where is Where.QUOTED or sentence.text.rstrip(' ")').endswith("?"):
            continue  # the applicant's words, or a question: nobody promised anything
        for clause in _CLAUSE.split(sentence.text):
            if clause.strip():
                yield Sentence(clause.strip(), sentence.where)


def _read(hit: Hit) -> Iterator[Acceptance]:
    topic, _, answer = hit.rule.sign.partition("=")
    if answer == WITHIN:
        match = _YEARS.search(hit.quote)
        answer = match.group() if match else ""
        answer = f"{years_within(answer)} years" if years_within(answer) else ""
    if answer:
        yield Acceptance(topic, answer, hit.sentence)


def _settled(answers: dict[str, Acceptance]) -> Acceptance | None:
    """The one answer, the finer of a plain yes and a condition; None where they disagree."""
    finer = [one for answer, one in answers.items() if answer != YES]
    if len(finer) > 1 or (NO in answers and YES in answers):
        return None
    return finer[0] if finer else answers[YES]
