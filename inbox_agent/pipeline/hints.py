"""Hints about a draft: small slips that decide nothing (core/spelling.py)."""

from __future__ import annotations

from collections.abc import Iterator

from inbox_agent.core.drafting import Draft
from inbox_agent.core.outgoing import outgoing_of_draft
from inbox_agent.core.spelling import hints
from inbox_agent.pipeline.agent import Agent
from inbox_agent.ports import Records


def hints_for(agent: Agent, records: Records, draft: Draft) -> tuple[str, ...]:
    """What to look at once more before this draft goes; nothing where no word list is at hand."""
    if agent.words is None:
        return ()
    return hints(outgoing_of_draft(draft), agent.words, _names(agent, records, draft))


def _names(agent: Agent, records: Records, draft: Draft) -> Iterator[str]:
    """Texts whose words are right as they stand: names, and facts in the owner's own words."""
    owner = agent.owner
    yield from (owner.name, owner.school, owner.country, owner.career, owner.advanced_position)
    yield from (mentor.name for mentor in owner.mentors)
    yield draft.to_name
    for program in records.programs():
        yield from (program.name, program.track, program.city)
        yield from (contact.name for contact in program.contacts)
