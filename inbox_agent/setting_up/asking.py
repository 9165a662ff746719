"""Asking the owner: at a terminal, from a pipe (one answer a line), or answered by options.

An empty answer keeps what stands in brackets; ``-`` takes an optional answer back. A pipe that
ends answers every question that is left with an empty line."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from inbox_agent.errors import Problem, UserError

TRIES = 3  # of one question at a terminal; then it is left for later
MAX_ANSWER = 2_000  # characters of one answer
TAKEN_BACK = "-"

Checked = Callable[[str], str]
"""The answer as it is kept. Raises ValueError with what is wrong with it, in words."""


@dataclass(frozen=True, slots=True)
class Question:
    key: str  # of the option that answers it
    words: str
    check: Checked = str.strip
    hint: str = ""


class Asker:
    """Asks; ``given`` holds what options answered, ``quiet`` takes every default unasked."""

    def __init__(
        self, say: Callable[[str], None], given: Mapping[str, str], *, quiet: bool = False
    ) -> None:
        self.say = say
        self._given = dict(given)
        self._quiet = quiet

    @property
    def at_a_terminal(self) -> bool:
        """Whether somebody is there who can be asked again."""
        return not self._quiet and sys.stdin.isatty()

    def ask(self, question: Question, default: str = "") -> str:
        """The answer, ``default`` where there is none, "" where it was taken back."""
        if (given := self._given.get(question.key)) is not None:
            return self._of_option(question, given)
        if self._quiet:
            return default
        if question.hint:
            self.say(f"  {question.hint}")
        for _ in range(TRIES if self.at_a_terminal else 1):
            answer = self._line(f"{question.words}{f' [{default}]' if default else ''}: ")
            if not answer:
                return default
            if answer == TAKEN_BACK:
                return ""
            try:
                return question.check(answer)
            except ValueError as error:
                self.say(f"  {error}")
        self.say("  Left as it is; it can be answered later.")
        return default

    def secret(self, key: str, words: str) -> str:
        """A password, not shown while it is typed; "" where it is left for later."""
        if (given := self._given.get(key)) is not None:
            return given
        if self._quiet:
            return ""
        return getpass.getpass(f"{words}: ") if self.at_a_terminal else self._line(f"{words}: ")

    def confirm(self, key: str, words: str, *, default: bool) -> bool:
        shown = "yes" if default else "no"
        return self.ask(Question(key, f"{words} (yes or no)", _yes_or_no), shown) == "yes"

    def check_given(self, questions: Iterable[Question]) -> None:
        """Before the first question: every option that holds no answer, all at once."""
        wrong: list[Problem] = []
        for question in questions:
            try:
                self._of_option(question, self._given.get(question.key, ""))
            except UserError as error:
                wrong.extend(error.problems)
        if wrong:
            raise UserError(wrong)

    def _of_option(self, question: Question, given: str) -> str:
        try:
            return question.check(given) if given.strip() else ""
        except ValueError as error:
            option = f"--{question.key.replace('_', '-')}"
            raise UserError(f"{option} {given!r}: {error}") from None

    def _line(self, prompt: str) -> str:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        line = sys.stdin.readline(MAX_ANSWER)
        if not sys.stdin.isatty():
            self.say("")  # nobody typed the end of the line
        return line.strip()


def _yes_or_no(answer: str) -> str:
    match answer.strip().casefold():
        case "y" | "yes":
            return "yes"
        case "n" | "no":
            return "no"
        case _:
            raise ValueError("Please type yes or no.")
