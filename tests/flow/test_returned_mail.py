"""A letter that was taken comes back hours later: shown, told once, never sent again."""

from __future__ import annotations

from tests.faults.test_bounces import REPORT
from tests.flow.house import CORPUS, House

BEFORE, AFTER = "2026-11-01T09:00:00+02:00", "2026-11-12T22:00:00+02:00"
SENT, HOURS_LATER = "2026-11-12T22:10:00+02:00", "2026-11-13T04:30:00+02:00"


def test_a_delivery_report_hours_later_is_told_and_sends_nothing_again(home: House) -> None:
    home.deliver("d022", "d024")
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.poll(BEFORE)
    home.poll(AFTER)
    (draft,) = home.drafts(AFTER)
    home.answer(f"approve {draft['code']}", SENT)
    home.poll(SENT)
    (sent,) = home.drafts(SENT)
    assert sent["state"] == "sent"

    home.account.deliver(
        REPORT.format(number=7, of=sent["message_id"], action="failed").encode(),
    )
    home.poll(HOURS_LATER)
    home.poll("2026-11-13T12:00:00+02:00")

    (report,) = [raw for raw in home.inbox("report") if b"Not delivered" in raw]
    assert b"no such user here" in report.replace(b"=\r\n", b"")
    shown = home.run("drafts", "show", draft["code"], now="2026-11-13T12:01:00+02:00")
    assert "no such user here" in shown.out
    digest = home.run("digest", now="2026-11-13T12:02:00+02:00").out
    assert "no such user here" in digest
    assert len(home.delivered) == 1
