"""Facts from the store → the words of a letter, threaded to the program's own mail."""

from __future__ import annotations

from datetime import date, datetime

from inbox_agent.core.draft import Composition, compose, template_name
from inbox_agent.core.drafting import Kind
from inbox_agent.core.facts import Facts
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.owner import Update
from inbox_agent.core.program import Contact, Program
from inbox_agent.pipeline.agent import Agent
from inbox_agent.ports import Records

IMPRESSIONS = "impressions:"  # facts that keep what the owner thought of an interview day
MAX_REFERENCES = 10  # Message-IDs of a thread that a reply names; more helps no client


def thank_you(
    agent: Agent, records: Records, interview: Interview, program: Program,
    to: Contact | None, *, nth: int, late: bool, now: datetime,
) -> Composition:  # fmt: skip
    """A thank-you to one person, with what the owner noted about the day."""
    start = interview.start
    day: date | None = start.date() if isinstance(start, datetime) else start
    facts = Facts(
        owner=agent.owner, program=program, recipient=to, interview_day=day, nth=nth, late=late,
        over=True, impressions=_noted_for(records, interview, to, nth), on=now,
    )  # fmt: skip
    return written(agent, Kind.THANK_YOU, facts)


def _noted_for(records: Records, interview: Interview, to: Contact | None, nth: int) -> str:
    """What the owner noted for this very letter; the director's has what was noted of the day.

    The same words in two letters to one program would be compared."""
    own = records.fact(impressions_key(interview.id, to.email)) if to and to.email else None
    if own or nth:
        return own or ""
    return records.fact(impressions_key(interview.id)) or ""


def facts_about(
    agent: Agent, records: Records, program: Program, now: datetime,
    *, news: tuple[Update, ...] = (),
) -> Facts:  # fmt: skip
    """What is known for a letter to the program's director: the last interview that took place,
    what the owner noted of it, and ``news``, the updates that were not told there."""
    over = [i for i in records.interviews(program_id=program.id) if i.state is InterviewState.DONE]
    last = over[-1] if over else None
    start = last.start if last else None
    return Facts(
        owner=agent.owner, program=program, recipient=program.director(),
        interview_day=start.date() if isinstance(start, datetime) else start,
        impressions=_noted_for(records, last, program.director(), 0) if last else "",
        over=last is not None, updates=news, on=now,
    )  # fmt: skip


def written(agent: Agent, kind: Kind, facts: Facts) -> Composition:
    """A letter of ``kind`` from the owner's template, or ours."""
    template = agent.renderer.source(template_name(kind))
    return compose(kind, facts, template, agent.renderer.text)


def impressions_key(interview_id: str, address: str = "") -> str:
    """The fact that keeps what impressed the owner on an interview day; with an ``address``, what
    was noted for the letter to that person."""
    return f"{IMPRESSIONS}{interview_id}{':' if address else ''}{address}"


def threaded(
    records: Records, program: Program, to: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    """In-Reply-To and References: the recipient's last mail, else the last from the program."""
    received = [m for m in records.messages(program_id=program.id, own=False) if m.message_id]
    from_them = [m for m in received if m.from_addr in to]
    from_program = [
        m for m in received
        if any(m.from_addr.endswith(("@" + d, "." + d)) for d in program.domains)
    ]  # fmt: skip
    last = next(iter(reversed(from_them or from_program)), None)
    if last is None:
        return "", ()
    return last.message_id, (*last.references, last.message_id)[-MAX_REFERENCES:]
