"""The main job, end to end: mail in Dovecot, thank-you drafted, asked, approved, sent, filed."""

from __future__ import annotations

import json
from email import message_from_bytes, policy

import pytest

from tests.flow.house import CORPUS, House

# Great Sauk: invited (d022), booked for 12 November 08:00-13:15 Central (d024).
BOOKED = ("d022", "d024")
BEFORE = "2026-11-01T09:00:00+02:00"
AFTER = "2026-11-12T22:00:00+02:00"  # 14:00 Central, 45 minutes after the end


@pytest.fixture
def thanked(home: House) -> House:
    """A booked interview is over; its thank-you is proposed and asked about."""
    return _thanked(home)


def _thanked(here: House) -> House:
    here.deliver(*BOOKED)
    assert here.run("programs", "import", str(CORPUS / "programs.csv")).code == 0
    here.poll(BEFORE)
    here.poll(AFTER)
    return here


def test_the_first_poll_counts_all_mail_as_new_and_the_second_none(home: House) -> None:
    names = [path.stem for path in sorted((CORPUS / "mail").glob("*.eml"))]
    home.deliver(*names)
    flags = home.flags()
    first = home.poll("2027-04-20T12:00:00+03:00")
    second = home.poll("2027-04-20T12:00:30+03:00")
    assert (first["seen"], first["new"] + first["quarantined"]) == (len(names), len(names))
    assert (second["new"], second["quarantined"]) == (0, 0)
    assert second["seen"] == second["own"]  # what came is what the agent itself wrote
    assert {uid: home.flags()[uid] for uid in flags} == flags
    assert len(home.run("messages", "--json").json) >= len(names)


def test_an_interview_that_is_over_is_proposed_and_asked_about_once(thanked: House) -> None:
    (draft,) = thanked.drafts(AFTER)
    assert (draft["state"], draft["kind"]) == ("proposed", "thank_you")
    assert draft["program"] == "Great Sauk Medical Center"
    assert draft["to"] == ["wnygaard@greatsauk.example"]
    assert draft["due"] == "2026-11-13T19:15:00+00:00"
    assert draft["deadline"] == "2026-11-14T19:15:00+00:00"
    assert draft["gaps"] == []
    thanked.poll("2026-11-12T22:05:00+02:00")
    (request,) = thanked.inbox("request")
    assert f"[{draft['code']}]" in message_from_bytes(request, policy=policy.default)["Subject"]


def test_a_draft_that_nobody_approved_is_never_sent(thanked: House) -> None:
    for now in ("2026-11-13T12:00:00+02:00", "2026-11-14T18:00:00+02:00",
                "2026-11-15T12:00:00+02:00", "2026-11-25T12:00:00+02:00"):  # fmt: skip
        thanked.poll(now)
    assert thanked.delivered == []


def test_an_approval_in_sent_sends_exactly_that_draft_once(thanked: House) -> None:
    (draft,) = thanked.drafts(AFTER)
    thanked.answer(f"approve {draft['code']}", "2026-11-12T22:10:00+02:00")
    first = thanked.poll("2026-11-12T22:11:00+02:00")
    second = thanked.poll("2026-11-12T22:12:00+02:00")
    assert (first["answers"], first["sent"], second["sent"]) == (1, 1, 0)
    (sent,) = thanked.delivered
    message = message_from_bytes(sent.raw, policy=policy.default)
    assert sent.recipients == ("wnygaard@greatsauk.example",)
    assert message["Message-ID"] == draft["message_id"]
    assert message.get_content().replace("\r\n", "\n").strip() == draft["body"].strip()
    assert draft["code"] not in sent.raw.decode()
    assert thanked.drafts("2026-11-12T22:13:00+02:00")[0]["state"] == "sent"


def test_what_was_sent_lies_in_the_sent_folder_and_is_known_as_own(thanked: House) -> None:
    (draft,) = thanked.drafts(AFTER)
    thanked.answer(f"approve {draft['code']}", "2026-11-12T22:10:00+02:00")
    thanked.poll("2026-11-12T22:11:00+02:00")
    with thanked.mailbox() as client:
        client.select_folder("Sent", readonly=True)
        assert len(client.search(["HEADER", "Message-ID", draft["message_id"]])) == 1
    counts = thanked.poll("2026-11-12T22:12:00+02:00")
    assert counts["new"] == 0


