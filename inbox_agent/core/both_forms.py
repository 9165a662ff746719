"""Do the plain text and the HTML of one answer say the same?

A mail program shows one of the two, and the owner saw only that one. Where they ask for different
things we cannot know which the owner meant, so we ask.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from inbox_agent.core.body import Form
from inbox_agent.core.commands import Command, Parsed, commands
from inbox_agent.core.parse import new_words


def contradiction(
    raw: bytes, parsed: Parsed, default_code: str | None, names: Collection[str]
) -> str:
    """In words, where one form of the message asks for something else than ``parsed``; or "".

    The words of a note and the body of an edit are not compared: line breaks and emphasis differ,
    and what comes of them is shown to the owner and asked about anew.
    """
    wanted = _essence(parsed)
    for form in (Form.PLAIN, Form.HTML):
        other = commands(new_words(raw, form), default_code=default_code, names=names)
        if _essence(other) != wanted:
            return "its plain text and its HTML do not ask for the same"
    return ""


def _essence(parsed: Parsed) -> tuple[Command, ...]:
    return tuple(replace(command, text="") for command in parsed.commands)
