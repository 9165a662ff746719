"""The files that judge and accompany letters: lint's rules, its second opinion, the checklists."""

from __future__ import annotations

import json
from functools import cache

from inbox_agent.core.checklist import Section, sections_from_document
from inbox_agent.core.lint_model import SentenceModel, model_from_document
from inbox_agent.core.rules import RuleBook
from inbox_agent.shell.data import data_folder, load_toml, rules


@cache
def lint_rules() -> RuleBook:
    """The words that carry lint's codes and the ledger's claims (config/rules/lint_*.toml)."""
    return RuleBook(rules("lint"))


@cache
def lint_model() -> SentenceModel:
    """The second opinion of lint (config/lint-model.json)."""
    path = data_folder("config") / "lint-model.json"
    return model_from_document(json.loads(path.read_text("utf-8")))


@cache
def checklists() -> tuple[Section, ...]:
    """What is to be done in each part of the season (config/checklists.toml)."""
    return sections_from_document(load_toml(data_folder("config") / "checklists.toml"))
