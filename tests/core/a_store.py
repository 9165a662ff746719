"""What the store knows about four waiting drafts, and one mail put before the gate."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from inbox_agent.core.approve import Answer, Known, Outcome, understand
from inbox_agent.core.drafting import Draft
from inbox_agent.core.proof import Signature
from tests.core.a_draft import NOW, proposed
from tests.core.a_mail import OWNER, parsed

CODES = ("K7M2RX", "2HDFC4", "9TW3JN", "4RT7CC")
DRAFTS = {code: replace(proposed(), id=f"d{n}", code=code) for n, code in enumerate(CODES, 1)}
REQUEST_OF_FIRST = {"<n1@post.example>": "K7M2RX"}


def known(
    *changed: Draft,
    newest: Sequence[Draft] = (),
    notices: Mapping[str, str] = REQUEST_OF_FIRST,
    marks: Collection[str] = (),
    earlier: str = "",
) -> Known:
    """The four drafts with some ``changed``; ``newest`` are later versions of some."""
    by_code = DRAFTS | {draft.code: draft for draft in (*changed, *newest)}
    latest = {draft.id: draft for draft in (*by_code.values(), *changed, *newest)}
    return Known(by_code.get, latest.get, notices, marks, earlier)


def ask(
    raw: bytes,
    role: str = "sent",
    *,
    store: Known | None = None,
    signatures: Sequence[Signature] = (),
    servers: Collection[str] = (),
    flags: Collection[str] = (),
    first_seen: datetime = NOW,
    now: datetime = NOW,
) -> Answer:
    return understand(
        parsed(raw),
        raw,
        folder_role=role,
        flags=flags,
        owner=OWNER,
        known=store or known(),
        signatures=signatures,
        trusted_servers=servers,
        first_seen=first_seen,
        now=now,
    )


def done(answer: Answer) -> list[tuple[str, str]]:
    """What would be applied: (verb, code), refusals left out."""
    if answer.outcome is not Outcome.ACCEPTED:
        return []
    return [(d.command.verb.value, d.command.code) for d in answer.decisions if not d.refusal]
