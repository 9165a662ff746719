"""The name of a hospital or university in the words of a mail.

A name is a run of capitalised words that holds a word such as Hospital or University, or whose
letters are those of the sender's domain ("Cedar Fork" from cedarfork.example). A track right
behind it belongs to it. All of it is one pass over the words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from inbox_agent.core.mail import Address, Mail
from inbox_agent.core.reading import Where
from inbox_agent.core.rules import Sentence
from inbox_agent.core.sentences import plain
from inbox_agent.core.tracks import TRACK

MAX_WORDS = 1_500  # words of one section that are looked at; programs name themselves early
MAX_RUN = 8  # words of a name; longer runs are headlines
MAX_SIGNATURE = 40  # lines of a signature; a disclaimer below it names nobody
_COMPLETE = 2.0  # points of a name that says itself that it is a hospital or university
VOUCHED = 3.0  # points at least of a name that the sender's domain vouches for
_LEAST_LETTERS = 5  # of a name that only the domain vouches for


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PLACE = _words(
    "hospital hospitals university universidad clinic clinics infirmary health healthcare college "
    "institute center centre polyclinic sanatorium medcenter"
)
_BEFORE = _words(  # what may stand before "Center", "Health", "College" and make it a name
    "medical health cancer regional memorial community trauma general"
)
_SUFFIX = _PLACE | _words(
    "medical regional memorial community general system systems network school of medicine the "
    "county teaching university's hospital's"
)
_NO_START = _words(
    "at in from the our your my dear dr dr. mr ms this that these when if as for with and to on by "
    "thank thanks welcome re fwd fw greetings interview interviews confirmed since here a an both "
    "residency program programs department division office prelim preliminary medicine hello hi "
    "diagnostic radiology internal categorical update about gme faculty residents applicants team "
    "reminder invitation congratulations meet after before until although while because what how "
    "graduate medical-education booked is are was we you i it subject sent date mon tue wed thu "
    "fri sat sun monday tuesday wednesday thursday friday saturday sunday january february march "
    "april may june july august september october november december regarding between every all "
    "el estimada estimado saludos queda "
    "no not but or so within starting now there their director coordinator secretary"
)
_LINKS = _words("of de del la las los y & the at")
_SKIPPED = _NO_START | _LINKS  # at the beginning of a run
_NOT_PROGRAMS = re.compile(
    r"\b(?:nrmp|eras|myeras|aamc|thalamus|ecfmg|intealth|liaison|residencycas|interview broker|"
    r"national resident|american (?:medical|board|college|hospital|urological)|acgme|usmle|"
    r"world health|public health|mental health|occupational health|population health|"
    r"human resources|customer care|health insurance|health center hours)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
_LETTERS_AND_DIGITS = re.compile(r"[a-z0-9]+")
_JOINT = re.compile(r",? - ?|,? ")
_EDGE = "\"'([{<*_>}])"
_ABBREVIATED = frozenset(("st.", "ste.", "mt.", "ft."))


@dataclass(frozen=True, slots=True)
class Named:
    """``phrase`` verbatim with its track, ``name`` without it; ``points`` how sure it is."""

    phrase: str
    name: str
    points: float


@lru_cache(maxsize=4096)
def short(name: str) -> str:
    """The telling part of a name in normal form: "great sauk" of "Great Sauk Medical Center"."""
    words = normal(name).split()
    while len(words) > 1 and words[-1] in _SUFFIX:
        words.pop()
    while len(words) > 1 and words[0] in ("hospital", "the", "university", "of", "clinic"):
        words.pop(0)
    telling = " ".join(words)
    return telling if len(telling) >= _LEAST_LETTERS else ""


def first_author(mail: Mail) -> Address:
    """Who the mail says it is from, also where the header is broken into several names."""
    return next((each for each in mail.from_ if each.domain), Address("", ""))


def normal(text: str) -> str:
    """Lower case without accents and punctuation, one space between words."""
    if text.isascii():
        return " ".join(_LETTERS_AND_DIGITS.findall(text.lower()))
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join(letters.split())


def name_in(mail: Mail, examined: Sequence[Sentence], carried: bool) -> Named | None:
    """The program that the mail names, best first; None where it names none.

    ``carried``: a platform sent it, so that the sender's domain vouches for no name."""
    vouching = "" if carried else _letters(first_author(mail).domain)
    best: dict[str, Named] = {}
    counts: dict[str, float] = {}
    for weight, text in _sections(mail, examined):
        for named in names_in_text(text, vouching):
            key = short(named.name) or normal(named.name)
            counts[key] = counts.get(key, 0.0) + weight
            if key not in best or _fuller(named, best[key]):
                best[key] = named
    if not best:
        return _display_name(mail, vouching)
    return best[max(best, key=lambda key: best[key].points + min(counts[key], 4.0))]


def _sections(mail: Mail, examined: Sequence[Sentence]) -> Iterator[tuple[float, str]]:
    for sentence in examined:
        if sentence.where is not Where.QUOTED:
            yield 1.5 if sentence.where is Where.SUBJECT else 1.0, sentence.text
    for line in mail.boilerplate.splitlines()[:MAX_SIGNATURE]:
        yield 0.8, plain(line)


