"""When and where: what a whole mail says about an interview's time, and by when it wants an answer.

The words are those of docs/labels.md ("start, end, respond_by").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox_agent.core.mail import Mail
from inbox_agent.core.reading import Category, InterviewTime, Moment, Reason


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of one mail. ``interview`` is None where no time and no option is known."""

    interview: InterviewTime | None = None
    respond_by: Moment | None = None
    reasons: tuple[Reason, ...] = ()
    doubts: tuple[str, ...] = ()


def when_and_where(
    mail: Mail,
    category: Category,
    *,
    program_zone: str | None,
    owner_zone: str | None,
    sent: datetime | None,
) -> Schedule:
    """What ``mail``, being of ``category``, says about the interview and the answer it wants.

    ``program_zone`` and ``owner_zone`` are IANA names; they stand in, in this order, where the
    mail names no zone. ``sent`` is when it was written: dates without a year, "tomorrow" and
    "within 48 hours" count from it."""
    if category is Category.UNRELATED:
        return Schedule()
    return Schedule()
