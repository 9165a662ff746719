"""Hints: slips are told, names and the words of medicine are left alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from inbox_agent.core.outgoing import Outgoing
from inbox_agent.core.spelling import MAX_HINTS, hints
from inbox_agent.shell.spelling import SpellingList
from tests.accuracy.lint_data import composed_drafts, own_drafts

WORDS = SpellingList()


def told(body: str, subject: str = "Thank you", names: tuple[str, ...] = ()) -> tuple[str, ...]:
    text = f"Dear Dr. Nygaard,\n\n{body}\n\nSincerely,\nLeila Haddad"
    return hints(Outgoing((), subject, text), WORDS, names)


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ("I would like to recieve your answer.", "Spelling: “recieve” (“receive”?)."),
        ("It was a great oportunity for me.", "Spelling: “oportunity” (“opportunity”?)."),
        ("I liked the the morning report.", "Said twice: “the the”."),
        ("I liked working with undefined on the wards.",
         "“undefined” looks like a word that a template left."),
        ("I spoke with None about the wards.", "“None” looks like a word that a template left."),
    ],
)  # fmt: skip
def test_a_slip_is_told(body: str, hint: str) -> None:
    assert told(body) == (hint,)


def test_an_empty_subject_is_told() -> None:
    assert told("Thank you for the day.", subject="  ") == ("The subject is empty.",)


@pytest.mark.parametrize(
    "body",
    [
        "I hope that that was clear, and I had had a long day. None of it was wasted.",
        "The patient's hyponatremia and the thrombectomy were taught at the bedside.",
        "Dr. Owusu-Ansah and Mr. Brandvold showed me the sign-out in the MICU at Kapalama.",
        "I’m glad it’s a day’s work; they’d have said the same. We’ll see.",
        "Ich danke Ihnen sehr für الترحيب und naïve Ñandú.",
    ],
)
def test_names_medicine_and_other_scripts_are_left_alone(body: str) -> None:
    assert told(body, names=("Ich danke Ihnen sehr und",)) == ()


def test_words_of_the_owner_and_of_the_program_are_right_as_they_stand(tmp_path: Path) -> None:
    assert told("We met at the kapalama.", names=("Kapalama Medical Center",)) == ()
    (tmp_path / "words.txt").write_text("# mine\nhakim\n")
    letter = Outgoing((), "x", "Dear Ann,\n\nThe hakim at home taught me much.\n\nBest,\nLeila")
    assert hints(letter, SpellingList(tmp_path / "words.txt")) == ()


def test_no_hint_is_given_on_our_own_templates_and_few_on_labelled_drafts() -> None:
    assert not [each.name for each in composed_drafts() if hints(each.letter, WORDS)]
    wrong = [each for each in own_drafts("tune") if hints(each.letter, WORDS, [each.program.name])]
    assert len(wrong) <= 5


def test_most_swapped_letters_are_noticed() -> None:
    chance, caught, made = random.Random(5), 0, 0
    words = [
        "interview",
        "program",
        "morning",
        "residents",
        "question",
        "training",
        "learned",
        "patients",
        "thought",
    ]
    for _ in range(200):
        word = chance.choice(words)
        at = chance.randrange(1, len(word) - 2)
        slip = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if slip != word:
            made += 1
            caught += bool(told(f"I remember the {slip} very well."))
    assert caught / made > 0.95, (caught, made)


def test_a_flood_of_slips_is_cut_and_takes_no_time() -> None:
    assert len(told(" ".join(f"zq{'x' * (n % 30)}qz" for n in range(5_000)))) <= MAX_HINTS
