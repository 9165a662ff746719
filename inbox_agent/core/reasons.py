"""Why a mail was read as it was: the words in it and the rule they meet, strongest first."""

from __future__ import annotations

from collections.abc import Sequence

from inbox_agent.core.mail import Mail
from inbox_agent.core.model import Model
from inbox_agent.core.reading import Category, Reason, Where
from inbox_agent.core.rules import MAX_QUOTE, Hit, Sentence

MOST = 4  # reasons shown; the fifth convinces nobody
_TELLING_HEADERS = ("Auto-Submitted", "List-Unsubscribe", "List-Id", "Precedence")


def category_reasons(
    mail: Mail, examined: Sequence[Sentence], hits: Sequence[Hit], category: Category, model: Model
) -> tuple[Reason, ...]:
    """At most MOST reasons for ``category``; at least one wherever the mail has any words."""
    strongest: dict[str, tuple[float, Hit]] = {}
    for hit in hits:
        weight = model.weight(f"act:{hit.rule.sign}", category) + model.weight(
            f"rule:{hit.rule.id}", category
        )
        if weight > 0 and weight > strongest.get(hit.rule.id, (0.0, hit))[0]:
            strongest[hit.rule.id] = (weight, hit)
    ordered = sorted(strongest.values(), key=lambda pair: -pair[0])[:MOST]
    reasons = [Reason(hit.rule.id, hit.where, hit.quote) for _, hit in ordered]
    reasons.extend(_calendar_reason(mail))
    return tuple(reasons) or (_header_reason(mail) or _words_reason(examined),)


def _calendar_reason(mail: Mail) -> list[Reason]:
    for calendar in mail.calendars[:1]:
        for line in calendar.splitlines()[:20]:
            if line.upper().startswith("METHOD:"):
                return [Reason("calendar.method", Where.CALENDAR, line.strip()[:MAX_QUOTE])]
    return []


def _header_reason(mail: Mail) -> Reason | None:
    for name in _TELLING_HEADERS:
        if value := mail.header(name):
            return Reason("header." + name.lower(), Where.HEADER, f"{name}: {value}"[:MAX_QUOTE])
    return None


def _words_reason(examined: Sequence[Sentence]) -> Reason:
    """Where no rule spoke: the model judged by the words as a whole; the first stand for them."""
    if not examined:
        return Reason("words.none", Where.BODY, "")
    return Reason("words.model", examined[0].where, examined[0].text[:MAX_QUOTE])
