"""Words and recipients → a version: frozen bytes, hash, Message-ID, findings and code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from inbox_agent.core import codes, freeze
from inbox_agent.core.deadlines import interview_end
from inbox_agent.core.drafting import Draft, DraftState, Finding, Kind
from inbox_agent.core.ledger import ASKED, Ledger, Letter
from inbox_agent.core.lint import lint
from inbox_agent.core.mail import Address
from inbox_agent.core.outgoing import Outgoing
from inbox_agent.core.program import Program
from inbox_agent.core.season import Season
from inbox_agent.pipeline.agent import Agent
from inbox_agent.ports import Records

_GONE = (DraftState.APPROVED, DraftState.SENDING, DraftState.SENT, DraftState.UNKNOWN)


def freeze_version(agent: Agent, records: Records, draft: Draft, now: datetime) -> Draft:
    """``draft`` with its bytes frozen, under a code of its own, and judged; not saved yet."""

    def taken(code: str) -> bool:
        return records.draft_by_code(code) is not None

    draft = replace(draft, message_id=freeze.message_id(agent.owner, draft))
    raw = freeze.freeze(draft, agent.owner)
    secret = agent.keys.load().secret
    code = codes.free_code(secret, draft.id, draft.version, raw, draft.to, taken)
    draft = replace(draft, raw=raw, sha256=hashlib.sha256(raw).hexdigest(), code=code)
    return replace(draft, findings=judge(agent, records, draft, now))


def judge(agent: Agent, records: Records, draft: Draft, now: datetime) -> tuple[Finding, ...]:
    """What lint says about ``draft`` at ``now``, with everything the store knows."""
    programs = records.programs()
    program = next((p for p in programs if p.id == draft.program_id), Program(draft.program))
    interview = next((i for i in records.interviews() if i.id == draft.interview_id), None)
    zone = program.time_zone or agent.owner.time_zone
    end = interview_end(interview, zone)[0] if interview else None
    letter = Outgoing(
        to=tuple(Address(draft.to_name, addr) for addr in draft.to),
        subject=draft.subject, body=draft.body, in_reply_to=draft.in_reply_to,
    )  # fmt: skip
    return lint(
        letter, kind=draft.kind, program=program, programs=programs, rules=agent.lint_rules,
        model=agent.lint_model,
        ledger=ledger_of(records, agent.season), now=now, season=agent.season, interview_end=end,
        owner=agent.owner, source=draft.id,
    )  # fmt: skip


def ledger_of(records: Records, season: Season) -> Ledger:
    """What this season's programs were told, and in which letters: the agent's and the owner's."""
    letters = (*_drafts(records), *_own(records))
    return Ledger(entries=records.ledger(season.name), letters=letters)


def _drafts(records: Records) -> Iterator[Letter]:
    """Letters that went, or are approved and about to go."""
    for draft in records.drafts(states=_GONE):
        if draft.kind is Kind.MENTOR_REQUEST:
            continue  # a mentor is no program
        yield Letter(
            program_id=draft.program_id, program=draft.program, to=draft.to,
            at=draft.sent or draft.approved_at or draft.created, source=draft.id,
            words=Outgoing((), draft.subject, draft.body).words,
            unasked=draft.kind not in ASKED,
        )  # fmt: skip


def _own(records: Records) -> Iterator[Letter]:
    """What the owner wrote to a program without the agent."""
    names = {program.id: program.name for program in records.programs()}
    for message in records.handwritten():
        if message.program_id in names:
            yield Letter(
                program_id=message.program_id, program=names[message.program_id], to=message.to,
                at=message.received, words=Outgoing((), message.subject, message.text).words,
                source=message.id, unasked=not message.in_reply_to,
            )  # fmt: skip
