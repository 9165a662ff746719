"""Answers as real mail programs write them, in the languages of their users."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inbox_agent.core.approve import Outcome
from inbox_agent.core.commands import Command, Verb
from tests.core.a_mail import SIGNED
from tests.core.a_store import ask, done, known

MAILS = Path(__file__).parents[1] / "mails" / "answers"
APPROVAL = [("approve", "K7M2RX")]
OTHERS = {
    "edit-gmail-plain": [("edit", "K7M2RX")],
    "edit-outlook-html-only": [("edit", "K7M2RX")],
    "edit-thunderbird-flowed": [("edit", "K7M2RX")],
    "note-gmail": [("note", "K7M2RX")],
    "several-codes-on-a-line-to-a-digest": [
        ("approve", "K7M2RX"),
        ("approve", "2HDFC4"),
        ("reject", "9TW3JN"),
        ("hold", "4RT7CC"),
    ],
}
WITHOUT_CODE = {"apple-iphone-german", "mutt-inline-without-code"}


def read(name: str) -> bytes:
    return (MAILS / f"{name}.eml").read_bytes()


NAMES = sorted(path.stem for path in MAILS.glob("*.eml"))


def test_the_mails_are_there() -> None:
    assert len(NAMES) >= 44
    assert set(OTHERS) | WITHOUT_CODE < set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_of_a_real_mail_program_is_understood(name: str) -> None:
    answer = ask(read(name))
    assert (answer.outcome, answer.lines) == (Outcome.ACCEPTED, ())
    assert done(answer) == OTHERS.get(name, APPROVAL)
    assert answer.proof == "sent-folder"
    assert answer.report


@pytest.mark.parametrize("name", sorted(set(NAMES) - WITHOUT_CODE))
def test_with_a_code_our_dkim_verification_is_as_good_as_the_copy_in_sent(name: str) -> None:
    raw = read(name)
    covered = (*SIGNED.signed_headers, "content-transfer-encoding")
    signed = replace(SIGNED, signed_headers=covered)
    answer = ask(raw, "inbox", signatures=[signed])
    assert done(answer) == OTHERS.get(name, APPROVAL)
    assert answer.proof == "dkim post.example"


@pytest.mark.parametrize("name", sorted(WITHOUT_CODE))
def test_without_a_code_only_the_copy_in_sent_counts(name: str) -> None:
    assert ask(read(name), "inbox", signatures=[SIGNED]).outcome is Outcome.WAITING


BODY = (
    "Dear Dr. Ng,\n\nThank you for Monday. I keep thinking about the night float system, and "
    "about the two{}residents who stayed late – that is the place I hope to train at.\n\n"
    "Sincerely,\nLeila Haddad, MD\nAAMC ID 14512345"
)


@pytest.mark.parametrize(
    ("name", "wrapped"),
    [
        ("edit-gmail-plain", "\n"),
        ("edit-thunderbird-flowed", " "),
        ("edit-outlook-html-only", " "),
    ],
)
def test_the_new_body_of_an_edit_is_the_owners_to_the_letter(name: str, wrapped: str) -> None:
    command = ask(read(name)).decisions[0].command
    assert command == Command(Verb.EDIT, "K7M2RX", text=BODY.format(wrapped))


def test_a_note_and_a_hold_carry_what_was_said() -> None:
    note = ask(read("note-gmail")).decisions[0].command
    hold = ask(read("several-codes-on-a-line-to-a-digest")).decisions[-1].command
    assert note.text == ("the resident panel – and Dr. Okafor’s clinic – made me want to come back")
    assert hold.span == timedelta(hours=12)


def test_a_bare_answer_to_a_digest_is_asked() -> None:
    answer = ask(read("mutt-inline-without-code"), store=known(notices={"<n1@post.example>": ""}))
    assert (answer.outcome, answer.report) == (Outcome.ASKED, True)
