"""Which program an owner means by a name."""

from __future__ import annotations

import pytest

from inbox_agent.core.program import Program
from inbox_agent.core.program_choice import chosen
from inbox_agent.errors import NotFound

RADIOLOGY = Program("Hospital San Telmo", "Diagnostic Radiology")
MEDICINE = Program("Hospital San Telmo", "Preliminary Medicine")
BENITEZ = Program("Centro Benítez", "Preliminary Medicine")
LISTED = (RADIOLOGY, MEDICINE, BENITEZ)


def test_case_and_accents_do_not_matter() -> None:
    assert chosen("centro benitez", LISTED) is BENITEZ


def test_a_hospital_with_several_tracks_needs_its_track() -> None:
    assert chosen("Hospital San Telmo / Preliminary Medicine", LISTED) is MEDICINE
    with pytest.raises(NotFound, match=r"San Telmo / Diagnostic Radiology; .*San Telmo / Prelim"):
        chosen("Hospital San Telmo", LISTED)


def test_an_unknown_name_is_told_with_the_choices() -> None:
    with pytest.raises(NotFound, match="Centro Benítez / Preliminary Medicine"):
        chosen("Mercy", LISTED)


def test_without_a_list_the_name_itself_is_the_program() -> None:
    assert chosen("Mercy / Surgery", ()) == Program("Mercy", "Surgery")
