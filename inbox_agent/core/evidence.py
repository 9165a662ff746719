"""What a person needs to judge a mail: told as values, for the page and for the files beside it.

Nothing here says that a rule was broken: it says what was written, which rule that touches, what
is not known, and who can be asked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from inbox_agent.core.owner import Owner
from inbox_agent.core.reading import FlagFinding
from inbox_agent.core.stored import Message, Signature, Witness
from inbox_agent.core.story import Entry

MAX_TIMELINE = 14  # entries on the page: the latest; timeline.csv has them all
MAX_RECEIVER_WORDS = 500  # characters of one Authentication-Results header on the page

NOT_SAID = (
    "This report tells what was written and which rule the words touch. It does not say that a "
    "rule was broken: that depends on facts that no program can know. It was made by software "
    "from the message itself; the untouched message lies beside it."
)


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody who can be asked, and how; ``source`` says where that stands."""

    who: str
    how: str
    source: str = ""
    only: str = ""  # for mail with a flag of this severity; "": for all


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the mail that stand out, and what is said about them."""

    name: str
    quote: str
    rule: str
    advice: str
    source: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of one pack but the files themselves. Times are words in the owner's zone."""

    owner: str
    made: str
    facts: tuple[tuple[str, str], ...]  # (name, value) about the mail
    passages: tuple[Passage, ...]
    sender: tuple[str, ...]  # who really sent it, as far as that can be said
    timeline: tuple[tuple[str, str], ...]  # (when, what) with that program
    left_out: int  # entries of the timeline that only the file has
    program: str
    ask: tuple[Ask, ...]
    zone: str  # of the timeline's times
    not_said: str = NOT_SAID


def evidence(
    message: Message, raw: bytes, owner: Owner, witness: Witness | None,
    today: Sequence[Signature], story: Sequence[Entry], sources: Mapping[tuple[str, str], str],
    ask: Iterable[Ask], now: datetime, *, authentication_results: Sequence[str] = (),
) -> Evidence:  # fmt: skip
    """Everything for the page. ``today``: the signatures as they verify at ``now``;
    ``sources``: where the rule of a (flag, severity) stands."""
    zone = ZoneInfo(owner.time_zone)
    reading = message.reading
    severities = {finding.severity.value for finding in reading.flags} if reading else set()
    program = (reading.program_known or reading.program or "") if reading else ""
    return Evidence(
        owner=owner.name, made=_moment(now, zone), program=program,
        facts=tuple(_facts(message, raw, witness, zone)),
        passages=tuple(_passage(f, sources) for f in reading.flags) if reading else (),
        sender=tuple(_sender(message, witness, today, authentication_results, now, zone)),
        timeline=tuple(
            (f"{e.at.astimezone(zone):%d %b %Y %H:%M}", f"{e.what}: {e.text}")
            for e in story[-MAX_TIMELINE:]
        ),
        zone=owner.time_zone,
        left_out=max(0, len(story) - MAX_TIMELINE),
        ask=(
            *(Ask(each.name, f"Your mentor, {each.email}.") for each in owner.mentors),
            *(each for each in ask if not each.only or each.only in severities),
        ),
    )  # fmt: skip


def _facts(
    message: Message, raw: bytes, witness: Witness | None, zone: ZoneInfo
) -> Iterable[tuple[str, str]]:
    sha256 = hashlib.sha256(raw).hexdigest()
    yield "From", f"{message.from_name} <{message.from_addr}>".strip()
    yield "To", ", ".join(message.to)
    yield "Subject", message.subject
    yield "Written", _moment(message.received, zone)
    yield "Found in", message.folder
    yield "Message-ID", message.message_id or "(none)"
    yield "Size", f"{len(raw)} bytes"
    yield "SHA-256", sha256
    if message.stored is not None:
        same = "unchanged since" if sha256 == message.fingerprint else "NOT the bytes of that time"
        yield "Kept", f"{_moment(message.stored, zone)}, {same}"
    if witness is not None and witness.truncated:
        yield "Note", "The message is very large: only its headers and its text were kept."


def _passage(finding: FlagFinding, sources: Mapping[tuple[str, str], str]) -> Passage:
    source = sources.get((finding.flag.value, finding.severity.value), "")
    return Passage(
        name=finding.flag.value.replace("_", " "), quote=finding.quote, rule=finding.why,
        advice=finding.advice,
        source=source if source not in finding.why else "",  # said once is enough
    )  # fmt: skip


def _sender(
    message: Message, witness: Witness | None, today: Sequence[Signature],
    results: Sequence[str], now: datetime, zone: ZoneInfo,
) -> Iterable[str]:  # fmt: skip
    """What signatures and the receiving servers said, each with the day on which it was said."""
    yield f"The mail says that it comes from {message.from_addr.rpartition('@')[2] or 'nobody'}."
    if witness is not None and witness.checked is not None:
        at = _moment(witness.checked, zone)
        yield f"Looked at when it came in ({at}): {_verified(witness.signatures)}"
    else:
        yield "Its signatures were not looked at when it came in."
    yield f"Looked at for this report ({_moment(now, zone)}): {_verified(today)}"
    for value in results:
        words = re.sub(r"\s+", " ", value)[:MAX_RECEIVER_WORDS]
        yield f"A server on its way wrote (this can be forged): {words}"


def _verified(signatures: Sequence[Signature]) -> str:
    if not signatures:
        return "it bears no DKIM signature that could be looked at."
    return " ".join(_one(each) for each in signatures)


def _one(signature: Signature) -> str:
    if not signature.valid:
        return f"A signature of {signature.domain or 'nobody'} does not count: {signature.why}."
    covered = ", ".join(signature.signed_headers)
    return (
        f"The signature of {signature.domain} is valid ({signature.key_bits} bits; it covers the "
        f"text and {covered}): a server of {signature.domain} sent exactly this."
    )


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%a %d %b %Y %H:%M} ({zone.key})"


def signature_row(signature: Signature) -> dict[str, Any]:
    return {
        "valid": signature.valid, "domain": signature.domain, "key_bits": signature.key_bits,
        "signed_headers": list(signature.signed_headers), "why": signature.why,
    }  # fmt: skip
