"""Occasion and facts → a draft. What it must know and does not is a gap, and stays visible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from inbox_agent.core.draft_values import values_of
from inbox_agent.core.drafting import Gap, Kind
from inbox_agent.core.facts import Facts, harmless
from inbox_agent.core.honorific import person_name, salutation
from inbox_agent.errors import UserError

Render = Callable[[str, Mapping[str, object]], str]
"""Fills the text of a template with values; it prints them and never evaluates them."""

_SUBJECT = "Subject:"
_DATED = frozenset({Kind.THANK_YOU})
_TO_THE_MENTOR = frozenset({Kind.MENTOR_REQUEST})


@dataclass(frozen=True, slots=True)
class Composition:
    """A composed draft: whom it goes to, its words, what is missing, and what the owner should know
    besides (``lines``)."""

    to: tuple[str, ...]  # bare addresses; empty where the recipient is a gap
    to_name: str
    subject: str
    body: str
    gaps: tuple[Gap, ...] = ()
    lines: tuple[str, ...] = ()


def template_name(kind: Kind) -> str:
    """The template file of a kind, as the templates folder names it."""
    return f"drafts/{kind.value}.txt"


def compose(kind: Kind, facts: Facts, template: str, render: Render) -> Composition:
    """A draft of ``kind`` from ``facts``: ``template`` (subject line, empty line, body), filled.

    Raises UserError where the template has no subject line."""
    whom = facts.mentor if kind in _TO_THE_MENTOR else facts.recipient
    gaps = tuple(_gaps(kind, facts))
    greeting = salutation(harmless(whom.name), whom.role) if whom else ""
    missing = {gap.field for gap in gaps}
    values = values_of(facts, greeting or "[name]", "date" in missing)
    subject, body = _split(kind, render(template, values))
    return Composition(
        to=(whom.email,) if whom and whom.email else (),
        to_name=person_name(harmless(whom.name)).full if whom else "",
        subject=subject,
        body=body,
        gaps=gaps,
        lines=tuple(_lines(kind, facts)),
    )


def _gaps(kind: Kind, facts: Facts) -> list[Gap]:
    whom = facts.mentor if kind in _TO_THE_MENTOR else facts.recipient
    where = facts.program.full_name
    gaps = []
    if whom is None or not whom.email:
        who = (whom.name if whom else "") or _whom(kind)
        gaps.append(Gap("recipient", f"What is the e-mail address of {who} at {where}?"))
    if whom is None or not person_name(harmless(whom.name)).full:
        address = f" ({whom.email})" if whom and whom.email else ""
        gaps.append(Gap("name", f"What is the full name of {_whom(kind)}{address} at {where}?"))
    if kind in _DATED and facts.interview_day is None:
        gaps.append(Gap("date", f"On which day did you interview at {where}?"))
    return gaps


def _whom(kind: Kind) -> str:
    if kind in _TO_THE_MENTOR:
        return "the mentor you wish to ask about"
    return "the program director" if kind is not Kind.REPLY else "the person who invited you"


def _lines(kind: Kind, facts: Facts) -> list[str]:
    lines = []
    if kind is Kind.THANK_YOU and not facts.impressions.strip():
        lines.append("Nothing is known of what impressed you there: a note makes it yours.")
    if kind is Kind.INTEREST_UPDATE and not facts.updates:
        lines.append("No update is recorded that this program has not been told.")
    if kind is Kind.LETTER_OF_INTENT:
        lines.append("Send this to one program only, and only if it is true.")
    return lines


def _split(kind: Kind, text: str) -> tuple[str, str]:
    first, _, rest = text.strip().partition("\n")
    if not first.startswith(_SUBJECT):
        raise UserError(
            f"{template_name(kind)} does not begin with a line 'Subject: ...'",
            "Put the subject on its first line, then an empty line, then the text.",
        )
    return harmless(first.removeprefix(_SUBJECT)), _tidy(rest)


def _tidy(body: str) -> str:
    """Paragraphs with one empty line between them, none at the ends, no trailing blanks."""
    paragraphs: list[list[str]] = [[]]
    for line in body.splitlines():
        if line.strip():
            paragraphs[-1].append(" ".join(line.split()))
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"
