"""What a command line asks for: reading single messages at once, everything else by cli/.

The library that makes the commands takes a third of a second to load. A script that asks about
one message after another should not wait for it, so the plain forms of ``explain`` are understood
here; help, mistakes and all other forms are the library's."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from inbox_agent.telling import telling

_WITH_VALUE = ("--programs", "--owner", "--zone")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    plain = plain_explain(words)
    if plain is not None:
        from inbox_agent.explaining.explain import Wanted, explain

        return telling(lambda: explain(Wanted(**plain)))
    from inbox_agent.cli import main as commands

    return commands(words)


def plain_explain(words: Sequence[str]) -> dict[str, Any] | None:
    """The fields of Wanted, where ``words`` are a plain ``explain``; None where they are not."""
    if words[:1] != ["explain"] or "_INBOX_AGENT_COMPLETE" in os.environ:
        return None
    found: dict[str, Any] = {"paths": (), "owner": ()}
    rest = iter(words[1:])
    for word in rest:
        if word == "--json":
            found["as_json"] = True
        elif word in _WITH_VALUE:
            value = _value(rest)
            if value is None:
                return None
            found.update(_with(found, word, value))
        elif word.startswith("-"):
            return None
        else:
            found["paths"] += (Path(word),)
    return found if found["paths"] else None


def _value(rest: Iterator[str]) -> str | None:
    value = next(rest, "-")
    return None if value.startswith("-") else value


def _with(found: dict[str, Any], option: str, value: str) -> dict[str, Any]:
    if option == "--owner":
        return {"owner": (*found["owner"], value)}
    return {"programs": Path(value)} if option == "--programs" else {"zone": value}
