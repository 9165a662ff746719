"""Mistakes in the configuration, in the owner's words: where, what, and how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from inbox_agent.errors import Problem

if TYPE_CHECKING:
    from pydantic import ValidationError

_SECRET_KEYS = ("password", "secret", "token")
_EXAMPLE = "config/agent.example.toml shows every setting with its unit."


def as_problems(error: ValidationError, path: Path) -> list[Problem]:
    """One problem a mistake, in the order of the file's tables."""
    return [_problem(dict(mistake), path) for mistake in error.errors()]


def _problem(mistake: dict[str, Any], path: Path) -> Problem:
    where = ".".join(str(step) for step in mistake["loc"])
    key = str(mistake["loc"][-1]) if mistake["loc"] else ""
    match mistake["type"]:
        case "missing":
            return Problem(f"{where} is missing in {path}", _cure_of_missing(where))
        case "extra_forbidden" if key in _SECRET_KEYS:
            return Problem(
                f"{where}: secrets never stand in the configuration",
                "Remove it; name password_env, password_command or password_file, or use the "
                "system keyring (`keyring set inbox-agent USER@HOST`).",
            )
        case "extra_forbidden":
            return Problem(f"{where} is not a setting", f"Remove or correct it. {_EXAMPLE}")
        case "string_pattern_mismatch":
            return Problem(f"{where} = {mistake['input']!r} has the wrong form", _form(key))
        case "value_error":
            said = str(mistake["ctx"]["error"])
            return Problem(f"{where}: {said}" if where else said, _EXAMPLE)
        case _:
            return Problem(f"{where} = {mistake['input']!r}: {mistake['msg']}", _EXAMPLE)


def _cure_of_missing(where: str) -> str:
    table, _, key = where.partition(".")
    if not key:
        return f"Add the table [{table}]. {_EXAMPLE}"
    return f"Add `{key} = …` below [{table}]. {_EXAMPLE}"


def _form(key: str) -> str:
    if key == "at":
        return 'Write a time of day such as "07:00".'
    if key == "name":
        return 'Write small letters, digits and hyphens, such as "school".'
    if key == "on":
        return 'Write a date such as "2026-11-30".'
    if key == "email":
        return 'Write one bare address such as "leila.haddad@post.example".'
    return _EXAMPLE
