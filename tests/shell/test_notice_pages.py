"""Notices as web pages, in a real browser: nothing sticks out, nothing loads, nothing runs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from inbox_agent.core.alarm import Alarm
from inbox_agent.core.digest import Ahead, Digest, Sorted, Urgent
from inbox_agent.core.digest import Warning as Careful
from inbox_agent.core.drafting import Draft, DraftState, Finding, Gap, Kind, Verdict
from inbox_agent.core.owner import Owner
from inbox_agent.core.reading import Flag, FlagFinding, Severity
from inbox_agent.core.stored import Message, Quarantined
from inbox_agent.shell.render import Renderer
from tests.servers.chromium import Browser

NOW = datetime(2026, 11, 13, 5, tzinfo=UTC)
OWNER = Owner("ليلى Haddad", "leila@post.example", "Asia/Amman")
HOSTILE = "<script>alert(1)</script>"
LONG = "Supercalifragilistic" * 12
DRAFT = Draft(
    id="d1", version=1, state=DraftState.PROPOSED, kind=Kind.THANK_YOU, program_id="p1",
    program=f"St. {HOSTILE} Hospital", to=("w@sauk.example",), to_name="Walter Nygaard",
    subject=f"Thank you {HOSTILE}", body=f"Dear Dr. Nygaard,\n\n{LONG}\n{HOSTILE}\n", created=NOW,
    code="K7QP2M", gaps=(Gap("date", "Which day was it?"),), deadline=NOW, lines=("A line.",),
    findings=(Finding("promise", Verdict.BLOCK, HOSTILE, "why", "instead"),),
)  # fmt: skip
FINDING = FlagFinding(Flag.RANK_BARGAIN, Severity.WARNING, f"if {HOSTILE}", "why", "advice")
DIGEST = Digest(
    on=date(2026, 11, 13), urgent=(Urgent(f"{LONG} invites you", "answer by noon"),),
    waiting=(DRAFT,), trouble=(), sent=(),
    ahead=(Ahead("i1", "كلية الطب", "Prelim", "Thu 12 Nov", "Thu 12 Nov 16:00", "", "virtual",
                 f"https://zoom.example/{LONG}", "scheduled"),),
    notes=("One note.",), warnings=(Careful("m1", HOSTILE, LONG, FINDING),),
    mail=(Sorted("m2", "rejection", LONG, HOSTILE),),
    set_aside=(Quarantined("q1", "Junk", 1, "f", "too deep", NOW, subject=HOSTILE),),
    coverage=("INBOX: last read now",),
)  # fmt: skip
MESSAGE = Message("m1", "a", "INBOX", "f", "<m@x>", NOW, HOSTILE, "a@b.example")
PAGES = {
    "digest": {"digest": DIGEST},
    "request": {"draft": DRAFT, "reminder": True},
    "report": {"lines": (HOSTILE, LONG), "draft": DRAFT},
    "alert": {"alarm": Alarm("invitation", f"Invitation {LONG}", (HOSTILE,)), "message": MESSAGE},
}


def page(kind: str) -> str:
    shown = {"owner": OWNER, "subject": f"Subject {HOSTILE}", "now": NOW, **PAGES[kind]}
    return Renderer().render(f"notices/{kind}.html", shown)


@pytest.mark.parametrize("width", [390, 900])
@pytest.mark.parametrize("kind", PAGES)
def test_it_fits_a_phone_and_a_desk_and_runs_nothing(
    browser: Browser, kind: str, width: int
) -> None:
    seen = browser.look(page(kind), width)
    assert (seen.overflow, seen.wide) == (0, [])
    assert seen.headings[0] == "H1"
    assert seen.scripts == 0
    assert seen.loads == []
    assert HOSTILE in seen.text  # shown as words


@pytest.mark.parametrize("kind", PAGES)
def test_the_plain_text_says_the_same(kind: str) -> None:
    shown = {"owner": OWNER, "subject": "s", "now": NOW, **PAGES[kind]}
    text = Renderer().render(f"notices/{kind}.txt", shown)
    assert LONG in text
    assert HOSTILE in text
    if kind in {"digest", "request"}:
        assert "K7QP2M" in text
