"""Notices as web pages, in a real browser: nothing sticks out, nothing loads, nothing runs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from inbox_agent.core.alarm import Alarm
from inbox_agent.core.digest import Ahead, Digest, Sorted, Urgent, glance
from inbox_agent.core.digest import Warning as Careful
from inbox_agent.core.drafting import Draft, DraftState, Finding, Gap, Kind, Verdict
from inbox_agent.core.owner import Owner
from inbox_agent.core.reading import Flag, FlagFinding, Severity
from inbox_agent.core.stored import Message, Quarantined
from inbox_agent.core.weeks import Day, Week
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
    coverage=("INBOX: last read now",), more=("12 more program mails: inbox-agent messages",),
    weeks=(Week(tuple(Day(date(2026, 11, 9 + n), ("كلية الطب",) * (n == 4)) for n in range(7))),),
)  # fmt: skip
MESSAGE = Message("m1", "a", "INBOX", "f", "<m@x>", NOW, HOSTILE, "a@b.example")
PAGES = {
    "digest": {"digest": DIGEST, "glance": glance(DIGEST)},
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


def test_the_weeks_stand_in_the_page_and_in_the_text() -> None:
    shown = {"owner": OWNER, "subject": "s", "now": NOW, **PAGES["digest"]}
    assert "13 ●" in page("digest")
    assert "Fri 13 Nov: كلية الطب" in Renderer().render("notices/digest.txt", shown)


def test_names_in_any_direction_are_kept_apart_from_the_words_around_them() -> None:
    assert "<bdi>كلية الطب" in page("digest")


def test_a_mail_client_finds_nothing_that_it_would_cut_off_or_load() -> None:
    long = replace(DIGEST, mail=DIGEST.mail * 40, warnings=DIGEST.warnings * 20)
    shown = {"owner": OWNER, "subject": "s", "now": NOW, "glance": (), "digest": long}
    made = Renderer().render("notices/digest.html", shown)
    assert len(made.encode()) < 102_000  # Gmail cuts the rest off
    style = re.search(r"<style>(.*?)</style>", made, re.DOTALL)
    assert style is not None
    assert len(style[1]) < 8_192  # Gmail drops a longer one
    assert "@import" not in style[1]
    assert "url(" not in style[1]
    links = re.findall(r'(?:href|src)="([^"]*)"', made)
    assert links
    assert all(link.startswith("mailto:leila@post.example?") for link in links)


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of ``#rrggbb``."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rules(style: str) -> dict[str, dict[str, str]]:
    """Each selector's colours."""
    found: dict[str, dict[str, str]] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", style):
        colours = dict(re.findall(r"(background|(?<!-)color): (#[0-9a-f]{6})", body))
        for selector in selectors.split(","):
            found.setdefault(selector.strip(), {}).update(colours)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_can_be_read_in_both_themes(theme: str) -> None:
    style = page("digest").partition("<style>")[2].partition("</style>")[0]
    bright, _, dark = style.partition("@media (prefers-color-scheme: dark) {")
    shown = rules(bright)
    if theme == "dark":
        for selector, colours in rules(dark).items():
            shown.setdefault(selector, {}).update(colours)
    grounds = {name: shown[name]["background"] for name in ("body", "section", ".letter")}
    text = shown["body"]["color"]
    pairs = [(text, ground) for ground in grounds.values()]
    pairs += [
        (shown[n]["color"], shown["section"]["background"])
        for n in (".small", ".stop", ".weeks caption", ".weeks th", ".weeks .past")
    ]
    pairs += [(shown[n]["color"], shown[n]["background"])
              for n in (".button", ".button.second", ".weeks .busy")]  # fmt: skip
    for front, back in pairs:
        high, low = sorted((luminance(front), luminance(back)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (front, back)
