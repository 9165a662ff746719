"""Dates, times, ranges and zones in prose: what moments a mail names, and in which sense.

``moments`` reads sentences into Mentions: a day (or several on offer), the clock that belongs to
it, the zone that stands beside it, and its role by the words around it. Nothing here decides
which of them is the interview: schedule.py does, knowing what the mail is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from inbox_agent.core.clocks import Clock
from inbox_agent.core.cues import BY, MOVE
from inbox_agent.core.days import Day, resolve
from inbox_agent.core.roles import Role, asked_at, role_of, topic_of
from inbox_agent.core.rules import Sentence
from inbox_agent.core.scan import Scan, Span, gap, has_hint, scan
from inbox_agent.core.zones import Zone

MAX_SENTENCES = 400  # of one mail that are looked at for times; agendas of two days have about 60
_FAR = 9  # words between a day and a clock that still belong together


@dataclass(slots=True)
class Mention:
    """One time that a mail names. ``days`` is empty for a clock alone; several days with one
    clock are a list of choices; ``others`` are further hours of the same day; ``until`` ends a
    span of days; ``exact``: the day is named and not only its weekday; ``relative``: only by "tomorrow"."""

    scan: Scan
    at: int
    to: int
    days: tuple[date, ...] = ()
    until: date | None = None
    clock: Clock | None = None
    others: list[Clock] = field(default_factory=list)
    exact: bool = False
    relative: bool = False
    role: Role = Role.PLAIN
    topic: str = ""
    doubts: list[str] = field(default_factory=list)

    @property
    def day(self) -> date | None:
        return self.days[0] if self.days else None


@dataclass(slots=True)
class Moments:
    """All that one text says of time. ``scans`` holds only sentences that may name one."""

    mentions: list[Mention] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    undated: list[str] = field(default_factory=list)  # days whose year or month nobody knows


def moments(sentences: Sequence[Sentence], anchor: date | None) -> Moments:
    """The times that ``sentences`` name; ``anchor`` is the day of writing, where the writer was."""
    found = Moments()
    for number, sentence in enumerate(_whole(sentences[:MAX_SENTENCES])):
        if has_hint(sentence.text):
            found.scans.append(scan(sentence.text, sentence.where, number))
    anchor = anchor or _first_full_date(found.scans)
    known = _known(found.scans, anchor)
    for one in found.scans:
        found.zones += one.zones
        found.mentions += _mentions(one, anchor, known, found.undated)
    return found


_CUT = re.compile(r"\b(?:mon|tues?|wed|thurs?|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.$", re.I)


def _whole(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Sentences with those joined again that were cut behind "WED." or "Dec."."""
    held: Sentence | None = None
    for sentence in sentences:
        if held is not None and held.where is sentence.where:
            sentence = replace(sentence, text=f"{held.text} {sentence.text}")
        elif held is not None:
            yield held
        held = sentence if sentence.text[-1:] == "." and _CUT.search(sentence.text[-6:]) else None
        if held is None:
            yield sentence
    if held is not None:
        yield held


def _first_full_date(scans: Sequence[Scan]) -> date | None:
    for one in scans:
        for day in (day for span in one.spans for day in span.days if day.year and day.named):
            return resolve(day, None, {})[0]
    return None


def _known(scans: Sequence[Scan], anchor: date | None) -> Mapping[int, date]:
    """The full dates of the mail by their day of the month; the first one wins."""
    known: dict[int, date] = {}
    for one in scans:
        for day in (day for span in one.spans for day in span.days if day.named):
            made, _ = resolve(day, anchor, {})
            if made is not None and (anchor is None or made >= anchor):
                known.setdefault(made.day, made)
    return known


