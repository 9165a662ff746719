"""A program's whole story in order: mails, changes of its interviews, drafts, what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from inbox_agent.core.drafting import Draft
from inbox_agent.core.interview import Interview, InterviewChange
from inbox_agent.core.stored import Message

_MAIL, _OWN, _CHANGE, _DRAFT, _SENT = "mail", "your mail", "interview", "draft", "sent"
_REASONS = {
    "invite": "invited", "book": "booked", "move": "moved", "reopen": "slot taken back",
    "detail": "booked, as a later mail shows", "cancel": "cancelled", "waitlist": "on the waitlist",
    "reject": "turned down", "decline": "you declined", "let_go": "you declined",
    "corrected": "you corrected it",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the story. ``what``: mail, your mail, interview, draft, sent."""

    at: datetime
    what: str
    id: str
    text: str


def story(
    messages: Iterable[Message], interviews: Sequence[Interview],
    changes: Mapping[str, Sequence[InterviewChange]], drafts: Iterable[Draft],
) -> tuple[Entry, ...]:  # fmt: skip
    """All that happened with one program, oldest first. ``drafts``: every version."""
    entries = [
        *(_mail(message) for message in messages),
        *(entry for one in interviews for entry in _changes(one, changes.get(one.id, ()))),
        *(entry for draft in drafts for entry in _draft(draft)),
    ]
    order = (_MAIL, _OWN, _CHANGE, _DRAFT, _SENT)  # what follows from what, in one second
    return tuple(sorted(entries, key=lambda each: (each.at, order.index(each.what), each.id)))


def entry_row(entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at.astimezone(UTC).isoformat(), "what": entry.what, "id": entry.id,
        "text": entry.text,
    }  # fmt: skip


def _mail(message: Message) -> Entry:
    if message.own:
        return Entry(message.received, _OWN, message.id, message.subject)
    category = message.reading.category.value.replace("_", " ") if message.reading else ""
    sender = message.from_name or message.from_addr
    text = f"{category}: {message.subject} ({sender})"
    return Entry(message.received, _MAIL, message.id, text)


def _changes(interview: Interview, changes: Sequence[InterviewChange]) -> Iterator[Entry]:
    for change in changes:
        before = f"{change.before.value} → " if change.before else ""
        words = _REASONS.get(change.reason, change.reason)
        text = f"{before}{change.after.value}: {words} ({change.source})"
        yield Entry(change.at, _CHANGE, interview.id, text)


def _draft(draft: Draft) -> Iterator[Entry]:
    kind = draft.kind.value.replace("_", " ")
    to = draft.to_name or ", ".join(draft.to) or "nobody yet"
    why = f" ({draft.note})" if draft.note else ""
    version = f"version {draft.version}, {draft.state.value}{why}"
    yield Entry(draft.created, _DRAFT, draft.id, f"{kind} to {to}: {version}")
    if draft.sent is not None:
        yield Entry(draft.sent, _SENT, draft.id, f"{kind} to {to}: {draft.subject}")
