"""Where an interview is and with whom: mode, place and interviewers, as a mail says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import re2

from inbox_agent.core.mail import Mail
from inbox_agent.core.panel import panel
from inbox_agent.core.reading import Person, Where
from inbox_agent.core.rules import Sentence

VIRTUAL, IN_PERSON, PHONE, HYBRID, UNKNOWN = "virtual", "in_person", "phone", "hybrid", "unknown"
MAX_PLACE = 200  # characters of a place; a meeting link with its password has about 120
MAX_PEOPLE = 20  # interviewers of one mail; a day has at most eight

_WORDS = {
    VIRTUAL: (
        "zoom", "microsoft teams", "ms teams", "(?:por|on|via|by) teams",
        "teams (?:link|meeting|room|address)", "webex", "google meet", "skype", "facetime",
        "thalamus video", "(?:inside|from) thalamus", "virtual(?:ly|es)?", "online",
        "video ?conferenc\\w+", "by video", "video (?:call|interview|link|day)", "webcam",
        "remote(?:ly)?", "on (?:our|the|your) screens?", "videollamada", "join link",
    ),
    IN_PERSON: (
        "in[ -]person", "on[ -]?site", "face[ -]to[ -]face", "presencial", "parking", "hotel",
        "on (?:our |the )?campus", "lobby", "shuttle", "visitor badge", "(?:front|security) desk",
        "(?:first|second|third|fourth|fifth|ground|\\d+(?:st|nd|rd|th)) floor", "directions to",
    ),
    PHONE: (
        "(?:tele)?phone (?:interview|call)", "interview by (?:tele)?phone",
        "(?:over the|by) (?:tele)?phone", "call you (?:at|on)", "dial[ -]in number",
        "phone you",
    ),
    HYBRID: (
        "hybrid", "in[ -]person or", "or in[ -]person", "on[ -]?site or", "virtual or",
        "or virtual\\w*", "or (?:join us )?(?:on|by|via) (?:zoom|webex|teams|video)", "either way",
    ),
}  # fmt: skip
_OPTIONS = re2.Options()
_OPTIONS.case_sensitive = False
_MODE = [
    (mode, re2.compile(r"\b(?:" + "|".join(words) + r")\b", _OPTIONS))
    for mode, words in _WORDS.items()
]
_MEETING_HOST = re.compile(
    r"https?://[\w.-]*(?:zoom|teams|webex|meet\.google|gotomeet|bluejeans|whereby|skype|chime|"
    r"lifesize)[\w.-]*/[^\s<>\"')\]]{1,150}",
    re.IGNORECASE,
)
_WAYS = (
    "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Lane|Ln|Way|Parkway|Pkwy|Plaza|Court|Highway|"
    "Hwy|Circle|Square|Terrace|Pike"
)
_STREET = re.compile(
    r"\b\d{1,5} (?:[NSEW]\.? )?(?:[A-Z0-9][\w.']{0,20} ){1,4}(?:" + _WAYS + r")\b\.?"
    r"(?:,[^,.;]{1,40}){0,4}"
)
_LABEL = re.compile(
    r"^(?i:where|location|venue|place|lugar)(?:\s*[:|]\s*|\s+(?=[A-Z]))(\S.{2,120})$"
)


def mode_of(sentences: Iterable[Sentence], location: str = "") -> str:
    """virtual, in_person, phone, hybrid or unknown, by the words of the whole mail."""
    text = "\n".join([location, *(one.text for one in sentences if one.where is not Where.QUOTED)])
    found = {mode for mode, pattern in _MODE if pattern.search(text)}
    if HYBRID in found or {VIRTUAL, IN_PERSON} <= found:
        return HYBRID if HYBRID in found else VIRTUAL if _screens(text) else IN_PERSON
    for mode in (VIRTUAL, IN_PERSON, PHONE):
        if mode in found:
            return mode
    return UNKNOWN


def _screens(text: str) -> bool:
    """Whether a mail that has words of both kinds means a screen: it gives a link, or denies the
    journey."""
    low = text.lower()
    return bool(_MEETING_HOST.search(text)) or any(
        words in low for words in ("all virtual", "virtual interview", "interviews are virtual",
                                   "by zoom", "on zoom", "via zoom", "no travel")
    )  # fmt: skip


def place_of(mail: Mail, sentences: Sequence[Sentence], mode: str, location: str = "") -> str:
    """The video link, street address or named place; empty where none is given."""
    if location:
        return location[:MAX_PLACE]
    if mode != IN_PERSON:
        for text in (*(link.href for link in mail.links), mail.new):
            if match := _MEETING_HOST.search(text):
                return match.group()[:MAX_PLACE].rstrip(".,;")
    for one in sentences:
        if one.where is Where.BODY and (match := _LABEL.match(one.text)):
            return match.group(1).strip()[:MAX_PLACE]
    if mode in (IN_PERSON, HYBRID):
        for one in sentences:
            if match := _STREET.search(one.text):
                return match.group().strip()[:MAX_PLACE]
    return ""


_WORD = r"[A-Z\u00c0-\u00dc][\w'\u2019-]{0,24}"
_NAME = _WORD + r"(?: (?:de la|de|del|van der|van|von|al|el|bin|" + _WORD + r"\.?)){0,3}"
_TITLED = re.compile(r"\b(?:Drs?|Dra|Prof|Professor|Doctor)\b\.? (?:" + _NAME + ")")
_DEGREE = re.compile(
    _WORD + r"(?: [A-Z]\.)?(?: " + _WORD + r"){1,2},? (?:MD|M\.D\.|DO|D\.O\.|PhD|MBBS|MBChB)\b"
)
_TO_MEET = (
    "interviewers?", "interview(?:s|ed|ing)?,? (?:with|by|\\d|you)",
    "with (?:drs?|dra|prof\\w*|doctor)", "(?:talk|speak|chat|meet)(?:ing)? (?:to|with|dr)",
    "meet (?:our|the)", "panel", "will (?:interview|see you|go first|follow|begin|start|talk|meet)",
    "will be (?:first|your)", "(?:begins|starts|goes first|follows|opens)", "diar(?:y|ies)",
    "comit[eé]", "see me first",
)  # fmt: skip
_NOT_TO_MEET = (
    "thanks?", "notes?", "letters?", "cards?", "gifts?", "contact", "e-?mail to",
    "questions? (?:to|for)", "reviewed", "read", "went thr\\w+", "your (?:file|application)",
    "asked me", "sends?", "retire\\w*", "on behalf", "signed",
)  # fmt: skip
_MEETS = re2.compile(r"\b(?:" + "|".join(_TO_MEET) + r")(?:\W|$)", _OPTIONS)
_NOT_MEETS = re2.compile(r"\b(?:" + "|".join(_NOT_TO_MEET) + r")\b", _OPTIONS)
_AGENDA_ROW = re.compile(r"^\W*\d{1,2}[:.]\d{2}\b")
_GREETING = re.compile(
    r"^(?:dear|hi|hello|hey|hola|aloha|greetings|estimad[oa]s?)\b"
    r"|^good (?:morning|afternoon|evening)\b"
    r"|^Dra?\.? [\w'-]+(?: [\w'-]+)?[:,]$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^\W{0,4}([\w.+-]{1,64}@\w[\w.-]{1,80}\w)")


def interviewers_of(
    mail: Mail, sentences: Sequence[Sentence], description: str = ""
) -> tuple[Person, ...]:
    """The people who will interview, each with an address where one stands beside the name."""
    addressee = {
        word.lower() for person in mail.to for word in person.name.split() if len(word) > 2
    }
    told = (*_telling(sentences), *((description,) if description else ()))
    found: dict[str, Person] = {}
    for person in (*(each for text in told for each in _people(text)), *panel(mail.new)):
        if not addressee & {word.lower() for word in person.name.split()}:
            _keep(found, person)
    return tuple(found.values())[:MAX_PEOPLE]


def _telling(sentences: Sequence[Sentence]) -> Iterator[str]:
    for one in sentences:
        named = one.where is Where.BODY and (
            "Dr" in one.text or "MD" in one.text or "DO" in one.text
        )
        if not named or _GREETING.match(one.text):
            continue
        row = _AGENDA_ROW.match(one.text) is not None
        if row or (_MEETS.search(one.text) and not _NOT_MEETS.search(one.text)):
            yield one.text


def _people(text: str) -> Iterator[Person]:
    for pattern in (_TITLED, _DEGREE):
        for match in pattern.finditer(text):
            address = _ADDRESS.match(text[match.end() :])
            yield Person(_trimmed(match.group()), address.group(1).lower() if address else "")


_NOT_NAMES = frozenset(("and", "will", "then", "interview", "zoom", "the", "at", "on", "is"))


def _trimmed(name: str) -> str:
    """A name as written, with its title or degree, without what was swept along."""
    words = name.strip(" ,'-").split()
    while words and (words[-1].lower().strip(".") in _NOT_NAMES):
        words.pop()
    return " ".join(words).rstrip(".") if len(words) > 1 else ""


def _surname(name: str) -> str:
    """The last word before a degree."""
    return name.split(",")[0].split()[-1].lower()


def _keep(found: dict[str, Person], person: Person) -> None:
    """One entry for each surname: the fuller name, with the address where one is known."""
    if not person.name:
        return
    key = _surname(person.name)
    known = found.get(key)
    if known is None:
        found[key] = person
        return
    name = person.name if len(person.name) > len(known.name) else known.name
    found[key] = Person(name, known.email or person.email)
