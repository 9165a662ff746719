"""At what hours a day begins and ends, where the mail says it beside the day or elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from inbox_agent.core import cues
from inbox_agent.core.clocks import Clock
from inbox_agent.core.mention import Mention, Moments
from inbox_agent.core.roles import Role, words_between

_AGENDA = 40  # sentences after a date in which a clock without a date belongs to it
_HEADED = 4  # sentences after a date in which "start time" is looked for
_NEAR = 3  # words between "start" and its hour
_EARLY = 4  # words before an hour that opens a sentence: "First talk at 9:00"
_PAUSE = 90  # minutes between two rows of one agenda
_LAST = 10**9  # beyond every sentence


def hour_of(found: Moments, best: Mention, fit: Sequence[Mention]) -> Clock | None:
    """The hour of the day that ``best`` names: beside it, beside the same day elsewhere, in a
    sentence of its own, or that of the old day where it says "same time"."""
    if best.clock is not None:
        return best.clock
    same = (m for m in fit if m.clock and best.day in m.days and m.role is not Role.OLD)
    clock = next((m.clock for m in same), None) or _loose(found, best)
    if clock is None and best.scan.said(cues.SAME):
        return next((m.clock for m in found.mentions if m.clock and m.days), None)
    return clock


def end_after(found: Moments, best: Mention, clock: Clock, told: bool) -> time | None:
    """When a day ends that begins at ``clock``; ``told``: the mail tells of a booked day, so that
    "by 1:15" is an end and no limit."""
    rows = _agenda_end(found, best, clock) if clock is not best.clock else None
    return rows or clock.end or _end(found, best, clock, told)


def _loose(found: Moments, best: Mention) -> Clock | None:
    """The hour that stands in another sentence than its day: after it, else just before."""
    loose = [m for m in found.mentions if not m.days and m.plain and _about_the_day(m)]
    here = best.scan.number
    after = [m for m in loose if here <= m.scan.number <= here + _AGENDA]
    after = _until_next_day(found, after, best)
    after.sort(key=_arrival)  # "join at 7:45; we begin at 8:00"
    starting = [m for m in after if _headed(m) and m.scan.number <= here + _HEADED]
    before = [m for m in loose if here - 2 <= m.scan.number < here]
    for mention in (*starting[:1], *after, *reversed(before)):
        return mention.clock
    return None


_TOLD = (cues.START, cues.ARRIVE, cues.INTERVIEW, cues.SAME)


def _about_the_day(mention: Mention) -> bool:
    """Whether an hour that stands alone may be the day's: it opens a row, has a zone or words."""
    zoned = mention.clock is not None and (mention.clock.zone or mention.clock.whose)
    return mention.at <= _EARLY or bool(zoned) or any(mention.scan.said(cue) for cue in _TOLD)


def _headed(mention: Mention) -> bool:
    """ "Start time: 7:30", "we begin at 8": the words stand before the hour."""
    one = mention.scan
    before = (cue for cue in one.cues if cues.START in cue.names and cue.to <= mention.at)
    return any(words_between(one, cue.to, mention.at) <= _NEAR for cue in before)


def _arrival(mention: Mention) -> bool:
    """Whether an hour is when to log in, and not when the day begins."""
    near = range(mention.at - 5, mention.at)
    return any(cues.ARRIVE in cue.names and cue.at in near for cue in mention.scan.cues)


def _until_next_day(found: Moments, loose: Sequence[Mention], best: Mention) -> list[Mention]:
    """Clocks up to where the mail turns to another day."""
    others = [
        m.scan.number
        for m in found.mentions
        if m.days and best.day not in m.days and m.scan.number > best.scan.number and m.exact
    ]
    stop = min(others, default=_LAST)
    return [m for m in loose if m.scan.number < stop]


def _end(found: Moments, best: Mention, clock: Clock, told: bool) -> time | None:
    """When it ends, where another clock says so: "you'll be done by 1:15", "11:30 Adjourn", the
    last row of an agenda in spans."""
    here = best.scan.number
    later = [m for m in found.mentions if m.clock and here <= m.scan.number <= here + _AGENDA]
    if (then := _second_end(later, best)) is not None:
        return then
    ends = [
        mention.clock.start
        for mention in later
        if mention.clock and mention.clock.start > clock.start and _ends(mention, best, told)
    ]
    rows = [m for m in later if m.at <= 1 and not m.days]
    return None if not ends else ends[-1] if len(rows) > 2 else ends[0]


def _ends(mention: Mention, best: Mention, told: bool) -> bool:
    """ "ends at 12:30", "you'll be done by 1:15"; a "by" that asks nothing is an end too."""
    if mention.days and best.day not in mention.days:
        return False
    if mention.scan is not best.scan and _only_until(mention):
        return False
    near = mention.scan.number - best.scan.number <= 2 and not mention.days
    unasked = told and mention.role is Role.DEADLINE and near and not mention.scan.said(cues.TELL)
    return mention.role is Role.END or unasked


def _only_until(mention: Mention) -> bool:
    """ "the poor woman was there until noon" says nothing of the day, unless it says who."""
    tokens = mention.scan.tokens
    until = mention.at > 1 and tokens[mention.at - 1].low in ("until", "till", "til")
    who = {token.low for token in tokens if token.low in ("you", "day", "session")}
    near = {token.low for token in tokens[max(0, mention.at - 4) : mention.at]}
    return until and not who and "we" not in near


def _second_end(later: Sequence[Mention], best: Mention) -> time | None:
    """ "2026-12-08 08:00 - 2026-12-08 12:00": the same day again behind a dash."""
    for mention in later:
        if mention.scan is best.scan and mention.at >= best.to and mention.days == best.days:
            between = [token.low for token in best.scan.tokens[best.to : mention.at]]
            if between in (["-"], ["to"], ["until"], ["through"]) and mention.clock:
                return mention.clock.start
    return None


def _agenda_end(found: Moments, best: Mention, clock: Clock) -> time | None:
    """The end of the last row of an agenda in spans: "8:25 AM - 8:45 AM  Dr. Lind"."""
    here = best.scan.number
    rows = [m for m in found.mentions if m.clock and m.scan.number > here and not m.days]
    last = clock
    count = 0
    for row in _until_next_day(found, rows, best):
        if row.clock is None or not row.plain or not _follows(last, row.clock):
            continue
        last, count = row.clock, count + 1
    return last.end if count > 1 else None


def _follows(last: Clock, row: Clock) -> bool:
    """Whether a row of an agenda carries on where the last one ended."""
    if row.end is None or row.start < last.start:
        return False
    begin, end = row.start, last.end or last.start
    return 60 * (begin.hour - end.hour) + begin.minute - end.minute <= _PAUSE