def test_it_is_threaded_to_the_programs_mail(thanked: House) -> None:
    (draft,) = thanked.drafts(AFTER)
    thanked.answer(f"approve {draft['code']}", "2026-11-12T22:10:00+02:00")
    thanked.poll("2026-11-12T22:11:00+02:00")
    message = message_from_bytes(thanked.delivered[0].raw, policy=policy.default)
    booking = message_from_bytes((CORPUS / "mail" / "d024.eml").read_bytes())
    assert message["In-Reply-To"] == booking["Message-ID"]


def test_with_a_hold_it_leaves_when_the_hold_is_over(patient_home: House) -> None:
    home = _thanked(patient_home)
    (draft,) = home.drafts(AFTER)
    home.answer(f"approve {draft['code']}", "2026-11-12T22:10:00+02:00")
    home.poll("2026-11-12T22:11:00+02:00")
    assert home.drafts(AFTER)[0]["state"] == "approved"
    assert home.delivered == []
    home.poll("2026-11-12T22:14:00+02:00")
    assert len(home.delivered) == 1


def test_a_rejection_within_the_hold_keeps_it_here(patient_home: House) -> None:
    home = _thanked(patient_home)
    (draft,) = home.drafts(AFTER)
    home.answer(f"approve {draft['code']}", "2026-11-12T22:10:00+02:00")
    home.poll("2026-11-12T22:11:00+02:00")
    home.answer(f"reject {draft['code']}", "2026-11-12T22:12:00+02:00")
    home.poll("2026-11-12T22:20:00+02:00")
    assert home.drafts(AFTER)[0]["state"] == "rejected"
    assert home.delivered == []


def test_an_answer_that_only_lies_in_the_inbox_is_not_believed(thanked: House) -> None:
    (draft,) = thanked.drafts(AFTER)
    thanked.answer(f"approve {draft['code']}", "2026-11-12T22:10:00+02:00", folder="INBOX")
    thanked.poll("2026-11-12T22:11:00+02:00")
    thanked.poll("2026-11-12T22:25:00+02:00")
    assert thanked.delivered == []
    assert thanked.drafts(AFTER)[0]["state"] == "proposed"
    (report,) = thanked.inbox("report")
    assert (
        "does not count"
        in message_from_bytes(report, policy=policy.default).get_body(("plain",)).get_content()
    )  # type: ignore[union-attr]


def test_the_command_line_approves_too(thanked: House) -> None:
    (draft,) = thanked.drafts(AFTER)
    done = thanked.run("drafts", "approve", draft["code"], now="2026-11-12T22:10:00+02:00")
    assert done.code == 0, done.err
    thanked.poll("2026-11-12T22:11:00+02:00")
    assert len(thanked.delivered) == 1


def test_a_code_that_does_not_exist_is_a_usage_error(thanked: House) -> None:
    done = thanked.run("drafts", "approve", "ZZZZZZ", now="2026-11-12T22:10:00+02:00")
    assert done.code == 2
    assert "ZZZZZZ" in done.err or "no draft" in done.err


def test_time_does_not_run_backwards(thanked: House) -> None:
    done = thanked.run("poll", now=BEFORE)
    assert done.code == 2
    assert "before" in done.err


def test_the_tables_are_json_documents(thanked: House) -> None:
    for table in ("programs", "interviews", "messages", "drafts", "ledger", "quarantine"):
        done = thanked.run(table, "--json", now=AFTER)
        assert done.code == 0, done.err
        assert isinstance(json.loads(done.out), list)


def test_the_digest_goes_once_a_day(thanked: House) -> None:
    assert thanked.run("digest", "--send", now="2026-11-13T07:00:00+02:00").code == 0
    assert thanked.run("digest", "--send", now="2026-11-13T07:01:00+02:00").code == 0
    (digest,) = thanked.inbox("digest")
    message = message_from_bytes(digest, policy=policy.default)
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    (draft,) = thanked.drafts(AFTER)
    assert draft["code"] in text
    assert draft["code"] not in message["Subject"]
