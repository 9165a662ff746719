"""The owner's note on what impressed them as a sentence of a letter to one person.

Notes are written in haste: a clause ("Dr. Nygaard described the night float"), a thing ("the
morning report"), a list ("night float, friendly residents"). Each becomes a sentence; nothing is
added to what it says. Who is written to is "you" in it, not a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inbox_agent.core.facts import harmless
from inbox_agent.core.honorific import person_name

_BEGINS_CLAUSE = re.compile(
    r"(?:I|We|My|It|There|Our|He|She|They|Everyone|Everybody|Nobody)(?:['’]\w+)?\b"
)
_BEGINS_THING = re.compile(r"(?:the way|how|what|when|why|where|that)\b", re.IGNORECASE)
_DETERMINER = re.compile(r"(?:the|your|their|a|an|this|these|those|such)\b", re.IGNORECASE)
_VERB = re.compile(
    r"(?:[\w.'’-]+\s+){1,4}?(?:said|told|spoke|asked|is|are|was|were|has|have|had|does|do|did|can|"
    r"will|works?|teach(?:es)?|taught|knows?|knew|makes?|made|gives?|gave|takes?|took|lets?|"
    r"stays?|came|comes?|went|goes|felt|feels?|brought|kept|keeps|\w{2,20}ed)\b(?!\s+by\b)",
    re.IGNORECASE,
)
_AGREES = {"is": "are", "was": "were", "has": "have", "does": "do"}
_PARTS = re.compile(r"\s*[,;]\s*")
_MOST_PARTS = 4  # of a list; a longer one stays as it is


@dataclass(frozen=True, slots=True)
class Lead:
    """How a sentence goes on into what was noted."""

    clause: str
    thing: str
    several: str


AT_ONCE = Lead("One moment has stayed with me: ", "I keep thinking of ", "I often think back to ")
LATER = Lead("I still remember that ", "I still think of ", "I still think of ")
"""For letters weeks after the thank-you: the same person must not read the same sentence twice."""


def impression(text: str, recipient: str = "", lead: Lead = AT_ONCE) -> str:
    """The note as one or more sentences; "" without any. ``recipient`` is who is greeted."""
    words = addressed(harmless(text), recipient)
    if not words:
        return ""
    if words[-1] in ".!?" or _BEGINS_CLAUSE.match(words):
        return _sentence(words)
    if _is_clause(words):
        return f"{lead.clause}{_lower(words)}."
    if _BEGINS_THING.match(words) or _DETERMINER.match(words):
        return f"{lead.thing}{_lower(words)}."
    parts = [part for part in _PARTS.split(words.removesuffix(".")) if part]
    if 1 < len(parts) <= _MOST_PARTS:
        words = f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{lead.several}{_lower(words)}."


def addressed(words: str, recipient: str) -> str:
    """``words`` with the recipient's name as "you": ``Dr. Lee's rounds`` is ``your rounds``."""
    family = person_name(harmless(recipient)).family
    if not family or not words:
        return words
    title = r"(?:Dr\.?|Drs\.?|Prof(?:essor)?\.?|Mr\.?|Mrs\.?|Ms\.?)"
    name = re.compile(
        rf"\b{title}\s+(?:[A-Z][\w.-]{{0,30}}\s+)?{re.escape(family)}(?P<s>['’]s)?(?!\w)"
        r"(?P<verb>\s+(?:is|was|has|does)\b)?"
    )
    return name.sub(_you, words)


def _you(match: re.Match[str]) -> str:
    if match["s"]:
        return "your" + (match["verb"] or "")
    verb = (match["verb"] or "").strip()
    return f"you {_AGREES[verb]}" if verb else "you"


def _is_clause(words: str) -> bool:
    """Whether it has a verb of its own near its beginning: somebody does something."""
    return not _BEGINS_THING.match(words) and bool(_VERB.match(words))


def _sentence(words: str) -> str:
    line = words[0].upper() + words[1:]
    return line if line[-1] in ".!?" else line + "."


def _lower(words: str) -> str:
    """Without a capital at the front, unless the first word is an abbreviation or a name."""
    ordinary = _DETERMINER.match(words) or _BEGINS_THING.match(words) or words.startswith("You ")
    return words[0].lower() + words[1:] if ordinary else words
