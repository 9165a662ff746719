"""An alarm is queued in the transaction that keeps its mail: a crash can repeat it, not lose it."""

from __future__ import annotations

from datetime import datetime

from inbox_agent.core.alarm import alarm_for
from inbox_agent.core.alerting import MAX_HOSTS
from inbox_agent.core.links import host_of
from inbox_agent.core.mail import Mail
from inbox_agent.core.stored import Message
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.notices import queue_alert
from inbox_agent.ports import Records

MAX_LINKS = 50  # links looked at; an invitation has a handful


def raise_alarm(
    agent: Agent, records: Records, message: Message, mail: Mail, now: datetime
) -> None:
    """Queue the alarm of ``message``, if it deserves one."""
    alarm = alarm_for(message, agent.owner.time_zone, now, _hosts(mail))
    if alarm is not None:
        queue_alert(agent, records, f"alert:{message.fingerprint}", alarm, message, now)


def _hosts(mail: Mail) -> tuple[str, ...]:
    """The first few hosts that its links lead to."""
    found = dict.fromkeys(host for link in mail.links[:MAX_LINKS] if (host := host_of(link.href)))
    return tuple(found)[:MAX_HOSTS]
