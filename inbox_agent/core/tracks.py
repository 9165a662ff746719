"""Tracks: what a residency position is for, in the many ways that people write it."""

from __future__ import annotations

import re

_SPECIALTY = (
    r"(?:diagnostic|interventional) radiology|radiolog[ií]a diagn[oó]stica|radiology|"
    r"(?:general )?internal medicine|medicina interna|family medicine|medicina familiar|"
    r"emergency medicine|nuclear medicine|preventive medicine|physical medicine and rehabilitation|"
    r"general surgery|plastic surgery|vascular surgery|orthop(?:a)?edic surgery|neurosurgery|"
    r"p(?:a)?ediatrics|psychiatry|child neurology|neurology|an(?:a)?esthesiology|"
    r"pathology|obstetrics and gynecology|dermatology|ophthalmology|otolaryngology|urology|"
    r"radiation oncology|surgery|medicine|med"
)
_KIND = r"prelim(?:inary)?|transitional|categorical|advanced"
_SHORT = r"(?-i:DR|IR|IM|FM|EM|PM&R|OB/?-?GYN|TY)"
TRACK = re.compile(
    rf"(?:(?:{_KIND})[ -](?:{_SPECIALTY}|{_SHORT}|year)(?: year)?|"
    rf"(?:{_SPECIALTY}|{_SHORT})(?:[,/ -]{{1,3}}\(?(?:{_KIND})\)?)?(?: year)?|"
    r"prelim(?:inary)?|transitional year)\b",
    re.IGNORECASE,
)
"""One track as people write it: ``Preliminary Medicine``, ``Medicine-Preliminary``, ``DR``."""

_NO_SPECIALTY = re.compile(_KIND + "|residency|program|year|track")
_PRELIMINARY = re.compile(r"prelim|año preliminar", re.IGNORECASE)
_TRANSITIONAL = re.compile(r"transitional|\bTY\b", re.IGNORECASE)
_FAMILIES = (
    ("interventional radiology", re.compile(r"interventional|\bIR\b", re.IGNORECASE)),
    ("radiology", re.compile(r"radiolog|\bDR\b", re.IGNORECASE)),
    ("family medicine", re.compile(r"famil|\bFM\b", re.IGNORECASE)),
    ("emergency medicine", re.compile(r"emergency|\bEM\b", re.IGNORECASE)),
    ("medicine", re.compile(r"\bmed(?:icine)?\b|medicina|\bIM\b", re.IGNORECASE)),
)


def family(track: str) -> tuple[str, str]:
    """(kind of year, specialty) of a track in plain words; "" where it names none.

    The kind tells only preliminary and transitional years from whole trainings: "advanced" and
    "categorical" are left out as often as they are written."""
    kind = "preliminary" if _PRELIMINARY.search(track) else ""
    if not kind and _TRANSITIONAL.search(track):
        kind = "transitional"
    for specialty, form in _FAMILIES:
        if form.search(track):
            return kind, specialty
    rest = _NO_SPECIALTY.sub("", track.casefold())
    return kind, " ".join(re.findall(r"[^\W\d_]+", rest))


def same_track(one: str, other: str) -> bool:
    """Whether two spellings can mean the same track; a missing half fits everything."""
    (kind, specialty), (kind2, specialty2) = family(one), family(other)
    if kind != kind2:
        return False
    return not specialty or not specialty2 or specialty == specialty2


def tracks_in(text: str) -> tuple[str, ...]:
    """The tracks that ``text`` names, each spelling once, in order."""
    return tuple(dict.fromkeys(match.group() for match in TRACK.finditer(text)))
