"""The names that draft templates may use, and what each is worth. Documented in docs/drafts.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from zlib import crc32
from zoneinfo import ZoneInfo

from inbox_agent.core.facts import Facts, harmless
from inbox_agent.core.impression import LATER, impression
from inbox_agent.core.owner import Update
from inbox_agent.core.reading import Moment, Slot

MAX_CHOICES = 3  # slots named in a reply: more is a list nobody reads
MAX_UPDATES = 3  # updates told in one mail
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PARTS = 4  # of a letter that have several wordings
_ONE_YEAR = re.compile(r"prelim|transitional", re.IGNORECASE)
_ROLES = (
    (
        "coordinator",
        re.compile(r"coordinat|administrat|manager|secretary|assistant to", re.IGNORECASE),
    ),
    (
        "director",
        re.compile(r"^(?!.*\b(?:associate|assistant|vice)\b).*\bdirector\b", re.IGNORECASE),
    ),
    ("resident", re.compile(r"resident|intern\b", re.IGNORECASE)),
    ("interviewer", re.compile(r".", re.IGNORECASE)),
)
_ZONE_NAMES = {
    "America/New_York": "Eastern", "America/Detroit": "Eastern", "America/Chicago": "Central",
    "America/Denver": "Mountain", "America/Phoenix": "Arizona", "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska", "Pacific/Honolulu": "Hawaii", "America/Puerto_Rico": "Atlantic",
}  # fmt: skip


def values_of(facts: Facts, greeting: str, date_missing: bool) -> Mapping[str, object]:
    """Every value of a template, made harmless; what is unknown is an empty string or list."""
    owner, program = facts.owner, facts.program
    track = _track(harmless(program.track or owner.only_track))
    whom = facts.recipient.name if facts.recipient else ""
    plain = {
        "owner": owner.name, "signature": owner.signature_name, "aamc_id": owner.aamc_id,
        "country": owner.country, "school": owner.school, "visa": owner.visa,
        "graduation_year": owner.graduation_year, "career": owner.career,
        "advanced_position": owner.advanced_position, "greeting": greeting,
        "program": program.name, "track": track, "question": sentence(facts.question),
        "explanation": sentence(facts.explanation), "note": sentence(facts.note),
        "impressions": facts.impressions,
        "mentor_link": facts.mentor_link, "invitation": facts.invitation,
    }  # fmt: skip
    director = program.director()
    return {
        **{name: harmless(value) for name, value in plain.items()},
        "position": f"{track} position" if track else "residency position",
        "interview": f"{track} interview" if track else "residency interview",
        "impression": impression(facts.impressions, whom),
        "remembered": impression(facts.impressions, whom, LATER),
        "over": facts.over,
        "role": _role(facts),
        "director": harmless(director.name) if director else "",
        "nth": facts.nth,
        "year": _year(track),
        "variants": variants(program.full_name, facts.nth),
        "late": facts.late,
        "date": "[date]" if date_missing else day(facts.interview_day),
        "choices": [slot(s, program.time_zone, owner.time_zone) for s in facts.choices][
            :MAX_CHOICES
        ],
        "updates": [update(u) for u in facts.updates[:MAX_UPDATES]],
    }


def variants(name: str, nth: int) -> tuple[int, ...]:
    """Four numbers that choose among the wordings of a template: for each program others, and for
    each recipient within one program the next ones, always the same for the same letter."""
    later = nth // 5  # most parts have five wordings at the most: then they meet in another order
    return tuple(crc32(f"{part}:{name}".encode()) + nth + part * later for part in range(_PARTS))


def _year(track: str) -> str:
    """What the time of training is called inside a sentence."""
    return "the preliminary year" if _ONE_YEAR.search(track) else "the first year of training"


def day(moment: Moment | None) -> str:
    """``November 12``; an empty string where there is none."""
    return f"{_MONTHS[moment.month - 1]} {moment.day}" if moment else ""


def sentence(text: str) -> str:
    """``text`` with a full stop, where it ends without one."""
    line = harmless(text)
    return line if not line or line[-1] in ".!?" else line + "."


def update(item: Update) -> str:
    return f"{day(item.on)}: {sentence(item.text)}"


def slot(choice: Slot, program_zone: str, owner_zone: str) -> str:
    """``Friday, December 4, 10:00 AM Eastern (6:00 PM my time)``; a plain day stays a plain day."""
    start = choice.start
    if not isinstance(start, datetime):
        return _weekday(start)
    there = start.astimezone(ZoneInfo(program_zone)) if program_zone and start.tzinfo else start
    text = f"{_weekday(there)}, {clock(there)} {_zone_name(there, program_zone)}".rstrip()
    if there.tzinfo and owner_zone:
        here = there.astimezone(ZoneInfo(owner_zone))
        if here.utcoffset() != there.utcoffset():
            on = "" if here.date() == there.date() else f" on {_DAYS[here.weekday()]}"
            text += f" ({clock(here)}{on} in my time zone)"
    return text


def clock(moment: datetime) -> str:
    """``9:30 AM``."""
    half = "AM" if moment.hour < 12 else "PM"
    return f"{(moment.hour - 1) % 12 + 1}:{moment.minute:02d} {half}"


def _weekday(on: date) -> str:
    return f"{_DAYS[on.weekday()]}, {day(on)}"


def _zone_name(moment: datetime, program_zone: str) -> str:
    if moment.tzinfo is None:
        return ""
    return _ZONE_NAMES.get(program_zone) or "UTC" + moment.isoformat()[-6:]


def _track(track: str) -> str:
    """A track inside a sentence: ``preliminary medicine``, but ``Prelim IM`` and ``PGY-1`` stay."""
    words = [word.lower() if word.istitle() and len(word) > 2 else word for word in track.split()]
    return " ".join(words)


def _role(facts: Facts) -> str:
    """What the recipient is to this letter: director, interviewer, resident, coordinator or ""."""
    whom = facts.recipient
    if whom is None:  # the address is a gap: it is the director's
        return "" if facts.nth else "director"
    director = facts.program.director()
    if director is not None and director.email and director.email == whom.email:
        return "director"
    return next((name for name, pattern in _ROLES if pattern.search(whom.role)), "")
