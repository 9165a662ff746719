"""Writes config/rules/atoms.json; after a change: ``python -m inbox_agent.shell.atoms_file``."""

from __future__ import annotations

from inbox_agent.core.atoms import atoms
from inbox_agent.core.kept_atoms import text_of
from inbox_agent.shell.data import data_folder, rules


def atoms_text() -> str:
    """The text of the file as the rules are now."""
    patterns = {
        pattern for rule in rules("") if rule.any for pattern in (*rule.any, *rule.all)
    }  # fmt: skip
    return text_of({pattern: atoms(pattern) for pattern in patterns})


def main() -> None:
    path = data_folder("config") / "rules" / "atoms.json"
    path.write_text(atoms_text(), "utf-8")


if __name__ == "__main__":
    main()
