"""``Reading``: what we think a mail says, with reasons. The words are those of docs/labels.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Moment = datetime | date
"""A point in time (aware, or naive where no zone is known) or a plain day without an hour."""


class Category(StrEnum):
    """What a message is, exactly one; where two fit the earlier wins (see docs/labels.md)."""

    INTERVIEW_INVITATION = "interview_invitation"
    INTERVIEW_SCHEDULED = "interview_scheduled"
    INTERVIEW_RESCHEDULED = "interview_rescheduled"
    INTERVIEW_CANCELLED = "interview_cancelled"
    INTERVIEW_DETAILS = "interview_details"
    WAITLIST = "waitlist"
    REJECTION = "rejection"
    ACTION_REQUEST = "action_request"
    ACKNOWLEDGEMENT = "acknowledgement"
    POST_INTERVIEW = "post_interview"
    CORRESPONDENCE = "correspondence"
    ANNOUNCEMENT = "announcement"
    UNRELATED = "unrelated"


class Flag(StrEnum):
    """What is suspicious or binding in a message."""

    POSITION_GUARANTEE = "position_guarantee"
    OFFER_OUTSIDE_MATCH = "offer_outside_match"
    RANK_BARGAIN = "rank_bargain"
    RANK_SOLICITATION = "rank_solicitation"
    CONTACT_SOLICITATION = "contact_solicitation"
    RANK_DISCLOSURE = "rank_disclosure"
    PROHIBITED_QUESTION = "prohibited_question"
    SHORT_DEADLINE = "short_deadline"
    PAYMENT_REQUEST = "payment_request"
    IMPERSONATION = "impersonation"
    NO_CONTACT_POLICY = "no_contact_policy"
    CONTACT_DISCOURAGED = "contact_discouraged"


class Severity(StrEnum):
    WARNING = "warning"
    CHECK = "check"
    CAUTION = "caution"
    SCAM = "scam"
    BOUNDARY = "boundary"


class Where(StrEnum):
    """The part of the message that a reason was found in."""

    SUBJECT = "subject"
    BODY = "body"
    QUOTED = "quoted"
    CALENDAR = "calendar"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class Reason:
    """The rule that was met and the words that met it."""

    rule: str
    where: Where
    quote: str


@dataclass(frozen=True, slots=True)
class FlagFinding:
    """One flag, with the shortest passage that carries it, verbatim."""

    flag: Flag
    severity: Severity
    quote: str
    why: str  # the rule it touches, and what we do not know
    advice: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Whom a program says it takes. ``topic``: visa_j1, visa_h1b, old_graduates or
    without_us_experience; ``answer``: yes, no, sometimes, or "5 years" (since graduation)."""

    topic: str
    answer: str
    quote: str = ""  # the words that say so
    source: str = ""  # id of the message; "owner"; empty in a reading, which is of one message


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One span of time on offer; ``end`` is None where the message names none."""

    start: Moment
    end: Moment | None = None


@dataclass(frozen=True, slots=True)
class InterviewTime:
    """When and where the interview is, as far as the message itself says (see docs/labels.md)."""

    start: Moment | None = None
    end: Moment | None = None
    options: tuple[Slot, ...] = ()
    time_zone: str | None = None  # an IANA name, else an offset, else None
    time_zone_assumed: bool = False
    mode: str = "unknown"  # virtual in_person phone hybrid unknown
    place: str = ""  # street address or video link, as text
    interviewers: tuple[Person, ...] = ()
    uid: str = ""  # of the calendar event, where there is one
    sequence: int = 0
    method: str = ""  # REQUEST CANCEL COUNTER … of the calendar part; empty without one


@dataclass(frozen=True, slots=True)
class Reading:
    """What one mail is and says.

    ``program`` is in the message's own words, ``program_known`` the owner's name for it;
    ``candidates`` holds the owner's programs it may be, best first, where it is ambiguous.
    """

    category: Category
    confidence: float  # 0–1, the share of such readings that were right on labelled mail
    flags: tuple[FlagFinding, ...] = ()
    program: str | None = None
    program_known: str | None = None
    track: str | None = None
    candidates: tuple[str, ...] = ()
    interview: InterviewTime | None = None
    respond_by: Moment | None = None
    reasons: tuple[Reason, ...] = ()
    doubts: tuple[str, ...] = ()
    accepts: tuple[Acceptance, ...] = ()

    def flag(self, flag: Flag) -> FlagFinding | None:
        return next((finding for finding in self.flags if finding.flag is flag), None)


SEVERITY: dict[Flag, Severity] = {
    Flag.POSITION_GUARANTEE: Severity.WARNING,
    Flag.OFFER_OUTSIDE_MATCH: Severity.WARNING,
    Flag.RANK_BARGAIN: Severity.WARNING,
    Flag.RANK_SOLICITATION: Severity.WARNING,
    Flag.CONTACT_SOLICITATION: Severity.CAUTION,
    Flag.RANK_DISCLOSURE: Severity.CAUTION,
    Flag.PROHIBITED_QUESTION: Severity.WARNING,
    Flag.SHORT_DEADLINE: Severity.CAUTION,
    Flag.PAYMENT_REQUEST: Severity.SCAM,
    Flag.IMPERSONATION: Severity.SCAM,
    Flag.NO_CONTACT_POLICY: Severity.BOUNDARY,
    Flag.CONTACT_DISCOURAGED: Severity.BOUNDARY,
}
"""How serious each flag is; offer_outside_match softens to CHECK where labels.md says so."""
