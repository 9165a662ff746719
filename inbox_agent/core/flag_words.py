"""Which flags the words of a mail raise: rule hits, sorted out by who writes and what else is said.

A rule of config/rules/flag_*.toml speaks for a flag or for a circumstance (``money_asked``,
``offer_excused``, …). Here only the circumstances are weighed; what words mean is in the rules.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from inbox_agent.core.reading import Category, Flag
from inbox_agent.core.rules import Hit

BY_WORDS: tuple[Flag, ...] = tuple(
    flag for flag in Flag if flag not in (Flag.SHORT_DEADLINE, Flag.IMPERSONATION)
)
"""The flags that words alone raise, in the order of docs/labels.md."""

_OF_STRANGERS = frozenset({Flag.POSITION_GUARANTEE, Flag.OFFER_OUTSIDE_MATCH, Flag.PAYMENT_REQUEST})
"""What an agency or a swindler can do; everything else only a program can."""

_TO_EVERYBODY = frozenset({Category.ANNOUNCEMENT, Category.ACKNOWLEDGEMENT})
_POLICIES = frozenset({Flag.NO_CONTACT_POLICY, Flag.CONTACT_DISCOURAGED, Flag.CONTACT_SOLICITATION})
"""What a notice to everybody can carry: it speaks to no applicant in particular."""

_ENOUGH = 1.0
_TO_THE_READER = re.compile(r"\byou", re.IGNORECASE)
"""A stranger's offer is made to somebody; a father's tale of one is not."""

Found = Mapping[str, Sequence[Hit]]
"""Rule hits by what they speak for."""


def word_flags(found: Found, category: Category, *, match_over: bool) -> dict[Flag, Hit]:
    """The flags that words raise, each with the hit that shows it best."""
    kept: dict[Flag, list[Hit]] = {flag: [] for flag in BY_WORDS}
    for flag in _possible(category):
        kept[flag] = [hit for hit in found.get(flag, ()) if _in_season(hit, category)]
    _keep_the_stronger_boundary(kept)
    if match_over:
        _forget_match_papers(kept, found)
    if category is Category.UNRELATED:
        _only_what_strangers_do(kept, found)
    return {flag: _best(hits) for flag, hits in kept.items() if _enough(hits)}


def _possible(category: Category) -> Collection[Flag]:
    """The flags that mail of this category can carry."""
    if category in _TO_EVERYBODY:
        return _POLICIES
    return _OF_STRANGERS if category is Category.UNRELATED else BY_WORDS


def _enough(hits: Sequence[Hit]) -> bool:
    """Whether the rules that were met weigh 1 together: a broad rule needs another beside it."""
    return sum({hit.rule.id: hit.rule.weight for hit in hits}.values()) >= _ENOUGH


def _in_season(hit: Hit, category: Category) -> bool:
    """Whether the rule speaks about mail of this category: its table may name the categories
    that it is for (``only``), or not for (``never_in``)."""
    only = hit.rule.data.get("only")
    return (only is None or category in only) and category not in hit.rule.data.get("never_in", ())


def _best(hits: Sequence[Hit]) -> Hit:
    """The heaviest hit; among equals the one with the shortest passage."""
    return min(hits, key=lambda hit: (-hit.rule.weight, len(hit.quote)))


def _apart(hits: Sequence[Hit], others: Sequence[Hit]) -> list[Hit]:
    """``hits`` that share no sentence with ``others``."""
    taken = {i for other in others for i in range(other.index, other.index + other.rule.span)}
    return [hit for hit in hits if taken.isdisjoint(range(hit.index, hit.index + hit.rule.span))]


def _keep_the_stronger_boundary(kept: dict[Flag, list[Hit]]) -> None:
    boundaries = [*kept[Flag.NO_CONTACT_POLICY], *kept[Flag.CONTACT_DISCOURAGED]]
    kept[Flag.CONTACT_SOLICITATION] = _apart(kept[Flag.CONTACT_SOLICITATION], boundaries)
    if kept[Flag.NO_CONTACT_POLICY]:
        kept[Flag.CONTACT_DISCOURAGED] = []


def _forget_match_papers(kept: dict[Flag, list[Hit]], found: Found) -> None:
    """After Match Day contracts and promises are what a match is made of; offers are not."""
    kept[Flag.POSITION_GUARANTEE] = []
    kept[Flag.OFFER_OUTSIDE_MATCH] = [
        hit
        for hit in kept[Flag.OFFER_OUTSIDE_MATCH]
        if hit.rule.data.get("after_match", True) and not found.get("match_papers")
    ]


def _only_what_strangers_do(kept: dict[Flag, list[Hit]], found: Found) -> None:
    """Friends and family carry no flag; who sells places does."""
    sells = found.get("money_asked") or kept[Flag.PAYMENT_REQUEST]
    if found.get("money_asked") and found.get("place_sold") and not found.get("lessons"):
        kept[Flag.PAYMENT_REQUEST].extend(found["money_asked"])
    if not (sells or found.get("agency") or kept[Flag.OFFER_OUTSIDE_MATCH]):
        kept[Flag.POSITION_GUARANTEE] = []
    if not found.get("residency_named") or found.get("other_career"):
        kept[Flag.OFFER_OUTSIDE_MATCH] = []
    if not (sells or found.get("agency")):
        kept[Flag.OFFER_OUTSIDE_MATCH] = [
            hit for hit in kept[Flag.OFFER_OUTSIDE_MATCH] if _TO_THE_READER.search(hit.sentence)
        ]
