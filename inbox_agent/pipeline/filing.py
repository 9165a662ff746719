"""Filing, where the owner wishes it: copies of sorted mail in folders of the owner's choice.

The message itself stays where it is, unread if it was unread; on Gmail a copy is a label. Each is
filed once: a copy that the owner moves or throws away does not come back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from inbox_agent.core.stored import Message, Place
from inbox_agent.errors import GiveUp, TryAgain, UserError
from inbox_agent.pipeline.agent import Agent
from inbox_agent.ports import Folder

FILED_UNTIL = "filed until"  # the fact that keeps which rows were looked at: when they were stored
MAX_A_PASS = 200  # copies; a first filing of a whole season does not keep a pass for long


def file_sorted(agent: Agent, now: datetime) -> None:
    """Copy what was sorted since the last time. A failure loses nothing: the next pass goes on.

    A crash between a copy and its note repeats the look for a copy, not the copy."""
    if not agent.policy.filing:
        return
    try:
        folders = {folder.name: folder for folder in agent.mailbox.folders()}
        for stored, messages in _waiting(agent):
            for message in messages:
                _file(agent, folders, message)
            if not agent.policy.dry_run:
                with agent.store.write() as records:
                    records.save_fact(FILED_UNTIL, stored.isoformat())
    except (TryAgain, GiveUp, UserError) as error:
        agent.tell(f"filing stopped: {error}; the next pass goes on with it")


def _waiting(agent: Agent) -> Iterator[tuple[datetime, list[Message]]]:
    """Batches of rows that were made at one moment, oldest first."""
    with agent.store.read() as records:
        since = records.fact(FILED_UNTIL)
        after = datetime.fromisoformat(since) if since else None
        rows = records.messages(own=False, stored_after=after)
    rows = tuple(sorted(rows, key=_stored))
    done = 0
    for stored, group in groupby(rows, key=_stored):
        if done > MAX_A_PASS:
            return
        wanted = [row for row in group if row.reading and row.reading.category in _chosen(agent)]
        done += len(wanted)
        yield stored, wanted


def _stored(message: Message) -> datetime:
    return message.stored or message.received


def _chosen(agent: Agent) -> dict[str, str]:
    return dict(agent.policy.filing)


def _file(agent: Agent, folders: dict[str, Folder], message: Message) -> None:
    target = _chosen(agent)[message.reading.category] if message.reading else ""
    place = _place(agent, message)
    if place is None:
        return  # it was moved or deleted meanwhile: the owner has filed it
    box = folders[place.folder].mailbox if place.folder in folders else ""
    target = f"{box}:{target}" if box else target
    if target == place.folder or _lies_there(agent, folders, message, target):
        return
    if agent.policy.dry_run:
        agent.tell(f"would copy to {target}: {message.subject[:80]}")
        return
    agent.mailbox.copy(place.folder, place.uid, target)
    agent.tell(f"copied to {target}: {message.subject[:80]}")


def _place(agent: Agent, message: Message) -> Place | None:
    """Where the message lies now; None where it is gone, or its folder was renumbered."""
    with agent.store.read() as records:
        places = records.places(message.fingerprint)
    for place in places:
        if agent.mailbox.examine(place.folder).uidvalidity == place.uidvalidity and (
            agent.mailbox.uids(place.folder, place.uid, place.uid)
        ):
            return place
    return None


def _lies_there(agent: Agent, folders: dict[str, Folder], message: Message, target: str) -> bool:
    """Are the same bytes in ``target`` already? Found by Message-ID, else by size."""
    if target not in folders:
        return False
    agent.mailbox.examine(target)
    if message.message_id:
        uids = agent.mailbox.find(target, "Message-ID", message.message_id)
    else:
        with agent.store.read() as records:
            size = len(records.raw(message.fingerprint) or b"")
        sizes = agent.mailbox.sizes(target, agent.mailbox.uids(target, 1))
        uids = tuple(uid for uid, each in sizes.items() if each == size)
    copies = agent.mailbox.fetch(target, uids) if uids else ()
    return any(hashlib.sha256(each.raw).hexdigest() == message.fingerprint for each in copies)
