"""The digest: made from the store, sent at most once a local date."""

from __future__ import annotations

import json
from datetime import datetime, time
from zoneinfo import ZoneInfo

from inbox_agent.core.digest import Digest, Known, digest, glance
from inbox_agent.core.health import CHANNELS_FAILING
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.notices import queue_notice, send_notices
from inbox_agent.pipeline.season_now import season_now
from inbox_agent.ports import Records

LAST_DIGEST = "last digest"  # the fact that says up to when the owner knows everything
SAID = "said in a digest"  # the fact that keeps what need not be said again
DIGEST_OF = "digest of"  # the fact that keeps the local date that was last looked at
_BEGINNING = "1970-01-01T00:00:00+00:00"


def make_digest(agent: Agent, records: Records, now: datetime) -> Digest:
    """What the owner would be told at ``now``."""
    last = records.fact(LAST_DIGEST)
    since = datetime.fromisoformat(last or _BEGINNING)
    news = records.messages(stored_after=since)
    known = Known(
        interviews=records.interviews(), drafts=records.drafts(), programs=records.programs(),
        messages=news, quarantined=records.quarantined(), folders=records.folder_states(),
        first=last is None, said=_said(records), season=season_now(agent, records, now),
        of_the_agent=_own_trouble(records),
    )  # fmt: skip
    return digest(known, agent.owner.time_zone, now, since)


def _own_trouble(records: Records) -> tuple[str, ...]:
    failing = records.fact(CHANNELS_FAILING)
    if failing is None:
        return ()
    cure = "Look at [alerts] urls, and type: inbox-agent alerts test"
    return (f"An alert channel does not work: {failing}. {cure}",)


def _said(records: Records) -> frozenset[str]:
    return frozenset(json.loads(records.fact(SAID) or "[]"))


def render_digest(agent: Agent, made: Digest, now: datetime, suffix: str) -> str:
    """The digest as text (``txt``) or HTML (``html``)."""
    return agent.renderer.render(f"notices/digest.{suffix}", _values(agent, made, now))


async def send_digest(agent: Agent, now: datetime) -> bool:
    """Queue today's digest, unless it went already, and send it."""
    with agent.store.write() as records:
        made = make_digest(agent, records, now)
        queued = not (made.is_empty and agent.policy.skip_empty_digest) and queue_notice(
            agent, records, key=f"digest:{made.on.isoformat()}", kind="digest", now=now,
            subject=subject(made), values=_values(agent, made, now),
        )  # fmt: skip
        records.save_fact(DIGEST_OF, made.on.isoformat())
        if queued:
            records.save_fact(LAST_DIGEST, now.isoformat())
            records.save_fact(SAID, json.dumps(sorted({*_said(records), *made.said})))
    await send_notices(agent, now)
    return queued


def digest_is_due(agent: Agent, now: datetime) -> bool:
    """Its hour of today is over and it did not go: the machine was off. Never the very first,
    which keeps the owner's hour."""
    local = now.astimezone(ZoneInfo(agent.owner.time_zone))
    with agent.store.read() as records:
        if records.fact(LAST_DIGEST) is None:
            return False
        done = records.fact(DIGEST_OF) == local.date().isoformat()
    return not done and local.time() >= time.fromisoformat(agent.policy.digest_at)


def subject(made: Digest) -> str:
    """What matters most, in a line; never a code."""
    parts = []
    if made.urgent:
        parts.append(f"{len(made.urgent)} to answer now")
    if made.waiting:
        parts.append(f"{len(made.waiting)} waiting for your word")
    if made.warnings:
        parts.append(f"{len(made.warnings)} to read with care")
    return f"Your residency mail, {made.on:%d %B}: {', '.join(parts) or 'nothing new'}"


def _values(agent: Agent, made: Digest, now: datetime) -> dict[str, object]:
    return {
        "owner": agent.owner,
        "digest": made,
        "glance": glance(made),
        "now": now,
        "subject": subject(made),
    }
