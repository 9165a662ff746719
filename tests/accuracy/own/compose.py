"""Mail composed from hand-written sentences (fragments/*.txt): varied, and the same each time.

A composed message has one or two sentences that make it what it is ("core"), sentences that
often go with them ("support") and sentences that may stand anywhere ("filler"), in an order that
chance decides, so that nothing but the core tells its category. It teaches; it measures only how
often ordinary mail is taken for a program's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from inbox_agent.core.mail import Address, Mail
from inbox_agent.core.reading import Category

FOLDER = Path(__file__).resolve().parent / "fragments"


def _choices(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


_FIRST = _choices(
    "Hannah|Omar|Lucia|Wei|Priya|Tomasz|Amina|Jorge|Fatima|Derek|Yuki|Noor|Elena|Kwame|Sofia"
)
_LAST = _choices(
    "Halvorsen|Quintero|Abara|Lindgren|Petrossian|Nakamura|Oyelaran|Fitzgerald|Marchetti|Dube|"
    "Kowalski|Rahman|Castellano|Whitlock|Sorensen|Iyer|Delgado|Brandt|Okonkwo|Vasquez"
)
_PLACES = _choices(
    "Silver Fork|Cape Meridian|Stonebridge|Lake Arden|Harlan|Redwood Valley|St. Cyprian|Fox Hollow|"
    "Great Bend|Mesa Verde|Saint Agatha|Northfield|Big Timber|Juniper|Ashford|Twin Rivers|Bayside|"
    "Prairie View|Kettle Creek|Mount Airy|Old Harbor|Palmetto|Sable Point|Iron Range"
)
_KINDS = _choices(
    "Medical Center|Hospital|University|Health|Regional Medical Center|Clinic|Memorial Hospital|"
    "University Hospital|Community Hospital"
)
_TRACKS = _choices(
    "Internal Medicine|Preliminary Medicine|Diagnostic Radiology|Family Medicine|Pediatrics|"
    "Psychiatry|Neurology|General Surgery|Transitional Year|Pathology|Anesthesiology"
)
_CITIES = _choices("Dayton|Fresno|Toledo|Brooklyn|Wichita|El Paso|Duluth|Macon|Reno|Amman|Lagos")
_SHOPS = _choices(
    "Blue Lantern|Kiosk|Verdant|Northwind|Pebble|Marigold|Tandem|Copper|Atlas|Orchard"
)
_OWNERS = _choices("Adeyemi|Haddad|Petrov|Nguyen|Silva|Khan|Mensah|Garcia|Rahimi|Tanaka")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_ZONES = ("Eastern", "Central Time", "ET", "CST", "Pacific", "(EST)", "Mountain time", "MST")
_SEASON = {  # months in which such mail comes: (first, last) counted from September 2026
    "interview_invitation": (0, 4), "interview_scheduled": (1, 4), "interview_rescheduled": (1, 4),
    "interview_cancelled": (1, 4), "interview_details": (1, 4), "waitlist": (1, 4),
    "rejection": (0, 6), "post_interview": (1, 6), "action_request": (0, 7),
}  # fmt: skip
_PLATFORMS = (
    ("Thalamus", "noreply@thalamusgme.com"), ("ERAS", "noreply@aamc.org"),
    ("Residency Interview Portal", "noreply@liaisonedu.com"),
    ("Interview Broker", "noreply@interviewbroker.com"),
)  # fmt: skip
_OFFICIAL = (*_PLATFORMS, ("NRMP", "news@nrmp.org"), ("Intealth", "info@ecfmg.org"))
_BY_PLATFORM = {
    "interview_invitation": 0.3, "interview_scheduled": 0.3, "interview_rescheduled": 0.15,
    "interview_cancelled": 0.25, "interview_details": 0.2, "waitlist": 0.25, "rejection": 0.15,
    "action_request": 0.2, "acknowledgement": 0.5, "announcement": 0.6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Composed:
    """One composed message; ``group`` is the core sentence that makes it what it is."""

    mail: Mail
    category: str
    group: str


def sections(name: str) -> dict[str, list[str]]:
    """The lines of one file of fragments by their heading."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            lines = found.setdefault(line[2:], [])
        elif line.strip():
            lines.append(line)
    return found