def _mentions(
    one: Scan, anchor: date | None, known: Mapping[int, date], undated: list[str]
) -> list[Mention]:
    groups = _day_groups(one, anchor, known, undated)
    clocks = [_moved(one, span) for span in one.spans if span.clock]
    loose = _attach(one, groups, clocks)
    found = sorted([*groups, *loose], key=lambda mention: mention.at)
    for index, mention in enumerate(found):
        before = found[index - 1].to if index else 0
        after = found[index + 1].at if index + 1 < len(found) else len(one.tokens)
        mention.role = role_of(one, mention.at, mention.to, before, after)
        mention.topic = topic_of(one, mention.at, mention.to, before, after)
        if mention.relative and mention.role is Role.PLAIN and asked_at(one, mention.at):
            mention.role = Role.DEADLINE
    _bracketed(found)
    return found


def _bracketed(found: Sequence[Mention]) -> None:
    """ "End of the month would be good (Friday, October 30)": the exact day behind is meant."""
    for vague, exact in pairwise(found):
        if vague.relative and vague.role is Role.DEADLINE and exact.exact and not exact.relative:
            between = [token.low for token in vague.scan.tokens[vague.to : exact.at]]
            if "(" in between:
                vague.days, exact.role = exact.days, Role.DEADLINE


_JOINTS = frozenset(
    (",", "and", "or", "&", "/", ";", "(", "y", "o", "either", "|", "u", "-", "also", "the", "el",
     "on", "'", ")", "=", ".")
)  # fmt: skip
_SPANNED = {"from": "to", "between": "and", "de": "a", "del": "al", "entre": "y", "desde": "hasta"}


def _day_groups(
    one: Scan, anchor: date | None, known: Mapping[int, date], undated: list[str]
) -> list[Mention]:
    """Days that stand in a row with nothing but commas between are one mention."""
    groups: list[Mention] = []
    last: Span | None = None
    for span in one.spans:
        if not span.days:
            last = None
            continue
        mention = _resolved(one, span, anchor, known, undated)
        if mention is None:
            continue
        between = [token.low for token in one.tokens[last.to : span.at]] if last else []
        if last and _spanned(one, last, between):
            groups[-1].until, groups[-1].to = mention.day, mention.to
        elif last and all(low in _JOINTS for low in between) and not groups[-1].until:
            _join(groups[-1], mention)
        else:
            groups.append(mention)
        last = span
    return groups


def _spanned(one: Scan, last: Span, between: Sequence[str]) -> bool:
    """ "from 3 November to 15 December", unless something moves from the one to the other."""
    words = [low for low in between if low.isalpha() and low not in ("the", "el")]
    if len(words) != 1 or one.said(MOVE):
        return False
    before = [token.low for token in one.tokens[max(0, last.at - 2) : last.at]]
    return any(_SPANNED.get(low) == words[0] for low in before)


def _join(group: Mention, more: Mention) -> None:
    """ "tomorrow, October 7" is one day, "Dec 8, Dec 15 or Jan 19" are three."""
    if more.exact and group.exact and not (group.relative or more.relative):
        group.days = (*group.days, *(day for day in more.days if day not in group.days))
    else:
        _same_day(group, more)
    group.until = group.until or more.until
    group.doubts += more.doubts
    group.to = more.to


def _same_day(group: Mention, more: Mention) -> None:
    """Two names of one day: the fuller one counts, and a doubt where they do not agree."""
    fuller, other = (more, group) if not group.exact or group.relative else (group, more)
    if fuller.day and other.day and fuller.day.weekday() != other.day.weekday():
        group.doubts.append(f"two names of one day beside {fuller.day:%d %B %Y} do not agree")
    elif other.relative and fuller.exact and fuller.day != other.day:
        group.doubts.append(f"{fuller.day:%d %B %Y} is not the day that the words beside it name")
    group.days, group.exact, group.relative = fuller.days, fuller.exact, fuller.relative


