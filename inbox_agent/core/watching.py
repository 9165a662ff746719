"""Which UIDs of a folder are still to be read, and what is committed after a batch.

At most two ranges are kept: the backlog read so far, and the fresh end. Fresh mail is read first;
when the backlog reaches the fresh end the two become one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inbox_agent.core.stored import FolderState, UidRange

BATCH = 200  # messages a fetch: larger gains nothing, smaller costs round trips
MAX_WALKS = 5  # whole readings of one folder within FLAPPING before it is slowed down
FLAPPING = timedelta(days=1)
WALK_AGAIN = timedelta(hours=1)
MAX_CLOCK_LIE = timedelta(hours=1)  # a Date later than INTERNALDATE by more is not believed


@dataclass(frozen=True, slots=True)
class Span:
    """UIDs to look at, ``first`` to ``last`` (None: to the end of the folder)."""

    first: int
    last: int | None


def begin(
    folder: str, uidvalidity: int | None, uidnext: int, known: FolderState | None
) -> FolderState:
    """The state to work on: the known one, or a fresh one where the folder was renumbered.

    A server that gives no UIDVALIDITY is taken to mean the known one: reading everything
    again would be the worse mistake, and fingerprints catch what slips through."""
    if known is not None and uidvalidity in {None, known.uidvalidity}:
        return known
    fresh = UidRange(max(uidnext, 1), max(uidnext, 1) - 1)  # empty, at the end
    return FolderState(folder, uidvalidity or 0, (UidRange(1, 0), fresh))


def fresh_span(state: FolderState) -> Span:
    return Span(state.ranges[-1].last + 1, None)


def backlog_span(state: FolderState) -> Span | None:
    """What is left of the backlog; None when all of it is read."""
    if len(state.ranges) < 2:
        return None
    return Span(state.ranges[0].last + 1, state.ranges[1].first - 1)


def after_fresh(state: FolderState, uids: Sequence[int], at: datetime) -> FolderState:
    """``uids`` (all that exist from the fresh end on, or the lowest of them) are committed."""
    last = max(uids, default=state.ranges[-1].last)
    ranges = (*state.ranges[:-1], replace(state.ranges[-1], last=last))
    return replace(state, ranges=ranges, seen_at=at)


def after_backlog(state: FolderState, uids: Sequence[int], at: datetime) -> FolderState:
    """A backlog batch is committed; an empty one means that there is nothing left of it."""
    backlog, fresh = state.ranges
    last = max(uids) if uids else fresh.first - 1
    if last >= fresh.first - 1:
        return replace(state, ranges=(UidRange(backlog.first, fresh.last),), seen_at=at)
    return replace(state, ranges=(replace(backlog, last=last), fresh), seen_at=at)


def received_at(date: datetime | None, internal: datetime | None, now: datetime) -> datetime:
    """The instant that deadlines and the age of a mail count from.

    ``Date`` counts; INTERNALDATE replaces it where ``Date`` is missing or later than it by more
    than an hour, but never where INTERNALDATE itself lies in the future."""
    usable = internal if internal is not None and internal <= now else None
    if date is None:
        return usable or now
    if usable is not None and date - usable > MAX_CLOCK_LIE:
        return usable
    return date


def renumberings(kept: str | None) -> tuple[datetime, ...]:
    """When a folder was renumbered lately, from the text that ``noted`` made."""
    return tuple(datetime.fromisoformat(moment) for moment in (kept or "").split())


def noted(history: Sequence[datetime], now: datetime) -> str:
    """``history`` with ``now``, without what lies more than a day back."""
    lately = [moment for moment in history if now - moment < FLAPPING]
    return " ".join(moment.isoformat() for moment in (*lately, now))


def may_walk_again(history: Sequence[datetime], now: datetime) -> bool:
    """May a renumbered folder be read from the start again? Where its UIDVALIDITY changes all the
    time, once an hour: each walk fetches everything, and providers lock out who does too much."""
    lately = [moment for moment in history if now - moment < FLAPPING]
    return len(lately) < MAX_WALKS or now - lately[-1] >= WALK_AGAIN


def time_left(done: int, of: int, spent: timedelta) -> str:
    """ ", about 12 min left", or nothing while nobody can know."""
    if not done or spent <= timedelta():
        return ""
    minutes = (of - done) * spent.total_seconds() / done / 60
    return f", about {max(minutes, 1):.0f} min left"
