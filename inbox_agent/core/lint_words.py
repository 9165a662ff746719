"""Codes that the words carry: rules of config/rules/lint_*.toml, met one sentence at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from inbox_agent.core.drafting import Finding, Verdict
from inbox_agent.core.ledger import examined
from inbox_agent.core.lint_codes import CODES, MAX_QUOTE, finding
from inbox_agent.core.lint_model import SentenceModel
from inbox_agent.core.outgoing import Outgoing
from inbox_agent.core.rules import Hit, RuleBook, Sentence

BY_CLOCK = frozenset({"after_rank_deadline"})  # signs that count only once the clock says so


def word_findings(
    letter: Outgoing, rules: RuleBook, model: SentenceModel | None, after_deadline: bool
) -> Iterator[Finding]:
    """One finding for each code that the words carry, with the first words that carry it.

    Rules speak first; the model is asked about sentences that none of them met, and, where rules
    only warned, whether there is more to it."""
    seen: set[str] = set()
    sentences = examined(letter.subject, letter.words)
    hits = rules.hits(sentences)
    bargains = {hit.index for hit in hits if hit.rule.sign == "bargains"}
    for hit in hits:
        if hit.rule.sign == "top_choice" and hit.index in bargains:
            continue  # a first place offered on a condition is no first place
        code = hit.rule.sign
        if code not in CODES or code in seen or (code in BY_CLOCK and not after_deadline):
            continue
        seen.add(code)
        yield _finding(hit)
    if model is not None:
        met = {hit.index: CODES[hit.rule.sign].verdict for hit in hits if hit.rule.sign in CODES}
        held_back = {(hit.index, hit.rule.sign) for hit in _near(rules).hits(sentences)}
        yield from _second_opinions(sentences, model, met, held_back, seen)


def _second_opinions(
    sentences: Sequence[Sentence],
    model: SentenceModel,
    met: Mapping[int, Verdict],
    held_back: Collection[tuple[int, str]],
    seen: set[str],
) -> Iterator[Finding]:
    """What the model says of ``sentences``: of those that no rule ``met`` anything, of those that
    drew a warning only what would stop the letter. Where a rule of the same code came near and
    was ``held_back`` by its own exceptions, the rule knows better."""
    for number, sentence in enumerate(sentences):
        opinion = model.opinion(sentence.text) if met.get(number) is not Verdict.BLOCK else None
        if opinion is None:
            continue
        code, sure = opinion
        heavier = number not in met or CODES[code].verdict is Verdict.BLOCK
        if code in seen or not heavier or (number, code) in held_back:
            continue
        seen.add(code)
        source = f"{CODES[code].source}; no rule, a second opinion, {sure:.0%} sure"
        yield finding(code, sentence.text, source=source)


@cache
def _near(rules: RuleBook) -> RuleBook:
    """The same rules without their exceptions: they hit also what comes near."""
    return RuleBook(replace(rule, none=()) for rule in rules.rules if rule.sign in CODES)


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
