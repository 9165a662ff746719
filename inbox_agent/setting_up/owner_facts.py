"""The questions about the owner: what each is for, and what a good answer looks like."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

from inbox_agent.setting_up.asking import Question

_ADDRESS = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]+\.[^@\s<>,;]+|[^@\s<>,;]{1,64}@localhost")
_AAMC_ID = re.compile(r"\d{8}")


def an_address(answer: str) -> str:
    address = answer.strip()
    if not _ADDRESS.fullmatch(address) or len(address) > 254:  # RFC 5321, 4.5.3.1.3
        raise ValueError("That is no mail address. Write it bare, like leila.haddad@post.example.")
    return address


def a_zone(answer: str) -> str:
    """An IANA name; a city such as ``amman`` is enough where only one zone has it."""
    wanted = answer.strip().replace(" ", "_").casefold()
    zones = available_timezones()
    exact = [zone for zone in zones if zone.casefold() == wanted]
    cities = [zone for zone in zones if zone.casefold().endswith(f"/{wanted}")]
    found = exact or sorted(cities, key=lambda zone: (zone.count("/"), zone))
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(f"Which one: {', '.join(found[:5])}?")
    raise ValueError(
        "No zone of that name. Write Region/City, like Asia/Amman; a big city near you will do."
    )


def an_aamc_id(answer: str) -> str:
    digits = answer.replace(" ", "")
    if not _AAMC_ID.fullmatch(digits):
        raise ValueError("An AAMC ID has eight digits.")
    return digits


def some_tracks(answer: str) -> str:
    """Several tracks, separated by commas."""
    return ", ".join(part for each in answer.split(",") if (part := " ".join(each.split())))


def a_name(answer: str) -> str:
    return " ".join(answer.split())


def name_of(address: str) -> str:
    """A first guess of the name: ``leila.haddad42@…`` is Leila Haddad."""
    words = re.split(r"[._\-+0-9]+", address.partition("@")[0])
    return " ".join(word.capitalize() for word in words if word) or address


QUESTIONS = {
    "name": Question("name", "Your name, as it stands under your letters", a_name),
    "time_zone": Question(
        "zone", "Your time zone", a_zone,
        "All times are shown in it. A city is enough: amman, karachi, new york.",
    ),
    "aamc_id": Question(
        "aamc_id", "Your AAMC ID", an_aamc_id, "It stands in letters that carry one."
    ),
    "tracks": Question(
        "tracks", "The tracks you applied to", some_tracks,
        "With commas between them: Preliminary Medicine, Transitional Year.",
    ),
    "career": Question(
        "career", "What follows the preliminary year", a_name,
        "Your specialty: Diagnostic Radiology, say. Letters name it.",
    ),
    "visa": Question(
        "visa", "Your visa status today", a_name,
        "One sentence about NOW, no hopes: I will need J-1 sponsorship. Letters may use it.",
    ),
}  # fmt: skip
"""Key below [owner] in the file → the question."""
