"""What the store knows about the season's checklists: fact by fact, how far it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from inbox_agent.core.checklist import Progress
from inbox_agent.core.drafting import Draft, DraftState, Kind
from inbox_agent.core.interview import Interview, InterviewState
from inbox_agent.core.ledger import Contradiction
from inbox_agent.core.program import Program
from inbox_agent.core.reading import Category
from inbox_agent.core.stored import Message

TOP_PROGRAMS = 3  # of which the owner should know that they are the favourites
_MAX_RECEIPT = 4_000  # characters of a receipt that are looked at
_CERTIFIED = re.compile(
    r"\brank (?:order )?list\b.{0,80}\bcertified\b|\bcertified\b.{0,80}\brank (?:order )?list\b",
    re.IGNORECASE | re.DOTALL,
)
_KINDS = {
    "interest_updates": Kind.INTEREST_UPDATE,
    "mentor_requests": Kind.MENTOR_REQUEST,
    "letter_of_intent": Kind.LETTER_OF_INTENT,
}


def progress(
    interviews: Sequence[Interview], drafts: Sequence[Draft], programs: Sequence[Program],
    impressions: Collection[str], contradictions: Sequence[Contradiction],
    messages: Iterable[Message] = (),
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
        "no_contradictions": Progress(int(bool(sent) and not contradictions)),
        "list_certified": Progress(int(any(_says_certified(each) for each in messages))),
        **{fact: Progress(int(any(d.kind is kind for d in sent))) for fact, kind in _KINDS.items()},
    }


def _says_certified(message: Message) -> bool:
    """NRMP's receipt of a certified list, read as one."""
    reading = message.reading
    receipt = reading is not None and reading.category is Category.ACKNOWLEDGEMENT
    return receipt and bool(_CERTIFIED.search(f"{message.subject} {message.text[:_MAX_RECEIPT]}"))
