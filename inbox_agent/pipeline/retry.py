"""A quarantined message, tried again: after an update, say, it may be readable."""

from __future__ import annotations

from datetime import datetime

from inbox_agent.core.mail import Unreadable
from inbox_agent.core.parse import a_message, parse
from inbox_agent.errors import NotFound
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.intake import Intake
from inbox_agent.ports import Fetched, Folder


def retry_quarantined(agent: Agent, row_id: str, now: datetime) -> str:
    """Read it again; what came of it, in words. Raises NotFound."""
    with agent.store.write() as records:
        row = next((q for q in records.quarantined() if q.id == row_id), None)
        if row is None:
            raise NotFound(f"nothing in quarantine is called {row_id}", "See `quarantine`.")
        raw = records.raw(row.fingerprint) or b""
        mail = a_message(parse(raw))
        if isinstance(mail, Unreadable):
            return f"still unreadable: {mail.reason}"
        records.remove_quarantined(row.id)
        state = records.folder_state(row.folder)
        intake = Intake(agent, records, Folder(row.folder), state.uidvalidity if state else 0, now)
        intake.take(Fetched(row.uid, raw, row.at, len(raw)), mail)
        intake.finish()
    return "it is read now"