class Composer:
    """Composes messages; the same seed gives the same ones."""

    def __init__(self, seed: int = 2027) -> None:
        self._chance = random.Random(seed)
        self._filler = sections("filler")

    def program_mail(self, category: Category, number: int) -> Iterator[Composed]:
        """``number`` messages of one category, each core sentence about equally often."""
        parts = sections(category.value)
        for count in range(number):
            core = parts["core"][count % len(parts["core"])]
            words = self._words(category.value)
            body = self._body(parts, core, words)
            yield Composed(self._message(category.value, body, core, words), category.value, core)

    def ordinary_mail(self, number: int) -> Iterator[Composed]:
        """``number`` messages that have nothing to do with a residency application."""
        parts = sections("unrelated")
        filler = parts.pop("filler")
        kinds = [(heading.split(": ", 1), lines) for heading, lines in parts.items()]
        for count in range(number):
            (kind, senders), lines = kinds[count % len(kinds)]
            subjects = lines[0][2:].split(" | ")
            core = self._chance.sample(lines[1:], k=self._chance.choice((1, 1, 2)))
            words = self._words("unrelated")
            sentences = [*core, *self._chance.sample(filler, k=self._chance.choice((0, 1, 2)))]
            if kind not in ("family", "friend", "club"):
                sentences.insert(0, self._chance.choice(("", "Hello,", "Dear Dr. {Owner},", "Hi,")))
            yield Composed(
                self._ordinary(senders, subjects, sentences, words, kind), "unrelated",
                "unrelated:" + core[0],
            )  # fmt: skip

    def _words(self, category: str) -> dict[str, str]:
        pick = self._chance.choice
        place, kind = pick(_PLACES), pick(_KINDS)
        first, last = _SEASON.get(category, (0, 9))
        sent = datetime(2026, 9, 5, 14, tzinfo=UTC) + timedelta(
            days=30 * first + self._chance.random() * 30 * (last - first + 1)
        )
        days = [sent + timedelta(days=self._chance.randint(2, 50)) for _ in range(3)]
        hour = self._chance.randint(7, 13)
        return {
            "program": f"{place} {kind}", "track": pick(_TRACKS), "city": pick(_CITIES),
            "surname": pick(_LAST), "surname2": pick(_LAST), "First": pick(_FIRST),
            "Shop": pick(_SHOPS), "Owner": pick(_OWNERS), "Ofirst": pick(_FIRST),
            "date": self._date(days[0]), "date2": self._date(days[1]), "date3": self._date(days[2]),
            "day": pick(_DAYS), "days": f"{pick(_DAYS)}s", "month": f"{days[0]:%B}",
            "time": self._time(hour), "time2": self._time(hour + 4), "zone": pick(_ZONES),
            "hours": pick(("24", "48", "72")), "number": str(self._chance.randint(2, 60)),
            "bignumber": f"{self._chance.randint(1, 4)},{self._chance.randint(100, 999)}",
            "money": f"${self._chance.randint(20, 4000)}", "nrmp": "1234140P0",
            "platform": pick(("Thalamus", "ERAS", "Interview Broker", "ResidencyCAS")),
            "link": f"https://{place.split()[0].lower().strip('.')}.example/s",
            "_sent": sent.isoformat(),
        }  # fmt: skip

    def _date(self, day: datetime) -> str:
        form = self._chance.choice(
            ("{0:%A}, {0:%B} {0.day}", "{0:%B} {0.day}", "{0.month}/{0.day}", "the {0.day}th",
             "{0:%a} {0:%b} {0.day}", "{0.day} {0:%B}", "{0:%A} the {0.day}th",
             "{0:%A}, {0:%B} {0.day}, {0.year}", "{0:%Y-%m-%d}")
        )  # fmt: skip
        return form.format(day)

    def _time(self, hour: int) -> str:
        half = "am" if hour < 12 else "pm"
        twelve = (hour - 1) % 12 + 1
        return self._chance.choice(
            (f"{twelve}:30 {half}", f"{twelve} {half[0]}.m.", f"{hour}:00", f"{twelve}{half}",
             f"{twelve}:15 {half.upper()}")
        )  # fmt: skip

    def _body(self, parts: dict[str, list[str]], core: str, words: dict[str, str]) -> str:
        chance = self._chance
        middle = [core]
        if chance.random() < 0.25:
            middle.append(chance.choice(parts["core"]))
        middle += chance.sample(parts["support"], k=chance.choice((0, 1, 1, 2)))
        middle += chance.sample(self._filler["program"], k=chance.choice((0, 1, 2, 3, 4)))
        chance.shuffle(middle)
        paragraphs = _paragraphs(middle, chance)
        greeting = chance.choice(self._filler["greeting"])
        close = [chance.choice(self._filler["close"]), "Dr. {surname}"]
        role = [chance.choice(self._filler["role"])] if chance.random() < 0.7 else []
        return "\n\n".join([greeting, *paragraphs, "\n".join([*close, *role])])

    def _message(self, category: str, body: str, core: str, words: dict[str, str]) -> Mail:
        chance = self._chance
        headers: list[tuple[str, str]] = []
        if chance.random() < _BY_PLATFORM.get(category, 0.0):
            official = category in ("acknowledgement", "announcement", "action_request")
            name, addr = chance.choice(_OFFICIAL if official else _PLATFORMS)
            headers.append(("Auto-Submitted", "auto-generated"))
        else:
            local = words["surname"].lower() if chance.random() < 0.6 else "residency"
            name, addr = f"{words['First']} {words['surname']}", f"{local}@{_domain(words)}"
        if category == "announcement" or chance.random() < 0.04:
            headers.append(("List-Unsubscribe", "<https://lists.example/u>"))
        subject = self._subject(category, core)
        return _mail(name, addr, subject, body, words, headers)

    def _subject(self, category: str, core: str) -> str:
        roll = self._chance.random()
        if roll < 0.2 and len(core) < 70:
            return core.rstrip(".")
        if roll < 0.4:
            return "{program}"
        if roll < 0.6:
            return self._chance.choice(
                ("Your application", "{program} {track}", "Update", "Re: your message", "Hello",
                 "{track} residency", "A note from {city}", "(no subject)", "Re: question", "News",
                 "{program}: message", "Interview season", "Residency", "From the program")
            )  # fmt: skip
        if roll < 0.75:
            return "Re: " + self._chance.choice(("interview", "application", "{program}", "dates"))
        return self._chance.choice(_SUBJECTS.get(category, ("{program}",)))

    def _ordinary(
        self, senders: str, subjects: Sequence[str], sentences: list[str],
        words: dict[str, str], kind: str,
    ) -> Mail:  # fmt: skip
        chance = self._chance
        sender = chance.choice(senders.split("; "))
        name, _, addr = sender.rpartition(" <")
        marketing = kind in ("shop", "coach", "news", "job", "fellowship", "social", "home")
        listed = marketing and chance.random() < 0.8
        headers = [("List-Unsubscribe", "<https://lists.example/u>")] if listed else []
        lower = {
            **words, "shop": words["Shop"].lower().replace(" ", ""),
            "first": words["First"].lower(), "last": words["surname"].lower(),
        }  # fmt: skip
        body = "\n\n".join(sentence for sentence in sentences if sentence)
        return _mail(name, addr.rstrip(">").lower(), chance.choice(subjects), body, lower, headers)


