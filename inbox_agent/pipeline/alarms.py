"""An alarm is queued in the transaction that keeps its mail: a crash can repeat it, not lose it."""

from __future__ import annotations

from datetime import datetime

from inbox_agent.core.alarm import alarm_for
from inbox_agent.core.stored import Message
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.notices import queue_notice
from inbox_agent.ports import Records


def raise_alarm(agent: Agent, records: Records, message: Message, now: datetime) -> None:
    """Queue the alarm of ``message``, if it deserves one."""
    alarm = alarm_for(message, agent.owner.time_zone, now)
    if alarm is not None:
        queue_notice(
            agent, records, key=f"alert:{message.fingerprint}", kind="alert",
            subject=alarm.title, now=now, values={"alarm": alarm, "message": message},
        )  # fmt: skip
