"""Which clock belongs to which day of a sentence."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import replace

from inbox_agent.core.cues import BY, MOVE
from inbox_agent.core.grouping import JOINTS
from inbox_agent.core.mention import Mention
from inbox_agent.core.roles import Role, role_of
from inbox_agent.core.scan import Scan, Span, gap

_FAR = 9  # words between a day and a clock that still belong together
_REACH = 3  # days on either side of a clock that it may belong to
_WEIGHT = {Role.OLD: 8, Role.END: 4, Role.NEW: -2}
"""An old hour stands further from the day than the words say, a new one nearer."""
_TURNS = frozenset(("so", "but", "because", "while", "since", "then", "and"))


def attach(one: Scan, groups: Sequence[Mention]) -> list[Mention]:
    """Gives each day the clock that stands nearest to it; returns the clocks left over."""
    clocks = [_moved(one, span) for span in one.spans if span.clock]
    owner: dict[int, Mention] = {}
    for _, number, index in sorted(_wishes(one, groups, clocks)):
        group = groups[index]
        if number not in owner and group.clock is None:
            group.clock = clocks[number].clock
            group.at, group.to = min(group.at, clocks[number].at), max(group.to, clocks[number].to)
            owner[number] = group
    return _left_over(one, clocks, owner)


def _wishes(
    one: Scan, groups: Sequence[Mention], clocks: Sequence[Span]
) -> list[tuple[int, int, int]]:
    """(distance, clock, day) for each pair that may belong together."""
    starts = [group.at for group in groups]
    found: list[tuple[int, int, int]] = []
    for number, span in enumerate(clocks):
        if _worked_out(span) and len(clocks) > 1:
            continue
        weight = _WEIGHT.get(_clock_role(one, span), 0)
        middle = bisect(starts, span.at)
        for index in range(max(0, middle - _REACH), min(len(groups), middle + _REACH)):
            distance = _distance(one, groups[index], span) + weight
            if distance <= _FAR:
                found.append((distance, number, index))
    return found


def _worked_out(span: Span) -> bool:
    """Whether an hour stands in the applicant's zone, as a kindness."""
    return bool(span.clock and span.clock.zone and span.clock.zone.overseas)


def _clock_role(one: Scan, span: Span) -> Role:
    """The role of an hour by the words before it alone."""
    before = max((other.to for other in one.spans if other.to <= span.at), default=0)
    return role_of(one, span.at, span.to, before, span.to)


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


def _left_over(one: Scan, clocks: Sequence[Span], owner: dict[int, Mention]) -> list[Mention]:
    """Clocks without a day; one that is listed behind another ("8 AM or 1 PM") joins its day."""
    loose: list[Mention] = []
    for number, span in enumerate(clocks):
        if number in owner or span.clock is None:
            continue
        group = owner.get(number - 1)
        if group is not None and _listed(one, clocks[number - 1], span):
            group.others.append(span.clock)
            group.to = max(group.to, span.to)
            owner[number] = group
        else:
            loose.append(Mention(one, span.at, span.to, clock=span.clock))
    return loose


def _listed(one: Scan, before: Span, span: Span) -> bool:
    between = one.tokens[before.to : span.at]
    return all(token.low in JOINTS or token.low == "at" for token in between)


def _moved(one: Scan, span: Span) -> Span:
    """ "moved from 8:00 to 9:30" is no span of time: the second hour is the new one."""
    clock = span.clock
    if clock is None or clock.end is None or not span.at or one.tokens[span.at - 1].low != "from":
        return span
    moves = [cue for cue in one.cues if MOVE in cue.names and cue.to < span.at]
    if not moves or gap(one.tokens, moves[-1].to, span.at) > _FAR:
        return span
    if any(other.days and moves[-1].to <= other.at < span.at for other in one.spans):
        return span  # "moved to December 10, from 8 to 12"
    return replace(span, at=span.to - 1, clock=replace(clock, start=clock.end, end=None))
