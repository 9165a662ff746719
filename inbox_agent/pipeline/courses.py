"""Store → ``Course``: how the season went at each program, as core/occasions.py asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from inbox_agent.core.deadlines import interview_end
from inbox_agent.core.drafting import Draft, DraftState, Kind
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.ledger import ASKED, FIRST_CHOICE, Letter
from inbox_agent.core.occasions import Circumstances, Course, mentors_for
from inbox_agent.core.owner import Update
from inbox_agent.core.program import Program
from inbox_agent.core.program_names import normal
from inbox_agent.core.reading import Category
from inbox_agent.core.stored import Message
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.versions import ledger_of
from inbox_agent.ports import Records

_WAITING = (DraftState.PROPOSED, DraftState.HELD)
_TO_OTHERS = ASKED | {Kind.MENTOR_REQUEST}
_OVER = frozenset({InterviewState.CANCELLED, InterviewState.DECLINED})


def circumstances(agent: Agent, records: Records, now: datetime) -> Circumstances:
    """What is the same for every program at ``now``."""
    told = records.ledger(agent.season.name)
    return Circumstances(
        agent.season, agent.owner, now,
        first_told=tuple(entry for entry in told if entry.claim == FIRST_CHOICE),
        tops=sum(program.wish == "top" for program in records.programs()),
    )  # fmt: skip


def courses(agent: Agent, records: Records) -> tuple[Course, ...]:
    """One for each program that the owner marked, that a mentor may speak to, or that a draft
    waits for: of the others nothing is asked. In the store's order."""
    waiting = records.drafts(states=_WAITING)
    programs = [
        program for program in records.programs()
        if program.wish != "none" or mentors_for(agent.owner, program)
        or any(draft.program_id == program.id for draft in waiting)
    ]  # fmt: skip
    if not programs:
        return ()
    ledger = ledger_of(records, agent.season)
    drafts = [draft for draft in waiting if draft.kind not in _TO_OTHERS]
    return tuple(
        Course(
            program=program,
            interviewed=_interviewed(records.interviews(program_id=program.id), agent, program),
            closed=_closed(records, program),
            letters=(letters := tuple(_of(ledger.letters, program))),
            told=tuple(e for e in ledger.entries if e.program_id == program.id),
            open_draft=any(draft.program_id == program.id for draft in drafts),
            news=untold(agent.owner.updates, letters),
        )
        for program in programs
    )


def without(course: Course, draft: Draft) -> Course:
    """``course`` as it would be if ``draft`` did not exist."""
    letters = tuple(each for each in course.letters if each.source != draft.id)
    return replace(course, letters=letters, open_draft=False)


def news_for(agent: Agent, records: Records, program: Program) -> tuple[Update, ...]:
    """The owner's updates that ``program`` was not told this season."""
    letters = ledger_of(records, agent.season).letters
    return untold(agent.owner.updates, tuple(_of(letters, program)))


def untold(updates: Iterable[Update], letters: Sequence[Letter]) -> tuple[Update, ...]:
    """The updates that no letter to this program told, the latest first."""
    said = " ".join(normal(letter.words) for letter in letters)
    news = (each for each in updates if normal(each.text) not in said)
    return tuple(sorted(news, key=lambda each: each.on, reverse=True))


def _of(letters: Iterable[Letter], program: Program) -> Iterable[Letter]:
    return (each for each in letters if each.program_id == program.id)


def _interviewed(
    interviews: Sequence[Interview], agent: Agent, program: Program
) -> datetime | None:
    zone = program.time_zone or agent.owner.time_zone
    ends = [
        end for each in interviews if each.state is InterviewState.DONE
        for end in (interview_end(each, zone)[0],) if end is not None
    ]  # fmt: skip
    return max(ends, default=None)


def _closed(records: Records, program: Program) -> bool:
    """It said no since it last invited, or every interview there was called off."""
    interviews = records.interviews(program_id=program.id)
    if interviews and all(each.state in _OVER for each in interviews):
        return True
    mail = records.messages(program_id=program.id, own=False)
    refused = max((m.received for m in mail if _is(m, Category.REJECTION)), default=None)
    asked = [each.source_date or each.invited_at for each in interviews]
    return refused is not None and all(at is None or at < refused for at in asked)


def _is(message: Message, category: Category) -> bool:
    return message.reading is not None and message.reading.category is category
