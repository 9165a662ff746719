"""``Interview``: one day at one program, and the table of its states (changed by track.py only)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inbox_agent.core.reading import Moment, Person, Slot


class InterviewState(StrEnum):
    INVITED = "invited"
    WAITLISTED = "waitlisted"
    SCHEDULED = "scheduled"
    DONE = "done"
    CANCELLED = "cancelled"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview day. Times carry the program's zone; ``end_assumed`` and
    ``time_zone_assumed`` say which of them nobody named."""

    id: str
    program_id: str
    program: str  # the program's name
    track: str
    state: InterviewState
    start: Moment | None = None
    end: Moment | None = None
    end_assumed: bool = False
    time_zone: str | None = None
    time_zone_assumed: bool = False
    mode: str = "unknown"
    place: str = ""
    interviewers: tuple[Person, ...] = ()
    options: tuple[Slot, ...] = ()
    source: str = ""  # id of the message that last changed it
    source_date: datetime | None = None  # of that message: an older one changes nothing
    uid: str = ""
    sequence: int = 0
    invited_at: datetime | None = None
    respond_by: Moment | None = None
    answered: bool = False
    owner_fields: frozenset[str] = frozenset()  # what the owner corrected: mail does not undo it
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InterviewChange:
    """One change of one interview, kept for its history."""

    interview_id: str
    at: datetime
    source: str  # message id, or "owner", or "clock"
    reason: str
    before: InterviewState | None
    after: InterviewState
