"""Several mailboxes of one owner, and the owner's aliases."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from inbox_agent.core.health import ailments
from inbox_agent.errors import GiveUp, TryAgain
from inbox_agent.pipeline import Agent, one_pass
from inbox_agent.pipeline.agent import Counts
from inbox_agent.shell.mailboxes import Mailboxes
from inbox_agent.testing import MemoryMailbox
from tests.faults.agents import AFTER, NIGHT, OWNER, Desk, answer, invitation, mail

SCHOOL = "leila@school.example"
LATER = AFTER + timedelta(hours=1)


@dataclass
class Two(Desk):
    """A desk with a school's mailbox beside the first."""

    school: MemoryMailbox = field(default_factory=MemoryMailbox)

    def __post_init__(self) -> None:
        self.both = Mailboxes(self.mailbox, {"school": self.school})

    def agent(self) -> Agent:
        owner = replace(OWNER, aliases=(SCHOOL,))
        return replace(super().agent(), mailbox=self.both, owner=owner)

    def read(self, at: datetime = AFTER) -> Counts:
        return asyncio.run(one_pass(self.agent(), at))

    def places(self) -> dict[str, str]:
        with self.store.read() as records:
            return {message.subject: message.folder for message in records.messages()}

    def health(self, at: datetime) -> tuple[str, ...]:
        with self.store.read() as records:
            return ailments(records.facts(), records.folder_states(), at)


@pytest.fixture
def desk() -> Two:
    return Two()


def letter(subject: str) -> bytes:
    return mail(subject, f"Words of {subject}.", NIGHT, sender="news@alumni.example",
                message_id=f"<{subject}@alumni.example>")  # fmt: skip


def test_both_are_read_and_each_message_says_where_it_lies(desk: Two) -> None:
    desk.mailbox.deliver(letter("first"))
    desk.school.deliver(letter("second"))
    desk.school.deliver(letter("third"), "Junk")
    assert desk.read().new == 3
    assert desk.places() == {
        "first": "INBOX", "second": "school:INBOX", "third": "school:Junk",
    }  # fmt: skip
    assert desk.read(LATER).seen == 0


def test_the_same_mail_in_both_is_one_row(desk: Two) -> None:
    for box in (desk.mailbox, desk.school):
        box.deliver(letter("forwarded as it is"))
    assert desk.read().new == 1


@pytest.mark.parametrize("trouble", [TryAgain("no network"), GiveUp("wrong password")])
def test_one_that_is_out_does_not_hide_the_other_and_keeps_everything_from_being_sent(
    desk: Two, trouble: Exception
) -> None:
    desk.know()
    desk.mailbox.deliver(invitation())
    desk.read()
    with desk.store.read() as records:
        (draft,) = records.drafts()
    desk.mailbox.deliver(answer(f"approve {draft.code}", AFTER), "Sent", at=AFTER)
    desk.mailbox.deliver(letter("new"))
    desk.school.failures.append(trouble)
    with pytest.raises(type(trouble)):
        desk.read(LATER)
    assert "new" in desk.places()
    assert desk.to_programs() == []  # a rejection may lie in the other's Sent
    desk.read(LATER + timedelta(minutes=1))
    assert len(desk.to_programs()) == 1


def test_one_that_is_out_for_ten_minutes_turns_health_red_and_names_its_folder(desk: Two) -> None:
    desk.read()
    for minute in range(2, 14, 2):
        desk.school.failures.append(TryAgain("no network"))
        with pytest.raises(TryAgain):
            desk.read(AFTER + timedelta(minutes=minute))
    reasons = desk.health(AFTER + timedelta(minutes=13))
    assert reasons
    assert all("school:" in reason for reason in reasons)


def test_a_folder_that_is_no_longer_watched_is_no_trouble(desk: Two) -> None:
    desk.read()
    del desk.school._folders["Junk"]
    for hour in (1, 2):
        desk.read(AFTER + timedelta(hours=hour))
    assert desk.health(AFTER + timedelta(hours=2)) == ()


def test_one_that_was_never_reached_is_asked_once_a_pass(desk: Two) -> None:
    desk.school.failures.extend([GiveUp("wrong password")] * 2)
    with pytest.raises(GiveUp):
        desk.read()
    assert desk.school.calls == ["folders"]


def _asked(desk: Two) -> str:
    desk.know()
    desk.mailbox.deliver(invitation())
    desk.read()
    with desk.store.read() as records:
        (draft,) = records.drafts()
    return draft.code


def _from_alias(words: str) -> bytes:
    return mail("Re: may this go?", words, AFTER, sender=f"Leila Haddad <{SCHOOL}>", to=SCHOOL)


def test_an_answer_from_an_alias_in_the_schools_sent_folder_counts(desk: Two) -> None:
    code = _asked(desk)
    desk.school.deliver(_from_alias(f"approve {code}"), "Sent", at=AFTER)
    desk.read(LATER)
    assert len(desk.to_programs()) == 1


def test_an_answer_from_an_alias_that_only_lies_in_an_inbox_does_not(desk: Two) -> None:
    code = _asked(desk)
    desk.school.deliver(_from_alias(f"approve {code}"), at=AFTER)
    desk.read(LATER)
    desk.read(LATER + timedelta(minutes=20))
    assert desk.to_programs() == []


def test_the_owners_own_mail_in_the_schools_sent_folder_is_own(desk: Two) -> None:
    own = mail("Hello", "A note.", AFTER, sender=SCHOOL, to="friend@x.example")
    desk.school.deliver(own, "Sent", at=AFTER)
    counts = desk.read(LATER)
    assert (counts.new, counts.own) == (0, 1)


def test_a_copy_of_what_was_sent_goes_into_the_first_mailbox(desk: Two) -> None:
    code = _asked(desk)
    desk.mailbox.deliver(answer(f"approve {code}", AFTER), "Sent", at=AFTER)
    desk.read(LATER)
    assert len(desk.mailbox.held("Sent")) == 2
    assert desk.school.held("Sent") == ()


def test_named_folders_of_one_leave_the_other_at_its_inbox(desk: Two) -> None:
    desk.mailbox.add_folder("Residency")
    desk.mailbox.deliver(letter("named"), "Residency")
    desk.mailbox.deliver(letter("not named"))
    desk.school.deliver(letter("school's"))
    desk.policy = replace(desk.policy, folders=frozenset({"Residency"}))
    desk.read()
    assert set(desk.places()) == {"named", "school's"}
