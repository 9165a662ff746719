"""Codes that the words carry: rules of config/rules/lint_*.toml, met one sentence at a time."""

from __future__ import annotations

from collections.abc import Iterator

from inbox_agent.core.drafting import Finding
from inbox_agent.core.ledger import examined
from inbox_agent.core.lint_codes import CODES, MAX_QUOTE, finding
from inbox_agent.core.outgoing import Outgoing
from inbox_agent.core.rules import Hit, RuleBook

BY_CLOCK = frozenset({"after_rank_deadline"})  # signs that count only once the clock says so


def word_findings(letter: Outgoing, rules: RuleBook, after_deadline: bool) -> Iterator[Finding]:
    """One finding for each code that the words carry, with the first words that carry it."""
    seen: set[str] = set()
    hits = rules.hits(examined(letter.subject, letter.words))
    bargains = {hit.index for hit in hits if hit.rule.sign == "bargains"}
    for hit in hits:
        if hit.rule.sign == "top_choice" and hit.index in bargains:
            continue  # a first place offered on a condition is no first place
        code = hit.rule.sign
        if code not in CODES or code in seen or (code in BY_CLOCK and not after_deadline):
            continue
        seen.add(code)
        yield _finding(hit)


def _quote(hit: Hit) -> str:
    """The sentence, or, where it is long, what stands around the words that were met."""
    if len(hit.sentence) <= MAX_QUOTE:
        return hit.sentence
    at = max(hit.sentence.find(hit.quote), 0)
    around = (MAX_QUOTE - len(hit.quote)) // 2 - len("......")
    start = max(at - max(around, 0), 0)
    piece = hit.sentence[start : at + len(hit.quote) + max(around, 0)].strip()
    return f"{'...' if start else ''}{piece}..."


def _finding(hit: Hit) -> Finding:
    data = hit.rule.data
    return finding(
        hit.rule.sign,
        _quote(hit),
        why=str(data.get("why", "")),
        instead=str(data.get("instead", "")),
        source=str(data.get("source", "")),
    )
