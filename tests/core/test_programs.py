"""Which program a mail is from: by sender, by words, by thread; never by a display name."""

from __future__ import annotations

import pytest

from inbox_agent.core.mail import Address, Mail
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.program_names import names_in_text, short
from inbox_agent.core.programs import Identified, identify
from inbox_agent.core.rules import examine
from inbox_agent.core.tracks import same_track
from inbox_agent.shell.data import platforms

LARKSPUR_DR = Program(
    "Larkspur University", "Diagnostic Radiology", domains=("rad.larkspur.example",),
    contacts=(Contact("Ida Quist", "iquist@larkspur.example"),), nrmp_code="1234420A0",
)  # fmt: skip
LARKSPUR_IM = Program(
    "Larkspur University", "Preliminary Medicine", domains=("larkspur.example",),
    nrmp_code="1234140P0",
)  # fmt: skip
STONEGATE = Program("Stonegate Medical Center", domains=("stonegate.example",))
LISTED = (LARKSPUR_DR, LARKSPUR_IM, STONEGATE)


def found(
    text: str, addr: str = "a@elsewhere.example", name: str = "", thread: Program | None = None
) -> Identified:
    mail = Mail(fingerprint="", from_=(Address(name, addr),), text=text, new=text)
    return identify(mail, examine(mail), LISTED, platforms(), thread)


def test_a_subdomain_of_a_listed_domain_is_the_program() -> None:
    assert found("Hello.", "x@gme.stonegate.example").known is STONEGATE


def test_a_look_alike_domain_is_nobody() -> None:
    assert found("Hello.", "x@notstonegate.example").known is None


def test_a_display_name_alone_proves_nothing() -> None:
    assert found("Hello.", name="Stonegate Medical Center").known is None


def test_mail_of_a_platform_is_the_program_that_its_words_name() -> None:
    result = found("Stonegate Medical Center invites you.", "noreply@thalamusgme.com", "Thalamus")
    assert (result.known, result.program) == (STONEGATE, "Stonegate Medical Center")


def test_a_platform_is_never_the_program() -> None:
    assert found("Sign in to Thalamus.", "noreply@thalamusgme.com", "Thalamus") == Identified()


def test_two_tracks_of_one_hospital_are_told_apart_by_the_track_named() -> None:
    text = "Larkspur University, Preliminary Medicine, writes to you."
    assert found(text, "noreply@thalamusgme.com").known is LARKSPUR_IM


def test_where_two_tracks_fit_nothing_is_guessed() -> None:
    result = found("Larkspur University writes to you.", "noreply@thalamusgme.com")
    assert (result.known, result.candidates) == (None, (LARKSPUR_DR, LARKSPUR_IM))


def test_another_track_of_a_listed_hospital_is_only_a_candidate() -> None:
    result = found("Larkspur University, Family Medicine, invites you.", "noreply@aamc.org")
    assert result.known is None


def test_an_nrmp_code_names_its_program() -> None:
    assert found("Our code is 1234420A0.", "noreply@aamc.org").known is LARKSPUR_DR


def test_a_thread_tells_the_program_of_a_mail_that_names_none() -> None:
    assert found("Fine, see you then.", "jo@post.example", thread=STONEGATE).known is STONEGATE


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Welcome to the University of North Harbor.", "University of North Harbor"),
        ("From St. Agatha Medical Center, with thanks", "St. Agatha Medical Center"),
        ("El Hospital San Mateo le invita.", "Hospital San Mateo"),
        ("Twelve people at Fox Hollow Clinic met.", "Fox Hollow Clinic"),
    ],
)
def test_names_of_places_of_training_are_found_in_prose(text: str, name: str) -> None:
    assert [named.name for named in names_in_text(text)] == [name]


def test_the_telling_part_of_a_name_is_what_people_shorten_it_to() -> None:
    assert short("Great Bend Regional Medical Center") == "great bend"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Preliminary Medicine", "Medicine-Preliminary", True),
        ("Prelim IM", "Internal Medicine, Preliminary", True),
        ("DR", "Diagnostic Radiology", True),
        ("Internal Medicine", "Preliminary Medicine", False),
        ("Diagnostic Radiology", "Family Medicine", False),
    ],
)
def test_tracks_are_the_same_however_they_are_written(one: str, other: str, same: bool) -> None:
    assert same_track(one, other) is same
