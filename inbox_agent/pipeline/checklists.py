"""The season's checklists: ticked by what the store knows, or by the owner's word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from inbox_agent.core.checklist import Section, Ticked, fitting_sections, ticked
from inbox_agent.core.ledger import contradictions
from inbox_agent.core.progress import progress
from inbox_agent.core.season import Season
from inbox_agent.errors import NotFound
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.letters import IMPRESSIONS
from inbox_agent.ports import Records

_DONE = "done:"  # facts that keep what the owner ticked, a season apart


def tick(agent: Agent, records: Records, item: str, done: bool, now: datetime) -> str:
    """The owner says that ``item`` is done, or is not after all. Raises NotFound."""
    known = {each.id: each.text for section in agent.checklists for each in section.items}
    if item not in known:
        raise NotFound(
            f"there is no item {item!r} in the checklists",
            f"Items: {', '.join(sorted(known))}.",
        )
    if done:
        records.save_fact(_key(agent.season, item), now.isoformat())
    else:
        records.remove_fact(_key(agent.season, item))
    records.add_audit(now, "done" if done else "undone", item, known[item])
    return f"{'Done' if done else 'Not done'}: {known[item]}"


def standing(
    records: Records, season: Season, sections: Sequence[Section], now: datetime | None
) -> tuple[Ticked, ...]:
    """Each item as it stands; only those of this part of the season where ``now`` is given."""
    facts = records.facts()
    told = contradictions(records.ledger(season.name))
    known = progress(
        interviews=records.interviews(), drafts=records.drafts(), programs=records.programs(),
        impressions=[k.removeprefix(IMPRESSIONS) for k in facts if k.startswith(IMPRESSIONS)],
        contradictions=told,  # a receipt of a certified list comes after lists can be made
        messages=records.messages(own=False, since=season.at("ranking_opens")),
    )  # fmt: skip
    prefix = _key(season, "")
    marked = {key.removeprefix(prefix) for key in facts if key.startswith(prefix)}
    wanted = sections if now is None else fitting_sections(sections, season, now)
    return ticked(wanted, known, marked)


def _key(season: Season, item: str) -> str:
    return f"{_DONE}{season.name}:{item}"
