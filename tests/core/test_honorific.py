"""How people are greeted."""

from __future__ import annotations

import pytest

from inbox_agent.core.honorific import person_name, salutation


@pytest.mark.parametrize(
    ("name", "role", "greeted"),
    [
        ("Siobhán Tierney", "program director", "Dr. Tierney"),
        ("Rosaura Benítez Colón", "program director", "Dr. Benítez Colón"),
        ("Marcus Eddington III", "program director", "Dr. Eddington"),
        ("Marcus Eddington, Jr., DO", "", "Dr. Eddington"),
        ("Prof. Jan van der Berg, MD, PhD", "", "Dr. van der Berg"),
        ("Tierney, Siobhán, MD", "", "Dr. Tierney"),
        ("Mary Jane Smith", "interviewer", "Dr. Smith"),
        ("Juan Carlos de la Cruz", "faculty", "Dr. de la Cruz"),
        ("Femi Adebayo-Ross", "associate program director", "Dr. Adebayo-Ross"),
        ("Pat Delacroix", "coordinator", "Pat Delacroix"),
        ("Wanda Szymanski", "", "Wanda Szymanski"),
        ("Keoni Nakashima", "director of coordination staff", "Keoni Nakashima"),
        ("Ms. Tamsin Okafor", "coordinator", "Tamsin Okafor"),
        ("", "program director", ""),
    ],
)
def test_doctors_are_called_doctor_and_nobody_else_gets_a_title(
    name: str, role: str, greeted: str
) -> None:
    assert salutation(name, role) == greeted


def test_a_suffix_and_accents_stay_in_the_full_name() -> None:
    assert person_name("Dr. Ágnes Kovács III, MD").full == "Ágnes Kovács III"
