"""Dates, times, ranges and zones in prose: what moments a mail names, and in which sense.

``moments`` reads sentences into Mentions: a day (or several on offer), the clock that belongs to
it, the zone that stands beside it, and its role by the words around it. Nothing here decides
which of them is the interview: choose.py does, knowing what the mail is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from inbox_agent.core.calendar_day import resolve
from inbox_agent.core.grouping import Anchor, day_groups
from inbox_agent.core.hints import has_hint
from inbox_agent.core.mention import Mention, Moments
from inbox_agent.core.pairing import attach
from inbox_agent.core.roles import Role, asked_at, role_of, topic_of
from inbox_agent.core.rules import Sentence
from inbox_agent.core.scan import Scan, scan
from inbox_agent.core.sentences import MAX_SENTENCE

MAX_SENTENCES = 400  # of one mail that are looked at for times; agendas of two days have about 60
MAX_QUOTED = 60  # quoted sentences that are looked at for the month of "the 20th"
MAX_SCANNED = 20_000  # characters of sentences with times; a long agenda has about 4,000
MAX_MENTIONS = 300  # times of one mail that are kept


def moments(
    sentences: Sequence[Sentence], anchor: date | None, before: Sequence[Sentence] = ()
) -> Moments:
    """The times that ``sentences`` name; ``anchor`` is the day of writing, where the writer was.

    ``before`` is older, quoted text: "the 20th" may be a day that only it names in full."""
    found = Moments()
    left = MAX_SCANNED
    for number, sentence in enumerate(_whole(sentences[:MAX_SENTENCES])):
        found.texts.append(sentence.text)
        if left > 0 and has_hint(sentence.text):
            left -= len(sentence.text)
            found.scans.append(scan(sentence.text, sentence.where, number))
    written = anchor or _first_full_date(found.scans)
    known = _known(found.scans, written)
    if before and _wants_month(found.scans):
        older = [scan(s.text, s.where, 0) for s in before[:MAX_QUOTED] if has_hint(s.text)]
        known = {**_known(older, written), **known}
    fixed = Anchor(written, known, found.undated)
    for one in found.scans:
        found.zones += one.zones
        if len(found.mentions) < MAX_MENTIONS:
            found.mentions += _mentions(one, fixed)
    return found


_CUT = re.compile(
    r"\b(?:mon|tues?|wed|thurs?|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.$",
    re.IGNORECASE,
)


def _whole(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Sentences with those joined again that were cut behind "WED." or "Dec."."""
    held: Sentence | None = None
    for sentence in sentences:
        if held is not None and held.where is sentence.where:
            sentence = replace(sentence, text=f"{held.text} {sentence.text}")
        elif held is not None:
            yield held
        dotted = sentence.text.endswith(".") and len(sentence.text) < MAX_SENTENCE
        cut = dotted and _CUT.search(sentence.text[-6:])
        held = sentence if cut else None
        if held is None:
            yield sentence
    if held is not None:
        yield held


def _first_full_date(scans: Sequence[Scan]) -> date | None:
    for one in scans:
        for day in (day for span in one.spans for day in span.days if day.year and day.named):
            return resolve(day, None, {})[0]
    return None


def _wants_month(scans: Sequence[Scan]) -> bool:
    """Whether a day stands there without its month."""
    days = (day for one in scans for span in one.spans for day in span.days)
    return any(day.day is not None and day.month is None for day in days)


def _known(scans: Sequence[Scan], anchor: date | None) -> Mapping[int, date]:
    """The full dates of the mail by their day of the month; the first one wins."""
    known: dict[int, date] = {}
    for one in scans:
        for day in (day for span in one.spans for day in span.days if day.named):
            made, _ = resolve(day, anchor, {})
            if made is not None and (anchor is None or made >= anchor):
                known.setdefault(made.day, made)
    return known


def _mentions(one: Scan, anchor: Anchor) -> list[Mention]:
    """The times of one sentence, each with its role and topic."""
    groups = day_groups(one, anchor)
    found = sorted([*groups, *attach(one, groups)], key=lambda mention: mention.at)
    for index, mention in enumerate(found):
        before = found[index - 1].to if index else 0
        after = found[index + 1].at if index + 1 < len(found) else len(one.tokens)
        mention.role = role_of(one, mention.at, mention.to, before, after)
        mention.topic = topic_of(one, mention.at, mention.to, before, after)
        if mention.relative and mention.role is Role.PLAIN and asked_at(one, mention.at):
            mention.role = Role.DEADLINE
    _bracketed(found)
    _first_of_ends(found)
    return found


def _first_of_ends(found: Sequence[Mention]) -> None:
    """Two ends of one day: the first of them is its beginning."""
    ends = [mention for mention in found if mention.role is Role.END and mention.clock]
    if len(ends) > 1 and ends[0].days and not ends[-1].days:
        ends[0].role = Role.PLAIN


def _bracketed(found: Sequence[Mention]) -> None:
    """ "End of the month would be good (Friday, October 30)": the exact day behind is meant."""
    for vague, exact in pairwise(found):
        if vague.relative and vague.role is Role.DEADLINE and exact.exact and not exact.relative:
            between = [token.low for token in vague.scan.tokens[vague.to : exact.at]]
            if "(" in between:
                vague.days, exact.role = exact.days, Role.DEADLINE
