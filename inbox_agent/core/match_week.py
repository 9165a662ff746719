"""Match Day and the end of SOAP of any year, by rule, for mail of any season.

Match Day is the third Friday of March; SOAP ends on the evening before
(https://en.wikipedia.org/wiki/Match_Day_(medicine); the calendar in force is season-YEAR.toml).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

_FRIDAY = 4
_SEASON_BEGINS = 6  # June: what comes later belongs to the next Match
_SOAP_ENDS = timedelta(hours=1)  # 21:00 Eastern daylight time, before Match Day, is 01:00 UTC


def match_day(year: int) -> date:
    """The third Friday of March."""
    first = date(year, 3, 1)
    return first + timedelta(days=(_FRIDAY - first.weekday()) % 7 + 14)


def after_match_day(sent: datetime | None) -> bool:
    """Whether ``sent`` lies between the noon of Match Day (Eastern) and the next season."""
    return sent is not None and _since(sent) >= timedelta(hours=16)


def after_soap(sent: datetime | None) -> bool:
    """Whether ``sent`` lies between the end of SOAP and the next season."""
    return sent is not None and _since(sent) >= _SOAP_ENDS


def _since(sent: datetime) -> timedelta:
    """Time since the first hour (UTC) of this year's Match Day; negative outside its season."""
    moment = sent.astimezone(UTC) if sent.tzinfo else sent.replace(tzinfo=UTC)
    if moment.month >= _SEASON_BEGINS:
        return timedelta(days=-1)
    day = match_day(moment.year)
    return moment - datetime(day.year, day.month, day.day, tzinfo=UTC)
