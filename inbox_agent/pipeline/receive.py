"""Mail in the mailbox → rows: every message once, each batch together with its UID range.

A first reading may take an hour. Fresh mail is looked for between any two batches of what is old,
and ``receive`` stops after each batch, so that an alert need not wait for the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from inbox_agent.core import watching
from inbox_agent.core.health import LAST_CONTACT, WATCHED
from inbox_agent.core.mail import Mail, Unreadable
from inbox_agent.core.parse import a_message, parse
from inbox_agent.core.stored import FolderState
from inbox_agent.errors import GiveUp, InboxAgentError, TryAgain
from inbox_agent.pipeline.agent import Agent, Counts
from inbox_agent.pipeline.intake import Intake, set_aside
from inbox_agent.ports import Fetched, Folder

BATCH_BYTES = 32_000_000  # of messages a batch: parsed, they take a few times as much memory
LOOK_EVERYWHERE = timedelta(minutes=2)  # also Junk is looked at so often during a long reading
HALVED = "batches halved"  # the fact that keeps how often, after fetches that broke off
MOST_HALVED = 8  # then a batch is one message
_ORDER = {"sent": 0, "inbox": 1, "junk": 2}  # Sent first: it proves the answers in INBOX
_QUIET = frozenset({"sent", "junk"})  # nothing arrives there that cannot wait for the next pass

Moment = Callable[[], datetime]


def receive(agent: Agent, moment: Moment, counts: Counts) -> Iterator[None]:
    """Read what is new in every watched folder, one batch a step; fresh mail goes first.

    ``moment`` tells the time of each batch. Raises TryAgain or GiveUp; what was read is kept, and
    a mailbox that is out does not keep those beside it from being read."""
    with agent.store.read() as records:
        halved = int(records.fact(HALVED) or 0)
    reading = _Reading(agent, moment, counts, halved=halved)
    folders = watched(agent)
    yield from reading.fresh(folders)
    live = [folder for folder in folders if folder.role not in _QUIET]
    looked = moment()
    for folder in folders:
        for _ in reading.backlog(folder):
            yield
            everywhere = moment() - looked > LOOK_EVERYWHERE
            looked = moment() if everywhere else looked
            yield from reading.fresh(folders if everywhere else live)
    reading.finish(folders)


def watched(agent: Agent) -> list[Folder]:
    """The folders to read, Sent first: INBOX (or those the owner named), Sent and Junk always."""
    named, there = agent.policy.folders, agent.mailbox.folders()
    chosen = {folder.mailbox for folder in there if folder.name in named}
    folders = [
        folder
        for folder in there
        if folder.role in {"sent", "junk"}
        or (folder.name in named if folder.mailbox in chosen else folder.role == "inbox")
    ]
    return sorted(folders, key=lambda folder: _ORDER.get(folder.role, 3))


@dataclass
class _Reading:
    """One walk through the folders; the state of each is what is committed of it."""

    agent: Agent
    moment: Moment
    counts: Counts
    states: dict[str, FolderState] = field(default_factory=dict)
    halved: int = 0  # how often the size of a batch is halved
    out: dict[str, TryAgain | GiveUp] = field(default_factory=dict)  # by mailbox: what is wrong

    def fresh(self, folders: Sequence[Folder]) -> Iterator[None]:
        """What arrived behind the last message that was read."""
        for folder in folders:
            yield from self._unless_out(folder, self._fresh)

    def backlog(self, folder: Folder) -> Iterator[None]:
        """What lay there before the folder was first seen, oldest first."""
        yield from self._unless_out(folder, self._backlog)

    def finish(self, folders: Sequence[Folder]) -> None:
        """All is read that can be read. Raises what kept a mailbox from being read."""
        for error in self.out.values():
            raise error
        names = json.dumps([folder.name for folder in folders])
        with self.agent.store.read() as records:
            known = records.fact(WATCHED) == names and records.fact(HALVED) is None
        if not known:
            with self.agent.store.write() as records:
                records.save_fact(WATCHED, names)
                records.remove_fact(HALVED)

    def _unless_out(
        self, folder: Folder, read: Callable[[Folder], Iterator[None]]
    ) -> Iterator[None]:
        """A mailbox that fails is left alone for the rest of this pass; the others are read."""
        if folder.mailbox in self.out:
            return
        try:
            yield from read(folder)
        except (TryAgain, GiveUp) as error:
            self.out[folder.mailbox] = error

    def _fresh(self, folder: Folder) -> Iterator[None]:
        state = self.states.get(folder.name) or self._begin(folder)
        if state is None:
            return
        uids = self.agent.mailbox.uids(folder.name, watching.fresh_span(state).first)
        for batch in self._batches(folder, uids) if uids else [()]:  # an empty look is a look
            after = watching.after_fresh(self.states[folder.name], batch, self.moment())
            self._read_batch(folder, after, batch)
            if batch:
                yield

    def _backlog(self, folder: Folder) -> Iterator[None]:
        state = self.states.get(folder.name)
        span = watching.backlog_span(state) if state else None
        if span is None or span.last is None:
            return
        some = span.first <= span.last
        uids = self.agent.mailbox.uids(folder.name, span.first, span.last) if some else ()
        done, begun = 0, self.moment()
        for batch in chain(self._batches(folder, uids), [()]):  # the empty one closes the gap
            after = watching.after_backlog(self.states[folder.name], batch, self.moment())
            self._read_batch(folder, after, batch)
            done += len(batch)
            if done < len(uids):
                left = watching.time_left(done, len(uids), self.moment() - begun)
                self.agent.tell(f"{folder.name}: {done} of {len(uids)} older messages read{left}")
            if batch:
                yield
            if watching.backlog_span(self.states[folder.name]) is None:
                return

    def _begin(self, folder: Folder) -> FolderState | None:
        """Where to go on in ``folder``; None where it is renumbered so often that it must wait."""
        status = self.agent.mailbox.examine(folder.name)
        with self.agent.store.read() as records:
            known = records.folder_state(folder.name)
            history = watching.renumberings(records.fact(_renumbered(folder)))
        state = watching.begin(folder.name, status.uidvalidity, status.uidnext, known)
        if known is not None and state is not known and not self._renumbered(folder, history):
            return None
        self.states[folder.name] = state
        return state

    def _renumbered(self, folder: Folder, history: tuple[datetime, ...]) -> bool:
        """The folder has another UIDVALIDITY: may all of it be read again now?"""
        now = self.moment()
        if not watching.may_walk_again(history, now):
            self.agent.tell(f"{folder.name}: renumbered again and again; it is read once an hour")
            return False
        self.agent.tell(f"{folder.name}: the server renumbered it; every message is compared")
        with self.agent.store.write() as records:
            records.save_fact(_renumbered(folder), watching.noted(history, now))
        return True

    def _batches(self, folder: Folder, uids: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Portions that fit into memory, each asked for when the one before it is done."""
        start = 0
        while start < len(uids):
            part = tuple(uids[start : start + max(watching.BATCH >> self.halved, 1)])
            start += len(part)
            most = BATCH_BYTES >> self.halved
            yield from _portions(part, self.agent.mailbox.sizes(folder.name, part), most)

    def _read_batch(self, folder: Folder, after: FolderState, uids: Sequence[int]) -> None:
        """Fetch, read and commit one batch; its range becomes ``after`` in the same transaction.

        A message that nobody thought of must not stop the mail behind it: where a batch fails,
        each of it is taken alone, and the one that fails alone is set aside with the reason."""
        fetched = self._fetch(folder, uids) if uids else ()
        try:
            self._commit(folder, after, fetched)
        except InboxAgentError:
            raise
        except Exception:  # noqa: BLE001 -- whatever one message brings about, the rest goes on
            before = self.states[folder.name]
            for item in fetched:
                self._commit_alone(folder, before, item)
            self._commit(folder, after, ())
        self.states[folder.name] = after

    def _fetch(self, folder: Folder, uids: Sequence[int]) -> tuple[Fetched, ...]:
        """A line that breaks in every batch would never get anywhere: after a break the next pass
        begins with half as much, and each batch that comes through doubles it again."""
        try:
            fetched = self.agent.mailbox.fetch(folder.name, uids)
        except TryAgain:
            with self.agent.store.write() as records:
                records.save_fact(HALVED, str(min(self.halved + 1, MOST_HALVED)))
            raise
        self.halved = max(self.halved - 1, 0)
        return fetched

    def _commit(self, folder: Folder, after: FolderState, fetched: Sequence[Fetched]) -> None:
        parsed = [(item, a_message(parse(item.raw, truncated=item.truncated))) for item in fetched]
        self._commit_parsed(folder, after, parsed)

    def _commit_alone(self, folder: Folder, state: FolderState, item: Fetched) -> None:
        try:
            self._commit(folder, state, (item,))
        except InboxAgentError:
            raise
        except Exception as error:  # noqa: BLE001 -- told in quarantine, bytes kept
            self._commit_parsed(folder, state, [(item, set_aside(item, error))])

    def _commit_parsed(
        self, folder: Folder, after: FolderState,
        parsed: Sequence[tuple[Fetched, Mail | Unreadable]],
    ) -> None:  # fmt: skip
        now = self.moment()
        with self.agent.store.write() as records:
            intake = Intake(self.agent, records, folder, after.uidvalidity, now)
            for item, mail in parsed:
                intake.take(item, mail)
            intake.finish()
            records.save_folder_state(after)
            records.save_fact(LAST_CONTACT, now.isoformat())
        self.counts.seen += len(parsed)
        self.counts.new += intake.new
        self.counts.own += intake.own
        self.counts.quarantined += intake.set_aside


def _portions(
    uids: Sequence[int], sizes: Mapping[int, int], most: int
) -> Iterator[tuple[int, ...]]:
    """``uids`` in groups of at most ``most`` bytes; a vanished one weighs nothing."""
    group: list[int] = []
    total = 0
    for uid in uids:
        size = sizes.get(uid, 0)
        if group and total + size > most:
            yield tuple(group)
            group, total = [], 0
        group.append(uid)
        total += size
    yield tuple(group)


def _renumbered(folder: Folder) -> str:
    """The fact that keeps when this folder was renumbered."""
    return f"renumbered:{folder.name}"
