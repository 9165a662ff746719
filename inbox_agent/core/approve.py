"""Answers: one mail -> what the owner wants, whether it counts, and what to say about it.

``understand`` is the one door. It changes nothing: the pipeline applies what it decides, in the
same transaction that the lookups came from. Unsure means ask (promise 6).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from inbox_agent.core.both_forms import contradiction
from inbox_agent.core.codes import fold, looks_like_code
from inbox_agent.core.commands import WITHOUT_CODE, Command, Parsed, Verb, commands
from inbox_agent.core.decide import decide
from inbox_agent.core.drafting import Draft
from inbox_agent.core.mail import Mail
from inbox_agent.core.owner import Owner
from inbox_agent.core.proof import Signature
from inbox_agent.core.second_opinion import disagreement
from inbox_agent.core.send import OPEN, Event, permits
from inbox_agent.core.trust import Proof, Standing, Trust, judge

WAIT_FOR_SENT = timedelta(minutes=10)
"""How long an unproved answer waits for its copy in Sent before anything is said; some clients
file that copy only when they are opened again."""

MAX_UNPROVED_REPORTS = 3  # a day: whoever floods us with answers gets no flood of reports


class Outcome(StrEnum):
    """What becomes of the mail; the words of ``AnswerRecord.outcome``."""

    ACCEPTED = "accepted"  # apply the decisions that carry no refusal
    ASKED = "asked"  # proved, and not clear: nothing changes, the owner is asked
    REFUSED = "refused"  # not proved: nothing changes, the owner is told
    WAITING = "waiting"  # unproved so far: look again at ``look_again``, or at its Sent copy
    IGNORED = "ignored"  # no answer at all, or nobody's: silence


FINAL = frozenset((Outcome.ACCEPTED.value, Outcome.ASKED.value))
"""One answer per Message-ID: after one of these, another copy of it says nothing. An unproved
copy does not use it up, else a forger could make the owner's own answer void."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows about one mail, looked up inside the transaction.

    ``notices``   of the Message-IDs that the mail bears or names, those that are notices of
                  ours, each with the code of the one draft it asked about, or ""
    ``marks``     trust.marks() of the notices of ours
    ``by_code``   any version, also a dead one, that ever had this code
    ``latest``    the newest version of a draft, by id
    ``earlier``   the outcome recorded for this Message-ID, or ""
    """

    by_code: Callable[[str], Draft | None]
    latest: Callable[[str], Draft | None]
    notices: Mapping[str, str] = field(default_factory=dict)
    marks: Collection[str] = ()
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One command and the draft it means. With a ``refusal`` (words for the owner) it is not
    to be applied."""

    command: Command
    draft: Draft | None = None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What to do about one mail.

    ``objections`` are codes whose drafts must not leave until this is settled; ``report`` says
    whether the owner hears of it, and ``lines`` what.
    """

    outcome: Outcome
    decisions: tuple[Decision, ...] = ()
    proof: str = ""  # for Draft.approved_by
    objections: tuple[str, ...] = ()
    report: bool = False
    lines: tuple[str, ...] = ()
    look_again: datetime | None = None  # of a waiting one
    guessed: bool = False  # unproved, and none of the codes it names is live


def understand(
    mail: Mail,
    raw: bytes,
    *,
    folder_role: str,
    flags: Collection[str] = (),
    owner: Owner,
    known: Known,
    signatures: Sequence[Signature] = (),
    trusted_servers: Collection[str] = (),
    first_seen: datetime,
    now: datetime,
) -> Answer:
    """What one mail asks for and whether that counts.

    ``signatures`` are the results of our own DKIM verification; they are worth asking for
    where ``trust.may_need_dkim`` says so, before the transaction begins. ``first_seen`` is
    when a copy of this mail was first read. Times are aware.
    """
    if known.earlier in FINAL:
        return Answer(Outcome.IGNORED)
    trust = judge(
        mail,
        raw,
        folder_role=folder_role,
        flags=flags,
        owner=owner,
        our_message_ids=known.notices,
        our_marks=known.marks,
        signatures=signatures,
        trusted_servers=trusted_servers,
    )
    if trust.standing in (Standing.OURS, Standing.AUTOMATIC, Standing.DRAFT):
        return Answer(Outcome.IGNORED)
    code, names = _default_code(mail, known), (owner.name, owner.credential)
    parsed = commands(mail.new, default_code=code, names=names)
    if not _concerns_us(mail, trust, parsed, known):
        return Answer(Outcome.IGNORED)
    if trust.standing is Standing.PROVED and (lacking := _lacking(trust, parsed)):
        trust = Trust(Standing.UNPROVED, lacking)
    if trust.standing is not Standing.PROVED:
        return _unproved(mail, trust, parsed, known, first_seen, now)
    if not parsed.unclear and (twofold := contradiction(raw, parsed, code, names)):
        parsed = Parsed(unclear=twofold, named=parsed.named)
    return _proved(mail, trust, parsed, known, now, owner.time_zone)


def may_report(unproved_today: int, *, guessed: bool) -> bool:
    """May one more report about unproved answers go out today? About guesses one is enough."""
    return unproved_today < (1 if guessed else MAX_UNPROVED_REPORTS)


def _unproved(
    mail: Mail, trust: Trust, parsed: Parsed, known: Known, first_seen: datetime, now: datetime
) -> Answer:
    if known.earlier == Outcome.REFUSED:
        return Answer(Outcome.IGNORED)
    objections = _objections(mail, trust, parsed, known)
    look_again = first_seen + WAIT_FOR_SENT
    if trust.standing is Standing.UNPROVED and now < look_again:
        return Answer(Outcome.WAITING, objections=objections, look_again=look_again)
    lines = [f"An answer arrived that does not count: {trust.why}."]
    lines += [f"Until you settle it, {code} does not leave." for code in objections]
    guessed = bool(parsed.named) and not any(_is_live(code, known) for code in parsed.named)
    return Answer(
        Outcome.REFUSED, objections=objections, report=True, lines=tuple(lines), guessed=guessed
    )


def _proved(
    mail: Mail, trust: Trust, parsed: Parsed, known: Known, now: datetime, zone: str
) -> Answer:
    unclear = parsed.unclear or _unreadable(mail) or disagreement(mail, parsed)
    if unclear:
        objections = _objections(mail, trust, Parsed(unclear=unclear, named=parsed.named), known)
        lines = [f"Nothing was changed, because {unclear}."]
        lines += [f"Until you settle it, {code} does not leave." for code in objections]
        return Answer(Outcome.ASKED, objections=objections, report=True, lines=tuple(lines))
    decisions = tuple(_decision(command, known, now, zone) for command in parsed.commands)
    refusals = tuple(decision.refusal for decision in decisions if decision.refusal)
    proof = f"{trust.proof} {trust.detail}".strip()
    return Answer(Outcome.ACCEPTED, decisions, proof, report=True, lines=refusals)


def _decision(command: Command, known: Known, now: datetime, zone: str) -> Decision:
    if command.verb in WITHOUT_CODE:
        return Decision(command)
    draft = known.by_code(command.code)
    latest = known.latest(draft.id) if draft is not None else None
    return Decision(command, draft, decide(command, draft, latest, now, zone))


def _lacking(trust: Trust, parsed: Parsed) -> str:
    """Outside Sent only a code inside the signed body shows that this answers this request."""
    if trust.proof is Proof.SENT or parsed.unclear:
        return ""
    if all(command.explicit and command.code for command in parsed.commands):
        return ""
    return "without a code, only the copy in your Sent folder counts"


def _default_code(mail: Mail, known: Known) -> str | None:
    replied = mail.in_reply_to or (mail.references[-1] if mail.references else "")
    return known.notices.get(replied) or None


def _concerns_us(mail: Mail, trust: Trust, parsed: Parsed, known: Known) -> bool:
    """Does it answer a notice of ours or name a live code in new words?

    Of somebody else's mail, and of the owner's mail to somebody else, only a live code does;
    of the owner's own, proved, a dead one does too: the owner should hear why it is dead.
    """
    outside = trust.standing in (Standing.STRANGER, Standing.ELSEWHERE)
    if not outside and any(i in known.notices for i in (mail.in_reply_to, *mail.references)):
        return True
    codes = parsed.named if outside else (*parsed.named, *_subject_code(mail.subject))
    if trust.standing is Standing.PROVED:
        return any(known.by_code(code) is not None for code in codes)
    return any(_is_live(code, known) for code in codes)


def _objections(mail: Mail, trust: Trust, parsed: Parsed, known: Known) -> tuple[str, ...]:
    """Live codes that this mail wants stopped, or may want stopped, though it does not count."""
    wanted = [c.code for c in parsed.commands if c.verb in (Verb.REJECT, Verb.HOLD)]
    if parsed.unclear and trust.standing in (Standing.UNPROVED, Standing.PROVED):
        wanted = [*parsed.named]
        if not wanted and (default := _default_code(mail, known)):
            wanted = [default]
    return tuple(dict.fromkeys(code for code in wanted if _can_be_stopped(code, known)))


def _newest(code: str, known: Known) -> Draft | None:
    """The draft that has this code, if it is the code of its newest version."""
    draft = known.by_code(code)
    latest = known.latest(draft.id) if draft is not None else None
    return latest if draft is not None and latest and draft.version == latest.version else None


def _is_live(code: str, known: Known) -> bool:
    draft = _newest(code, known)
    return draft is not None and draft.state in OPEN


def _can_be_stopped(code: str, known: Known) -> bool:
    draft = _newest(code, known)
    return draft is not None and permits(draft, Event.OBJECT)


def _subject_code(subject: str) -> tuple[str, ...]:
    start = subject.rfind("[")
    inside = fold(subject[start + 1 :].strip().rstrip("]")) if start >= 0 else ""
    return (inside,) if looks_like_code(inside) else ()


def _unreadable(mail: Mail) -> str:
    return "it is too large to be read whole" if mail.truncated else ""
