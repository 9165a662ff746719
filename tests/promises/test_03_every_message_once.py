"""Promise 3: every message in a watched folder is a row or a quarantine row, once."""

from __future__ import annotations

from tests.flow.house import CORPUS, House

NOW = ("2026-11-20T09:00:00+02:00", "2026-11-20T09:02:00+02:00", "2026-11-20T09:04:00+02:00")
PLAIN = (
    b"From: Brenda <b@sauk.example>\r\nTo: leila.haddad@post.example\r\nSubject: hello\r\n"
    b"Date: Thu, 19 Nov 2026 10:00:00 -0600\r\n\r\nGood morning.\r\n"
)


def test_mail_in_inbox_and_junk_is_read_and_the_same_bytes_twice_are_one_row(home: House) -> None:
    raw = (CORPUS / "mail" / "d022.eml").read_bytes()
    with home.mailbox() as client:
        if not client.folder_exists("Junk"):
            client.create_folder("Junk")
        client.append("INBOX", raw)
        client.append("INBOX", raw)
        client.append("Junk", raw)
        client.append("Junk", PLAIN)
    assert home.poll(NOW[0])["new"] == 2
    assert home.poll(NOW[1])["new"] == 0
    assert len(home.run("messages", "--json").json) == 2


def test_two_mails_without_a_message_id_are_two_rows(home: House) -> None:
    with home.mailbox() as client:
        client.append("INBOX", PLAIN)
        client.append("INBOX", PLAIN.replace(b"hello", b"hello again"))
    assert home.poll(NOW[0])["new"] == 2


def test_the_same_message_id_on_another_message_hides_nothing(home: House) -> None:
    named = PLAIN.replace(b"Subject:", b"Message-ID: <one@sauk.example>\r\nSubject:")
    with home.mailbox() as client:
        client.append("INBOX", named)
        client.append("INBOX", named.replace(b"Good morning.", b"You are invited to interview."))
    assert home.poll(NOW[0])["new"] == 2


def test_a_folder_that_was_made_anew_is_read_anew_without_doubles(home: House) -> None:
    with home.mailbox() as client:
        client.create_folder("Residency")
        client.append("Residency", PLAIN)
    home.config.write_text(
        home.config.read_text() + '\n[watch]\nfolders = ["INBOX", "Residency"]\n'
    )
    home.poll(NOW[0])
    with home.mailbox() as client:
        client.delete_folder("Residency")
        client.create_folder("Residency")
        client.append("Residency", PLAIN.replace(b"hello", b"something new"))
        client.append("Residency", PLAIN)
    assert home.poll(NOW[1])["new"] == 1
    rows = home.run("messages", "--json").json
    assert sorted(r["subject"] for r in rows if r["category"]) == ["hello", "something new"]


def test_what_cannot_be_read_is_kept_and_shown_and_the_rest_goes_on(home: House) -> None:
    nested = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 1000
    with home.mailbox() as client:
        client.append("INBOX", PLAIN)
        client.append("INBOX", b"Subject: deep\r\nMIME-Version: 1.0\r\n" + nested)
        client.append("INBOX", PLAIN.replace(b"hello", b"after it"))
    counts = home.poll(NOW[0])
    assert counts["seen"] == 3
    assert counts["new"] + counts["quarantined"] == 3
    shown = home.run("messages", "--json").json + home.run("quarantine", "--json").json
    assert {row["subject"] for row in shown} == {"hello", "deep", "after it"}
