"""The part of the season that ``now`` lies in, for the digest."""

from __future__ import annotations

from datetime import datetime

from inbox_agent.core.season_part import SeasonPart, season_part
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.checklists import standing
from inbox_agent.pipeline.courses import circumstances, courses
from inbox_agent.ports import Records


def season_now(agent: Agent, records: Records, now: datetime) -> SeasonPart:
    """What is fitting now, what waits, what comes next, and what is still to do."""
    return season_part(
        circumstances(agent, records, now), courses(agent, records), records.drafts(),
        standing(records, agent.season, agent.checklists, now), agent.owner.time_zone,
    )  # fmt: skip
