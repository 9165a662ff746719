"""Judges one outgoing letter: text, names, form, and (where known) ledger, policy and clock.

The codes, their verdicts and reasons stand in lint_codes.py, the words that carry them in
config/rules/lint_*.toml, the meaning of each in docs/labels.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from inbox_agent.core.drafting import Finding, Kind
from inbox_agent.core.ledger import Ledger
from inbox_agent.core.lint_codes import verdict
from inbox_agent.core.lint_form import form_findings
from inbox_agent.core.lint_ledger import Situation, situation_findings
from inbox_agent.core.lint_model import SentenceModel
from inbox_agent.core.lint_names import name_findings
from inbox_agent.core.lint_words import word_findings
from inbox_agent.core.outgoing import Outgoing
from inbox_agent.core.owner import Owner
from inbox_agent.core.program import Program
from inbox_agent.core.rules import RuleBook
from inbox_agent.core.season import Season

__all__ = ["Outgoing", "lint", "verdict"]


def lint(
    draft: Outgoing,
    *,
    kind: Kind | None,
    program: Program,
    programs: Sequence[Program],
    rules: RuleBook,
    model: SentenceModel | None = None,
    ledger: Ledger | None = None,
    now: datetime | None = None,
    season: Season | None = None,
    interview_end: datetime | None = None,
    owner: Owner | None = None,
    source: str = "",
) -> tuple[Finding, ...]:
    """All findings about ``draft``, blocks first; each code at most once.

    ``kind`` None: unknown, then a letter that answers another counts as a reply. Without ``ledger``
    and ``now`` the text alone is judged. ``rules`` are those of config/rules/lint*.toml; ``model``
    is a second opinion on sentences that no rule met (config/lint-model.json).
    ``owner``: places of the owner's own story may be named. ``source``: id of the draft itself,
    which the ledger may hold already. ``now`` and ``interview_end`` are aware.
    """
    late = now is not None and season is not None and now > season.rank_deadline
    words = tuple(word_findings(draft, rules, model, late))
    first = next((each.quote for each in words if each.code == "top_choice"), None)
    at = Situation(kind, program, rules, ledger, now, season, interview_end, source)
    found = (
        *words,
        *name_findings(draft, program, programs, _own_places(owner)),
        *form_findings(draft),
        *situation_findings(draft, at, first),
    )
    return tuple(sorted(found, key=lambda each: each.verdict.value))


def _own_places(owner: Owner | None) -> tuple[str, ...]:
    """Institutions that belong to the owner's own story (empty ones left out)."""
    if owner is None:
        return ()
    return tuple(filter(None, (owner.school, owner.advanced_position)))
