"""Zones in running text: the grammar over tokens.

``zone_words`` reads "CT", "Eastern Standard Time (US & Canada)", "Boise time", "GMT-5",
"America/New_York", "our time", "hora de Puerto Rico"; ``zone_at`` the same beside a clock, with
the comma or bracket between.
"""

from __future__ import annotations

from collections.abc import Sequence

from inbox_agent.core.lexicon import CLOCK, MONTH, NUMBER, WORD, ZONE, Token, peek
from inbox_agent.core.zone_names import PLACES, REGIONS
from inbox_agent.core.zones import Zone, clock_of, parse_offset, place, region

Found = tuple[Zone | None, str, int]
"""The zone, else "our" or "your", and the index behind the words."""

_SEASONS = {"standard": "standard", "daylight": "daylight", "std": "standard"}


def zone_at(tokens: Sequence[Token], index: int) -> Found:
    """The zone beside a clock, "our" or "your" where it says only that, and where it ends."""
    at = index
    if peek(tokens, at).low in (",", "(", "[", "-", "|") or peek(tokens, at).low == "in":
        at += 1
        if peek(tokens, at).low in ("(", "[") and peek(tokens, at - 1).low == ",":
            at += 1
    while peek(tokens, at).low in ("all", "in", "on", "the") and at < index + 3:
        at += 1
    found = zone_words(tokens, at)
    if found is None:
        return None, "", index
    zone, whose, after = found
    if (
        at > index
        and peek(tokens, at - 1).low in ("(", "[")
        and peek(tokens, after).low in (")", "]")
    ):
        after += 1
    return zone, whose, after


def zone_words(tokens: Sequence[Token], index: int) -> Found | None:
    """A zone's words at ``index``: "CT", "Eastern Standard Time (US & Canada)", "Boise time",
    "GMT-5", "America/New_York", "our time", "hora de Puerto Rico"."""
    token = peek(tokens, index)
    if token.kind == ZONE:
        return _abbreviation(tokens, index)
    if token.kind not in (WORD, MONTH):
        return None
    if token.low in ("our", "your", "local"):
        timed = peek(tokens, index + 1).low in ("time", "local", "clock")
        return (None, "your" if token.low == "your" else "our", index + 2) if timed else None
    if token.low == "hora":
        return _spanish(tokens, index + 1)
    if token.low in REGIONS:
        return _region(tokens, index)
    return _iana(tokens, index) or _place(tokens, index)


def _abbreviation(tokens: Sequence[Token], index: int) -> Found | None:
    zone: Zone = tokens[index].value
    after = index + 1
    sign, hours = peek(tokens, after), peek(tokens, after + 1)
    if zone.name == "UTC" and sign.low in ("+", "-") and hours.kind in (NUMBER, CLOCK):
        digits = hours.low if hours.kind == CLOCK or len(hours.low) == 4 else f"{hours.value:02d}"
        name = parse_offset(f"{sign.low}{digits}")
        if name is not None:
            return _after_offset(tokens, Zone(name, f"gmt{name}"), after + 2)
    if peek(tokens, after).low == "time":
        after += 1
    return zone, "", after


def _after_offset(tokens: Sequence[Token], zone: Zone, index: int) -> Found:
    """Outlook's "(UTC-06:00) Central Time (US & Canada)": the words say more than the offset."""
    at = index + (1 if peek(tokens, index).low == ")" else 0)
    named = zone_words(tokens, at) if at > index else None
    return named if named and named[0] else (zone, "", index)


def _region(tokens: Sequence[Token], index: int) -> Found | None:
    words = tokens[index].low
    after = index + 1
    if words == "hawaii" and peek(tokens, after).low == "-":
        after += 2
    season = _SEASONS.get(peek(tokens, after).low, "")
    if season or peek(tokens, after).low in ("prevailing", "european"):
        if peek(tokens, after).low == "european":
            return Zone("Europe/Berlin", "central european"), "", after + 2
        after += 1
        if peek(tokens, after).low in ("savings", "saving"):
            after += 1
    if peek(tokens, after).low in ("time", "times", "hours"):
        after += 1
        if peek(tokens, after).low == "zone":
            after += 1
        if peek(tokens, after).low == "(" and peek(tokens, after + 1).low == "us":
            after = min(after + 5, len(tokens))
    elif not season and peek(tokens, after).kind == WORD and _is_name(tokens, after):
        return None
    return region(words, season), "", after


def _is_name(tokens: Sequence[Token], index: int) -> bool:
    """Whether "Eastern" is the beginning of a hospital's name."""
    return tokens[index].low in (
        "maine", "state", "university", "medical", "hospital", "michigan", "florida", "shore",
        "carolina", "virginia", "health", "valley", "region", "regional", "care", "campus", "park",
    )  # fmt: skip


def _iana(tokens: Sequence[Token], index: int) -> Found | None:
    if peek(tokens, index + 1).low != "/" or tokens[index].low not in (
        "america", "us", "pacific", "asia", "europe", "africa", "atlantic", "australia", "etc"
    ):  # fmt: skip
        return None
    parts, after = [tokens[index].low], index
    while peek(tokens, after + 1).low == "/" and peek(tokens, after + 2).kind in (
        WORD,
        ZONE,
        MONTH,
    ):
        after += 2
        parts.append(tokens[after].low)
    name = "/".join("_".join(w.capitalize() for w in part.split("_")) for part in parts)
    name = name.replace("Us/", "US/")
    return (Zone(name, name.lower()), "", after + 1) if clock_of(name) else None


def _place(tokens: Sequence[Token], index: int) -> Found | None:
    """ "Chicago time", "El Paso hours", "in Charleston, South Carolina", "on the East Coast"."""
    found = _known(tokens, index)
    if found is None:
        return None
    words, after = found
    if peek(tokens, after).low == "," and (state := _known(tokens, after + 1)):
        after = state[1]
    if peek(tokens, after).low in ("time", "hours", "clock"):
        return place(words), "", after + 1
    coast = words.endswith(" coast") and peek(tokens, index - 1).low == "the"
    return (place(words), "", after) if coast or peek(tokens, index - 1).low == "in" else None


def _known(tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    """A place of the table at ``index``, the longest name first, and where it ends."""
    for length in (3, 2, 1):
        words = " ".join(peek(tokens, index + i).low for i in range(length))
        if words in PLACES:
            return words, index + length
    return None


def _spanish(tokens: Sequence[Token], index: int) -> Found | None:
    """After "hora": "de Puerto Rico", "del este", "central", "local"."""
    at = index
    while peek(tokens, at).low in ("de", "del", "la", "estándar", "estandar"):
        at += 1
    if peek(tokens, at).low in ("local", "nuestra"):
        return None, "our", at + 1
    low = peek(tokens, at).low
    if low in REGIONS:
        return region(low), "", at + 1
    for length in (2, 1):
        words = " ".join(peek(tokens, at + i).low for i in range(length))
        if words in PLACES:
            return place(words), "", at + length
    return None
