"""What proves a message later: its signatures are looked at while the sender's keys can be had."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from inbox_agent.core.reading import Category
from inbox_agent.core.stored import Message, Signature, Witness
from inbox_agent.pipeline.agent import Agent
from inbox_agent.ports import DkimResult, Records

FRESH = timedelta(days=7)  # older mail is looked at only where it bears a flag: keys vanish anyway
MOST_A_PASS = 10  # each may ask DNS for seconds; the others are looked at in the next pass


def keep_witness(
    records: Records, message: Message, now: datetime, *, truncated: bool
) -> None:  # fmt: skip
    """In the transaction that keeps the message: note that its signatures are to be looked at."""
    reading = message.reading
    if reading is None:
        return
    fresh = reading.category is not Category.UNRELATED and now - message.received <= FRESH
    if fresh or reading.flags:
        records.save_witness(Witness(message.fingerprint, now, truncated=truncated))


def look_at_signatures(agent: Agent, now: datetime) -> None:
    """Verify the signatures of what came in; DNS is asked outside of any transaction."""
    with agent.store.read() as records:
        waiting = records.witnesses(checked=False)[:MOST_A_PASS]
        raws = {each.fingerprint: records.raw(each.fingerprint) for each in waiting}
    for witness in waiting:
        raw = raws[witness.fingerprint]
        found = agent.authenticator.verify(raw) if raw and not witness.truncated else ()
        seen = replace(witness, checked=now, signatures=tuple(map(signature, found)))
        with agent.store.write() as records:
            records.save_witness(seen)


def signature(result: DkimResult) -> Signature:
    return Signature(
        result.valid, result.domain, result.signed_headers, result.key_bits, result.why
    )  # fmt: skip
