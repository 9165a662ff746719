"""A full disk, a locked database, a backup meanwhile: nothing is lost and nothing sent twice."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from inbox_agent.core.drafting import DraftState
from inbox_agent.errors import TryAgain
from inbox_agent.pipeline import one_pass
from inbox_agent.shell.store import SqlStore, engine, open_store
from inbox_agent.shell.store.copy import copy_store
from tests.faults.agents import AFTER, NIGHT, OWNER, SAUK, Desk, answer, invitation, mail

LATER = AFTER + timedelta(minutes=10)
NO_LIMIT = 1_000_000  # pages


@dataclass
class Disk:
    """A disk with so many pages left for the database (each 4 KB)."""

    path: Path
    store: SqlStore = field(init=False)
    _limit: int = NO_LIMIT

    def __post_init__(self) -> None:
        self.store = open_store(f"sqlite:///{self.path}", OWNER.email)
        event.listen(self.store.engine, "connect", self._bound)
        self.store.engine.dispose()

    def leave(self, pages: int | None) -> None:
        """Room for so many more pages; None: for all."""
        with closing(sqlite3.connect(self.path)) as look:
            look.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            used = look.execute("PRAGMA page_count").fetchone()[0]
        self._limit = NO_LIMIT if pages is None else used + pages
        self.store.engine.dispose()

    def _bound(self, connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={self._limit}").close()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path / "agent.db")
    yield made
    made.store.close()


def desk_on(disk: Disk) -> Desk:
    desk = Desk()
    desk.store = disk.store  # type: ignore[assignment]
    with disk.store.write() as records:
        records.save_program(replace(SAUK, id=records.new_id("p")))
    return desk


def run(desk: Desk, at: datetime) -> bool:
    """One pass; True when it went through."""
    try:
        asyncio.run(one_pass(desk.agent(), at))
    except TryAgain as error:
        desk.said.append(str(error))
        return False
    return True


def letters(count: int) -> list[bytes]:
    return [
        mail(f"Letter {n}", f"Issue {n}. " + "word " * 2000, NIGHT + timedelta(minutes=n),
             sender="news@alumni.example", message_id=f"<{n}@alumni.example>")
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("pages", [0, 1, 3, 10, 30])
def test_a_full_disk_loses_no_mail_and_it_goes_on_when_there_is_room(
    disk: Disk, pages: int
) -> None:
    desk = desk_on(disk)
    for raw in letters(40):
        desk.mailbox.deliver(raw)
    disk.leave(pages)
    assert not run(desk, AFTER)
    assert "full" in desk.said[-1]
    disk.leave(None)
    assert run(desk, LATER)
    with disk.store.read() as records:
        assert sorted(m.subject for m in records.messages() if not m.own) == sorted(
            f"Letter {n}" for n in range(40)
        )


def test_a_disk_that_fills_at_any_write_sends_nothing_twice_and_nothing_unnoted(
    disk: Disk,
) -> None:
    desk = desk_on(disk)
    desk.mailbox.deliver(invitation())
    run(desk, NIGHT)
    run(desk, AFTER)
    with disk.store.read() as records:
        (draft,) = records.drafts()
    desk.mailbox.deliver(answer(f"approve {draft.code}", AFTER), "Sent", at=AFTER)
    failed = 0
    for turn, pages in enumerate(range(12)):
        disk.leave(pages)
        failed += not run(desk, LATER + timedelta(minutes=turn))
        with disk.store.read() as records:
            (draft,) = records.drafts()
        if desk.to_programs():
            assert draft.state in {DraftState.SENDING, DraftState.SENT, DraftState.UNKNOWN}
    disk.leave(None)
    for minutes in (20, 30, 60, 120):
        run(desk, LATER + timedelta(minutes=minutes))
    assert failed
    assert len(desk.to_programs()) == 1
    with disk.store.read() as records:
        assert records.drafts()[0].state is DraftState.SENT


def test_a_disk_that_is_full_at_the_claim_hands_nothing_over(disk: Disk) -> None:
    desk = desk_on(disk)
    desk.mailbox.deliver(invitation())
    run(desk, NIGHT)
    run(desk, AFTER)
    with disk.store.read() as records:
        (draft,) = records.drafts()
    desk.mailbox.deliver(answer(f"approve {draft.code}", AFTER), "Sent", at=AFTER)
    before = desk.outbox.attempts
    disk.leave(0)
    assert not run(desk, LATER)
    assert desk.outbox.attempts == before


def hold_the_lock(path: Path, held: threading.Event, seconds: float) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        held.set()
        time.sleep(seconds)
        other.execute("COMMIT")


def while_locked(path: Path, seconds: float, work: Callable[[], object]) -> None:
    held = threading.Event()
    thread = threading.Thread(target=hold_the_lock, args=(path, held, seconds))
    thread.start()
    held.wait(5)
    try:
        work()
    finally:
        thread.join()


def read_then_write(store: SqlStore) -> None:
    with store.write() as records:
        records.save_fact("known", str(len(records.facts())))


def test_a_locked_database_is_waited_for(disk: Disk) -> None:
    while_locked(disk.path, 1.0, lambda: read_then_write(disk.store))
    with disk.store.read() as records:
        assert records.fact("known") is not None


def test_one_that_stays_locked_is_told_in_words_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT", 0.1)
    store = open_store(f"sqlite:///{tmp_path}/agent.db", OWNER.email)

    def locked() -> None:
        with pytest.raises(TryAgain, match="locked"):
            read_then_write(store)

    while_locked(tmp_path / "agent.db", 0.5, locked)
    read_then_write(store)
    store.close()


def test_what_is_committed_is_on_the_disk_before_anything_is_sent(disk: Disk) -> None:
    with disk.store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_backup_while_others_write_is_whole(disk: Disk, tmp_path: Path) -> None:
    """Each transaction writes two facts; a copy never holds one without the other."""
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with disk.store.write() as records:
                records.save_fact("left", str(number))
                records.save_raw(f"f{number}", b"x" * 20_000)
                records.save_fact("right", str(number))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(5):
            time.sleep(0.05)
            copy_store(disk.store.engine, tmp_path / f"copy{turn}.db")
    finally:
        stop.set()
        writer.join()
    for turn in range(5):
        path = tmp_path / f"copy{turn}.db"
        assert path.stat().st_mode & 0o777 == 0o600
        with closing(sqlite3.connect(path)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        restored = open_store(f"sqlite:///{path}", OWNER.email)
        with restored.read() as records:
            assert records.fact("left") == records.fact("right")
        restored.close()
