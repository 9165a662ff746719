"""The copy of a waiting draft in the owner's Drafts folder, and whether a message that the owner
saved or sent is that draft, changed or not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

from inbox_agent.core.drafting import Draft, Kind
from inbox_agent.core.mail import Mail
from inbox_agent.core.program_names import normal
from inbox_agent.core.stored import Message

SAME_LETTER = 0.6  # share of words in common from which a letter is the draft, changed by its owner
_MAX_COMPARED = 600  # words of a letter that are compared
_IN_A_THREAD = frozenset({Kind.REPLY, Kind.DECLINE, Kind.QUESTION, Kind.THANK_YOU})
"""Kinds whose subject may be that of other letters of the same thread: it proves nothing."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What is remembered of one copy. ``uid`` is what lay there when it was put there; ``owners``:
    the owner saved it, so it is never taken away. ``gone`` is when it was first missed."""

    version: int
    uid: int
    owners: bool = False
    gone: str = ""  # ISO 8601

    def as_text(self) -> str:
        return json.dumps(asdict(self))


def copy_from_text(text: str) -> Copy:
    return Copy(**json.loads(text))


def is_changed_copy(mail: Mail, draft: Draft) -> bool:
    """Whether a message in Drafts is this draft, saved again by the owner's mail program: to one of
    its recipients (where it has any), with its subject or with most of its words."""
    to = {address.addr for address in (*mail.to, *mail.cc)}
    if draft.to and not to & set(draft.to):
        return False
    same_subject = bool(draft.to) and normal(mail.subject) == normal(draft.subject)
    return (same_subject and draft.kind not in _IN_A_THREAD) or alike(mail.text, draft.body)


def says_the_same(mail: Mail, draft: Draft) -> bool:
    """Whether nothing that would be sent differs; line breaks of mail programs do not count."""
    to = tuple(address.addr for address in (*mail.to, *mail.cc))
    return (
        set(to) == set(draft.to) and mail.subject.split() == draft.subject.split()
        and mail.text.split() == draft.body.split()
    )  # fmt: skip


def sent_by_hand(draft: Draft, messages: Iterable[Message], ours: frozenset[str]) -> Message | None:
    """The owner's own mail in Sent that is this draft. ``ours`` are Message-IDs of what the agent
    itself sent."""
    for message in messages:
        if message.message_id in ours or not _may_be(message, draft):
            continue
        same_subject = normal(message.subject) == normal(draft.subject)
        if (same_subject and draft.kind not in _IN_A_THREAD) or alike(message.text, draft.body):
            return message
    return None


def alike(one: str, other: str) -> bool:
    """Whether two texts share most of their words in their order."""
    words, others = (normal(text).split()[:_MAX_COMPARED] for text in (one, other))
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    return matcher.quick_ratio() >= SAME_LETTER and matcher.ratio() >= SAME_LETTER


def _may_be(message: Message, draft: Draft) -> bool:
    to_them = bool(set(message.to) & set(draft.to))
    return message.own and to_them and message.received >= draft.created
