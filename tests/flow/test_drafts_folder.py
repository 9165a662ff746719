"""``drafts_folder = true`` on a real Dovecot: copies come and go, and nothing goes twice."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import format_datetime

import pytest

from tests.flow.house import CORPUS, OWNER, House

pytestmark = pytest.mark.dovecot
AFTER = "2026-11-12T22:00:00+02:00"  # the interview is over
SOON = "2026-11-12T22:20:00+02:00"
LATER = "2026-11-12T22:40:00+02:00"
NYGAARD = "wnygaard@greatsauk.example"


@pytest.fixture
def desk(home: House) -> House:
    """One interview is over, one thank-you waits, and its copy lies in Drafts."""
    home.config.write_text(home.config.read_text() + "\n[watch]\ndrafts_folder = true\n")
    home.deliver("d022", "d024")
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.poll("2026-11-01T09:00:00+02:00")
    home.poll(AFTER)
    return home


def in_folder(home: House, folder: str = "Drafts") -> list[Message]:
    with home.mailbox() as client:
        client.select_folder(folder, readonly=True)
        fetched = client.fetch(client.search(["ALL"]), ["BODY.PEEK[]"])
        return [message_from_bytes(data[b"BODY[]"], policy=default) for data in fetched.values()]


def to_nygaard(home: House, now: str) -> dict[str, object]:
    rows = [d for d in home.drafts(now) if NYGAARD in d["to"]]
    return rows[0]


def take_away_and_save(home: House, body: str, at: str, *, folder: str = "Drafts") -> None:
    """As a mail program does it: the changed text is a new message, the old one goes."""
    old = next(m for m in in_folder(home) if NYGAARD in str(m["To"]))
    new = EmailMessage()
    new["From"], new["To"], new["Subject"] = f"Leila Haddad <{OWNER}>", old["To"], old["Subject"]
    new["Date"] = format_datetime(datetime.fromisoformat(at))
    new["Message-ID"] = f"<{abs(hash(at))}@thunderbird.example>"
    new.set_content(body)
    with home.mailbox() as client:
        client.select_folder("Drafts")
        uids = client.search(["HEADER", "Message-ID", str(old["Message-ID"])])
        flags = ["\\Draft"] if folder == "Drafts" else ["\\Seen"]
        raw = new.as_bytes().replace(b"\n", b"\r\n")
        client.append(folder, raw, flags, datetime.fromisoformat(at))
        client.delete_messages(uids)
        client.expunge(uids)


def body_of(home: House) -> str:
    return str(to_nygaard(home, AFTER)["body"])


def test_each_waiting_draft_lies_in_drafts_under_an_id_of_its_own(desk: House) -> None:
    waiting = [d for d in desk.drafts(AFTER) if d["state"] == "proposed"]
    copies = in_folder(desk)
    assert sorted(str(c["Subject"]) for c in copies) == sorted(d["subject"] for d in waiting)
    assert not {str(c["Message-ID"]) for c in copies} & {d["message_id"] for d in waiting}
    assert all(c["X-Inbox-Agent-Copy"] and not c["X-Inbox-Agent-Draft"] for c in copies)
    desk.poll(SOON)
    assert len(in_folder(desk)) == len(copies)


def test_a_copy_goes_when_its_version_dies_and_the_owners_own_draft_stays(desk: House) -> None:
    own = EmailMessage()
    own["To"], own["Subject"] = "aunt@home.example", "Dinner"
    own.set_content("On Friday?")
    with desk.mailbox() as client:
        client.append("Drafts", own.as_bytes(), ["\\Draft"], datetime.fromisoformat(AFTER))
    for draft in desk.drafts(AFTER):
        desk.run("drafts", "reject", draft["code"], now=SOON)
    desk.poll(LATER)
    assert [str(m["Subject"]) for m in in_folder(desk)] == ["Dinner"]


def test_what_is_sent_leaves_no_copy_behind(desk: House) -> None:
    code = str(to_nygaard(desk, AFTER)["code"])
    desk.run("drafts", "approve", code, now=SOON)
    desk.poll(SOON)
    assert [d.recipients for d in desk.delivered] == [(NYGAARD,)]
    assert not [m for m in in_folder(desk) if NYGAARD in str(m["To"])]


def test_what_the_owner_changes_there_is_asked_about_anew(desk: House) -> None:
    old = to_nygaard(desk, AFTER)
    words = body_of(desk).replace("Sincerely,", "I still think of the potassium.\n\nSincerely,")
    take_away_and_save(desk, words, SOON)
    desk.poll(LATER)
    new = to_nygaard(desk, LATER)
    assert "I still think of the potassium." in str(new["body"])
    assert (new["version"], new["state"]) == (2, "proposed")
    assert new["code"] != old["code"]
    assert f"[{new['code']}]".encode() in b"".join(desk.inbox("request"))
    assert desk.run("drafts", "approve", str(old["code"]), now=LATER).code == 1
    desk.run("drafts", "approve", str(new["code"]), now=LATER)
    desk.poll(LATER)
    assert len(desk.delivered) == 1
    assert len([m for m in in_folder(desk) if NYGAARD in str(m["To"])]) == 1  # it is the owner's


def test_while_the_owner_writes_nothing_is_asked_and_nothing_leaves(desk: House) -> None:
    code = str(to_nygaard(desk, AFTER)["code"])
    asked = len(desk.inbox("request"))
    take_away_and_save(desk, body_of(desk) + "\nOne more", SOON)
    desk.run("drafts", "approve", code, now=SOON)
    desk.poll("2026-11-12T22:21:00+02:00")
    assert (desk.delivered, len(desk.inbox("request"))) == ([], asked)
    assert to_nygaard(desk, SOON)["version"] == 1


def test_what_the_owner_sends_from_there_goes_no_second_time(desk: House) -> None:
    take_away_and_save(desk, body_of(desk) + "\nP.S. Go Badgers", SOON, folder="Sent")
    desk.run("drafts", "approve", str(to_nygaard(desk, AFTER)["code"]), now=LATER)
    desk.poll(LATER)
    assert to_nygaard(desk, LATER)["state"] == "withdrawn"
    assert desk.delivered == []


def test_an_approved_one_whose_copy_vanished_waits_for_a_word(patient_home: House) -> None:
    home = patient_home
    home.config.write_text(home.config.read_text() + "\n[watch]\ndrafts_folder = true\n")
    home.deliver("d022", "d024")
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.poll("2026-11-01T09:00:00+02:00")
    home.poll(AFTER)
    code = str(to_nygaard(home, AFTER)["code"])
    home.run("drafts", "approve", code, now=SOON)
    with home.mailbox() as client:
        client.select_folder("Drafts")
        client.delete_messages(client.search(["HEADER", "To", NYGAARD]))
        client.expunge()
    home.poll(LATER)
    assert home.delivered == []
    assert b"Did you send this yourself?" in b"".join(home.inbox("report"))
    home.run("drafts", "approve", code, now=LATER)
    home.poll("2026-11-12T22:44:00+02:00")
    assert [d.recipients for d in home.delivered] == [(NYGAARD,)]
