"""The ledger: what a letter told its program, and what cannot both be true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from inbox_agent.core.ledger import Contradiction, contradictions, told
from inbox_agent.core.stored import LedgerEntry
from inbox_agent.shell.letters import lint_rules

NOW = datetime(2027, 2, 1, tzinfo=UTC)


def claims(body: str) -> dict[str, str]:
    letter = f"Dear Dr. Nygaard,\n\n{body}\n\nSincerely,\nLeila Haddad\n"
    return {each.claim: each.quote for each in told("A note", letter, lint_rules())}


def entry(program: str, claim: str, quote: str, days: int = 0) -> LedgerEntry:
    at = NOW + timedelta(days=days)
    return LedgerEntry(f"l-{program}", "2026-27", program, program, at, claim, quote, "d1")


def test_each_claim_is_kept_with_its_sentence() -> None:
    assert claims(
        "Thank you for the interview on Tuesday. Great Sauk is my first choice. "
        "I am a citizen of Jordan and need J-1 sponsorship. I passed Step 3 in January. "
        "I graduated in 2024 and hope to go on to neurology."
    ) == {
        "thanks": "Thank you for the interview on Tuesday.",
        "first_choice": "Great Sauk is my first choice.",
        "visa": "I am a citizen of Jordan and need J-1 sponsorship.",
        "update": "I passed Step 3 in January.",
        "graduation": "I graduated in 2024 and hope to go on to neurology.",
        "career": "I graduated in 2024 and hope to go on to neurology.",
    }


def test_interest_is_not_first_choice() -> None:
    assert claims("I remain very interested and plan to rank your program very highly.") == {
        "interest": "I remain very interested and plan to rank your program very highly."
    }


def test_quoted_words_of_a_program_are_no_claim() -> None:
    assert claims("Thank you.\n\n> You are our first choice, and we hope that we are yours.") == {}


def test_two_first_choices_contradict_each_other() -> None:
    one, other = (
        entry("p1", "first_choice", "You are first."),
        entry("p2", "first_choice", "You are my number one.", 1),
    )
    assert contradictions([other, one]) == (Contradiction("first_choice", one, other),)


def test_two_stories_about_visa_or_career_contradict_each_other() -> None:
    radiology = entry("p1", "career", "I hope to go on to radiology.")
    neurology = entry("p2", "career", "I hope to go on to neurology.")
    same = entry("p3", "career", "My career will be in radiology.")
    assert contradictions([radiology, neurology, same]) == (
        Contradiction("career", radiology, neurology),
    )


def test_the_same_program_may_be_told_twice() -> None:
    again = entry("p1", "first_choice", "You are still first.", 5)
    assert contradictions([entry("p1", "first_choice", "You are first."), again]) == ()