def _display_name(mail: Mail, vouching: str) -> Named | None:
    """The name in the sender's display name, for mail that names nothing itself."""
    return next(names_in_text(plain(first_author(mail).name), vouching), None)


def _fuller(one: Named, other: Named) -> bool:
    """Whether ``one`` is the better spelling: a vouched or complete name, then one with a track."""
    rank = (one.points >= _COMPLETE, one.phrase != one.name, len(one.name))
    return rank > (other.points >= _COMPLETE, other.phrase != other.name, len(other.name))


def _letters(domain: str) -> str:
    """The letters of a domain without its ending and its hyphens."""
    return "".join(re.findall(r"[a-z0-9]+", domain.rpartition(".")[0]))


def names_in_text(text: str, vouching: str = "") -> Iterator[Named]:
    """All names of places of training in one sentence in plain form."""
    for start, end, words in _runs(text):
        yield from _names_of_run(text, start, end, words, vouching)


def _runs(text: str) -> Iterator[tuple[int, int, list[re.Match[str]]]]:
    """Runs of capitalised words (with "of", "de" … between) as (start, end, words)."""
    run: list[re.Match[str]] = []
    for number, match in enumerate(_WORD.finditer(text)):
        if number > MAX_WORDS:
            break
        word = match.group()
        core = word.strip(_EDGE)
        capital = core[:1].isupper()
        if run and (not (capital or core in _LINKS) or word[0] in '(["' or len(run) >= MAX_RUN):
            yield _closed(run)
            run = []
        if capital or (run and core in _LINKS):
            run.append(match)
        if run and word[-1] in ',;:!?.)]"' and word.lower() not in _ABBREVIATED:
            yield _closed(run)
            run = []
    if run:
        yield _closed(run)


def _closed(run: list[re.Match[str]]) -> tuple[int, int, list[re.Match[str]]]:
    return run[0].start(), run[-1].end(), run


def _bare(match: re.Match[str]) -> str:
    word = match.group().strip(_EDGE + ",;:!?").removesuffix("'s")
    return word if word.lower() in _ABBREVIATED else word.rstrip(".")


def _names_of_run(
    text: str, start: int, end: int, words: list[re.Match[str]], vouching: str
) -> Iterator[Named]:
    while words and (_bare(words[0]).lower() in _SKIPPED or words[0].group()[-1] == ":"):
        words = words[1:]
    lower = [_bare(each).lower() for each in words]
    last = max((i for i, word in enumerate(lower) if _is_place(lower, i)), default=-1)
    if last >= 0:
        first, last = 0, _place_end(lower, last)
        if not (last == first and lower[first] in _PLACE):
            yield from _named(text, words[first : last + 1], vouching, _COMPLETE)
            return
    if vouching:
        for size in range(min(len(words), 4), 0, -1):
            for first in range(len(words) - size + 1):
                if _vouched(" ".join(lower[first : first + size]), vouching):
                    yield from _named(text, words[first : first + size], vouching, 0.5)
                    return


def _is_place(lower: list[str], i: int) -> bool:
    word = lower[i]
    if word in ("center", "centre", "health", "college", "institute"):
        return i > 0 and (word == "health" or lower[i - 1] in _BEFORE or "of" in lower[i : i + 2])
    return word in _PLACE


def _place_end(lower: list[str], last: int) -> int:
    """Where the name ends: behind the place word, or behind "of North Ozark", "San Telmo"."""
    word = lower[last]
    rest = lower[last + 1 :]
    if rest and rest[0] in ("of", "de", "del", "at"):
        return min(len(lower) - 1, last + 3 if len(rest) > 1 else last)
    if last == 0 and word in ("hospital", "clinic", "universidad") and rest:
        return min(len(lower) - 1, last + 2)
    if rest and rest[0] in ("system", "systems", "network"):
        return last + 1
    return last


def _vouched(name: str, vouching: str) -> bool:
    letters = normal(name).replace(" ", "")
    return len(letters) >= _LEAST_LETTERS and letters in vouching


def _named(text: str, words: list[re.Match[str]], vouching: str, points: float) -> Iterator[Named]:
    while words and _bare(words[-1]).lower() in _LINKS:
        words = words[:-1]
    if not words:
        return
    start = words[0].start() + len(words[0].group()) - len(words[0].group().lstrip(_EDGE))
    end = words[-1].start() + len(words[-1].group().rstrip(_EDGE + ",;:!?"))
    if words[-1].group().lower() not in _ABBREVIATED:
        end = start + len(text[start:end].rstrip("."))
    name = re.sub(r"['’]s$", "", text[start:end])
    if _NOT_PROGRAMS.search(name) or len(name) < _LEAST_LETTERS:
        return
    telling = short(name)
    if vouching and telling and (_vouched(telling, vouching) or _vouched(name, vouching)):
        points += VOUCHED
    yield Named(_with_track(text, start, start + len(name)), name, points)


def _with_track(text: str, start: int, end: int) -> str:
    """The name with the track that stands right behind it, verbatim."""
    joint = _JOINT.match(text, end)
    track = TRACK.match(text, joint.end()) if joint else None
    if joint and track and joint.group() == " " and " " not in track.group().strip():
        track = None if track.group().islower() else track  # "Sonoran Regional prelim day"
    return text[start : track.end()] if track else text[start:end]
