"""In which sense a time is named: the interview, the old time, a deadline, a dinner, …

By the cues (cues.py) near the date: what stands just before it weighs most, then what follows,
then what the clause is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from inbox_agent.core import cues
from inbox_agent.core.lexicon import MARK
from inbox_agent.core.scan import Cue, Scan

_NEAR = 4  # words between a cue and its date
_CLOSE = 2  # for small words: "by", "from", "to", "now"


class Role(StrEnum):
    PLAIN = "plain"
    OLD = "old"
    NEW = "new"
    DEADLINE = "deadline"
    END = "end"


def role_of(scan: Scan, at: int, to: int, before: int, after: int) -> Role:
    """The role of the time at ``at``..``to``; the times around it end at ``before`` and begin at
    ``after``."""
    left = [cue for cue in scan.cues if before <= cue.at and cue.to <= at]
    right = [cue for cue in scan.cues if to <= cue.at < after]
    for cue in reversed(left):
        distance = words_between(scan, cue.to, at)
        if distance > _NEAR:
            break
        if role := _before(scan, cue, distance):
            return role
    for cue in right:
        if words_between(scan, to, cue.at) > 1:
            break
        if cues.OLD_LAST in cue.names:
            return Role.OLD
        if cues.NEW_LAST in cue.names:
            return Role.NEW
    return Role.PLAIN


def _before(scan: Scan, cue: Cue, distance: int) -> Role | None:
    close = distance <= _CLOSE
    moved = scan.said(cues.MOVE)
    if cues.OLD_NEXT in cue.names:
        return Role.OLD
    if cues.NEW_NEXT in cue.names:
        return Role.NEW
    if moved and close and cues.FROM in cue.names:
        return Role.OLD
    if moved and close and cues.TO in cue.names:
        return Role.NEW
    if close and cues.END in cue.names and cues.BY not in cue.names:
        return Role.END
    if cues.DUE in cue.names or (close and cues.BY in cue.names):
        return Role.DEADLINE
    return None


def topic_of(scan: Scan, at: int, to: int, before: int, after: int) -> str:
    """What the clause around a time is about: interview, social, other, or nothing known."""
    left = (cue for cue in reversed(scan.cues) if before <= cue.at < at)
    right = (cue for cue in scan.cues if to <= cue.at < after)
    return _first_topic(left) or _first_topic(right)


def _first_topic(found: Iterable[Cue]) -> str:
    for cue in found:
        for topic in (cues.SOCIAL, cues.OTHER, cues.INTERVIEW):
            if topic in cue.names:
                return topic
    return ""


def words_between(scan: Scan, at: int, to: int) -> int:
    return sum(1 for token in scan.tokens[at:to] if token.kind != MARK)
