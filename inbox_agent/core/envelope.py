"""What the envelope of a mail shows before a word of it is read: ``mail:`` features.

Who sends it (a platform, a listed program, a free mailbox, a list, a machine), what rides along
(a calendar part and its method), and when in the season it came. None of it is proof: a header
is as easily written as a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from inbox_agent.core.mail import Mail
from inbox_agent.core.platforms import Platform, belongs, platform_of
from inbox_agent.core.program import Program
from inbox_agent.core.program_names import VOUCHED, Named, first_author

_FREE = frozenset(
    ("gmail.com", "googlemail.com", "yahoo.com", "outlook.com", "hotmail.com", "live.com",
     "icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com", "gmx.com", "gmx.net",
     "mail.com", "yandex.com", "zoho.com", "msn.com")
)  # fmt: skip
_MACHINE = re.compile(
    r"^(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?|notif\w*|alerts?|robot|auto)"
)
_OFFICE = re.compile(
    r"gme|resid|recruit|interview|im-?res|rad|med-?ed|education|prelim|house-?staff|coordinator|"
    r"onboarding"
)
_SHOP = re.compile(
    r"^(?:news|newsletter|info|hello|offers?|orders?|sales|team|support|marketing|deals|shop|"
    r"billing|promo|leasing|hr|jobs|careers?|admissions|contact|members?|updates)"
)
_CALENDAR = re.compile(r"^(METHOD|SUMMARY|SEQUENCE|STATUS)(?:;[^:\r\n]*)?:([^\r\n]*)", re.MULTILINE)
_SOCIAL = re.compile(
    r"social|dinner|happy hour|meet|mixer|hangout|open house|webinar|second look", re.IGNORECASE
)
_MOVED = re.compile(r"moved|reschedul|new (?:time|date)|updated", re.IGNORECASE)
_INTERVIEW = re.compile(r"interview|entrevista", re.IGNORECASE)
_MEDICAL = re.compile(r"hosp|health|med|clinic|univ|\buni\b|\.edu$|gme|care")


def envelope_features(
    mail: Mail, platforms: Sequence[Platform], programs: Sequence[Program] = (),
    owner: frozenset[str] = frozenset(), named: Named | None = None,
) -> Iterator[str]:  # fmt: skip
    """The ``mail:`` features of one mail; ``named`` is the place of training that it names."""
    if named is not None:
        complete = named.points % VOUCHED > 1.0
        vouched = named.points >= VOUCHED
        yield f"mail:names:{'place' if complete else 'word'}:{'vouched' if vouched else 'alone'}"
    yield from _sender(mail, platforms, programs, owner)
    yield from _kind(mail)
    for calendar in mail.calendars[:1]:
        yield from _calendar(calendar)
    if mail.date is not None:
        yield f"mail:phase:{phase(mail.date.date())}"


def _sender(
    mail: Mail, platforms: Sequence[Platform], programs: Sequence[Program], owner: frozenset[str]
) -> Iterator[str]:
    author = first_author(mail)
    local, _, domain = author.addr.partition("@")
    if (platform := platform_of(domain, platforms)) is not None:
        yield "mail:platform"
        yield f"mail:platform:{platform.kind}"
        yield f"mail:platform:{platform.id}"
    elif any(belongs(domain, program.domains) for program in programs):
        yield "mail:listed"
    elif domain in _FREE:
        yield "mail:free-mailbox"
    elif _MEDICAL.search(domain):
        yield "mail:medical-domain"
    if author.addr in owner:
        yield "mail:own"
    for form, name in ((_MACHINE, "machine"), (_OFFICE, "office"), (_SHOP, "shop")):
        if form.search(local):
            yield f"mail:local:{name}"
            break
    else:
        yield "mail:local:person"
    if any(each.domain != domain for each in mail.reply_to):
        yield "mail:replies-elsewhere"


def _kind(mail: Mail) -> Iterator[str]:
    names = {name.lower() for name, _ in mail.headers}
    listed = "list-unsubscribe" in names or "list-id" in names
    if listed:
        yield "mail:list"
    if mail.header("Precedence").lower() in ("bulk", "list", "junk"):
        yield "mail:bulk"
    automatic = mail.header("Auto-Submitted").lower()
    if automatic and automatic != "no":
        yield "mail:auto"
        yield f"mail:auto:{automatic.split(';')[0].strip()[:20]}"
    if "report" in mail.header("Content-Type").lower() or "x-failed-recipients" in names:
        yield "mail:report"
    if "x-autoreply" in names or "x-autorespond" in names:
        yield "mail:auto"
    if mail.subject.lower().startswith("re:"):
        yield "mail:reply"
    if mail.quoted.strip():
        yield "mail:quotes"
    if mail.is_html:
        yield "mail:html"
    if not mail.subject.strip():
        yield "mail:no-subject"
    length = len(mail.new)
    yield "mail:short" if length < 350 else "mail:long" if length > 1800 else "mail:middling"


def _calendar(calendar: str) -> Iterator[str]:
    values = {key: value.strip() for key, value in reversed(_CALENDAR.findall(calendar[:20_000]))}
    method = values.get("METHOD", "").upper() or "none"
    cancelled = method == "CANCEL" or values.get("STATUS", "").upper() == "CANCELLED"
    summary = values.get("SUMMARY", "")
    social = bool(_SOCIAL.search(summary)) and not _INTERVIEW.search(summary)
    sequence = values.get("SEQUENCE", "0")
    moved = (sequence.isdigit() and int(sequence) > 0) or bool(_MOVED.search(summary))
    kind = "social" if social else "cancel" if cancelled else "update" if moved else method.lower()
    yield f"mail:calendar:{kind}"


def phase(day: date) -> str:
    """The part of an application season that ``day`` lies in, by the usual course of a year."""
    if day.month in (6, 7, 8) or (day.month == 9 and day.day < 23):
        return "before"
    if day.month in (9, 10, 11, 12, 1):
        return "interviews"
    return "ranking" if (day.month, day.day) < (3, 15) else "after-match"
