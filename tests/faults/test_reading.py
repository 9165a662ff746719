"""Mail becomes rows, each message once, whatever the server or one message does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from inbox_agent.core.mail import Mail
from inbox_agent.core.reading import Reading
from inbox_agent.errors import TryAgain
from inbox_agent.pipeline import Agent, one_pass
from inbox_agent.pipeline.agent import Counts
from inbox_agent.pipeline.receive import receive
from tests.faults.agents import AFTER, NIGHT, Desk, invitation, mail


@pytest.fixture
def desk() -> Desk:
    return Desk()


def letters(count: int, first: int = 1) -> list[bytes]:
    return [
        mail(f"Newsletter {n}", f"Issue {n} of the alumni letter.", NIGHT + timedelta(minutes=n),
             sender="news@alumni.example", message_id=f"<{n}@alumni.example>")
        for n in range(first, first + count)
    ]  # fmt: skip


def read(agent: Agent) -> Counts:
    return asyncio.run(one_pass(agent, AFTER))


def subjects(desk: Desk) -> list[str]:
    with desk.store.read() as records:
        return [message.subject for message in records.messages()]


class Poisoned:
    """A reader that fails on some mails in a way that nobody foresaw."""

    def __init__(self, agent: Agent, word: str) -> None:
        self._real, self._word = agent.reader, word

    def read(self, mail: Mail, context: object) -> Reading:
        if self._word in mail.subject:
            raise LookupError("unknown encoding: bogus")
        return self._real.read(mail, context)  # type: ignore[arg-type]


@pytest.mark.parametrize("position", [1, 7, 20])
def test_one_poisonous_message_is_set_aside_and_the_rest_is_read(desk: Desk, position: int) -> None:
    for raw in letters(20):
        desk.mailbox.deliver(raw)
    agent = desk.agent()
    poisoned = replace(agent, reader=Poisoned(agent, f"letter {position}"))  # type: ignore[arg-type]
    hit = [n for n in range(1, 21) if f"letter {position}" in f"Newsletter {n}"]
    counts = read(poisoned)
    assert (counts.seen, counts.new, counts.quarantined) == (20, 20 - len(hit), len(hit))
    with desk.store.read() as records:
        rows = records.quarantined()
        assert [row.uid for row in rows] == hit
        assert all("unknown encoding: bogus" in row.reason for row in rows)
        assert all(records.raw(row.fingerprint) for row in rows)
    again = read(poisoned)
    assert (again.seen, again.new, again.quarantined) == (0, 0, 0)


def test_a_large_backlog_is_asked_for_once(desk: Desk) -> None:
    for raw in letters(650):
        desk.mailbox.deliver(raw)
    counts = read(desk.agent())
    assert counts.new == 650
    assert desk.mailbox.calls.count("fetch") == 4
    # the backlog once; the rest looks for fresh mail: three folders, then INBOX after each batch
    assert desk.mailbox.calls.count("uids") == 1 + 3 + 4


def test_a_batch_is_bounded_by_bytes_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inbox_agent.pipeline.receive.BATCH_BYTES", 2_000)
    for raw in letters(30):
        desk.mailbox.deliver(raw)
    assert read(desk.agent()).new == 30
    size = max(len(raw) for raw in letters(30))
    assert desk.mailbox.calls.count("fetch") >= 30 * size // 2_000 - 1


def test_fresh_mail_is_read_between_two_batches_of_what_is_old(desk: Desk) -> None:
    for raw in letters(500):
        desk.mailbox.deliver(raw)
    batches = receive(desk.agent(), lambda: AFTER, Counts())
    next(batches)
    desk.mailbox.deliver(invitation(AFTER))
    next(batches)
    assert "Interview confirmed: Great Sauk Medical Center" in subjects(desk)
    assert len(subjects(desk)) == 201
    for _ in batches:
        continue
    assert len(subjects(desk)) == 501


def test_an_alert_does_not_wait_for_the_end_of_a_long_reading(desk: Desk) -> None:
    for raw in letters(500):
        desk.mailbox.deliver(raw)
    agent = desk.agent()
    heard: list[int] = []
    fetch = desk.mailbox.fetch

    def delivering(folder: str, uids: object) -> object:
        if desk.mailbox.calls.count("fetch") == 1:
            desk.mailbox.deliver(mail(
                "Interview invitation: Great Sauk Medical Center",
                "Dear Dr. Haddad, we invite you to interview with our residency program. Please "
                "choose a date by replying within 48 hours.",
                AFTER, sender="bolsen@greatsauk.example"), at=AFTER)  # fmt: skip
        heard.append(len(desk.alerts.heard))
        return fetch(folder, uids)  # type: ignore[arg-type]

    desk.mailbox.fetch = delivering  # type: ignore[method-assign,assignment]
    read(agent)
    assert heard == [0, 0, 0, 1]  # handed over before the last batch of old mail was fetched


@pytest.mark.parametrize("uidvalidity", [7, 100, None])
def test_a_renumbered_folder_gives_no_row_twice(desk: Desk, uidvalidity: int | None) -> None:
    desk.mailbox.renumber(uidvalidity=50)
    for raw in letters(50):
        desk.mailbox.deliver(raw)
    read(desk.agent())
    desk.mailbox.renumber(uidvalidity=uidvalidity)
    desk.mailbox.reopen()
    for raw in letters(3, first=51):
        desk.mailbox.deliver(raw)
    counts = read(desk.agent())
    assert counts.new == 3
    assert len(subjects(desk)) == 53


def test_a_folder_that_is_renumbered_all_the_time_costs_little_and_loses_nothing(
    desk: Desk,
) -> None:
    for raw in letters(50):
        desk.mailbox.deliver(raw)
    for turn in range(20):
        desk.mailbox.renumber(uidvalidity=100 + turn)
        desk.mailbox.reopen()
        asyncio.run(one_pass(desk.agent(), AFTER + timedelta(minutes=2 * turn)))
    assert desk.mailbox.calls.count("fetch") <= 6
    desk.mailbox.deliver(letters(1, first=51)[0])
    desk.mailbox.renumber(uidvalidity=200)
    desk.mailbox.reopen()
    assert asyncio.run(one_pass(desk.agent(), AFTER + timedelta(hours=3))).new == 1
    assert len(subjects(desk)) == 51


def test_a_network_that_fails_at_every_call_loses_nothing_and_doubles_nothing(desk: Desk) -> None:
    for raw in letters(450):
        desk.mailbox.deliver(raw)
    failures = 0
    while True:
        desk.mailbox.failures.extend([*([None] * failures), TryAgain("cut")][-1:])
        calls = len(desk.mailbox.calls)
        try:
            read(desk.agent())
        except TryAgain:
            failures += 1
            if failures > 40:
                break
        else:
            break
        assert len(desk.mailbox.calls) > calls
    desk.mailbox.failures.clear()
    read(desk.agent())
    assert len(subjects(desk)) == 450


def test_the_same_message_id_with_other_words_is_another_message(desk: Desk) -> None:
    for words in ("first", "second"):
        desk.mailbox.deliver(mail("One", words, NIGHT, message_id="<same@alumni.example>"))
    read(desk.agent())
    assert len(subjects(desk)) == 2


def test_mail_without_a_message_id_is_known_by_its_bytes(desk: Desk) -> None:
    for folder in ("INBOX", "Junk"):
        desk.mailbox.deliver(mail("One", "no id", NIGHT, message_id=""), folder)
    desk.mailbox.deliver(mail("Two", "no id either", NIGHT, message_id=""))
    read(desk.agent())
    assert sorted(subjects(desk)) == ["One", "Two"]


def test_a_message_that_vanishes_before_it_is_fetched_stops_nothing(desk: Desk) -> None:
    for raw in letters(5):
        desk.mailbox.deliver(raw)
    fetch = desk.mailbox.fetch

    def vanishing(folder: str, uids: object) -> object:
        if 3 in desk.mailbox._folders["INBOX"].messages:
            desk.mailbox.expunge(3)
        return fetch(folder, uids)  # type: ignore[arg-type]

    desk.mailbox.fetch = vanishing  # type: ignore[method-assign,assignment]
    assert read(desk.agent()).new == 4
    assert read(desk.agent()).seen == 0
