"""One command of the owner → the store. Answers by mail and the command line both end here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from inbox_agent.core.commands import WITHOUT_CODE, Command, Verb
from inbox_agent.core.decide import decide
from inbox_agent.core.drafting import Draft, Kind
from inbox_agent.core.send import EVENT_OF, new_version, step
from inbox_agent.core.thanks import thanks_for
from inbox_agent.errors import NotFound, Refused
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.checklists import tick
from inbox_agent.pipeline.fixes import fix
from inbox_agent.pipeline.impressions import keep_for, note_impressions
from inbox_agent.pipeline.ledger import note_sent
from inbox_agent.pipeline.letters import thank_you
from inbox_agent.pipeline.versions import freeze_version
from inbox_agent.ports import Records

MORE_TIME = timedelta(hours=24)  # for a version made again after the deadline of the one before


def run_command(agent: Agent, command: Command, now: datetime) -> str:
    """One command given at the keyboard, in a transaction of its own; what was done, in words.

    Raises NotFound for a code that does not exist, Refused where it is not allowed now."""
    with agent.store.write() as records:
        if command.verb in WITHOUT_CODE:
            return apply(agent, records, command, None, "command", now)
        draft = records.draft_by_code(command.code)
        if draft is None:
            raise NotFound(f"no draft has the code {command.code}", "See `inbox-agent drafts`.")
        latest = records.draft(draft.id)
        refusal = decide(command, draft, latest, now, agent.owner.time_zone)
        refusal = refusal or stranger(agent, records, command, draft)
        if refusal:
            raise Refused(refusal, f"See `inbox-agent drafts show {command.code}`.")
        return apply(agent, records, command, draft, "command", now)


def stranger(agent: Agent, records: Records, command: Command, draft: Draft) -> str:
    """Why an approval must name the address: it is no known contact. Empty when all is well."""
    if command.verb is not Verb.APPROVE:
        return ""
    known = {*contacts(agent, records, draft.program_id), *draft.confirmed_to, *command.addresses}
    unknown = [address for address in draft.to if address.lower() not in known]
    if not unknown:
        return ""
    return (
        f"{unknown[0]} is no known contact of {draft.program}. If it is right, answer: "
        f"approve {draft.code} {unknown[0]}"
    )


def contacts(agent: Agent, records: Records, program_id: str) -> Collection[str]:
    """Addresses that a draft for this program may go to: its contacts and the owner's mentors."""
    program = next((p for p in records.programs() if p.id == program_id), None)
    people = [c.email.lower() for c in program.contacts] if program else []
    return frozenset((*people, *(mentor.email for mentor in agent.owner.mentors)))


def apply(
    agent: Agent, records: Records, command: Command, draft: Draft | None, proof: str,
    now: datetime,
) -> str:  # fmt: skip
    """Carry ``command`` out; it was decided before that it may be. Returns a line for the owner."""
    if command.verb in (Verb.DONE, Verb.UNDONE):
        return tick(agent, records, command.row_id, command.verb is Verb.DONE, now)
    if command.verb is Verb.FIX or draft is None:
        return fix(agent, records, command.row_id, command.fields, now)
    records.add_audit(now, f"answer {command.verb}", draft.id, f"{draft.code} proved by {proof}")
    match command.verb:
        case Verb.APPROVE:
            return _approve(agent, records, command, draft, proof, now)
        case Verb.REJECT:
            _keep(records, step(draft, EVENT_OF[command.verb], now, why="you rejected it"))
            return f"{draft.code} is rejected; it will not be sent."
        case Verb.HOLD:
            until = now + (command.span or timedelta())
            _keep(records, step(draft, EVENT_OF[command.verb], now, until=until))
            return f"{draft.code} waits; you are asked again at {_clock(agent, until)}."
        case Verb.EDIT:
            return _replace(agent, records, draft, new_version(draft, now, body=command.text), now)
        case Verb.NOTE:
            return _note(agent, records, command, draft, now)
        case Verb.SENT:
            settled = step(draft, EVENT_OF[command.verb], now, why="you said that it was sent")
            _keep(records, settled)
            note_sent(agent, records, settled, now)
            return f"{draft.code} is noted as sent."
        case Verb.AGAIN:
            return _again(agent, records, draft, now)
    raise AssertionError(command.verb)  # the match is complete


def _approve(
    agent: Agent, records: Records, command: Command, draft: Draft, proof: str, now: datetime
) -> str:
    until = now + agent.policy.hold
    approved = step(draft, EVENT_OF[command.verb], now, by=proof, until=until,
                    confirmed=command.addresses)  # fmt: skip
    _keep(records, approved)
    when = approved.held_until or until
    if when <= now:
        return (
            f"{draft.code} is approved and leaves now: {draft.subject}, to {', '.join(draft.to)}."
        )
    return (
        f"{draft.code} is approved: {draft.subject}, to {', '.join(draft.to)}. "
        f"It leaves at {_clock(agent, when)}; `reject {draft.code}` stops it until then."
    )


def _note(agent: Agent, records: Records, command: Command, draft: Draft, now: datetime) -> str:
    """The owner's impressions: kept with the interview, and woven into a new version."""
    interview = next((i for i in records.interviews() if i.id == draft.interview_id), None)
    program = next((p for p in records.programs() if p.id == draft.program_id), None)
    if interview is None or program is None or draft.kind is not Kind.THANK_YOU:
        body = f"{draft.body.rstrip()}\n\n{command.text}\n"
        return _replace(agent, records, draft, new_version(draft, now, body=body), now)
    if not note_impressions(agent, records, interview, command.text):
        return f"What you noted about {draft.program} is kept; {draft.code} still waits."
    people = list(enumerate(thanks_for(interview, program)))
    nth, to = next(((n, t.to) for n, t in people if t.to and t.to.email in draft.to), (0, None))
    if to is not None and to.email:
        keep_for(records, interview, to.email, command.text, agent)
    written = thank_you(agent, records, interview, program, to, nth=nth, late=False, now=now)
    again = new_version(draft, now, body=written.body, subject=written.subject)
    return _replace(agent, records, draft, again, now)


def _again(agent: Agent, records: Records, draft: Draft, now: datetime) -> str:
    deadline = draft.deadline
    if deadline is not None and deadline <= now:
        deadline = now + MORE_TIME
    return _replace(
        agent, records, draft, new_version(draft, now, deadline=deadline), now, Verb.AGAIN
    )


def _replace(
    agent: Agent, records: Records, old: Draft, fresh: Draft, now: datetime,
    verb: Verb = Verb.EDIT,
) -> str:  # fmt: skip
    """The old version dies with its code; the new one is proposed and asked anew."""
    _keep(records, step(old, EVENT_OF[verb], now, why="a new version took its place"))
    fresh = replace(fresh, gaps=tuple(gap for gap in fresh.gaps if gap.field == "recipient"))
    fresh = freeze_version(agent, records, fresh, now)
    _keep(records, fresh)
    records.add_audit(now, "proposed", fresh.id, f"version {fresh.version}")
    return f"{old.code} is replaced by {fresh.code}; you are asked about the new text."


def _keep(records: Records, draft: Draft) -> None:
    records.save_draft(draft)


def _clock(agent: Agent, moment: datetime) -> str:
    local = moment.astimezone(ZoneInfo(agent.owner.time_zone))
    return f"{local:%a %d %b %H:%M} ({agent.owner.time_zone})"
