"""The states of a draft: TRANSITIONS is the whole truth, ``step`` the only code that uses it.

At most once, or ask (promise 2): from the commit of ``phase = data`` until the server's reply is
recorded nobody can know whether a mail went; from there the only ways on are a copy found in
Sent and the owner's word.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from inbox_agent.core.commands import Verb
from inbox_agent.core.drafting import Draft, DraftState, Finding

FIRST_RETRY = timedelta(minutes=1)  # after a temporary refusal; each further one waits twice it
LONGEST_RETRY = timedelta(hours=1)  # greylisting lets go within the hour
GIVE_UP_AFTER = timedelta(hours=24)  # from the approval, where the draft has no deadline
LOOK_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""When an unknown one is looked up in Sent, counted from the moment it became unknown: servers
file their copy at once, slow ones within minutes. Then the owner is asked."""


class Event(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    REPLACE = "replace"  # edited, noted or made late: a new version takes its place
    HOLD = "hold"
    OBJECT = "object"  # an unproved or unclear answer wants it stopped
    SETTLE = "settle"  # that same answer was proved after all, and does not stop it
    LINT_BLOCKS = "lint_blocks"
    CLAIM = "claim"
    DATA = "data"
    ACCEPTED = "accepted"
    REFUSED_TEMPORARY = "refused_temporary"
    REFUSED_PERMANENT = "refused_permanent"
    NOT_HANDED = "not_handed"
    UNCLEAR = "unclear"
    DIED = "died"  # found in ``sending`` at start
    GIVE_UP = "give_up"  # refused so long that its time is over
    FOUND = "found"
    NOT_FOUND = "not_found"
    OWNER_SAYS_SENT = "owner_says_sent"
    AGAIN = "again"  # a new version takes its place, asked anew
    EXPIRE = "expire"
    WITHDRAW = "withdraw"


_S = DraftState
CLAIMED, DATA = "claimed", "data"  # phases of a dispatch

TRANSITIONS: Mapping[tuple[DraftState, str, Event], DraftState] = {
    # (state, phase of the dispatch, event) -> state
    (_S.PROPOSED, "", Event.APPROVE): _S.APPROVED,
    (_S.PROPOSED, "", Event.REJECT): _S.REJECTED,
    (_S.PROPOSED, "", Event.REPLACE): _S.WITHDRAWN,
    (_S.PROPOSED, "", Event.HOLD): _S.PROPOSED,
    (_S.PROPOSED, "", Event.OBJECT): _S.PROPOSED,
    (_S.PROPOSED, "", Event.SETTLE): _S.PROPOSED,
    (_S.PROPOSED, "", Event.EXPIRE): _S.EXPIRED,
    (_S.PROPOSED, "", Event.WITHDRAW): _S.WITHDRAWN,
    (_S.PROPOSED, "", Event.FOUND): _S.SENT,  # a restored store: it went after the backup
    (_S.HELD, "", Event.APPROVE): _S.APPROVED,
    (_S.HELD, "", Event.REJECT): _S.REJECTED,
    (_S.HELD, "", Event.REPLACE): _S.WITHDRAWN,
    (_S.HELD, "", Event.HOLD): _S.HELD,
    (_S.HELD, "", Event.OBJECT): _S.HELD,
    (_S.HELD, "", Event.SETTLE): _S.HELD,
    (_S.HELD, "", Event.EXPIRE): _S.EXPIRED,
    (_S.HELD, "", Event.WITHDRAW): _S.WITHDRAWN,
    (_S.HELD, "", Event.FOUND): _S.SENT,
    (_S.APPROVED, "", Event.APPROVE): _S.APPROVED,  # settles an objection
    (_S.APPROVED, "", Event.REJECT): _S.REJECTED,
    (_S.APPROVED, "", Event.REPLACE): _S.WITHDRAWN,
    (_S.APPROVED, "", Event.HOLD): _S.APPROVED,
    (_S.APPROVED, "", Event.OBJECT): _S.APPROVED,
    (_S.APPROVED, "", Event.SETTLE): _S.APPROVED,
    (_S.APPROVED, "", Event.LINT_BLOCKS): _S.PROPOSED,
    (_S.APPROVED, "", Event.CLAIM): _S.SENDING,
    (_S.APPROVED, "", Event.GIVE_UP): _S.FAILED,
    (_S.APPROVED, "", Event.FOUND): _S.SENT,
    (_S.APPROVED, "", Event.WITHDRAW): _S.WITHDRAWN,
    # Claimed, and nothing said to the server about its content: it can still be stopped.
    (_S.SENDING, CLAIMED, Event.REJECT): _S.REJECTED,
    (_S.SENDING, CLAIMED, Event.OBJECT): _S.SENDING,
    (_S.SENDING, CLAIMED, Event.WITHDRAW): _S.WITHDRAWN,
    (_S.SENDING, CLAIMED, Event.DATA): _S.SENDING,
    (_S.SENDING, CLAIMED, Event.REFUSED_TEMPORARY): _S.APPROVED,
    (_S.SENDING, CLAIMED, Event.REFUSED_PERMANENT): _S.FAILED,
    (_S.SENDING, CLAIMED, Event.NOT_HANDED): _S.APPROVED,
    (_S.SENDING, CLAIMED, Event.UNCLEAR): _S.UNKNOWN,
    (_S.SENDING, CLAIMED, Event.DIED): _S.APPROVED,
    (_S.SENDING, CLAIMED, Event.FOUND): _S.SENT,
    # From here only a written reply is definite.
    (_S.SENDING, DATA, Event.ACCEPTED): _S.SENT,
    (_S.SENDING, DATA, Event.REFUSED_TEMPORARY): _S.APPROVED,
    (_S.SENDING, DATA, Event.REFUSED_PERMANENT): _S.FAILED,
    (_S.SENDING, DATA, Event.NOT_HANDED): _S.UNKNOWN,
    (_S.SENDING, DATA, Event.UNCLEAR): _S.UNKNOWN,
    (_S.SENDING, DATA, Event.DIED): _S.UNKNOWN,
    (_S.SENDING, DATA, Event.FOUND): _S.SENT,
    (_S.UNKNOWN, "", Event.FOUND): _S.SENT,
    (_S.UNKNOWN, "", Event.NOT_FOUND): _S.UNKNOWN,
    (_S.UNKNOWN, "", Event.OWNER_SAYS_SENT): _S.SENT,
    (_S.UNKNOWN, "", Event.AGAIN): _S.WITHDRAWN,
    (_S.FAILED, "", Event.AGAIN): _S.WITHDRAWN,
    (_S.FAILED, "", Event.REPLACE): _S.WITHDRAWN,
    (_S.FAILED, "", Event.REJECT): _S.REJECTED,
    (_S.FAILED, "", Event.WITHDRAW): _S.WITHDRAWN,
}

_TRIED_AGAIN = frozenset((Event.REFUSED_TEMPORARY, Event.NOT_HANDED, Event.DIED))
"""Events after which nothing was taken for certain; where the phase is ``data`` two are not."""

OPEN = frozenset((_S.PROPOSED, _S.HELD, _S.APPROVED, _S.SENDING, _S.UNKNOWN, _S.FAILED))
"""States in which a code is live: an answer can still change something."""

ENDED = frozenset(_S) - OPEN

EVENT_OF = {
    Verb.APPROVE: Event.APPROVE,
    Verb.REJECT: Event.REJECT,
    Verb.EDIT: Event.REPLACE,
    Verb.NOTE: Event.REPLACE,
    Verb.HOLD: Event.HOLD,
    Verb.SENT: Event.OWNER_SAYS_SENT,
    Verb.AGAIN: Event.AGAIN,
}
"""What each command of the owner is to the draft it names."""


class IllegalStep(Exception):
    """The table has no such step; the draft is as it was."""


def permits(draft: Draft, event: Event) -> bool:
    """Does the table know this event for this draft?"""
    return (draft.state, draft.phase, event) in TRANSITIONS


def step(
    draft: Draft,
    event: Event,
    now: datetime,
    *,
    why: str = "",
    by: str = "",
    until: datetime | None = None,
    confirmed: tuple[str, ...] = (),
    findings: tuple[Finding, ...] = (),
) -> Draft:
    """The draft after ``event``; raises IllegalStep, and changes nothing, where there is no such
    step.

    ``why`` is the reason in words for the owner (note or objection), ``by`` the proof of an
    approval, ``until`` when an approved one leaves or a postponed one is asked again,
    ``confirmed`` the addresses that an approval confirms, ``findings`` what lint said.
    """
    if event in _TRIED_AGAIN and permits(draft, event):
        draft, event = _retried(draft, event, now, why)
    after = TRANSITIONS.get((draft.state, draft.phase, event))
    if after is None:
        raise IllegalStep(f"{draft.id} is {draft.state} {draft.phase}: no {event}")
    moved = replace(draft, state=after)
    match event:
        case Event.APPROVE:
            return _approved(draft, moved, now, by, until, confirmed)
        case Event.HOLD:
            return replace(moved, held_until=_later(draft, until))
        case Event.OBJECT:
            return replace(moved, objection=why or "an answer that is not settled")
        case Event.SETTLE:
            return replace(moved, objection="")
        case Event.CLAIM:
            return _claimed(draft, moved, now)
        case Event.DATA:
            return _at_data(draft, moved)
        case Event.ACCEPTED | Event.FOUND | Event.OWNER_SAYS_SENT:
            return replace(moved, sent=now, phase="", note=why, retry_at=None, objection="")
        case Event.UNCLEAR | Event.NOT_HANDED | Event.DIED if after is DraftState.UNKNOWN:
            return _unknown(moved, now, why)
        case Event.NOT_FOUND:
            return replace(moved, reconciled=draft.reconciled + 1)
        case Event.LINT_BLOCKS:
            return replace(_unapproved(moved), findings=findings, note=why, asked=0, asked_at=None)
        case _:
            return replace(moved, phase="", note=why or draft.note)


def next_lookup(draft: Draft) -> datetime | None:
    """When an unknown one is looked up next; None when all look-ups are done: ask the owner."""
    if draft.state is not DraftState.UNKNOWN or draft.unknown_since is None:
        return None
    if draft.reconciled >= len(LOOK_AFTER):
        return None
    return draft.unknown_since + LOOK_AFTER[draft.reconciled]


def retry_time(attempts: int, now: datetime) -> datetime:
    """When to try again after ``attempts`` tries: 1, 2, 4 … minutes, at most an hour."""
    doubled = FIRST_RETRY * (1 << min(max(attempts - 1, 0), 10))
    return now + min(doubled, LONGEST_RETRY)


def last_try(draft: Draft) -> datetime | None:
    """Until when a refused draft is tried again: its deadline, else a day from its approval."""
    if draft.deadline is not None:
        return draft.deadline
    return draft.approved_at + GIVE_UP_AFTER if draft.approved_at is not None else None


def new_version(
    draft: Draft,
    now: datetime,
    *,
    body: str | None = None,
    subject: str | None = None,
    to: tuple[str, ...] | None = None,
    deadline: datetime | None = None,
) -> Draft:
    """The next version, proposed and not frozen yet: nothing of the old approval stays.

    Goes with REPLACE or AGAIN of the old one, in the same transaction.
    """
    return replace(
        _unapproved(draft),
        version=draft.version + 1,
        state=DraftState.PROPOSED,
        body=draft.body if body is None else body,
        subject=draft.subject if subject is None else subject,
        to=draft.to if to is None else to,
        deadline=draft.deadline if deadline is None else deadline,
        created=now,
        code="",
        raw=b"",
        sha256="",
        message_id="",
        findings=(),
        asked=0,
        asked_at=None,
        note="",
    )


def _approved(
    draft: Draft,
    moved: Draft,
    now: datetime,
    by: str,
    until: datetime | None,
    confirmed: tuple[str, ...],
) -> Draft:
    """Bind the approval to the exact bytes and recipients. A second one only settles."""
    if not draft.raw or hashlib.sha256(draft.raw).hexdigest() != draft.sha256:
        raise IllegalStep(f"{draft.id} has no frozen bytes, or others than its hash says")
    if draft.state is DraftState.APPROVED and not draft.objection:
        return draft
    return replace(
        moved,
        approved_at=now,
        approved_sha256=draft.sha256,
        approved_to=draft.to,
        approved_by=by,
        held_until=until,
        confirmed_to=tuple(dict.fromkeys((*draft.confirmed_to, *confirmed))),
        objection="",
        note="",
    )


def _claimed(draft: Draft, moved: Draft, now: datetime) -> Draft:
    if reason := unbound(draft):
        raise IllegalStep(f"{draft.id}: {reason}")
    if draft.objection or (draft.held_until is not None and now < draft.held_until):
        raise IllegalStep(f"{draft.id} is held back")
    return replace(moved, phase=CLAIMED, attempts=draft.attempts + 1, retry_at=None)


def _at_data(draft: Draft, moved: Draft) -> Draft:
    if reason := unbound(draft) or draft.objection:
        raise IllegalStep(f"{draft.id}: {reason}")
    return replace(moved, phase=DATA)


def unbound(draft: Draft) -> str:
    """Why the approval does not cover what would leave, or nothing (promise 1)."""
    if not draft.approved_sha256 or draft.approved_at is None:
        return "nobody approved it"
    if hashlib.sha256(draft.raw).hexdigest() != draft.approved_sha256:
        return "its bytes are not those that were approved"
    if not draft.to or draft.to != draft.approved_to:
        return "its recipients are not those that were approved"
    return ""


def _retried(draft: Draft, event: Event, now: datetime, why: str) -> tuple[Draft, Event]:
    """Back to approved with backoff, or given up where the next try would come too late."""
    if TRANSITIONS[(draft.state, draft.phase, event)] is not DraftState.APPROVED:
        return draft, event
    again, end = retry_time(draft.attempts, now), last_try(draft)
    if end is not None and again > end:
        return replace(draft, state=DraftState.APPROVED, phase="", note=why), Event.GIVE_UP
    return replace(draft, retry_at=again, note=why), event


def _later(draft: Draft, until: datetime | None) -> datetime | None:
    """Postponed: of an approved one never earlier than it was. An objection stays."""
    if draft.state is DraftState.APPROVED and draft.held_until is not None and until is not None:
        return max(draft.held_until, until)
    return until if until is not None else draft.held_until


def _unknown(moved: Draft, now: datetime, why: str) -> Draft:
    return replace(moved, phase="", unknown_since=now, reconciled=0, note=why)


def _unapproved(draft: Draft) -> Draft:
    return replace(
        draft,
        phase="",
        held_until=None,
        approved_at=None,
        approved_sha256="",
        approved_to=(),
        approved_by="",
        attempts=0,
        retry_at=None,
        reconciled=0,
        unknown_since=None,
        objection="",
        sent=None,
    )
