"""Mail in the mailbox → rows: every message once, each batch together with its UID range."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from inbox_agent.core import watching
from inbox_agent.core.parse import parse
from inbox_agent.core.stored import FolderState
from inbox_agent.pipeline.agent import Agent, Counts
from inbox_agent.pipeline.intake import Intake
from inbox_agent.ports import Folder

_ORDER = {"sent": 0, "inbox": 1, "junk": 2}  # Sent first: it proves the answers in INBOX


def receive(agent: Agent, now: datetime, counts: Counts) -> None:
    """Read what is new in every watched folder, Sent first."""
    for folder in watched(agent):
        receive_folder(agent, folder, now, counts)
    with agent.store.write() as records:
        records.save_fact("last contact", now.isoformat())


def watched(agent: Agent) -> list[Folder]:
    """The folders to read, Sent first: INBOX (or those the owner named), Sent and Junk always."""
    named = agent.policy.folders
    folders = [
        folder
        for folder in agent.mailbox.folders()
        if folder.role in {"sent", "junk"}
        or (folder.name in named if named else folder.role == "inbox")
    ]
    return sorted(folders, key=lambda folder: _ORDER.get(folder.role, 3))


def receive_folder(agent: Agent, folder: Folder, now: datetime, counts: Counts) -> None:
    """Read one folder to its end: fresh mail before every batch of the backlog."""
    state = _begin(agent, folder)
    while True:
        state = _read_fresh(agent, folder, state, now, counts)
        span = watching.backlog_span(state)
        if span is None:
            return
        uids: tuple[int, ...] = ()
        if span.last is not None and span.first <= span.last:
            uids = agent.mailbox.uids(folder.name, span.first, span.last)[: watching.BATCH]
        state = watching.after_backlog(state, uids, now)
        _read_batch(agent, folder, state, uids, now, counts)


def _begin(agent: Agent, folder: Folder) -> FolderState:
    status = agent.mailbox.examine(folder.name)
    with agent.store.read() as records:
        known = records.folder_state(folder.name)
    state = watching.begin(folder.name, status.uidvalidity, status.uidnext, known)
    if known is not None and state is not known:
        agent.tell(f"{folder.name}: the server renumbered the folder; every message is compared")
    return state


def _read_fresh(
    agent: Agent, folder: Folder, state: FolderState, now: datetime, counts: Counts
) -> FolderState:
    uids = agent.mailbox.uids(folder.name, watching.fresh_span(state).first)
    for start in range(0, max(len(uids), 1), watching.BATCH):
        batch = uids[start : start + watching.BATCH]
        state = watching.after_fresh(state, batch, now)
        _read_batch(agent, folder, state, batch, now, counts)
    return state


def _read_batch(
    agent: Agent, folder: Folder, after: FolderState, uids: Sequence[int],
    now: datetime, counts: Counts,
) -> None:  # fmt: skip
    """Fetch, read and commit one batch; its range becomes ``after`` in the same transaction."""
    fetched = agent.mailbox.fetch(folder.name, uids) if uids else ()
    parsed = [(item, parse(item.raw, truncated=item.truncated)) for item in fetched]
    with agent.store.write() as records:
        intake = Intake(agent, records, folder, after.uidvalidity, now)
        for item, mail in parsed:
            intake.take(item, mail)
        intake.finish()
        records.save_folder_state(after)
    counts.seen += len(fetched)
    counts.new += intake.new
    counts.own += intake.own
    counts.quarantined += intake.set_aside
