"""Composes ordinary mail (family, shops, banks, work, …) to count false alarms on.

None of it concerns a residency application, though much of it speaks of interviews, matches,
offers and ranks. The fragments are written by hand in ``ordinary.txt``; here they are only put
together, in the same way for the same seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from pathlib import Path

FRAGMENTS = Path(__file__).resolve().parent / "ordinary.txt"
DEFAULT_COUNT = 3000  # messages
SENTENCES = (1, 5)  # fewest and most sentences of one message
HTML_SHARE = 0.3  # of the messages have no plain text
NO_SUBJECT_SHARE = 0.02
SEASON_STARTS = datetime(2026, 9, 1, tzinfo=UTC)
SEASON_DAYS = 240
OWNER = "Sam Owner <sam.owner@post.example>"
OFFSETS = (-10, -8, -7, -6, -5, -4, -3, 0, 1, 2, 3, 7, 8)  # whole hours from UTC
SLOTS: dict[str, tuple[str, ...]] = {
    "first": ("Sam", "Doctor", "Samira", "Samuel"),
    "friend": ("Nadia", "Piotr", "Lucia", "Kwame", "Anh", "Rosa", "Imran", "Greta", "Tobi"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "city": ("Lisbon", "Chicago", "Cork", "Pune", "Houston", "Lagos", "Leeds", "Denver", "Hue"),
    "time": ("9 am", "10:30", "noon", "2:15 p.m.", "17:00", "half past six", "8 o'clock"),
    "amount": ("$25", "€40", "$129.00", "3,500 rupees", "$480", "£12", "$1,200", "R$ 90"),
    "link": ("https://go.example/a1", "https://www.example.org/x", "http://l.example/?u=77"),
}


@dataclass(slots=True)
class Kind:
    """One kind of ordinary mail: fragments by their letter in the file."""

    name: str
    fragments: dict[str, list[str]] = field(default_factory=lambda: {k: [] for k in "fsoce"})


def kinds() -> list[Kind]:
    """The kinds of mail with their hand-written fragments, in the order of the file."""
    found: list[Kind] = []
    for line in FRAGMENTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            found.append(Kind(line.strip("[]")))
        elif line and not line.startswith("#"):
            found[-1].fragments[line[0]].append(line[2:])
    return found


def ordinary(count: int = DEFAULT_COUNT, seed: int = 2027) -> Iterator[tuple[str, bytes]]:
    """Name and raw bytes of ``count`` messages; no two have the same body."""
    chance = random.Random(seed)
    known = kinds()
    seen: set[str] = set()
    while len(seen) < count:
        kind = known[len(seen) % len(known)]
        body = _body(kind, chance)
        if body not in seen:
            seen.add(body)
            name = f"{kind.name}-{len(seen):05d}"
            yield name, _message(name, kind, body, chance)


def _body(kind: Kind, chance: random.Random) -> str:
    """Opening, some sentences in any order, ending."""
    sentences = kind.fragments["c"]
    number = chance.randint(*SENTENCES)
    chosen = chance.sample(sentences, min(number, len(sentences)))
    joint = chance.choice((" ", "\n", "\n\n", "\n- "))
    opening, ending = (chance.choice(kind.fragments[part]) for part in "oe")
    return _fill(f"{opening}\n\n{joint.join(chosen)}\n\n{ending}\n", chance)


def _fill(text: str, chance: random.Random) -> str:
    """Each slot gets one value, the same wherever it stands in this text."""
    values = {slot: chance.choice(choices) for slot, choices in SLOTS.items()}
    on = SEASON_STARTS + timedelta(days=chance.randrange(SEASON_DAYS))
    forms = (f"{on:%B} {on.day}", f"{on:%d.%m.%Y}", f"{on:%A}, {on.day} {on:%B}", f"{on:%m/%d}")
    values |= {"date": chance.choice(forms), "n": str(chance.randint(2, 60))}
    return text.format_map(values)


def _message(name: str, kind: Kind, body: str, chance: random.Random) -> bytes:
    """RFC 5322 bytes with CRLF line ends."""
    message = EmailMessage(policy=SMTP)
    sender = _fill(chance.choice(kind.fragments["f"]), chance)
    shown, _, address = sender.rpartition(" ")
    message["From"] = Address(shown, addr_spec=address.strip("<>").lower())
    message["To"] = OWNER
    if chance.random() >= NO_SUBJECT_SHARE:
        message["Subject"] = _fill(chance.choice(kind.fragments["s"]), chance)
    message["Date"] = format_datetime(_sent(chance))
    message["Message-ID"] = f"<{name}@ordinary.example>"
    if chance.random() < HTML_SHARE:
        message.set_content(_html(body), subtype="html")
    else:
        message.set_content(body)
    return message.as_bytes()


def _sent(chance: random.Random) -> datetime:
    zone = timezone(timedelta(hours=chance.choice(OFFSETS)))
    minutes = chance.randrange(SEASON_DAYS * 24 * 60)
    return (SEASON_STARTS + timedelta(minutes=minutes)).astimezone(zone)


def _html(body: str) -> str:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in body.splitlines() if line)
    return f'<html><body><table width="600"><tr><td>{paragraphs}</td></tr></table></body></html>\n'