def _resolved(
    one: Scan, span: Span, anchor: date | None, known: Mapping[int, date], undated: list[str]
) -> Mention | None:
    days: list[date] = []
    doubts: list[str] = []
    for day in span.days:
        made, doubt = resolve(day, anchor, known)
        if made is not None:
            days.append(made)
        elif day.named:
            undated.append(" ".join(token.low for token in one.tokens[span.at : span.to]))
        doubts += [doubt] if doubt else []
    if not days:
        return None
    last: Day = span.days[-1]
    until = resolve(last.until, anchor, known)[0] if last.until else None
    relative = last.ahead is not None or bool(last.whole in ("week", "month"))
    exact = last.named or last.day is not None or relative
    return Mention(
        one, span.at, span.to, tuple(days), until, exact=exact, relative=relative, doubts=doubts
    )


def _moved(one: Scan, span: Span) -> Span:
    """ "moved from 8:00 to 9:30" is no span of time: the second hour is the new one."""
    before = [token.low for token in one.tokens[max(0, span.at - 2) : span.at]]
    clock = span.clock
    if clock is None or clock.end is None or not before or before[-1] != "from":
        return span
    if not any(MOVE in cue.names and cue.to >= span.at - 1 for cue in one.cues if cue.at < span.at):
        return span
    return replace(span, at=span.to - 1, clock=replace(clock, start=clock.end, end=None))


def _attach(one: Scan, groups: Sequence[Mention], clocks: Sequence[Span]) -> list[Mention]:
    """Gives each day the clock that stands nearest to it; returns the clocks left over."""
    wishes: list[tuple[int, int, int]] = []
    for number, span in enumerate(clocks):
        if span.clock and span.clock.zone and span.clock.zone.overseas and len(clocks) > 1:
            continue  # worked out for the applicant
        weight = _WEIGHT.get(_clock_role(one, span), 0)
        for index, group in enumerate(groups):
            distance = _distance(one, group, span) + weight
            if distance <= _FAR:
                wishes.append((distance, number, index))
    used: dict[int, int] = {}
    for _, number, index in sorted(wishes):
        if number not in used and groups[index].clock is None:
            _give(groups[index], clocks[number])
            used[number] = index
    return _left_over(one, groups, clocks, used)


_WEIGHT = {Role.OLD: 4, Role.END: 4, Role.NEW: -2}
"""An old hour stands further from the day than the words say, a new one nearer."""


def _clock_role(one: Scan, span: Span) -> Role:
    """The role of an hour by the words before it alone."""
    before = max((other.to for other in one.spans if other.to <= span.at), default=0)
    return role_of(one, span.at, span.to, before, span.to)


def _give(group: Mention, span: Span) -> None:
    group.clock = span.clock
    group.at, group.to = min(group.at, span.at), max(group.to, span.to)


def _distance(one: Scan, group: Mention, span: Span) -> int:
    """Words between a day and a clock; a clock after its day is likelier than one before, and
    nothing reaches over another day or clock."""
    if span.at >= group.to:
        at, to, extra = group.to, span.at, 0
    else:
        at, to, extra = span.to, group.at, 1
    if extra and any(BY in cue.names for cue in one.cues if at <= cue.at < to):
        return _FAR + 1  # "at 8:30, and write back by December 4"
    between = sum(3 for other in one.spans if at <= other.at < to)
    words = {token.low for token in one.tokens[at:to]}
    stop = 4 if words & {";", "."} else _FAR - 1 if extra and words & _TURNS else 0
    return gap(one.tokens, at, to) + extra + between + stop


_TURNS = frozenset(("so", "but", "because", "while", "since", "then", "and"))


def _left_over(
    one: Scan, groups: Sequence[Mention], clocks: Sequence[Span], used: Mapping[int, int]
) -> list[Mention]:
    loose: list[Mention] = []
    for number, span in enumerate(clocks):
        if number in used:
            continue
        joined = number - 1 in used and all(
            token.low in _JOINTS or token.low == "at"
            for token in one.tokens[clocks[number - 1].to : span.at]
        )
        if joined and span.clock:
            group = groups[used[number - 1]]
            group.others.append(span.clock)
            group.to = max(group.to, span.to)
            used = {**used, number: used[number - 1]}
        else:
            loose.append(Mention(one, span.at, span.to, clock=span.clock))
    return loose
