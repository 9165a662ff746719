"""The owner's impressions of an interview day: asked for, kept, compared."""

from __future__ import annotations

import json
from collections.abc import Mapping

from inbox_agent.core.impressions import IMPRESSED, criteria_of, questions, read_note
from inbox_agent.core.interview import Interview
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.letters import impressions_key
from inbox_agent.ports import Records


def note_impressions(agent: Agent, records: Records, interview: Interview, text: str) -> bool:
    """Keep a note about an interview; True where it says something for the thank-you too."""
    read = read_note(text, criteria_of(agent.owner))
    keep_notes(records, interview.id, read)
    return IMPRESSED in read


def keep_for(records: Records, interview: Interview, address: str, text: str, agent: Agent) -> None:
    """Keep what of a note goes into the letter to ``address``; further notes are added to it."""
    words = read_note(text, criteria_of(agent.owner)).get(IMPRESSED, "")
    fact = impressions_key(interview.id, address)
    records.save_fact(fact, f"{records.fact(fact) or ''} {words}".strip())


def keep_notes(records: Records, interview_id: str, read: Mapping[str, str]) -> None:
    """New words about a thing replace the old ones; what impressed is added to."""
    known = dict(notes_of(records, interview_id))
    for key, words in read.items():
        if key == IMPRESSED:
            fact = impressions_key(interview_id)
            words = f"{records.fact(fact) or ''} {words}".strip()
            records.save_fact(fact, words)
        known[key] = words
    records.save_fact(_key(interview_id), json.dumps(known, ensure_ascii=False))


def notes_of(records: Records, interview_id: str) -> Mapping[str, str]:
    """Criterion -> the owner's words about that interview day."""
    kept: dict[str, str] = json.loads(records.fact(_key(interview_id)) or "{}")
    return kept


def ask_for_impressions(agent: Agent, records: Records, interview: Interview) -> tuple[str, ...]:
    """A line of the request that asks for the next few things worth keeping."""
    asked = questions(notes_of(records, interview.id), criteria_of(agent.owner))
    if not asked:
        return ()
    things = ", ".join(each.question for each in asked)
    example = "; ".join(f"{each.key.replace('_', ' ')}: ..." for each in asked)
    return (f"Before it fades: {things}. Answer with one line: note {example}",)


def _key(interview_id: str) -> str:
    return f"notes:{interview_id}"
