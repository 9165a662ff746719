"""The report as PDF: one page for a usual mail, whatever letters stand in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from inbox_agent.core.evidence import Ask, Evidence, Passage
from inbox_agent.shell.report_pdf import report_pdf

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
REPORT = Evidence(
    owner="ليلى حداد", made="today", zone="Asia/Amman", program="Great Sauk Medical Center",
    facts=(("From", "Ünal <u@x.edu>"), ("Subject", "面试 \u202e<b>\x00"), ("SHA-256", "f" * 64)),
    passages=(Passage("rank bargain", "if you rank us first", "the rule", "the advice", ""),),
    sender=("It is not known.",), timeline=(("20 Nov 2026 08:00", "mail: hello"),) * 14,
    left_out=3, ask=(Ask("Your mentor", "by telephone"),),
)  # fmt: skip


def test_a_usual_report_is_one_page() -> None:
    made = report_pdf(REPORT, "Interview", NOW)
    assert made.startswith(b"%PDF-")
    assert b"/Count 1\n" in made


def test_a_hostile_length_becomes_pages_and_no_failure() -> None:
    long = replace(REPORT, facts=(("Subject", "a" * 100_000), ("To", "b " * 50_000)))
    assert report_pdf(long, "s" * 100_000, NOW).startswith(b"%PDF-")
