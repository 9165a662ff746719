"""The grammar of answers: what is clear is read, what is not is asked."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_agent.core.commands import Command, Parsed, Verb, commands

A, B, C = "K7M2RX", "2HDFC4", "9TW3JN"
OWNER = ("Leila Haddad", "MD")


def read(text: str, default: str | None = None) -> Parsed:
    return commands(text, default_code=default, names=OWNER)


def verbs(text: str, default: str | None = None) -> list[tuple[str, str]]:
    parsed = read(text, default)
    assert parsed.unclear == ""
    return [(command.verb.value, command.code) for command in parsed.commands]


@pytest.mark.parametrize(
    ("word", "verb"),
    [("approve", "approve"), ("send", "approve"), ("ok", "approve"), ("yes", "approve"),
     ("okay", "approve"), ("reject", "reject"), ("skip", "reject"), ("no", "reject"),
     ("sent", "sent"), ("again", "again")],
)  # fmt: skip
def test_each_word_with_a_code_is_a_command(word: str, verb: str) -> None:
    assert verbs(f"{word} {A}") == [(verb, A)]


@pytest.mark.parametrize(
    "text",
    [
        f"approve {A}",
        f"Approve {A}.",
        f"APPROVE {A.lower()}!",
        f"approve: {A}",
        f"approve [{A}]",
        f"“Approve” «{A}»",
        f"*approve* *{A}*",
        f"approve `{A}`",
        f"approve\u00a0{A}",
        f"approve \u200b{A}\u200b",
        f"\u202aapprove {A}\u202c",
        f"\ufeffapprove {A}",
        "approve k٧m٢rx",
        f"Please approve {A}, thanks",
        f"I approve {A}",
        f"Approve code {A} please",
        f"Yes, approve {A}",
        f"ok send {A} 👍🏽",
        f"Hi,\n\napprove {A}\n\nThanks!\nLeila",
        f"approve {A}\n\nBest regards,\nLeila Haddad, MD",
        f"approve {A}\n\nThanks again",
        f"approve {A}\n\nDr. Leila Haddad\nPGY-1 applicant | AAMC 14512345\n+962 79 000 0000",
        f"approve {A}\n\nLeila Haddad, MD | +962 79 000 0000 | leila@post.example",
        f"approve {A}\n\nRegards,\nL. Haddad",
        f"approve {A}\nLH",
        f"approve\n{A}",
        f"Approve:\n\n- {A}",
        f"approve {A}\nSent from my iPhone",
        f"approve {A}\nEnvoyé de mon iPhone",
        f"approve {A}\nGesendet von Mail für Windows",
        f"approve {A}\nأرسلت من الـ iPhone",
        f"approve {A}\napprove {A}",
        f"{A[:0]}approve，{A}。",
    ],
)
def test_autocorrection_and_politeness_do_not_hide_an_approval(text: str) -> None:
    assert verbs(text) == [("approve", A)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"approve {A} {B}", [("approve", A), ("approve", B)]),
        (f"approve {A}, {B} and {C}", [("approve", A), ("approve", B), ("approve", C)]),
        (f"approve {A}/{B}", [("approve", A), ("approve", B)]),
        (f"approve {A},{B}; reject {C}", [("approve", A), ("approve", B), ("reject", C)]),
        (f"approve {A} reject {B}", [("approve", A), ("reject", B)]),
        (
            f"approve:\n- {A}\n- {B}\n\nreject:\n- {C}",
            [("approve", A), ("approve", B), ("reject", C)],
        ),
        (f"yes {A}\nno {B}\nskip {C}", [("approve", A), ("reject", B), ("reject", C)]),
    ],
)
def test_several_codes_stand_on_a_line(text: str, wanted: list[tuple[str, str]]) -> None:
    assert verbs(text) == wanted


@pytest.mark.parametrize(
    "text", ["yes", "Ok.", "Send it, thanks", "approve", "Yes please!", "ok 👍"]
)
def test_in_an_answer_to_a_request_the_code_may_be_left_out(text: str) -> None:
    assert read(text, A).commands == (Command(Verb.APPROVE, A, explicit=False),)


def test_a_code_that_is_written_too_counts_as_written() -> None:
    assert read(f"yes\napprove {A}", A).commands == (Command(Verb.APPROVE, A),)


@pytest.mark.parametrize(
    "text",
    [
        "approve all",
        "Approve everything",
        "approve both",
        "send them",
        f"do not approve {A}",
        f"don't approve {A}",
        f"don’t send {A}",
        f"never send {A}",
        f"approve {A}?",
        f"approve {A}؟",
        f"should I approve {A}",
        f"approve {A} if the date is right",
        f"approve {A} tomorrow",
        f"approve {A} after you fix the name",
        f"approve {A} but change Smith to Smyth",
        f"approve {A}\nbut not before Monday",
        f"approve {A}\n\nLeila Haddad\nnot before Monday",
        f"approve {A}\n\nLeila\nIs the name right?",
        f"approve {A}\n\nLeila\n\nPS the name is Smyth, with a y",
        f"approve {A}\n\nLeila Haddad\nOne typo in line two",
        f"approve {A}\n\nLeila\n{B}",
        f"approve {A}\nreject {A}",
        f"approve {A} reject {A}",
        f"approve {A}\nhold {A} 12h",
        f"approve {A}\nnote {A} the robot lab",
        f"no, approve {A}",
        f"yes no {A}",
        f"{A} approve",
        f"approve {A}\n{B}",
        f"approve\n{A} no",
        f"approve\nthanks\n{A}",
        f"{A} yes {B} no",
        f"{A}",
        "approve",
        "yes",
        f"I have approved {A} already",
        f"approve {A} ❌",
        f"👎 {A}",
        f"wait, {A}",
        f"cancel {A}",
        f"approve {A} to dean@school.example",
        "approve ABC123",
        "",
        "Thanks!",
        "👍",
        f"approve {A} {A} x",
        f"hold {A}",
        f"hold {A} until tomorrow",
        f"hold {A} 0h",
        f"hold {A} 400d",
        f"note {A}",
        f"edit {A}",
        f"edit {A}\n\n  \n",
        f"edit {A} make it shorter\nDear Dr. Ng,",
        f"edit {A} {B}\nDear Dr. Ng,",
        f"edit {A}\nDear Dr. Ng,\nreject {B}",
        "fix",
        "fix the date please",
        "fix i3",
        "fix i3 start",
        f"approve {A} {B} dean@school.example",
        f"please {A} edit it",
        "सब approve",
    ],
)
def test_what_is_not_clear_is_asked(text: str) -> None:
    parsed = read(text)
    assert parsed.commands == ()
    assert parsed.unclear != ""


@pytest.mark.parametrize(
    ("text", "default"),
    [
        (f"yes\napprove {B}", A),  # does "yes" mean A, or that B goes?
        ("yes but later", A),
        ("yes?", A),
        ("no wait", A),
        ("approve all", A),
        ("not now", A),
        ("ok no", A),
        ("looks good", A),
        ("send tomorrow", A),
        ("yes\nno", A),
    ],
)
def test_an_unclear_answer_to_a_request_is_asked(text: str, default: str) -> None:
    assert read(text, default).unclear != ""


def test_named_codes_are_told_also_where_nothing_is_understood() -> None:
    assert read(f"do not send {A}, I asked about {B.lower()}").named == (A, B)


def test_the_body_of_an_edit_is_taken_exactly() -> None:
    body = (
        "Dear Dr. Ng,\n\n"
        "Thank you for the day.  Two spaces, a “quote”, naïve – and a list:\n"
        "  - approve of the plan\n"
        "> this line begins with an angle\n"
        "Why? Because.\n\n"
        "Sincerely,\nLeila Haddad, MD\nAAMC 14512345"
    )
    assert read(f"edit {A.lower()}\n\n{body}\n\n").commands == (Command(Verb.EDIT, A, text=body),)
    assert read(f"Please edit:\n{body}", A).commands == (
        Command(Verb.EDIT, A, explicit=False, text=body),
    )


def test_commands_above_an_edit_count() -> None:
    parsed = read(f"approve {B}\nedit {A}\nDear Dr. Ng,")
    assert parsed.commands == (Command(Verb.APPROVE, B), Command(Verb.EDIT, A, text="Dear Dr. Ng,"))


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (f"note {A} the robot lab impressed me", A, "the robot lab impressed me"),
        (
            f"Note {A}: “Dr. Ng’s clinic” – can I go there?",
            A,
            "“Dr. Ng’s clinic” – can I go there?",
        ),
        (f"note {A} one line\nthat was wrapped\n\nThanks", A, "one line that was wrapped"),
        ("note the night float system", None, "the night float system"),
    ],
)
def test_a_note_keeps_the_words_of_the_owner(text: str, code: str | None, words: str) -> None:
    parsed = read(text, B)
    assert [(c.verb, c.code, c.text) for c in parsed.commands] == [(Verb.NOTE, code or B, words)]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        (f"hold {A} 12h", timedelta(hours=12)),
        (f"Hold {A} 12 hours.", timedelta(hours=12)),
        (f"hold {A} for 2 days", timedelta(days=2)),
        (f"hold {A} 90min", timedelta(minutes=90)),
        (f"hold {A} ١٢h", timedelta(hours=12)),
        (f"hold 12h {A}", timedelta(hours=12)),
    ],
)
def test_a_hold_says_how_long(text: str, span: timedelta) -> None:
    assert read(text).commands == (Command(Verb.HOLD, A, span=span),)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("fix i3 start=2026-11-03T09:00", (("start", "2026-11-03T09:00"),)),
        (
            "Fix I3 Start=2026-11-03T09:00-06:00 place=“Room 4, East Wing”",
            (("start", "2026-11-03T09:00-06:00"), ("place", "Room 4, East Wing")),
        ),
        (
            "fix i3 program = Mercy General / Preliminary",
            (("program", "Mercy General / Preliminary"),),
        ),
    ],
)
def test_a_correction_names_a_row_and_fields(
    text: str, fields: tuple[tuple[str, str], ...]
) -> None:
    assert read(text).commands == (Command(Verb.FIX, row_id="i3", fields=fields),)


@pytest.mark.parametrize(
    "text",
    [
        f"approve {A} ng@hospital.example",
        f"approve {A} Ng@Hospital.Example.",
        f"approve {A} <ng@hospital.example>",
        f"approve {A} ng@hospital.example<mailto:ng@hospital.example>",
        f"approve {A} [ng@hospital.example](mailto:ng@hospital.example)",
    ],
)
def test_an_approval_may_confirm_an_address(text: str) -> None:
    wanted = Command(Verb.APPROVE, A, addresses=("ng@hospital.example",))
    assert read(text).commands == (wanted,)


def test_a_name_that_is_a_command_word_does_not_speak_in_the_signature() -> None:
    parsed = commands(f"approve {A}\n\nJi-woo No\nSeoul", names=("Ji-woo No",))
    assert [(c.verb, c.code) for c in parsed.commands] == [(Verb.APPROVE, A)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ibrahim Farouk", f"approve {A} if the date is right"),
        ("Ibrahim Farouk", f"approve {A} if"),
        ("Will Notter", f"approve {A} will"),
        ("Bilal Umar Tariq", f"approve {A} but"),
        ("Leila Haddad DO", f"approve {A} do"),
        ("Nadia Osman", f"no {A} approve"),
    ],
)
def test_a_name_never_makes_a_condition_polite(name: str, text: str) -> None:
    assert commands(text, names=(name,)).unclear != ""


@pytest.mark.parametrize("name", ["Will Notter", "Leila Haddad, DO", "Ibrahim Farouk", "Do Nguyen"])
def test_such_a_name_may_still_sign(name: str) -> None:
    parsed = commands(f"approve {A}\n\nBest,\n{name}", names=(name,))
    assert [(c.verb, c.code) for c in parsed.commands] == [(Verb.APPROVE, A)]


@given(st.text(max_size=300))
def test_no_text_breaks_the_grammar_or_approves_without_the_word(text: str) -> None:
    parsed = read(text, A)
    approved = any(command.verb is Verb.APPROVE for command in parsed.commands)
    said = text.casefold()
    assert not approved or any(word in said for word in ("approve", "send", "ok", "yes", "ｏ"))


@given(
    st.lists(
        st.sampled_from(
            ["approve", "reject", "not", "don't", "if", "all", "?", "yes", "no", "please", A, B,
             "hold", "12h", "but", "\n", "wait", "later", "edit", "note", "thanks", "again"]
        ),
        max_size=8,
    )
)  # fmt: skip
def test_a_negation_condition_or_question_never_approves(words: list[str]) -> None:
    parsed = read(" ".join(words), A)
    hedges = {"not", "don't", "if", "all", "?", "but", "wait", "later"} & set(words)
    consumed = {"note", "edit"} & set(words)
    assert consumed or not hedges or not parsed.commands


@pytest.mark.parametrize(
    "text",
    ["approve " * 50_000, "?" * 500_000, "K7M2RX " * 50_000, "a@" * 200_000, "\n" * 500_000,
     "<mailto:" * 50_000 + "@", "fix i3 " + "a=" * 50_000, "note " * 50_000,
     "sent from my " + " " * 300_000, "edit K7M2RX\n" * 50_000, "\u0301" * 300_000,
     "٣" * 300_000],
    ids=["verbs", "questions", "codes", "ats", "newlines", "mailto", "fields", "notes", "spaces",
         "edits", "marks", "digits"],
)  # fmt: skip
def test_hostile_text_is_read_within_a_second(text: str) -> None:
    begun = time.perf_counter()
    read(text, A)
    assert time.perf_counter() - begun < 1.0


def test_items_of_the_checklist_are_ticked_on_a_line_of_their_own() -> None:
    parsed = read("Done: impressions, no_early_offers, thanks!\nundone mentors")
    assert parsed.commands == (
        Command(Verb.DONE, row_id="impressions"), Command(Verb.DONE, row_id="no_early_offers"),
        Command(Verb.UNDONE, row_id="mentors"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["done", "Done, thanks", f"done {A}", f"done, approve {A}", "done 12", "it is done"]
)
def test_a_done_that_names_no_item_is_asked_about(text: str) -> None:
    assert read(text).unclear
