"""What may leave now: the last look before a claim, and the limits that protect the owner."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from inbox_agent.core.drafting import Draft, DraftState, Verdict
from inbox_agent.core.send import unbound


class Reason(StrEnum):
    """Why a draft stays."""

    NOT_APPROVED = "not_approved"
    UNBOUND = "unbound"
    OBJECTION = "objection"
    GAP = "gap"
    BLOCKED = "blocked"
    RECIPIENT = "recipient"
    PAUSED = "paused"
    HELD = "held"
    BACKOFF = "backoff"
    OFFICE_HOURS = "office_hours"
    PER_HOUR = "per_hour"
    PER_DAY = "per_day"


@dataclass(frozen=True, slots=True)
class Limits:
    """``per_hour`` and ``per_day`` count dispatches that reached DATA; office hours are those of
    the program's zone, Monday to Friday, None where the owner wants none."""

    per_hour: int = 10
    per_day: int = 40
    max_recipients: int = 5  # a letter to a program goes to its director, a few faculty at most
    office_hours: tuple[time, time] | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """Why it may not leave now; ``until`` is when to look again, where that is known."""

    reason: Reason
    why: str
    until: datetime | None = None

    def __str__(self) -> str:
        return self.why


def may_leave(
    draft: Draft,
    *,
    now: datetime,
    sends_last_hour: int,
    sends_last_day: int,
    limits: Limits,
    paused: bool,
    contacts: Collection[str],
    zone: tzinfo | None = None,
) -> Stay | None:
    """Why ``draft`` may not be claimed now, or None.

    ``contacts`` are the addresses of known contacts of its program and of the owner's mentors,
    lower case; ``zone`` is the program's. What is wrong with the draft itself comes first, so
    that the owner hears of it before its hold is over.
    """
    return (
        _wrong(draft)
        or _unknown_recipient(draft, limits, contacts)
        or _too_early(draft, now, paused)
        or _outside_office_hours(now, limits, zone)
        or _too_many(now, sends_last_hour, sends_last_day, limits)
    )


def _wrong(draft: Draft) -> Stay | None:
    if draft.state is not DraftState.APPROVED:
        return Stay(Reason.NOT_APPROVED, f"it is {draft.state}")
    if reason := unbound(draft):
        return Stay(Reason.UNBOUND, reason)
    if draft.objection:
        return Stay(Reason.OBJECTION, draft.objection)
    if draft.gaps:
        return Stay(Reason.GAP, draft.gaps[0].question)
    block = next((item for item in draft.findings if item.verdict is Verdict.BLOCK), None)
    return Stay(Reason.BLOCKED, block.why) if block else None


def _unknown_recipient(draft: Draft, limits: Limits, contacts: Collection[str]) -> Stay | None:
    if len(draft.to) > limits.max_recipients:
        return Stay(Reason.RECIPIENT, f"it has more than {limits.max_recipients} recipients")
    allowed = {address.lower() for address in (*contacts, *draft.confirmed_to)}
    for address in draft.to:
        if address.lower() not in allowed:
            why = f"{address} is no known contact; confirm it: approve {draft.code} {address}"
            return Stay(Reason.RECIPIENT, why)
    return None


def _too_early(draft: Draft, now: datetime, paused: bool) -> Stay | None:
    if paused:
        return Stay(Reason.PAUSED, "all sending is paused")
    if draft.held_until is not None and now < draft.held_until:
        return Stay(Reason.HELD, "its hold is not over", draft.held_until)
    if draft.retry_at is not None and now < draft.retry_at:
        return Stay(Reason.BACKOFF, draft.note or "the server asked to wait", draft.retry_at)
    return None


def _outside_office_hours(now: datetime, limits: Limits, zone: tzinfo | None) -> Stay | None:
    if limits.office_hours is None or zone is None:
        return None
    opens, closes = limits.office_hours
    local = now.astimezone(zone)
    if local.weekday() < 5 and opens <= local.time() < closes:
        return None
    why = "it is outside the program's office hours"
    return Stay(Reason.OFFICE_HOURS, why, _next_opening(local, opens))


def _next_opening(local: datetime, opens: time) -> datetime:
    day = local.date() if local.time() < opens else local.date() + timedelta(days=1)
    while day.weekday() >= 5:  # Saturday, Sunday
        day += timedelta(days=1)
    return datetime.combine(day, opens, local.tzinfo)


def _too_many(now: datetime, last_hour: int, last_day: int, limits: Limits) -> Stay | None:
    """The windows slide, so a place may come free before ``until``: look again soon."""
    soon = now + timedelta(minutes=5)
    if last_hour >= limits.per_hour:
        return Stay(Reason.PER_HOUR, f"{limits.per_hour} mails left within the hour", soon)
    if last_day >= limits.per_day:
        return Stay(Reason.PER_DAY, f"{limits.per_day} mails left within the day", soon)
    return None
