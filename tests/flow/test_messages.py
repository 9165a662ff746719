"""The table of messages: explain's keys, and what a file without a header is in a mailbox."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from inbox_agent.core.message_row import message_row
from inbox_agent.pipeline.retry import retry_quarantined
from tests.flow.memory_agent import CORPUS, Home, letter

NOW = datetime.fromisoformat("2026-11-20T12:00:00+02:00")


def test_the_date_is_that_of_the_header_with_its_offset_as_explain_has_it() -> None:
    home = Home()
    home.mailbox.deliver(Path(CORPUS / "mail" / "d022.eml").read_bytes(), at=NOW)
    home.mailbox.deliver(b"From: a@b.example\r\nSubject: no date\r\n\r\nhello\r\n", at=NOW)
    home.poll(NOW)
    rows = {row["subject"]: row for row in map(message_row, home.records().messages())}
    assert rows["no date"]["date"] is None
    assert datetime.fromisoformat(rows["no date"]["received"]) == NOW
    (dated,) = [row for subject, row in rows.items() if subject != "no date"]
    assert datetime.fromisoformat(dated["date"]) == datetime.fromisoformat(dated["received"])
    assert not dated["date"].endswith("+00:00")


def test_what_has_no_header_is_set_aside_as_explain_says_and_may_be_tried_again() -> None:
    home = Home()
    home.mailbox.deliver(b"no header at all\r\n")
    home.mailbox.deliver(b"")
    home.deliver(letter("A <a@b.example>", "s", "hello", "2026-11-19T09:00:00+00:00"))
    home.poll(NOW)
    aside = home.records().quarantined()
    assert len(home.records().messages()) == 1
    assert len(aside) == 2
    assert "no header" in aside[0].reason
    assert "still unreadable" in retry_quarantined(home.agent(), aside[0].id, NOW)
