"""What the store knows about the season's checklists: fact by fact, how far it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from inbox_agent.core.checklist import Progress
from inbox_agent.core.drafting import Draft, DraftState, Kind
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.ledger import Contradiction
from inbox_agent.core.program import Program

TOP_PROGRAMS = 3  # of which the owner should know that they are the favourites
_KINDS = {
    "interest_updates": Kind.INTEREST_UPDATE,
    "mentor_requests": Kind.MENTOR_REQUEST,
    "letter_of_intent": Kind.LETTER_OF_INTENT,
}


def progress(
    interviews: Sequence[Interview], drafts: Sequence[Draft], programs: Sequence[Program],
    impressions: Collection[str], contradictions: Sequence[Contradiction],
) -> dict[str, Progress]:  # fmt: skip
    """Facts by name. ``impressions`` are the ids of interviews that the owner wrote about."""
    sent = [draft for draft in drafts if draft.state is DraftState.SENT]
    over = [i for i in interviews if i.state is InterviewState.DONE]
    silent = {p.id for p in programs if p.contact_policy == "refused"}
    owed = {i.id for i in over if i.program_id not in silent}
    thanked = {draft.interview_id for draft in sent if draft.kind is Kind.THANK_YOU}
    marked = sum(program.wish in {"first", "top"} for program in programs)
    return {
        "thank_yous": Progress(len(owed & thanked), len(owed)),
        "impressions": Progress(len({i.id for i in over} & set(impressions)), len(over)),
        "top_programs": Progress(min(marked, TOP_PROGRAMS), TOP_PROGRAMS),
        "no_contradictions": Progress(int(not contradictions)),
        **{fact: Progress(int(any(d.kind is kind for d in sent))) for fact, kind in _KINDS.items()},
    }
