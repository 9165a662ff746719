"""A draft that the owner asks for: `drafts new KIND --program NAME`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from inbox_agent.core.deadlines import thank_you_times
from inbox_agent.core.drafting import Draft, DraftState, Kind
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.occasions import mentors_for
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.season import Season
from inbox_agent.core.thanks import written_by_hand
from inbox_agent.errors import NotFound, UserError
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.courses import news_for
from inbox_agent.pipeline.letters import facts_about, threaded, written
from inbox_agent.pipeline.versions import freeze_version
from inbox_agent.ports import Records


def new_draft(agent: Agent, kind_name: str, program_name: str, now: datetime) -> Draft:
    """Compose, freeze and keep a draft; it is proposed like every other."""
    try:
        kind = Kind(kind_name)
    except ValueError:
        kinds = ", ".join(each.value for each in Kind)
        raise UserError(f"{kind_name!r} is no kind of draft", f"Kinds: {kinds}.") from None
    with agent.store.write() as records:
        program = program_called(records.programs(), program_name)
        draft = _composed(agent, records, kind, program, now)
        records.save_draft(draft)
        records.add_audit(now, "proposed", draft.id, f"{kind.value}, asked for by the owner")
    return draft


def program_called(programs: tuple[Program, ...], name: str) -> Program:
    """The one program called ``name`` (NAME, or NAME / TRACK). Raises NotFound with the choices."""
    wanted = name.casefold().strip()
    found = [p for p in programs if p.full_name.casefold() == wanted]
    found = found or [p for p in programs if p.name.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    choices = "; ".join(p.full_name for p in (found or programs))
    what = f"{name!r} is more than one program" if found else f"there is no program {name!r}"
    raise NotFound(what, f"Choices: {choices or 'none yet; import your list'}.")


def _composed(agent: Agent, records: Records, kind: Kind, program: Program, now: datetime) -> Draft:
    interviews = records.interviews(program_id=program.id)
    interview = interviews[-1] if interviews else None
    start = interview.start if interview else None
    facts = replace(
        facts_about(agent, records, program, now, news=news_for(agent, records, program)),
        interview_day=start.date() if isinstance(start, datetime) else start,
        over=_is_over(interview), choices=interview.options if interview else (),
        **_mentor(agent, program),
    )  # fmt: skip
    words = written(agent, kind, facts)
    reply_to, references = threaded(records, program, words.to)
    if kind not in {Kind.REPLY, Kind.DECLINE, Kind.THANK_YOU, Kind.QUESTION}:
        reply_to, references = "", ()
    zone = program.time_zone or agent.owner.time_zone
    times = thank_you_times(interview, zone) if interview else None
    thanks = times if kind is Kind.THANK_YOU else None
    lines = (
        *words.lines, *_out_of_season(agent.season, kind, now),
        *_after_the_day(kind, interview), *_sent_before(agent, records, kind, words.to),
    )  # fmt: skip
    draft = Draft(
        id=records.new_id("d"), version=1, state=DraftState.PROPOSED, kind=kind,
        program_id=program.id, program=program.name, to=words.to, to_name=words.to_name,
        subject=words.subject, body=words.body, created=now, gaps=words.gaps, lines=lines,
        occasion=f"{kind.value}:{program.id}:{now.isoformat()}",
        due=thanks.due if thanks else None, deadline=thanks.deadline if thanks else None,
        interview_id=interview.id if interview and times else "", in_reply_to=reply_to,
        references=references,
    )  # fmt: skip
    return freeze_version(agent, records, draft, now)


def _is_over(interview: Interview | None) -> bool:
    return interview is not None and interview.state is InterviewState.DONE


def _after_the_day(kind: Kind, interview: Interview | None) -> tuple[str, ...]:
    """A word where the interview that the letter is about took place already."""
    if interview is None or not _is_over(interview) or kind not in (Kind.REPLY, Kind.DECLINE):
        return ()
    day = interview.start.strftime("%d %B") if interview.start else "an earlier day"
    if kind is Kind.REPLY:
        return (f"Your interview there took place on {day}: its invitation needs no answer.",)
    return (f"Your interview there took place on {day}: this withdraws your application.",)


def _sent_before(
    agent: Agent, records: Records, kind: Kind, to: tuple[str, ...]
) -> tuple[str, ...]:
    """A word where a letter of this kind went to the same person before this season."""
    begun = agent.season.dates[0].at
    for earlier in records.drafts(states=[DraftState.SENT]):
        if earlier.kind is kind and set(earlier.to) & set(to) and (earlier.sent or begun) >= begun:
            what = kind.value.replace("_", "-" if kind is Kind.THANK_YOU else " ")
            return (f"A {what} to {', '.join(earlier.to)} went on {earlier.sent:%d %B} already.",)
    if kind is Kind.THANK_YOU:
        own = records.messages(own=True, since=begun)
        ours = frozenset(draft.message_id for draft in records.drafts())
        written = written_by_hand(to, own, begun, ours)
        if written is not None:
            return (f"You thanked {', '.join(to)} yourself on {written.received:%d %B}.",)
    return ()


def _mentor(agent: Agent, program: Program) -> dict[str, Any]:
    """The mentor whom the owner wishes to ask about this program, else the first of all."""
    found = next(iter((*mentors_for(agent.owner, program), *agent.owner.mentors)), None)
    if found is None:
        return {}
    return {"mentor": Contact(found.name, found.email, "mentor"), "mentor_link": found.link}


def _out_of_season(season: Season, kind: Kind, now: datetime) -> tuple[str, ...]:
    """When letters of this kind are usual, where that is not now."""
    windows = [each for each in season.windows if each.kind is kind]
    if not windows or any(each.begins <= now < each.ends for each in windows):
        return ()
    usual = windows[-1]
    when = f"{usual.begins:%-d %B} to {usual.ends:%-d %B}"
    return (f"It is out of season: such letters go from {when}. {usual.why}",)
