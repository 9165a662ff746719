"""Whether an invitation leaves less than the 48 hours that NRMP asks programs to give."""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox_agent.core.flag_words import Found
from inbox_agent.core.reading import Moment
from inbox_agent.core.rules import Hit

LEAST = timedelta(hours=48)
"""NRMP Match Participation Agreement for programs, section 6.2: no less than 48 hours."""


def short_deadline(found: Found, respond_by: Moment | None, sent: datetime | None) -> Hit | None:
    """The words that set the limit, or None where it is long enough or not named.

    ``respond_by`` decides; where it could not be read, a limit given in hours does. An opening
    on a waitlist may have any limit."""
    if found.get("waitlist_opening"):
        return None
    hours = found.get("limit_hours", ())
    if respond_by is None or sent is None:
        return hours[0] if hours else None
    if not _is_short(respond_by, sent):
        return None
    limits = sorted((*hours, *found.get("limit_words", ())), key=lambda hit: -hit.rule.weight)
    return limits[0] if limits else None


def _is_short(respond_by: Moment, sent: datetime) -> bool:
    if not isinstance(respond_by, datetime):  # the whole of that day is left
        return (respond_by - sent.date()).days < LEAST.days
    if respond_by.tzinfo is None or sent.tzinfo is None:
        respond_by, sent = respond_by.replace(tzinfo=None), sent.replace(tzinfo=None)
    return respond_by - sent.replace(second=0, microsecond=0) < LEAST  # limits name no seconds