_SUBJECTS = {
    "interview_invitation": ("Interview invitation", "Invitation to interview", "Interview offer",
                             "Come and meet us", "Interview with {program}", "Interview dates"),
    "interview_scheduled": ("Interview confirmation", "Confirmed", "You're booked", "Your date",
                            "Interview {date}"),
    "interview_rescheduled": ("Change of date", "New time", "Rescheduled", "Interview change"),
    "interview_cancelled": ("Cancelled", "Interview cancellation", "Withdrawal", "Correction"),
    "interview_details": ("Reminder", "Your interview day", "Agenda", "Zoom link", "Social"),
    "waitlist": ("Waitlist", "Application status", "Interview status", "Status update"),
    "rejection": ("Application status", "Interview decision", "Your application to {program}"),
    "action_request": ("Missing document", "Action required", "Form", "Please complete"),
    "acknowledgement": ("Receipt", "Out of office", "Application received", "Automatic reply",
                        "Undelivered mail", "Confirmation"),
    "post_interview": ("Thank you", "Good to meet you", "After your interview", "Ranking",
                       "Second look"),
    "correspondence": ("Re: question", "Your question", "Re: Interest", "Your paper", "Hello"),
    "announcement": ("Open house", "Newsletter", "Webinar", "Deadline reminder", "Maintenance"),
}  # fmt: skip


def _paragraphs(sentences: list[str], chance: random.Random) -> list[str]:
    paragraphs: list[str] = []
    while sentences:
        size = chance.choice((1, 2, 3))
        paragraphs.append(" ".join(sentences[:size]))
        sentences = sentences[size:]
    return paragraphs


def _domain(words: dict[str, str]) -> str:
    letters = "".join(c for c in words["program"].lower() if c.isalpha())
    return f"{letters[:16]}.example"


def _mail(
    name: str, addr: str, subject: str, body: str, words: dict[str, str],
    headers: list[tuple[str, str]],
) -> Mail:  # fmt: skip
    def filled(text: str) -> str:
        return text.format_map(words)

    text = filled(body)
    return Mail(
        fingerprint="", subject=filled(subject), from_=(Address(filled(name), filled(addr)),),
        date=datetime.fromisoformat(words["_sent"]), headers=tuple(headers), text=text, new=text,
    )  # fmt: skip


def composed(each: int, ordinary: int, seed: int = 2027) -> list[Composed]:
    """``each`` messages of every category but unrelated, and ``ordinary`` of that."""
    composer = Composer(seed)
    kinds = (category for category in Category if category is not Category.UNRELATED)
    return [
        *(item for category in kinds for item in composer.program_mail(category, each)),
        *composer.ordinary_mail(ordinary),
    ]
