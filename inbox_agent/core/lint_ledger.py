"""Codes that the clock, the ledger and the program's policy decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from inbox_agent.core.deadlines import THANKS_DEADLINE
from inbox_agent.core.drafting import Finding, Kind
from inbox_agent.core.ledger import (
    FIRST_CHOICE,
    Ledger,
    Letter,
    same_program,
    told,
    too_soon,
    unasked,
)
from inbox_agent.core.lint_codes import finding
from inbox_agent.core.outgoing import Outgoing
from inbox_agent.core.program import Program
from inbox_agent.core.program_names import normal
from inbox_agent.core.rules import RuleBook
from inbox_agent.core.season import Season
from inbox_agent.core.stored import LedgerEntry

NEARLY_SAME = 0.85  # share of words in common from which two letters read alike
MASS_MAIL = 3  # further programs with nearly the same text that make it a mass mail
_MAX_COMPARED = 600  # words of a letter that are compared; longer ones are too_long anyway


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known besides the text. ``source``: the draft's own id, so that it is not compared
    with itself. ``now`` and ``interview_end`` are aware."""

    kind: Kind | None
    program: Program
    rules: RuleBook
    ledger: Ledger | None = None
    now: datetime | None = None
    season: Season | None = None
    interview_end: datetime | None = None
    source: str = ""


def situation_findings(
    letter: Outgoing, at: Situation, first_choice: str | None
) -> Iterator[Finding]:
    """``first_choice`` is the quote that says this program is first, where the letter does."""
    yield from _of_policy(letter, at)
    yield from _of_clock(letter, at)
    if at.ledger is not None:
        yield from _of_ledger(letter, at, at.ledger, first_choice)


def _of_policy(letter: Outgoing, at: Situation) -> Iterator[Finding]:
    if not unasked(at.kind, letter) or at.kind is Kind.MENTOR_REQUEST:
        return
    code = {"refused": "no_contact", "discouraged": "contact_discouraged"}.get(
        at.program.contact_policy
    )
    if code is not None:
        yield finding(code, at.program.policy_quote or at.program.contact_policy)


def _of_clock(letter: Outgoing, at: Situation) -> Iterator[Finding]:
    if at.now is None:
        return
    if at.season is not None and at.season.soap_runs(at.now) and _starts(letter, at.kind):
        ends = at.season.at("soap_ends")
        yield finding("soap_contact", f"SOAP runs until {ends:%Y-%m-%d %H:%M %z}")
    if at.kind is Kind.THANK_YOU and at.interview_end is not None:
        passed = at.now - at.interview_end
        if passed > THANKS_DEADLINE:
            yield finding("late_thanks", f"{passed.total_seconds() // 3600:.0f} hours after it")


def _starts(letter: Outgoing, kind: Kind | None) -> bool:
    """Whether the applicant writes first: anything but an answer."""
    return not letter.answers if kind is None else kind is not Kind.REPLY


def _of_ledger(
    letter: Outgoing, at: Situation, ledger: Ledger, first_choice: str | None
) -> Iterator[Finding]:
    earlier = _other_first_choice(at, ledger) if first_choice is not None else None
    if first_choice is not None and earlier is not None:
        why = f"{earlier.program} was told on {earlier.at:%Y-%m-%d} that it is your first choice."
        yield finding("second_letter_of_intent", first_choice, why=why)
    if at.now is not None and _counts_for_pace(letter, at):
        last = ledger.last_unasked(at.program, at.now, at.source)
        if last is not None and too_soon(last, at.now):
            days = (at.now - last.at).days
            yield finding("too_soon", f"last written to {days} days ago ({last.at:%Y-%m-%d})")
    if (like := _repeated(letter, at, ledger.letters)) is not None:
        yield finding("repetitive", like)


def _other_first_choice(at: Situation, ledger: Ledger) -> LedgerEntry | Letter | None:
    """What told another program that it is first: an entry, or a letter that is about to go."""
    for entry in ledger.first_choices(other_than=at.program):
        return entry
    others = (each for each in ledger.letters if not same_program(each, at.program))
    return next((each for each in others if _says_first(each, at.rules)), None)


def _says_first(letter: Letter, rules: RuleBook) -> bool:
    return any(each.claim == FIRST_CHOICE for each in told("", letter.words, rules))


def _counts_for_pace(letter: Outgoing, at: Situation) -> bool:
    """Unasked mail does; a thank-you within its 48 hours never does."""
    if at.kind is Kind.THANK_YOU:
        end = at.interview_end
        return end is not None and at.now is not None and at.now - end > THANKS_DEADLINE
    return unasked(at.kind, letter) and at.kind is not Kind.MENTOR_REQUEST


def _repeated(letter: Outgoing, at: Situation, letters: Sequence[Letter]) -> str | None:
    words = _words(letter.words)
    to = {address.addr for address in letter.recipients}
    alike: dict[str, Letter] = {}
    for each in letters:
        if (at.source and each.source == at.source) or to & set(each.to):
            continue
        if not nearly_same(words, _words(each.words)):
            continue
        if same_program(each, at.program):
            return f"nearly the text that went to {', '.join(each.to) or each.program}"
        alike[each.program_id or each.program] = each
    if len(alike) >= MASS_MAIL:
        return f"nearly the text for {', '.join(each.program for each in alike.values())}"
    return None


def _words(text: str) -> list[str]:
    return normal(text).split()[:_MAX_COMPARED]


def nearly_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two lists of words are the same but for little."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return (
        matcher.real_quick_ratio() >= NEARLY_SAME
        and matcher.quick_ratio() >= NEARLY_SAME
        and matcher.ratio() >= NEARLY_SAME
    )
