"""How a person is greeted: ``Dr. Tierney`` where they are known to be a doctor, else by full name.

Nobody is called Mr. or Ms. by guess. The family name keeps its particles and, where a name has two
surnames as in Spanish, both of them; a generation suffix is no surname.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from inbox_agent.core.wordlists import word_set

_DOCTORATES = word_set(
    "md do mbbs mbbch mbchb mbbchir bmbs mbbchbao dmed phd dphil edd psyd pharmd dnp drph scd dds "
    "dmd facp frcp macp mrcp"
)
_TITLES = frozenset({"dr", "doctor", "prof", "professor", "dra", "doctora"})
_COURTESIES = frozenset({"mr", "mrs", "ms", "miss", "mx", "sr", "sra", "señora", "señor"})
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "v"})
_PARTICLES = word_set(
    "van von der den de del della di da dos das du la le las los el al bin ibn bint abu ben ter "
    "ten st saint san santa mac mc o y e i zu zur af av"
)
# Roles whose holders are physicians; a coordinator or manager named "director" is not one.
_DOCTOR_ROLES = re.compile(
    r"\b(?:director|interviewer|faculty|attending|physician|professor|chair\w*|resident|"
    r"fellow|intern|hospitalist|dean)\b",
    re.IGNORECASE,
)
_STAFF_ROLES = re.compile(
    r"\b(?:coordinator|administrat\w+|manager|assistant to|secretary|specialist|staff)\b",
    re.IGNORECASE,
)
# Common first surnames of two, without accents; names in -ez are recognised by their ending.
_FIRST_SURNAMES = word_set(
    "garcia ruiz diaz ortiz reyes cruz morales ramos rivera torres vargas castillo moreno rojas "
    "medina castro vega soto delgado marrero colon aguilar guzman salazar mejia acosta figueroa "
    "santiago serrano romero alvarado herrera rios molina silva campos fuentes cardenas luna "
    "cabrera navarro mora duran ponce arroyo zayas quiroga ibarra ybarra trujillo pena munoz leon "
    "cordero rosario maldonado miranda cortes calderon montes arias solis valle franco padilla "
    "santos pacheco camacho escobar bonilla velasco rosado nieves pagan otero toro cintron"
)
_GIVEN_IN_EZ = frozenset({"inez", "ines", "cortez"})


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in its parts; ``full`` has neither title nor credentials, but keeps its suffix."""

    full: str
    family: str
    suffix: str
    doctor: bool  # by a title or credential that stands in the name itself


def person_name(text: str) -> PersonName:
    """The parts of a name as people write it: ``Prof. Jan van der Berg Jr., MD, PhD``."""
    text = _turned(text)
    head, *rest = [part.strip() for part in text.split(",")]
    words = head.split()
    doctor = any(_bare(word) in _DOCTORATES for part in rest for word in part.split())
    while len(words) > 1 and _bare(words[0]) in _TITLES | _COURTESIES:
        doctor |= _bare(words.pop(0)) in _TITLES
    while len(words) > 1 and _bare(words[-1]) in _DOCTORATES:
        doctor |= bool(words.pop())
    suffix = next((part for part in rest if _bare(part) in _SUFFIXES), "")
    if len(words) > 2 and _bare(words[-1]) in _SUFFIXES:
        suffix = words.pop()
    full = " ".join([*words, suffix]).strip()
    return PersonName(full, _family(words), suffix, doctor)


def is_doctor(name: str, role: str = "") -> bool:
    """Whether a person is known to be a doctor, by title, credential or role."""
    if person_name(name).doctor:
        return True
    return bool(_DOCTOR_ROLES.search(role)) and not _STAFF_ROLES.search(role)


def salutation(name: str, role: str = "") -> str:
    """What stands after ``Dear``: ``Dr. Benítez Colón`` or ``Pat Delacroix``; "" without a name."""
    parsed = person_name(name)
    if parsed.family and is_doctor(name, role):
        return f"Dr. {parsed.family}"
    return parsed.full


def folded(text: str) -> str:
    """``text`` in lower case without accents, for comparing names."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _turned(text: str) -> str:
    """``Tierney, Siobhán`` as ``Siobhán Tierney``; credentials after a comma stay."""
    first, comma, rest = text.strip().partition(",")
    given = rest.strip().split(",")[0].strip()
    if not comma or not given or len(first.split()) > 2:
        return text.strip()
    if _bare(given.split()[0]) in _DOCTORATES | _SUFFIXES or len(first.split()) > 1:
        return text.strip()
    return f"{given} {first.strip()}" + rest.strip()[len(given) :]


def _family(words: list[str]) -> str:
    if not words:
        return ""
    start = len(words) - 1
    if len(words) >= 3 and _is_first_surname(words[start - 1]):
        start -= 1
    while start > 1 and folded(words[start - 1]).strip(".") in _PARTICLES:
        start -= 1
    return " ".join(words[start:])


def _is_first_surname(word: str) -> bool:
    plain = folded(word)
    return plain in _FIRST_SURNAMES or (plain.endswith("ez") and plain not in _GIVEN_IN_EZ)


def _bare(word: str) -> str:
    return folded(word).replace(".", "").strip()
