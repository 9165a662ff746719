"""Reports: what we understood of an answer, and what became of a draft without being asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from inbox_agent.core.drafting import Draft
from inbox_agent.core.stored import Message
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.notices import queue_notice
from inbox_agent.ports import Records


def report_answer(
    agent: Agent, records: Records, message: Message, lines: Sequence[str], now: datetime
) -> None:
    """One report for one answer, in its thread."""
    queue_notice(
        agent, records, key=f"report:{message.fingerprint}", kind="report",
        subject=f"Re: {message.subject.removeprefix('Re: ')}", now=now,
        values={"lines": tuple(lines), "draft": None}, in_reply_to=message.message_id,
    )  # fmt: skip


def tell_blocked(agent: Agent, records: Records, draft: Draft, now: datetime) -> None:
    """An approved version may not leave any more: the owner is told why, and asked anew."""
    _tell(agent, records, draft, now, f"Not sent: {draft.program}", [
        f"You approved {draft.code}, but it may not leave now: {draft.note}",
        "It waits again; you are asked about it anew.",
    ])  # fmt: skip


def tell_failed(agent: Agent, records: Records, draft: Draft, now: datetime) -> None:
    """The server refused for good; nothing was delivered."""
    _tell(agent, records, draft, now, f"Not sent: {draft.program}", [
        f"{draft.code} was not sent to {', '.join(draft.to)}: {draft.note}",
        f"Answer `again {draft.code}` to make a new version, or `reject {draft.code}`.",
    ])  # fmt: skip


def tell_unknown(agent: Agent, records: Records, draft: Draft, now: datetime) -> None:
    """All look-ups are done: only the owner can know whether it went."""
    _tell(agent, records, draft, now, f"Was this sent? {draft.program}", [
        f"The connection ended while {draft.code} was being sent to {', '.join(draft.to)}.",
        "No copy lies in your Sent folder. It is not sent again by itself.",
        f"If it arrived, answer `sent {draft.code}`.",
        f"To send it once more, answer `again {draft.code}`: you approve the new version.",
    ])  # fmt: skip


def tell_copy_gone(agent: Agent, records: Records, draft: Draft, now: datetime) -> None:
    """The copy in Drafts is gone while an approved version waits: it stays until the owner says."""
    queue_notice(
        agent, records, key=f"report:{draft.id}:{draft.version}:copy gone", kind="report", now=now,
        subject=f"Did you send this yourself? {draft.program} [{draft.code}]", code=draft.code,
        values={"draft": draft, "lines": (
            f"You approved {draft.code}, and its copy has gone from your Drafts folder.",
            "No such mail lies in Sent.",
            f"If you sent it, answer `reject {draft.code}`: it goes no second time.",
            f"If not, answer `approve {draft.code}`, and it leaves.",
        )},
    )  # fmt: skip


def tell_bounced(agent: Agent, records: Records, draft: Draft, now: datetime) -> None:
    """The server took it, and some later one gave it back."""
    queue_notice(
        agent, records, key=f"report:{draft.id}:{draft.version}:bounced", kind="report", now=now,
        subject=f"Not delivered: {draft.program} [{draft.code}]", code=draft.code,
        values={"draft": draft, "lines": (
            f"{draft.code} to {', '.join(draft.to)} {draft.note}",
            "Is the address right? It is not sent again by itself.",
        )},
    )  # fmt: skip


def _tell(
    agent: Agent, records: Records, draft: Draft, now: datetime, subject: str,
    lines: Sequence[str],
) -> None:  # fmt: skip
    queue_notice(
        agent, records, key=f"report:{draft.id}:{draft.version}:{draft.state}:{draft.attempts}",
        kind="report", subject=f"{subject} [{draft.code}]", now=now, code=draft.code,
        values={"lines": tuple(lines), "draft": draft},
    )  # fmt: skip
