"""Whether one command of the owner may change the draft it names, now; and if not, why."""

from __future__ import annotations

from datetime import datetime

from inbox_agent.core.alarm import moment_in
from inbox_agent.core.commands import Command, Verb
from inbox_agent.core.drafting import Draft, DraftState, Verdict
from inbox_agent.core.send import EVENT_OF, permits

_STATE_WORDS = {
    DraftState.SENDING: "is being sent at this moment",
    DraftState.SENT: "was sent already",
    DraftState.UNKNOWN: "may have been sent: answer “sent CODE” or “again CODE”",
    DraftState.FAILED: "could not be sent: “again CODE” makes a new version",
    DraftState.REJECTED: "was rejected",
    DraftState.WITHDRAWN: "was withdrawn",
    DraftState.EXPIRED: "is past its deadline",
}


def decide(
    command: Command, draft: Draft | None, latest: Draft | None, now: datetime, zone: str
) -> str:
    """Why ``command`` cannot be carried out, in words for the owner, or nothing.

    ``draft`` is the version that has the code, ``latest`` the newest version of that draft,
    ``zone`` the owner's (IANA name).
    """
    code = command.code
    if draft is None or latest is None:
        return f"No draft has the code {code}."
    if draft.version != latest.version:
        return f"{code} is the code of an older version; the newest one was asked anew."
    if not permits(draft, EVENT_OF[command.verb]):
        words = _STATE_WORDS.get(draft.state, f"is {draft.state}").replace("CODE", code)
        return f"“{command.verb} {code}” is not possible: it {words}."
    if command.verb is Verb.APPROVE:
        return _approval_fault(command, draft, now)
    if command.verb is Verb.HOLD:
        return _hold_fault(command, draft, now, zone)
    return ""


def _approval_fault(command: Command, draft: Draft, now: datetime) -> str:
    code = command.code
    if draft.gaps:
        questions = " ".join(gap.question for gap in draft.gaps)
        return f"{code} cannot go yet: {questions}"
    blocks = [finding for finding in draft.findings if finding.verdict is Verdict.BLOCK]
    if blocks:
        reasons = " ".join(f"{item.why} {item.instead}".strip() for item in blocks)
        return f"{code} cannot go as it is: {reasons}"
    if _is_over(draft, now):
        return f"{code} is past its deadline."
    recipients = {address.lower() for address in draft.to}
    foreign = [address for address in command.addresses if address not in recipients]
    return f"{foreign[0]} is no recipient of {code}." if foreign else ""


def _hold_fault(command: Command, draft: Draft, now: datetime, zone: str) -> str:
    if command.span is None or draft.deadline is None or now + command.span <= draft.deadline:
        return ""
    latest = moment_in(draft.deadline, zone)
    return f"{command.code} can be held until {latest} at the latest, its deadline."


def _is_over(draft: Draft, now: datetime) -> bool:
    waiting = draft.state in (DraftState.PROPOSED, DraftState.HELD)
    return waiting and draft.deadline is not None and now >= draft.deadline
