"""The ledger: what each program was told this season, so that no two are told different things.

``LedgerEntry`` (stored.py) is one claim told to one program; a ``Letter`` is one text that went or
is about to go. Both come from the agent's drafts and from the owner's own sent mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox_agent.core.drafting import Kind
from inbox_agent.core.outgoing import Outgoing
from inbox_agent.core.program import Program
from inbox_agent.core.reading import Where
from inbox_agent.core.rules import Hit, RuleBook, Sentence
from inbox_agent.core.sentences import plain, sentences
from inbox_agent.core.stored import LedgerEntry

FIRST_CHOICE = "first_choice"
CLAIM_OF_SIGN = {
    "top_choice": FIRST_CHOICE,
    "told_interest": "interest",
    "told_update": "update",
    "told_visa": "visa",
    "told_career": "career",
    "told_graduation": "graduation",
    "told_thanks": "thanks",
    "told_decline": "decline",
}
"""What a rule's sign says that a program was told."""
_COMPARED = ("visa", "career", "graduation")  # claims that must be the same for every program
ASKED = frozenset({Kind.REPLY, Kind.DECLINE})  # kinds that answer somebody
MIN_DAYS_BETWEEN = 21  # days between unasked mails to one program: our default, weekly is too often


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing a letter tells, and the words that tell it."""

    claim: str
    quote: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One text that went, or is approved and about to go. ``words`` is what stands between greeting
    and signature; ``unasked``: it answered nothing."""

    program_id: str
    program: str
    to: tuple[str, ...]
    at: datetime
    words: str
    source: str  # id of the draft or message
    unasked: bool = True


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was told, and in which letters, this season."""

    entries: tuple[LedgerEntry, ...] = ()
    letters: tuple[Letter, ...] = ()

    def first_choices(self, other_than: Program) -> tuple[LedgerEntry, ...]:
        """Entries that told a program other than this one that it is first."""
        return tuple(
            each
            for each in self.entries
            if each.claim == FIRST_CHOICE and not same_program(each, other_than)
        )

    def last_unasked(self, program: Program, before: datetime, source: str = "") -> Letter | None:
        """The latest unasked letter to ``program`` before that moment (but not ``source``)."""
        found = [
            each
            for each in self.letters
            if each.unasked and same_program(each, program) and each.at <= before
            if each.source != source or not source
        ]
        return max(found, key=lambda each: each.at, default=None)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two programs were told two things that cannot both be true, side by side."""

    claim: str
    one: LedgerEntry
    other: LedgerEntry


def same_program(entry: LedgerEntry | Letter, program: Program) -> bool:
    if entry.program_id and program.id:
        return entry.program_id == program.id
    return entry.program.casefold() in {program.name.casefold(), program.full_name.casefold()}


def examined(subject: str, words: str) -> tuple[Sentence, ...]:
    """The sentences of a letter, as rules see them."""
    head = (Sentence(plain(subject), Where.SUBJECT),) if subject.strip() else ()
    return (*head, *(Sentence(text) for text in sentences(words)))


def told(subject: str, body: str, rules: RuleBook) -> tuple[Claim, ...]:
    """What a letter tells its program: each claim once, with the first words that tell it."""
    letter = Outgoing((), subject, body)
    found: dict[str, Claim] = {}
    for hit in rules.hits(examined(subject, letter.words)):
        if (claim := CLAIM_OF_SIGN.get(hit.rule.sign)) is not None:
            found.setdefault(claim, Claim(claim, _said(hit)))
    return tuple(found.values())


def _said(hit: Hit) -> str:
    return hit.sentence


def contradictions(entries: Iterable[LedgerEntry]) -> tuple[Contradiction, ...]:
    """Pairs of entries that contradict each other: two first choices, two stories."""
    by_claim: dict[str, list[LedgerEntry]] = {}
    for entry in sorted(entries, key=lambda each: each.at):
        by_claim.setdefault(entry.claim, []).append(entry)
    return tuple(
        Contradiction(claim, rows[0], row)
        for claim, rows in by_claim.items()
        for row in rows[1:]
        if _contradicts(claim, rows[0], row)
    )


def _contradicts(claim: str, one: LedgerEntry, other: LedgerEntry) -> bool:
    if one.program_id == other.program_id:
        return False
    if claim == FIRST_CHOICE:
        return True
    return (
        claim in _COMPARED
        and bool(_facts(one.quote))
        and _facts(one.quote).isdisjoint(_facts(other.quote))
    )


_FACTS = re.compile(
    r"\b(?:J-?1|H-?1B?|F-?1|O-?1|green card|permanent resident|citizen|EAD|"
    r"radiology|neurology|anesthesiology|dermatology|ophthalmology|radiation oncology|"
    r"physical medicine|PM&R|urology|psychiatry|cardiology|internal medicine|surgery|"
    r"(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


def _facts(quote: str) -> frozenset[str]:
    """The telling words of a claim: statuses, specialties, years."""
    return frozenset(match.group().lower().replace("-", "") for match in _FACTS.finditer(quote))


def too_soon(last: Letter | None, now: datetime) -> bool:
    """Whether unasked mail at ``now`` would follow the last one too closely."""
    return last is not None and now - last.at < timedelta(days=MIN_DAYS_BETWEEN)


def unasked(kind: Kind | None, letter: Outgoing) -> bool:
    """Whether a letter goes out unasked: no answer, no decline, no paper that was asked for."""
    return not letter.answers if kind is None else kind not in ASKED
