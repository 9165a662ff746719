"""Which program a mail is from: in its own words, and among those the owner listed.

Evidence, strongest first: the sender's address or domain is the program's; the words of the mail
(subject, new text, signature) name it; it continues a thread of that program. A platform's
address, or a display name alone, proves nothing. Where the evidence fits several programs
nothing is guessed: they are candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from inbox_agent.core.mail import Mail
from inbox_agent.core.platforms import Platform, belongs, platform_of
from inbox_agent.core.program import Program
from inbox_agent.core.program_names import Named, first_author, name_in, normal, short
from inbox_agent.core.rules import Sentence
from inbox_agent.core.same_program import answers_to
from inbox_agent.core.sentences import plain
from inbox_agent.core.tracks import same_track, tracks_in

_DOMAIN, _CONTACT, _NAME, _SHORT, _CODE, _THREAD = 4.0, 5.0, 3.0, 1.5, 3.0, 2.0
_ENOUGH = 1.5  # points below which a program is no candidate at all
_MAX_WORDS = 20_000  # characters of a mail that names are looked for in


@dataclass(frozen=True, slots=True)
class Identified:
    """``program`` in the mail's own words; ``known`` the owner's program, where it is certain;
    ``candidates`` those it may be, best first, where it is not."""

    program: str | None = None
    known: Program | None = None
    track: str | None = None
    candidates: tuple[Program, ...] = ()


def identify(
    mail: Mail,
    examined: Sequence[Sentence],
    programs: Sequence[Program],
    platforms: Iterable[Platform],
    thread_program: Program | None = None,
    named: Named | None = None,
) -> Identified:
    """The program that ``mail`` speaks for (not whether it is genuine); ``named`` is what
    ``named_in`` found, where the caller has it already."""
    named = named or named_in(mail, examined, platforms)
    phrase = named.phrase if named else None
    words = _words(mail)
    folded = f" {normal(words)} "
    own_track = _first(tracks_in(phrase[len(named.name) :])) if named and phrase else None
    if named and (aliased := _aliased(named.name, own_track, programs)):
        return Identified(phrase, aliased, aliased.track or own_track)
    scores = ((_score(each, mail, folded, thread_program), each) for each in programs)
    found = [(score, program) for score, program in scores if score >= _ENOUGH]
    if not found:
        return Identified(phrase, track=own_track)
    best = max(score for score, _ in found)
    likely = _by_track([each for score, each in found if score >= best - 1.0], own_track, words)
    phrase = phrase or _shown(likely[0], words)
    if len(likely) == 1 and (own_track is None or same_track(likely[0].track, own_track)):
        return Identified(phrase, likely[0], likely[0].track or own_track)
    return Identified(phrase, track=own_track, candidates=tuple(likely))


def named_in(
    mail: Mail, examined: Sequence[Sentence], platforms: Iterable[Platform]
) -> Named | None:
    """The place of training that the words of ``mail`` name."""
    return name_in(mail, examined, platform_of(first_author(mail).domain, platforms) is not None)


def _aliased(name: str, track: str | None, programs: Sequence[Program]) -> Program | None:
    """The one program that the owner said is the one that mail calls so."""
    found = [p for p in programs if p.aliases and answers_to(p.aliases, name, track or "")]
    return found[0] if len(found) == 1 else None


def _words(mail: Mail) -> str:
    """What the sender wrote, in plain form: subject, new words, signature."""
    return plain(f"{mail.subject} \n {mail.new} \n {mail.boilerplate}"[:_MAX_WORDS])


def _score(program: Program, mail: Mail, folded: str, thread_program: Program | None) -> float:
    """How much speaks for ``program``: one source of each sort counts, none twice."""
    points = 0.0
    addresses = {first_author(mail).addr, *(each.addr for each in mail.reply_to)}
    domains = {first_author(mail).domain, *(each.domain for each in mail.reply_to)} - {""}
    if any(contact.email in addresses for contact in program.contacts if contact.email):
        points += _CONTACT
    elif any(belongs(domain, program.domains) for domain in domains):
        points += _DOMAIN
    name, telling, code = _forms(program)
    if name in folded:
        points += _NAME
    elif telling and telling in folded:
        points += _SHORT
    if code and code in folded:
        points += _CODE
    if thread_program is not None and thread_program == program:
        points += _THREAD
    return points


@lru_cache(maxsize=4096)
def _forms(program: Program) -> tuple[str, str, str]:
    """Name, telling part of it and NRMP code as they would stand in a folded text."""
    forms = (normal(program.name), short(program.name), program.nrmp_code.lower())
    name, telling, code = (f" {form} " if form else "" for form in forms)
    return name, telling, code


def _by_track(likely: list[Program], own_track: str | None, words: str) -> list[Program]:
    """Those whose track is the one beside the name, else (of several) the only one in the words."""
    if own_track is not None:
        return [each for each in likely if same_track(each.track, own_track)] or likely
    if len(likely) > 1:
        tracks = tracks_in(words)
        fitting = [each for each in likely if any(same_track(each.track, t) for t in tracks)]
        return fitting if len(fitting) == 1 else likely
    return likely


def _shown(program: Program, words: str) -> str | None:
    """The program's name as the mail writes it, or None where it does not."""
    for name in (program.name, short(program.name)):
        if name and (match := re.search(rf"\b{re.escape(name)}\b", words, re.IGNORECASE)):
            return match.group()
    return None


def _first(tracks: tuple[str, ...]) -> str | None:
    return tracks[0] if tracks else None
