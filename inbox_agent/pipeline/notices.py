"""Mails to the owner: queued with what caused them, sent by the rules of every other mail."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from inbox_agent.core.alarm import Alarm
from inbox_agent.core.alerting import Standing, brief, is_quiet, without_codes
from inbox_agent.core.freeze import notice_bytes, notice_message_id
from inbox_agent.core.health import CHANNELS_FAILING, NO_SENDING
from inbox_agent.core.stored import Message, Notice
from inbox_agent.pipeline.agent import Agent
from inbox_agent.ports import (
    Accepted,
    Alert,
    Envelope,
    NotHanded,
    Outcome,
    Records,
    Refusal,
    Unclear,
)

RETRY_AFTER = (1, 2, 5, 15, 30)  # minutes between tries of a notice; the last one repeats
REFUSED_RETRY = timedelta(hours=1)  # between tries with credentials that were refused
ALERT = "alert"
CONFIRM = "confirm"  # the one request to an alert address whether it agrees
_HANDED = "data"
_WITHDRAWN = "withdrawn"  # its address declined, or is not named any more


def queue_notice(
    agent: Agent, records: Records, *, key: str, kind: str, subject: str, now: datetime,
    values: Mapping[str, object], code: str = "", in_reply_to: str = "", to: str = "",
    reason: str = "",
) -> bool:  # fmt: skip
    """Queue one notice from ``templates/notices/<kind>``; False where ``key`` was queued before."""
    if records.notice(key) is not None:
        return False
    shown = {"owner": agent.owner, "subject": subject, "now": now, **values}
    notice_id = records.new_id("n")
    message_id = notice_message_id(agent.owner, notice_id, key, agent.keys.load().secret)
    records.save_notice(Notice(
        id=notice_id, key=key, kind=kind, subject=subject, code=code, created=now,
        text=agent.renderer.render(f"notices/{kind}.txt", shown),
        html=agent.renderer.render(f"notices/{kind}.html", shown),
        message_id=message_id, in_reply_to=in_reply_to, to=to, reason=reason,
    ))  # fmt: skip
    return True


def queue_alert(
    agent: Agent, records: Records, key: str, alarm: Alarm, message: Message | None, now: datetime
) -> None:
    """Queue an alarm for the owner, and for each alert address that confirmed, in fewer words."""
    clean = _without_codes(records, alarm)
    alerted = queue_notice(
        agent, records, key=key, kind=ALERT, subject=clean.title, now=now, reason=alarm.reason,
        values={"alarm": clean, "message": message},
    )  # fmt: skip
    for address in agent.policy.alerting.mail if alerted else ():
        if is_confirmed(records, address):
            shown = replace(clean, details=())
            queue_notice(
                agent, records, key=f"{key}:{address}", kind=ALERT, subject=clean.title, now=now,
                to=address, reason=alarm.reason, values={"alarm": shown, "message": None},
            )  # fmt: skip


def _without_codes(records: Records, alarm: Alarm) -> Alarm:
    """An alert passes through hands that a code must not: telephones, services, helpers."""

    def blotted(text: str) -> str:
        return without_codes(text, lambda code: records.draft_by_code(code) is not None)

    return Alarm(
        alarm.reason, blotted(alarm.title), tuple(map(blotted, alarm.lines)),
        tuple(map(blotted, alarm.details)),
    )  # fmt: skip


def is_confirmed(records: Records, address: str) -> bool:
    """Did this alert address agree, by a reply from there?"""
    return (records.fact(standing_fact(address)) or "").startswith(Standing.CONFIRMED.value)


def standing_fact(address: str) -> str:
    """The fact that keeps what an alert address answered, and when."""
    return f"alert address {address}"


async def send_alerts(agent: Agent, now: datetime) -> None:
    """Send only the alerts that wait."""
    if not agent.policy.dry_run:
        await _send_all(agent, [n for n in _waiting(agent, now) if n.kind == ALERT], now)


async def send_notices(agent: Agent, now: datetime) -> None:
    """Send what waits; an alert goes to its channels first, by mail only when none took it."""
    await _send_all(agent, _waiting(agent, now), now)


def _waiting(agent: Agent, now: datetime) -> list[Notice]:
    with agent.store.read() as records:
        waiting = records.notices(waiting=True)
    alerting, zone = agent.policy.alerting, agent.owner.time_zone
    return [
        notice for notice in waiting
        if (notice.retry_at is None or notice.retry_at <= now)
        and not (notice.kind == ALERT and is_quiet(alerting, notice.reason, zone, now))
    ]  # fmt: skip


async def _send_all(agent: Agent, waiting: Sequence[Notice], now: datetime) -> None:
    refused = ""  # why the server does not let us in: asking it once is enough
    for notice in waiting:
        if agent.policy.dry_run:
            agent.tell(f"would send {notice.kind}: {notice.subject}")
        elif notice.to and not _may_go(agent, notice):
            _save(agent, replace(notice, sent=now, phase=_WITHDRAWN))
        elif notice.kind == ALERT and not notice.to and await _handed_over(agent, notice, now):
            _save(agent, replace(notice, sent=now))
        elif refused:
            _save(agent, replace(notice, retry_at=now + REFUSED_RETRY))
        else:
            outcome = await _send(agent, notice, now)
            if isinstance(outcome, NotHanded) and outcome.hopeless:
                refused = outcome.why
    if refused:
        note_no_sending(agent, refused, now)


def _may_go(agent: Agent, notice: Notice) -> bool:
    """THE gate for notices to anybody but the owner: the owner names the address, and it either
    confirmed or is asked, for the first and only time, whether it agrees."""
    if notice.to not in agent.policy.alerting.mail:
        return False
    with agent.store.read() as records:
        return notice.kind == CONFIRM or (notice.kind == ALERT and is_confirmed(records, notice.to))


async def _handed_over(agent: Agent, notice: Notice, now: datetime) -> bool:
    """Whether a channel took it; one that did not is remembered until it does."""
    alert = Alert(notice.subject, brief(notice.text))
    taken = await asyncio.to_thread(agent.alerts.hand_over, alert)
    failing = ", ".join(agent.alerts.failing())
    with agent.store.write() as records:
        if not failing:
            records.remove_fact(CHANNELS_FAILING)
        elif records.fact(CHANNELS_FAILING) is None:
            records.save_fact(CHANNELS_FAILING, f"{failing} since {now.isoformat()}")
    return bool(taken)


async def _send(agent: Agent, notice: Notice, now: datetime) -> Outcome:
    if notice.phase == _HANDED:  # a crash between DATA and its reply: never a second time
        _save(agent, replace(notice, sent=now))
        return Unclear("the agent stopped while it was being sent")

    async def before_data() -> bool:
        _save(agent, replace(notice, phase=_HANDED, attempts=notice.attempts + 1))
        return True

    address = notice.to or agent.owner.email
    raw = notice_bytes(notice, agent.owner, now)
    outcome = await agent.outbox.send(Envelope(agent.owner.email, (address,)), raw, before_data)
    with agent.store.write() as records:
        attempted = replace(notice, attempts=notice.attempts + 1, phase="")
        records.save_notice(_after(attempted, outcome, now))
        if isinstance(outcome, Accepted):
            records.remove_fact(NO_SENDING)
    agent.tell(f"{notice.kind} to {notice.to or 'the owner'}: {_said(outcome)}")
    return outcome


def note_no_sending(agent: Agent, why: str, now: datetime) -> None:
    """The server takes no mail from us until somebody changes something: health is red, and the
    owner hears of it once, by a channel that is no mail."""
    with agent.store.write() as records:
        if records.fact(NO_SENDING) is not None:
            return
        records.save_fact(NO_SENDING, f"no mail can be sent since {now.isoformat()}: {why}")
        title = "inbox-agent cannot send mail"
        lines = (why, "Requests and digests wait here. See `inbox-agent check`.")
        alarm = Alarm("silence", title, lines)
        queue_alert(agent, records, f"no sending:{now.isoformat()}", alarm, None, now)


def _after(notice: Notice, outcome: Outcome, now: datetime) -> Notice:
    if isinstance(outcome, Accepted | Unclear):
        return replace(notice, sent=now)
    if isinstance(outcome, NotHanded) and outcome.hopeless:  # refused credentials: no login storm
        return replace(notice, retry_at=now + REFUSED_RETRY)
    minutes = RETRY_AFTER[min(notice.attempts, len(RETRY_AFTER)) - 1]
    return replace(notice, retry_at=now + timedelta(minutes=minutes))


def _said(outcome: Outcome) -> str:
    match outcome:
        case Accepted():
            return "sent"
        case Refusal(code, reply, _):
            return f"refused ({code} {reply}); tried again later"
        case NotHanded(why, _):
            return f"not handed over ({why}); tried again later"
        case Unclear(why):
            return f"handed over, but the connection ended before the answer ({why})"


def _save(agent: Agent, notice: Notice) -> None:
    with agent.store.write() as records:
        records.save_notice(notice)
