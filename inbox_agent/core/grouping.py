"""Days that stand together in a sentence: one day named twice, or several on offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inbox_agent.core.calendar_day import Day, resolve
from inbox_agent.core.cues import MOVE
from inbox_agent.core.mention import Mention
from inbox_agent.core.roles import Role, role_of
from inbox_agent.core.scan import Scan, Span


@dataclass(frozen=True, slots=True)
class Anchor:
    """What days are counted from: the day of writing and the full dates that the mail names, by
    their day of the month. ``undated`` collects days whose year nobody knows."""

    written: date | None
    known: Mapping[int, date]
    undated: list[str]


JOINTS = frozenset(
    (",", "and", "or", "&", "/", ";", "(", "y", "o", "either", "|", "u", "-", "also", "the", "el",
     "on", "'", ")", "=", ".", "am", "pm", "morning", "afternoon", "mornings", "afternoons")
)  # fmt: skip
"""What may stand between two days, or two hours, of one list."""
_SPANNED = {"from": "to", "between": "and", "de": "a", "del": "al", "entre": "y", "desde": "hasta"}


def day_groups(one: Scan, anchor: Anchor) -> list[Mention]:
    """Days that stand in a row with nothing but commas between are one mention."""
    groups: list[Mention] = []
    last: Span | None = None
    for span in one.spans:
        if not span.days:
            last = None
            continue
        mention = _resolved(one, span, anchor)
        if mention is None:
            continue
        between = [token.low for token in one.tokens[last.to : span.at]] if last else []
        if last and _spanned(one, last, between):
            groups[-1].until, groups[-1].to = mention.day, mention.to
        elif last and _joined(groups[-1], between):
            _join(groups[-1], mention)
        else:
            groups.append(mention)
        last = span
    return groups


def _joined(group: Mention, between: Sequence[str]) -> bool:
    """Whether the next day belongs to the same list ("instead of December 3, December 10" is
    none)."""
    if group.until or not all(low in JOINTS for low in between):
        return False
    return role_of(group.scan, group.at, group.to, 0, group.to) is not Role.OLD


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


def _resolved(one: Scan, span: Span, anchor: Anchor) -> Mention | None:
    days: list[date] = []
    doubts: list[str] = []
    for day in span.days:
        made, doubt = resolve(day, anchor.written, anchor.known)
        if made is not None:
            days.append(made)
        elif day.named:
            anchor.undated.append(" ".join(token.low for token in one.tokens[span.at : span.to]))
        doubts += [doubt] if doubt else []
    if not days:
        return None
    last: Day = span.days[-1]
    until = resolve(last.until, anchor.written, anchor.known)[0] if last.until else None
    relative = last.ahead is not None or bool(last.whole in ("week", "month"))
    exact = last.named or last.day is not None or relative
    return Mention(
        one, span.at, span.to, tuple(days), until, exact=exact, relative=relative, doubts=doubts
    )
