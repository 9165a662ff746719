"""What the clock brings about: interviews end, thank-yous are proposed, expire, come back late."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from inbox_agent.core.deadlines import ThankYouTimes, thank_you_times
from inbox_agent.core.drafting import Draft, DraftState, Kind
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.program import Program
from inbox_agent.core.send import Event, step
from inbox_agent.core.thanks import Thanks, thanks_for, written_by_hand
from inbox_agent.core.track import with_clock
from inbox_agent.pipeline.agent import Agent, Counts
from inbox_agent.pipeline.by_hand import withdraw_what_was_sent
from inbox_agent.pipeline.impressions import ask_for_impressions
from inbox_agent.pipeline.invitations import Invitations
from inbox_agent.pipeline.letters import thank_you, threaded
from inbox_agent.pipeline.occasions import propose_occasions
from inbox_agent.pipeline.versions import freeze_version
from inbox_agent.ports import Records

STARTED = "first pass"  # the fact that says when this account was first read
MOVED = "the interview was moved or cancelled"
_OPEN = frozenset({DraftState.PROPOSED, DraftState.HELD})
_NOT_GONE = _OPEN | {DraftState.APPROVED}


def propose(agent: Agent, now: datetime, counts: Counts) -> None:
    """Bring interviews and their drafts to ``now``, in one transaction."""
    with agent.store.write() as records:
        started = first_pass(records, now)
        withdraw_what_was_sent(agent, records, now)
        programs = {program.id: program for program in records.programs()}
        drafts = defaultdict[str, list[Draft]](list)
        for draft in records.drafts():
            drafts[draft.interview_id].append(draft)
        for interview in records.interviews():
            program = programs.get(interview.program_id)
            if program is not None:
                mine = drafts[interview.id]
                _Thanking(agent, records, program, mine, now, counts).bring_up(interview, started)
                Invitations(agent, records, now, started, counts).bring_up(interview, program, mine)
        propose_occasions(agent, records, now, counts)


def first_pass(records: Records, now: datetime) -> datetime:
    """When this account was first read: nothing is made up for what was over before."""
    known = records.fact(STARTED)
    if known is None:
        records.save_fact(STARTED, now.isoformat())
        return now
    return datetime.fromisoformat(known)


@dataclass(frozen=True)
class _Thanking:
    """The thank-yous of one interview at one moment."""

    agent: Agent
    records: Records
    program: Program
    drafts: list[Draft]  # of this interview, latest versions
    now: datetime
    counts: Counts

    def bring_up(self, interview: Interview, started: datetime) -> None:
        zone = self.program.time_zone or self.agent.owner.time_zone
        current = with_clock(interview, zone, self.now)
        if current != interview:
            self.records.save_interview(current)
        times = thank_you_times(current, zone)
        if current.state is not InterviewState.DONE or times is None:
            self._withdraw(MOVED)
            return
        if self.program.contact_policy == "refused":
            self._withdraw("the program asked for no such mail")
            return
        if times.deadline <= started:
            return
        for nth, thanks in enumerate(thanks_for(current, self.program)):
            self._bring_up_one(current, times, thanks, nth)

    def _bring_up_one(
        self, interview: Interview, times: ThankYouTimes, thanks: Thanks, nth: int
    ) -> None:
        occasion = f"thank_you:{interview.id}:{_key(thanks, nth)}"
        draft = next((d for d in self.drafts if d.occasion == occasion), None)
        if draft is not None and _recipient_is_known_now(draft, thanks):
            draft = self._step(draft, Event.REPLACE, "the recipient is known now")
            self._propose(interview, times, thanks, nth, late=self.now >= times.deadline,
                          occasion=occasion, before=draft)  # fmt: skip
            return
        if draft is not None and self._by_hand(draft, interview):
            return
        if draft is None and self._thanked_already(thanks, interview):
            return
        if draft is not None and draft.state in _OPEN and self.now >= (draft.deadline or times.end):
            draft = self._expire(draft)
        late = self.now >= times.deadline
        if self.now >= times.late_deadline or not _wants_version(draft, late, times):
            return
        self._propose(interview, times, thanks, nth, late=late, occasion=occasion, before=draft)

    def _propose(
        self, interview: Interview, times: ThankYouTimes, thanks: Thanks, nth: int, *,
        late: bool, occasion: str, before: Draft | None,
    ) -> None:  # fmt: skip
        written = thank_you(
            self.agent, self.records, interview, self.program, thanks.to, nth=nth, late=late,
            now=self.now,
        )  # fmt: skip
        reply_to, references = threaded(self.records, self.program, written.to)
        held = self.program.contact_policy == "discouraged"
        draft = Draft(
            id=before.id if before else self.records.new_id("d"),
            version=before.version + 1 if before else 1,
            state=DraftState.HELD if held else DraftState.PROPOSED, kind=Kind.THANK_YOU,
            program_id=self.program.id, program=self.program.name, to=written.to,
            to_name=written.to_name, subject=written.subject, body=written.body,
            created=self.now, gaps=written.gaps,
            lines=(*written.lines, *thanks.lines, *self._questions(interview, nth)),
            due=times.due, deadline=times.late_deadline if late else times.deadline,
            occasion=occasion, interview_id=interview.id, in_reply_to=reply_to,
            references=references,
        )  # fmt: skip
        self.records.save_draft(freeze_version(self.agent, self.records, draft, self.now))
        self.records.add_audit(self.now, "proposed", draft.id, f"version {draft.version}")
        self.counts.drafted += 1
        self.agent.tell(f"drafted a thank-you for {self.program.full_name}")

    def _questions(self, interview: Interview, nth: int) -> tuple[str, ...]:
        """The first request after an interview asks for a few things worth keeping."""
        return () if nth else ask_for_impressions(self.agent, self.records, interview)

    def _by_hand(self, draft: Draft, interview: Interview) -> bool:
        """The owner thanked this recipient already: the draft is not needed any more."""
        if draft.state not in _NOT_GONE or not draft.to:
            return draft.state not in _OPEN | {DraftState.EXPIRED, DraftState.WITHDRAWN}
        written = self._handwritten(draft.to, interview)
        if written:
            self._step(draft, Event.WITHDRAW, "you thanked them yourself")
        return written

    def _thanked_already(self, thanks: Thanks, interview: Interview) -> bool:
        return thanks.to is not None and self._handwritten((thanks.to.email,), interview)

    def _handwritten(self, to: tuple[str, ...], interview: Interview) -> bool:
        own = self.records.messages(program_id=self.program.id, own=True)
        ours = frozenset(d.message_id for d in self.drafts)
        return written_by_hand(to, own, interview.start, ours) is not None

    def _expire(self, draft: Draft) -> Draft:
        return self._step(draft, Event.EXPIRE, "nobody answered before its deadline")

    def _withdraw(self, why: str) -> None:
        for draft in self.drafts:
            if draft.kind is Kind.THANK_YOU and draft.state in _NOT_GONE:
                self._step(draft, Event.WITHDRAW, why)

    def _step(self, draft: Draft, event: Event, why: str) -> Draft:
        changed = replace(step(draft, event, self.now), note=why)
        self.records.save_draft(changed)
        self.records.add_audit(self.now, event.value, draft.id, why)
        self.agent.tell(f"draft {draft.id}: {changed.state.value}, {why}")
        return changed


def _key(thanks: Thanks, nth: int) -> str:
    """The director keeps one occasion, whether the address is known yet or not."""
    return thanks.to.email if nth and thanks.to is not None else "director"


def _recipient_is_known_now(draft: Draft, thanks: Thanks) -> bool:
    lacks = any(gap.field == "recipient" for gap in draft.gaps)
    return draft.state in _OPEN and lacks and thanks.to is not None and bool(thanks.to.email)


def _wants_version(draft: Draft | None, late: bool, times: ThankYouTimes) -> bool:
    """No version yet; or the last one expired at 48 hours and a late one may follow; or it was
    withdrawn because the interview moved, and now it has taken place after all."""
    if draft is None:
        return True
    if draft.state is DraftState.EXPIRED:
        return late and draft.deadline != times.late_deadline
    return draft.state is DraftState.WITHDRAWN and draft.note == MOVED
