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
_CLOSE = 2  # for small words: "by", "from", "to", "until"
_FAR = 8  # for "deadline": "the deadline to accept this invitation is October 30"


class Role(StrEnum):
    PLAIN = "plain"
    OLD = "old"
    NEW = "new"
    AFTER = "after"
    GONE = "gone"  # when the place goes to somebody else
    BOOKED = "booked"  # the old one, where the mail moves it
    DEADLINE = "deadline"
    END = "end"


def role_of(scan: Scan, at: int, to: int, before: int, after: int) -> Role:
    """The role of the time at ``at``..``to``; the times around it end at ``before`` and begin at
    ``after``."""
    left = [cue for cue in scan.cues if before <= cue.at and cue.to <= at]
    inside = [cue for cue in scan.cues if at <= cue.at and cue.to <= to]
    right = [cue for cue in scan.cues if to <= cue.at < after]
    if any(cues.FREEZE in cue.names for cue in left):
        return Role.DEADLINE
    booked = False
    for index in range(len(left) - 1, -1, -1):
        distance = words_between(scan, left[index].to, at)
        if distance > _FAR:
            break
        if role := _before(scan, left[: index + 1], distance, to):
            return role
        booked = booked or (distance <= _NEAR and cues.BOOKED in left[index].names)
    if any(cues.BY in cue.names and _at(scan, cue.at) != "say" for cue in inside):
        return Role.DEADLINE
    role = _behind(scan, at, to, right)
    return Role.BOOKED if booked and role is Role.PLAIN else role


def _before(scan: Scan, left: list[Cue], distance: int, to: int) -> Role | None:
    """What the last cue of ``left`` makes of the date that follows it at ``distance``."""
    cue = left[-1]
    near, close = distance <= _NEAR, distance <= _CLOSE
    moved = scan.said(cues.MOVE)
    if (close and cues.OLD_NEXT in cue.names) or (not distance and cues.OLD_CLOSE in cue.names):
        return Role.OLD
    if (near and cues.NEW_NEXT in cue.names) or (not distance and cues.NEW_CLOSE in cue.names):
        return Role.NEW
    if moved and close and cue.names & {cues.FROM, cues.TO}:
        if cues.TO in cue.names and _at(scan, to) in _NOUNS:
            return Role.BOOKED  # "change to the 12/10 session"
        return Role.OLD if cues.FROM in cue.names else Role.NEW
    if distance == 0 and _at(scan, cue.at) == "until" and _put_off(left):
        return Role.NEW
    if (
        close
        and cues.END in cue.names
        and _at(scan, cue.at - 1) not in _OWN
        and not cue.names & {cues.BY, cues.DUE}
    ):
        return Role.DEADLINE if _by_the_end(scan, left) else Role.END
    if cues.DUE in cue.names:
        return Role.DEADLINE
    if near and cues.GONE in cue.names and _slots(scan):
        return Role.GONE
    if not distance and cues.AFTER in cue.names and _after_what(scan, cue):
        return Role.GONE if scan.said(cues.GONE) else Role.AFTER
    if distance == 0 and cues.BY in cue.names and _at(scan, cue.to) != ",":
        return Role.PLAIN if _arrival(left) else Role.DEADLINE
    return None


def _after_what(scan: Scan, cue: Cue) -> bool:
    """Whether "after" speaks of the date; in "the day after tomorrow", "the Monday after," it does
    not."""
    return not (cue.at and scan.tokens[cue.at - 1].low == "day") and _at(scan, cue.to) != ","


_SLOTS = frozenset(
    ("seat", "seats", "slot", "slots", "chair", "chairs", "spot", "spots", "place", "places",
     "link", "invitation", "invitations", "invites", "offer", "date", "unclaimed", "it", "them")
)  # fmt: skip


def _slots(scan: Scan) -> bool:
    """ "Unclaimed seats are released on Friday"; results that are released ask nothing."""
    return any(token.low in _SLOTS for token in scan.tokens)


_NOUNS = frozenset(("session", "interview", "date", "appointment", "visit", "slot", "interviews"))


def _at(scan: Scan, index: int) -> str:
    return scan.tokens[index].low if 0 <= index < len(scan.tokens) else ""


_OWN = frozenset(("my", "our", "your", "this", "that"))  # "on my end"


def _put_off(left: list[Cue]) -> bool:
    """ "has been postponed until December 10"."""
    return len(left) > 1 and cues.MOVE in left[-2].names and left[-2].to == left[-1].at


