"""Where an interview is and with whom, as mail says it."""

from __future__ import annotations

import pytest

from inbox_agent.core.mail import Address, Link, Mail
from inbox_agent.core.place import interviewers_of, mode_of, place_of
from inbox_agent.core.reading import Person
from inbox_agent.core.rules import examine

APPLICANT = (Address("Leila Haddad", "leila@post.example"),)


def people(text: str) -> list[tuple[str, str]]:
    mail = Mail("0" * 64, to=APPLICANT, new=text, text=text)
    return [(person.name, person.email) for person in interviewers_of(mail, examine(mail))]


def place(text: str, *links: Link, location: str = "") -> tuple[str, str]:
    mail = Mail("0" * 64, new=text, text=text, links=links)
    sentences = examine(mail)
    mode = mode_of(sentences, location)
    return mode, place_of(mail, sentences, mode, location)


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("We will meet on Zoom.", "virtual"),
        ("All interviews are virtual this year.", "virtual"),
        ("La entrevista es por Teams.", "virtual"),
        ("Interviews are in person; parking is free.", "in_person"),
        ("You chose the on-site option. Hotel: the Millrace Inn.", "in_person"),
        ("This will be a telephone interview.", "phone"),
        ("You may come in person or join us on Webex.", "hybrid"),
        ("Choose virtual or on-site.", "hybrid"),
        ("We look forward to seeing you.", "unknown"),
    ],
)
def test_the_mode_is_read_from_the_words(text: str, mode: str) -> None:
    assert place(text)[0] == mode


def test_the_place_is_the_meeting_link() -> None:
    link = Link("Join", "https://us02web.zoom.us/j/8551234?pwd=x")
    assert place("Join on Zoom.", link) == ("virtual", "https://us02web.zoom.us/j/8551234?pwd=x")


def test_a_link_to_a_booking_page_is_no_place() -> None:
    text = "It is virtual. Choose a day: https://schedule.example/im27"
    assert place(text) == ("virtual", "")


def test_the_place_is_the_street_address_of_an_interview_on_site() -> None:
    text = "Come to 500 Main Street, Suite 200, Akron OH 44304. Park in deck B. It is in person."
    assert place(text) == ("in_person", "500 Main Street, Suite 200, Akron OH 44304")


def test_the_calendars_location_comes_first() -> None:
    assert place("See you!", location="Webex")[1] == "Webex"


def test_a_row_called_where_names_the_place() -> None:
    assert place("Where: Founders Building, third floor")[1] == "Founders Building, third floor"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You will interview with Dr. Lind and Dr. Osei.", [("Dr. Lind", ""), ("Dr. Osei", "")]),
        ("9:30 Interview 1, Dr. Ana de la Cruz, neuro", [("Dr. Ana de la Cruz", "")]),
        ("You'll be talking to Ada Lind, MD, first.", [("Ada Lind, MD", "")]),
        ("Interviewer: Dr. Ada Lind <alind@h.example>", [("Dr. Ada Lind", "alind@h.example")]),
        ("Interviewers: Dr. Lind (alind@h.example)", [("Dr. Lind", "alind@h.example")]),
        (
            "You will meet with Dr. Lind. Then Dr. Ada Lind will interview you.",
            [("Dr. Ada Lind", "")],
        ),
        ("Dear Dr. Haddad, you will interview with Dr. Haddad.", []),
        ("Please do not send thank-you notes to Dr. Tierney.", []),
        ("Dr. Marchetti read your application with pleasure.", []),
        ("Dr. Haddad,", []),
    ],
)
def test_interviewers_are_those_who_will_meet_the_applicant(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert people(text) == found


@pytest.mark.parametrize(("text", "found"), [
    (
        ("Your interviewers:\n\nAda Lind, MD \u2013 Program Director\nOmar Said, DO \u2013 Deputy"
        " Director, Internal Medicine Residency\nKim Park, MD PhD \u2013 Core Faculty\n\n"
        "See you then,\nJoan Peel"),
        [("Ada Lind, MD", ""), ("Omar Said, DO", ""), ("Kim Park, MD PhD", "")],
    ),
    (
        ("Interviewers\n- Ada Lind (alind@h.example)\n- Omar de la Cruz, MD <OCruz@h.example>\n"
        "- Joan Peel, Program Coordinator\n\nBest regards,\nJoan Peel"),
        [("Ada Lind", "alind@h.example"), ("Omar de la Cruz, MD", "ocruz@h.example")],
    ),
    (
        ("You will meet with the following faculty:\n* Dr. Ada Lind, 9:00 - 9:20\n"
        "* Dr. Omar Said, 9:25 - 9:45\n  osaid@h.example\n* Chief Residents"),
        [("Dr. Ada Lind", ""), ("Dr. Omar Said", "osaid@h.example")],
    ),
    (
        ("You will be interviewing with:\n9:00 AM - Ada Lind, M.D.\n10:00 AM - Virtual Tour\n"
        "10:30 AM - Omar Said, D.O."),
        [("Ada Lind, M.D.", ""), ("Omar Said, D.O.", "")],
    ),
    (
        "Interview panel:\nProgram Director: Ada Lind, MD\nChair: Omar Said, MD, MPH",
        [("Ada Lind, MD", ""), ("Omar Said, MD, MPH", "")],
    ),
    (
        ("Your interviewers will be:\n\nAda Lind\nalind@h.example\n\nOmar Said\nosaid@h.example\n\n"
        "Please join ten minutes early."),
        [("Ada Lind", "alind@h.example"), ("Omar Said", "osaid@h.example")],
    ),
    ("Your interviewers:\n1) Ada Lind, MD\n\nJoan Peel\n", [("Ada Lind, MD", "")]),
    ("Your interviewers:\nLeila Haddad\nAda Lind, MD\n", [("Ada Lind, MD", "")]),
    ("Please do not write to your interviewers:\nAda Lind, MD\n", []),
    ("You will meet with:\nProgram Leadership\nNew Friends\n", []),
    ("Questions? Ask our residents:\nAda Lind\nOmar Said\n", []),
])  # fmt: skip
def test_a_list_of_interviewers_is_read_one_a_line(text: str, found: list[tuple[str, str]]) -> None:
    assert people(text) == found


def test_names_in_the_calendars_description_count() -> None:
    mail = Mail("0" * 64, to=APPLICANT)
    described = interviewers_of(mail, (), "Dr. Ybarra, Dr. Oyelaran; 15 min break at 9:45")
    assert described == (Person("Dr. Ybarra"), Person("Dr. Oyelaran"))
