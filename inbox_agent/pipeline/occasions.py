"""The season's letters, offered once each when their time comes (core/occasions.py)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from inbox_agent.core.drafting import Draft, DraftState
from inbox_agent.core.occasions import (
    EARLY_UPDATE,
    FINAL,
    Circumstances,
    Course,
    Occasion,
    early_news,
    fit,
    occasions,
    window_of,
)
from inbox_agent.core.program import Contact
from inbox_agent.core.send import Event, step
from inbox_agent.pipeline.agent import Agent, Counts
from inbox_agent.pipeline.courses import circumstances, courses, without
from inbox_agent.pipeline.letters import facts_about, written
from inbox_agent.pipeline.versions import freeze_version
from inbox_agent.ports import Records

_WAITING = (DraftState.PROPOSED, DraftState.HELD)
_MAY_FIT_AGAIN = "taken back: "  # begins the note of a draft whose reason may pass


def propose_occasions(agent: Agent, records: Records, now: datetime, counts: Counts) -> None:
    """Take back what does not fit any more, then offer what fits now and was not offered yet."""
    at = circumstances(agent, records, now)
    known = courses(agent, records)
    if _Tidying(agent, records, at, known).tidy():
        known = courses(agent, records)
    offered: set[str] = set()
    for occasion in occasions(at, known):
        program_id = occasion.course.program.id
        earlier = records.draft_by_occasion(occasion.key)
        if occasion.mentor is None and program_id in offered:
            continue  # one letter to a program at a time
        if earlier is None or _may_come_back(earlier):
            offered.add(program_id)
            _offer(agent, records, occasion, earlier, now)
            counts.drafted += 1


def _may_come_back(earlier: Draft) -> bool:
    return earlier.state is DraftState.WITHDRAWN and earlier.note.startswith(_MAY_FIT_AGAIN)


def _offer(
    agent: Agent, records: Records, occasion: Occasion, earlier: Draft | None, now: datetime
) -> None:
    program = occasion.course.program
    facts = facts_about(agent, records, program, now, news=occasion.course.news)
    if occasion.window.id == EARLY_UPDATE:
        facts = replace(facts, updates=early_news(occasion.course, agent.season))
    if occasion.mentor is not None:
        mentor = occasion.mentor
        facts = replace(
            facts, mentor=Contact(mentor.name, mentor.email, "mentor"), mentor_link=mentor.link
        )
    words = written(agent, occasion.kind, facts)
    held = program.contact_policy == "discouraged" and occasion.mentor is None
    draft = Draft(
        id=earlier.id if earlier else records.new_id("d"),
        version=earlier.version + 1 if earlier else 1,
        state=DraftState.HELD if held else DraftState.PROPOSED, kind=occasion.kind,
        program_id=program.id, program=program.name, to=words.to, to_name=words.to_name,
        subject=words.subject, body=words.body, created=now, gaps=words.gaps,
        lines=(occasion.window.why, *words.lines), deadline=occasion.window.ends,
        occasion=occasion.key,
    )  # fmt: skip
    records.save_draft(freeze_version(agent, records, draft, now))
    records.add_audit(now, "proposed", draft.id, f"{draft.kind.value}, its time in the season")
    agent.tell(f"drafted a {draft.kind.value.replace('_', ' ')} for {program.full_name}")


@dataclass(frozen=True)
class _Tidying:
    """The season's drafts that still wait, against what is true now."""

    agent: Agent
    records: Records
    at: Circumstances
    courses: tuple[Course, ...]

    def tidy(self) -> bool:
        """End what is over; whether anything ended."""
        ended = [draft for draft in self.records.drafts(states=_WAITING) if self._ends(draft)]
        return bool(ended)

    def _ends(self, draft: Draft) -> bool:
        window = window_of(self.agent.season, draft.occasion)
        course = next((c for c in self.courses if c.program.id == draft.program_id), None)
        if window is None or course is None:
            return False
        if self.at.now >= window.ends or (draft.deadline and self.at.now >= draft.deadline):
            self._step(draft, Event.EXPIRE, "its time in the season is over")
            return True
        reason = fit(window, without(course, draft), self.at)
        if reason not in FINAL:
            return False
        self._step(draft, Event.WITHDRAW, f"{_MAY_FIT_AGAIN}{reason.value}")
        return True

    def _step(self, draft: Draft, event: Event, why: str) -> None:
        ended = replace(step(draft, event, self.at.now), note=why)
        self.records.save_draft(ended)
        self.records.add_audit(self.at.now, event.value, draft.id, why)
        self.agent.tell(f"draft {draft.id}: {ended.state.value}, {why}")
