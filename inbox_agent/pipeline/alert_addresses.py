"""Alert addresses besides the owner's: asked once whether they agree, believed by their reply.

Nothing but that one request goes to an address before it answered ``yes`` from there; ``no`` or
``stop``, at any time, ends it. The request's Message-ID and the token in its subject are known only
to whoever reads that mailbox."""

from __future__ import annotations

from datetime import datetime

from inbox_agent.core.alerting import Standing, answer_of, token_of
from inbox_agent.core.mail import Mail
from inbox_agent.core.stored import Notice
from inbox_agent.core.trust import automatic
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.notices import CONFIRM, queue_notice, standing_fact
from inbox_agent.ports import Records


def ask_to_confirm(agent: Agent, now: datetime) -> None:
    """One request to each address of the configuration that was never asked."""
    for address in agent.policy.alerting.mail:
        with agent.store.read() as records:
            asked = records.notice(_key(address)) is not None
        if not asked:
            _ask(agent, address, now)


def _ask(agent: Agent, address: str, now: datetime) -> None:
    token = token_of(agent.keys.load().secret, address)
    with agent.store.write() as records:
        queue_notice(
            agent, records, key=_key(address), kind=CONFIRM, to=address, now=now,
            subject=f"May {agent.owner.name}'s alerts come to you? [{token}]", values={},
        )  # fmt: skip
        records.add_audit(now, "asked to confirm", "", address)


def standing(records: Records, address: str) -> Standing:
    """What is known of ``address``."""
    said = records.fact(standing_fact(address))
    if said is not None:
        return Standing(said.partition(",")[0])
    return Standing.ASKED if records.notice(_key(address)) is not None else Standing.UNKNOWN


def take_reply(agent: Agent, records: Records, mail: Mail, raw: bytes, now: datetime) -> bool:
    """Is ``mail`` the answer of an alert address? Then keep what it says, and tell the owner."""
    address = _address(agent, records, mail)
    if address is None:
        return False
    said = answer_of(mail, address)
    if said is None or automatic(mail, raw):
        return True  # it answers us, and says nothing that counts
    if said is not standing(records, address):
        records.save_fact(standing_fact(address), f"{said.value}, {now.isoformat()}")
        records.add_audit(now, f"alert address {said.value}", "", address)
        _tell(agent, records, address, said, mail, now)
    return True


def _address(agent: Agent, records: Records, mail: Mail) -> str | None:
    """Whose answer it is: by the notice that it names, else by the token in its subject."""
    for named in (mail.in_reply_to, *mail.references):
        notice: Notice | None = records.notice_by_message_id(named) if named else None
        if notice is not None and notice.to:
            return notice.to
    secret = agent.keys.load().secret if agent.policy.alerting.mail else b""
    for address in agent.policy.alerting.mail:
        if f"[{token_of(secret, address)}]" in mail.subject:
            return address
    return None


def _tell(
    agent: Agent, records: Records, address: str, said: Standing, mail: Mail, now: datetime
) -> None:
    agreed = said is Standing.CONFIRMED
    what = "Alerts go there too from now on." if agreed else "Nothing goes there any more."
    queue_notice(
        agent, records, key=f"alert address:{mail.fingerprint}", kind="report", now=now,
        subject=f"{address} {'agreed' if agreed else 'declined'}",
        values={"lines": (f"{address} answered that it {said.value} your alerts.", what),
                "draft": None},
    )  # fmt: skip


def _key(address: str) -> str:
    return f"confirm:{address}"
