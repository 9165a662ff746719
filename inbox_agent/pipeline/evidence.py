"""One mail with everything around it, as files that a person can hand over. Nothing is sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from inbox_agent.core.evidence import Ask, Evidence, evidence, signature_row
from inbox_agent.core.export import as_csv
from inbox_agent.core.mail import Unreadable
from inbox_agent.core.message_row import message_row
from inbox_agent.core.parse import parse
from inbox_agent.core.stored import UNSETTLED, Message, Signature, Witness
from inbox_agent.core.story import Entry, entry_row
from inbox_agent.errors import NotFound, Refused
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.listing import program_story
from inbox_agent.pipeline.witness import signature
from inbox_agent.ports import Records


@dataclass(frozen=True, slots=True)
class Pack:
    """The files of a pack but the report's two forms, which are made from ``report``."""

    report: Evidence
    message: Message
    files: Mapping[str, bytes]


def pack(
    agent: Agent, name: str, ask: Iterable[Ask], sources: Mapping[tuple[str, str], str],
    now: datetime,
) -> Pack:  # fmt: skip
    """Everything about the message with the id or Message-ID ``name``.

    Raises NotFound; Refused where its bytes are gone (``forget``)."""
    with agent.store.read() as records:
        message = _message(records, name)
        raw = records.raw(message.fingerprint)
        witness = records.witness(message.fingerprint)
        story = _story(records, message)
    if raw is None:
        raise Refused(f"the message {message.id} was forgotten", "`messages` shows what is left.")
    today = tuple(map(signature, agent.authenticator.verify(raw)))
    mail = parse(raw)
    results = () if isinstance(mail, Unreadable) else mail.header_all("Authentication-Results")
    report = evidence(
        message, raw, agent.owner, witness, today, story, sources, ask, now,
        authentication_results=results,
    )  # fmt: skip
    files = {
        "message.eml": raw,
        "headers.txt": raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n",
        "reading.json": _json(message_row(message)),
        "authentication.json": _json(_authentication(witness, today, results, now)),
        "timeline.csv": as_csv([entry_row(entry) for entry in story]).encode(),
    }
    return Pack(report, message, files)


def sums(files: Mapping[str, bytes]) -> bytes:
    """The hash of every file, as ``sha256sum --check`` reads it."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    return "".join(lines).encode()


def _message(records: Records, name: str) -> Message:
    found = records.message(name)
    if found is None:
        wanted = name if name.startswith("<") else f"<{name}>"
        found = next(iter(records.messages_by_message_id(wanted)), None)
    if found is None:
        raise NotFound(f"no message is called {name!r}", "See `inbox-agent messages`.")
    return found


def _story(records: Records, message: Message) -> tuple[Entry, ...]:
    """What happened with its program; nothing where it is not clear whose the mail is."""
    known = message.program_id not in {"", UNSETTLED}
    return program_story(records, message.program_id) if known else ()


def _authentication(
    witness: Witness | None, today: Iterable[Signature], results: Iterable[str], now: datetime
) -> dict[str, object]:
    then = witness or Witness("", now)
    return {
        "dkim_at_arrival": _looked_at(then.checked, then.signatures),
        "dkim_today": _looked_at(now, today),
        "authentication_results_as_written": list(results),
    }


def _looked_at(at: datetime | None, signatures: Iterable[Signature]) -> dict[str, object]:
    return {
        "at": at.isoformat() if at is not None else None,
        "signatures": [signature_row(each) for each in signatures],
    }


def _json(document: object) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
