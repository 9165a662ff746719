"""``Facts``: what a draft may say.

Everything in it came from mail or from the owner, so every value is made harmless before a
template sees it: one line, no control characters, none that change the direction of text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from inbox_agent.core.owner import Owner, Update
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.reading import Slot

MAX_VALUE = 600  # characters of one fact in a draft; a longer one is an essay, not a fact
_CUT = "..."


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when a draft is composed; all but the first two may be missing.

    ``recipient`` is the person written to (name, address, role). ``interview_day`` is the day of
    the interview in the program's zone. ``nth`` counts the thank-yous of one interview from 0, so
    that no two of them read alike. ``impressions`` and ``note`` are the owner's own words.
    ``choices`` are the offered slots the owner could take, best first. ``updates`` are those not
    yet told to this program. ``explanation`` is the owner's account of a gap or an attempt.
    ``invitation`` is the subject that a reply answers. ``on`` is the day the draft is written.
    """

    owner: Owner
    program: Program
    recipient: Contact | None = None
    interview_day: date | None = None
    over: bool = False  # the interview took place
    nth: int = 0
    late: bool = False  # a thank-you after its 48 hours
    impressions: str = ""
    note: str = ""
    question: str = ""
    explanation: str = ""
    choices: tuple[Slot, ...] = ()
    updates: tuple[Update, ...] = ()
    mentor: Contact | None = None
    mentor_link: str = ""  # how the mentor knows the program, in the owner's words
    invitation: str = ""
    on: datetime | None = None


def harmless(text: str) -> str:
    """``text`` on one line, without characters that control, hide or reorder what is shown."""
    normal = unicodedata.normalize("NFC", text)
    shown = "".join(" " if _breaks(letter) else letter for letter in normal if not _hides(letter))
    line = " ".join(shown.split())
    return line if len(line) <= MAX_VALUE else line[: MAX_VALUE - len(_CUT)].rstrip() + _CUT


def _breaks(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Zl", "Zp", "Zs"}


def _hides(letter: str) -> bool:
    """Format characters (some change direction), unassigned ones and lone surrogates."""
    return unicodedata.category(letter) in {"Cf", "Cs", "Co", "Cn"}
