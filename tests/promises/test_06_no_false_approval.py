"""Promise 6: a forged, replayed, quoted, automatic or ambiguous answer never approves.

The whole grid of attacks is in tests/core; here the likeliest ones go end to end.
"""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from tests.flow.house import CORPUS, OWNER, House, owner_mail

AFTER = "2026-11-12T22:00:00+02:00"
AT = "2026-11-12T22:10:00+02:00"
SOON = "2026-11-12T22:11:00+02:00"
LATER = "2026-11-12T22:30:00+02:00"


@pytest.fixture
def asked(home: House) -> House:
    """A thank-you is proposed; an accepted approval would send it in the same pass."""
    home.deliver("d022", "d024")
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.poll("2026-11-01T09:00:00+02:00")
    home.poll(AFTER)
    return home


def _code(house: House) -> str:
    return str(house.drafts(AFTER)[0]["code"])


def _never_sent(house: House) -> None:
    house.poll(SOON)
    house.poll(LATER)
    assert house.delivered == []
    assert house.drafts(AFTER)[0]["state"] == "proposed"


def test_a_forged_mail_that_knows_the_code(asked: House) -> None:
    forged = owner_mail(f"approve {_code(asked)}", AT)
    asked.account.deliver(forged)  # through the front door, as anybody can
    _never_sent(asked)
    assert len(asked.inbox("report")) == 1


def test_a_stranger_who_knows_the_code(asked: House) -> None:
    mail = owner_mail(f"approve {_code(asked)}", AT).replace(
        OWNER.encode(), b"eve@elsewhere.example", 1
    )
    asked.account.deliver(mail)
    _never_sent(asked)


@pytest.mark.parametrize(
    "words",
    [
        "> approve {code}",
        "do not approve {code}",
        "should I approve {code}?",
        "approve {code} if nothing better comes",
        "approve {code}\nreject {code}",
        "approve all",
        "I wrote to my sister that approve {code} is what one types.",
        "see below\n\n-----Original Message-----\nFrom: me\n\napprove {code}",
    ],
)
def test_words_that_are_no_clear_approval(asked: House, words: str) -> None:
    asked.answer(words.replace("{code}", _code(asked)), AT)
    _never_sent(asked)


def test_a_vacation_responder_that_carries_the_code(asked: House) -> None:
    asked.answer(f"approve {_code(asked)}", AT, auto_submitted="auto-replied")
    _never_sent(asked)
    assert asked.inbox("report") == []


def test_a_note_to_a_mentor_that_quotes_the_command(asked: House) -> None:
    mail = owner_mail(f"approve {_code(asked)}", AT).replace(
        b"To: Leila Haddad <leila.haddad@post.example>", b"To: mentor@clinic.example"
    )
    with asked.mailbox() as client:
        client.append("Sent", mail)
    _never_sent(asked)


def test_our_own_request_replayed_into_sent(asked: House) -> None:
    (request,) = asked.inbox("request")
    with asked.mailbox() as client:
        client.append("Sent", request.replace(b"Auto-Submitted: auto-generated\r\n", b""))
    _never_sent(asked)


def test_a_copy_that_still_lies_in_drafts(asked: House) -> None:
    asked.answer(f"approve {_code(asked)}", AT, folder="Drafts")
    _never_sent(asked)


def test_a_draft_in_sent_that_is_marked_as_a_draft(asked: House) -> None:
    with asked.mailbox() as client:
        client.append("Sent", owner_mail(f"approve {_code(asked)}", AT), [b"\\Draft"])
    _never_sent(asked)


def test_the_same_approval_filed_twice_sends_once(asked: House) -> None:
    code = _code(asked)
    asked.answer(f"approve {code}", AT)
    asked.answer(f"approve {code}", AT)
    asked.answer(f"approve {code}", AT, folder="INBOX")
    asked.poll(SOON)
    asked.poll(LATER)
    assert len(asked.delivered) == 1


def test_an_answer_in_plain_words_without_a_code_counts_when_it_answers_the_request(
    asked: House,
) -> None:
    (request,) = asked.inbox("request")
    message_id = message_from_bytes(request, policy=policy.default)["Message-ID"]
    asked.answer("Yes.", AT, in_reply_to=message_id)
    asked.poll(SOON)
    assert len(asked.delivered) == 1


def test_a_note_without_a_code_counts_in_a_reply_to_the_request(asked: House) -> None:
    (request,) = asked.inbox("request")
    message_id = message_from_bytes(request, policy=policy.default)["Message-ID"]
    code = _code(asked)
    asked.answer("note the night float", AT, in_reply_to=message_id)
    asked.poll(SOON)
    (draft,) = asked.drafts(AFTER)
    assert (draft["version"], draft["code"] != code) == (2, True)
    assert "night float" in draft["body"]