def _by_the_end(scan: Scan, left: list[Cue]) -> bool:
    """ "by close of business": the end is that of a working day, not of the interview."""
    before = [cue for cue in left[:-1] if cue.names & {cues.BY, cues.DUE}]
    return bool(before) and words_between(scan, before[-1].to, left[-1].at) == 0


def _arrival(left: list[Cue]) -> bool:
    """ "Please arrive by 7:45" is the beginning of the day, not a limit to answer."""
    return any(cues.ARRIVE in cue.names for cue in left[-3:-1])


def _behind(scan: Scan, at: int, to: int, right: list[Cue]) -> Role:
    for cue in right:
        distance = words_between(scan, to, cue.at)
        if cues.LATEST in cue.names and (distance <= _CLOSE or scan.said(cues.ASK)):
            return Role.DEADLINE
        if distance > 1:
            continue
        if _opens_row(scan, at) and cues.END in cue.names and _at(scan, to) != ",":
            return Role.END  # a row of an agenda: "14:00 End"
        if cues.OLD_LAST in cue.names and not _only_the_hour(scan, cue):
            return Role.OLD
        if cues.NEW_LAST in cue.names and not distance:
            return Role.NEW
        if cues.WISH in cue.names:
            return Role.DEADLINE
    return Role.PLAIN


def _opens_row(scan: Scan, at: int) -> bool:
    """Whether a sentence begins with an hour, as the rows of an agenda do."""
    return (
        at <= 1 and bool(scan.spans) and scan.spans[0].at == at and scan.spans[0].clock is not None
    )


def _only_the_hour(scan: Scan, cue: Cue) -> bool:
    """ "The December 10 interview has moved from 8:00 to 9:30": the day stays."""
    return any(span.clock and 0 <= span.at - cue.to <= 1 for span in scan.spans)


def asked_at(scan: Scan, at: int) -> bool:
    """ "Let me know tomorrow", "reply today": the day stands right behind the words that ask."""
    return any(
        cues.ASK in cue.names and cue.to <= at and words_between(scan, cue.to, at) <= 1
        for cue in scan.cues
        if scan.tokens[cue.at].low not in ("please", "kindly", "pls", "plz", "i", "we")
    )


def topic_of(scan: Scan, at: int, to: int, before: int, after: int) -> str:
    """What the clause around a time is about: interview, social, other, or nothing known."""
    left = ((cue, scan, cue.to, at) for cue in reversed(scan.cues) if before <= cue.at < at)
    right = ((cue, scan, to, cue.at) for cue in scan.cues if to <= cue.at < after)
    return _first_topic(left, _NEAR) or _first_topic(right, _CLOSE)


def _first_topic(found: Iterable[tuple[Cue, Scan, int, int]], reach: int) -> str:
    """The nearest topic; what is aside ("application", "ERAS") speaks only of what is near."""
    for cue, scan, at, to in found:
        distance = words_between(scan, at, to)
        if cues.SOCIAL in cue.names and distance <= (reach if reach == _CLOSE else 3 * reach):
            return cues.SOCIAL
        if cues.OTHER in cue.names and distance <= (1 if reach == _CLOSE else reach):
            return cues.OTHER
        if cues.INTERVIEW in cue.names and not _aside_of(scan, cue):
            return cues.INTERVIEW
    return ""


def _aside_of(scan: Scan, cue: Cue) -> bool:
    """ "the dinner before your interview is on …" speaks of the dinner."""
    before = {token.low for token in scan.tokens[max(0, cue.at - 2) : cue.at]}
    return bool(before & {"before", "after", "following"}) and scan.said(cues.SOCIAL)


_HALF_WORDS = frozenset(
    ("end", "of", "the", "close", "business", "cob", "eob", "eod", "day", "play", "on", "at",
     "this", "next", "coming", "latest", "about", "approximately", "time", "morning", "afternoon",
     "evening", "start", "beginning", "opening", "first", "thing", "midday", "then", "local",
     "around", "el", "al", "las", "la", "week", "working")
)  # fmt: skip


def words_between(scan: Scan, at: int, to: int) -> int:
    """How many words that matter stand between two tokens: "by close of business on Friday" has
    none."""
    return sum(
        1 for token in scan.tokens[at:to] if token.kind != MARK and token.low not in _HALF_WORDS
    )
