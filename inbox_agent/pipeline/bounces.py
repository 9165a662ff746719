"""A delivery report about a letter of ours is shown beside it; the state of the draft stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from inbox_agent.core.bounce import CAME_BACK, bounce
from inbox_agent.core.drafting import DraftState
from inbox_agent.core.mail import Mail
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.reports import tell_bounced
from inbox_agent.ports import Records

_WENT = frozenset({DraftState.SENT, DraftState.UNKNOWN})


def note_bounce(agent: Agent, records: Records, mail: Mail, raw: bytes, now: datetime) -> None:
    """Match a report by Message-ID; a report about mail that is not ours changes nothing."""
    found = bounce(mail, raw)
    for message_id in found.message_ids if found else ():
        draft = records.draft_by_message_id(message_id)
        if found is None or draft is None or draft.state not in _WENT:
            continue
        noted = replace(draft, note=CAME_BACK + found.why)
        records.save_draft(noted)
        records.add_audit(now, "bounced", draft.id, found.why)
        tell_bounced(agent, records, noted, now)
        agent.tell(f"draft {draft.id} came back: {found.why}")
