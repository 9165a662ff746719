"""Changing single keys of a TOML file while its comments, order and other values stay.

The result is read back and compared: whatever the file holds that this editor does not understand
(a value over several lines, say) is refused, never damaged."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from inbox_agent.errors import UserError

Value = str | int | bool | tuple[str, ...]
_HEADER = re.compile(r"\s*#?\s*\[+\s*([A-Za-z0-9_.-]+)\s*\]+\s*(?:#.*)?$")
_COMMENT = re.compile(r"""(?:[^"'#]|"(?:\\.|[^"\\])*"|'[^']*')*(?P<comment>#.*)$""")
COMMENT_COLUMN = 41  # where the comments of our example file stand


def set_values(text: str, values: Mapping[tuple[str, str], Value]) -> str:
    """``text`` with each (table, key) set; a commented-out example of the key is used up.

    Raises UserError where the file cannot be changed without touching something else."""
    wanted = tomllib.loads(text)
    lines = text.split("\n")
    for (table, key), value in values.items():
        lines = _set(lines, table, key, value)
        wanted.setdefault(table, {})[key] = list(value) if isinstance(value, tuple) else value
    changed = "\n".join(lines)
    if not _same(changed, wanted):
        keys = ", ".join(f"{table}.{key}" for table, key in values)
        raise UserError(
            "the configuration has a form that cannot be changed by a program",
            f"Change these keys by hand: {keys}",
        )
    return changed


def _same(text: str, wanted: Mapping[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _set(lines: list[str], table: str, key: str, value: Value) -> list[str]:
    start = next((n for n, line in enumerate(lines) if _names(line, table)), None)
    if start is None:
        return [*lines, f"[{table}]", _line(key, value, ""), ""]
    end = next((n for n in range(start + 1, len(lines)) if _HEADER.match(lines[n])), len(lines))
    found = _find(lines[start:end], key)
    if found is None:
        at = _after_last_word(lines, start, end)
        return [*lines[:at], _line(key, value, ""), *lines[at:]]
    at = start + found
    return [*lines[:at], _line(key, value, _comment(lines[at])), *lines[at + 1 :]]


def _names(line: str, table: str) -> bool:
    match = _HEADER.match(line)
    return match is not None and match[1] == table and not line.lstrip().startswith("#")


def _find(lines: list[str], key: str) -> int | None:
    """The line that sets ``key``; else its commented-out example."""
    for form in (rf"\s*{key}\s*=", rf"#\s?{key}\s*="):
        for number, line in enumerate(lines):
            if re.match(form, line):
                return number
    return None


def _after_last_word(lines: list[str], start: int, end: int) -> int:
    """Behind the last line of a table that is not empty."""
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _comment(line: str) -> str:
    match = _COMMENT.match(line.lstrip("# ") if line.startswith("#") else line)
    return match["comment"] if match else ""


def _line(key: str, value: Value, comment: str) -> str:
    said = f"{key} = {_literal(value)}"
    return f"{said.ljust(COMMENT_COLUMN - 1)} {comment}" if comment else said


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_literal(each) for each in value) + "]"
    if isinstance(value, int):
        return str(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
