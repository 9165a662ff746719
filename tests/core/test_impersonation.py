"""Senders who are not whom they claim to be, and senders who only look like that."""

from __future__ import annotations

import pytest

from inbox_agent.core.look_alike import imitates
from inbox_agent.core.mail import Address, Link, Mail
from inbox_agent.core.reading import Category, Flag
from tests.core.a_suspect import a_mail, findings, flags

LOGIN = "Please verify your account with your user name and password."
FAILED = (("Authentication-Results", "mx.post.example; spf=fail; dkim=none; dmarc=fail"),)
FORGED = {
    "a look-alike of a platform": a_mail(LOGIN, "Thalamus <noreply@thalarnusgme.com>"),
    "a platform's name among other words": a_mail(LOGIN, "NRMP <help@nrmp-login.example>"),
    "letters of another alphabet": a_mail(LOGIN, "ERAS <noreply@xn--amc-5cd.org>"),
    "the real domain as a mere prefix": a_mail(LOGIN, "AAMC <a@aamc.org.secure.example>"),
    "one letter more than the program": a_mail(
        "This is Fallow Creek Medical Center. Your slot awaits.", "Ada <ada@fallowcreeks.example>"
    ),
    "a program's office in a free mailbox that wants money": a_mail(
        "A fee of $200 is due to hold your interview slot.",
        "Riverbend Hospital GME <riverbend.gme@gmail.com>",
    ),
    "an answer that would go elsewhere": a_mail(
        LOGIN, "NRMP Support <support@nrmp.org>",
        reply_to=(Address("", "desk@r3-identity.example"),), headers=FAILED,
    ),
    "a link that shows one host and leads to another": a_mail(
        "Log in to schedule.", "Ada Ferris <aferris@fallowcreek.example>",
        links=(Link("https://app.thalamusgme.com", "https://collect.example/x"),),
    ),
    "an address in the name that is not the address": a_mail(
        "Your interview.", '"noreply@aamc.org" <x@bulk.example>'
    ),
}  # fmt: skip
HONEST = {
    "a resident's private mailbox": a_mail(
        "Ada Ferris here, chief resident. Ask me anything.", "Ada Ferris <ada.f@gmail.com>"
    ),
    "a program through its platform": a_mail(
        "Log in to Thalamus to choose a date.", "Fallow Creek via Thalamus <x@thalamusgme.com>",
        reply_to=(Address("", "aferris@fallowcreek.example"),),
    ),
    "clicks that are counted": a_mail(
        "News of the season.", "Mossy Glen Hospital <news@mossyglen.example>",
        links=(
            Link("mossyglen.example", "https://mossyglen.us1.list-manage.com/track?u=1"),
            Link("mossyglen.example/day", "https://click.mail-hub.example/?mossyglen.example/day"),
        ),
    ),
    "video rooms and forms of other houses": a_mail(
        "Join us.", "Mossy Glen GME <gme@mossyglen.example>",
        links=(Link("Zoom", "https://us02web.zoom.us/j/1"), Link("Form", "https://forms.gle/a")),
    ),
    "a school that explains a platform": a_mail(
        "The NRMP opens on Monday.", "Dean's Office <dean@school.example>",
        links=(Link("NRMP", "https://www.nrmp.org/"),),
    ),
    "a forwarded mail that failed its check": a_mail(
        "See you on Monday.", "Ada Ferris <aferris@fallowcreek.example>",
        headers=(("Authentication-Results", "mx.elsewhere.example; spf=fail; dkim=pass"),),
    ),
}  # fmt: skip


@pytest.mark.parametrize("mail", FORGED.values(), ids=FORGED)
def test_a_forged_sender_is_flagged(mail: Mail) -> None:
    assert Flag.IMPERSONATION in flags(mail, Category.UNRELATED, program=None)


@pytest.mark.parametrize("mail", HONEST.values(), ids=HONEST)
def test_an_honest_sender_is_not(mail: Mail) -> None:
    assert flags(mail, Category.CORRESPONDENCE, program=None) == []


def test_the_claim_is_quoted_and_what_denies_it_is_named() -> None:
    mail = a_mail(f"Your Thalamus session has expired. {LOGIN}", "Thalamus <x@thalamus-gme.com>")
    (finding,) = findings(mail, Category.UNRELATED, program=None)
    assert finding.quote == "Your Thalamus session has expired."
    assert "x@thalamus-gme.com" in finding.why


def test_the_owner_never_impersonates_anybody() -> None:
    mail = a_mail(LOGIN, "NRMP <me@nrmp-login.example>")
    own = frozenset({"me@nrmp-login.example"})
    assert flags(mail, Category.UNRELATED, owner_addresses=own) == []


@pytest.mark.parametrize(
    ("domain", "imitated"),
    [
        ("aarnc.org", "aamc.org"),
        ("tha1amusgme.com", "thalamusgme.com"),
        ("thalamus-gme.com", "thalamusgme.com"),
        ("xn--ecfm-k6d.org", ""),
        ("services.aamc.org", ""),
        ("nrmp.org", ""),
        ("acme.example", ""),
    ],
)
def test_look_alikes_are_found_and_the_real_are_left_alone(domain: str, imitated: str) -> None:
    assert imitates(domain, ("aamc.org", "thalamusgme.com", "nrmp.org", "ecfmg.org")) == imitated
