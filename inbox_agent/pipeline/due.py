"""When the next pass has something to do though no mail came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from inbox_agent.core.answering import rings
from inbox_agent.core.approve import WAIT_FOR_SENT
from inbox_agent.core.drafting import DraftState
from inbox_agent.core.interview import InterviewState
from inbox_agent.core.send import next_lookup
from inbox_agent.ports import Records

AT_ONCE = timedelta(seconds=1)  # what should have happened already; not zero, so nothing spins
_WAITING = (DraftState.PROPOSED, DraftState.HELD, DraftState.APPROVED, DraftState.UNKNOWN)


def next_due(records: Records, now: datetime) -> datetime | None:
    """The earliest moment after ``now`` at which a hold, retry, look-up, deadline or interview
    ends; None where nothing waits."""
    coming = [moment for moment in _moments(records) if moment > now]
    return max(min(coming), now + AT_ONCE) if coming else None


def _moments(records: Records) -> Iterator[datetime]:
    for draft in records.drafts(states=_WAITING):
        for moment in (draft.held_until, draft.retry_at, draft.deadline, next_lookup(draft)):
            if moment is not None:
                yield moment
    for notice in records.notices(waiting=True):
        if notice.retry_at is not None:
            yield notice.retry_at
    for record in records.answers(outcome="waiting"):
        yield record.at + WAIT_FOR_SENT
    zones = {program.id: program.time_zone for program in records.programs()}
    for interview in records.interviews():
        if interview.state is InterviewState.INVITED and not interview.answered:
            yield from rings(interview, zones.get(interview.program_id) or "UTC")
        end = interview.end
        if interview.state is InterviewState.SCHEDULED and isinstance(end, datetime) and end.tzinfo:
            yield end
