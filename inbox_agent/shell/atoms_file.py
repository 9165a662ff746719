"""Writes config/rules/atoms.json; after a change: ``python -m inbox_agent.shell.atoms_file``."""

from __future__ import annotations

import json

from inbox_agent.core.atoms import atoms
from inbox_agent.core.rules import pattern_key
from inbox_agent.shell.data import data_folder, rules


def atoms_text() -> str:
    """The text of the file as the rules are now."""
    patterns = {
        pattern for rule in rules("") if rule.any for pattern in (*rule.any, *rule.all)
    }  # fmt: skip
    kept = {pattern_key(each): atoms(each) for each in patterns}
    lines = (
        f"{json.dumps(key)}:{json.dumps(sorted(need) if need is not None else None)}"
        for key, need in sorted(kept.items())
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    path = data_folder("config") / "rules" / "atoms.json"
    path.write_text(atoms_text(), "utf-8")


if __name__ == "__main__":
    main()
