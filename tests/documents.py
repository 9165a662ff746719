"""``python -m tests.documents``: writes into the documents what is drawn from tables in the code.

Between ``<!-- NAME, made by python -m tests.documents -->`` and ``<!-- end of NAME -->`` stands
what a table says; a test compares.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

from inbox_agent.core import send, track
from inbox_agent.core.drafting import DraftState
from inbox_agent.core.interview import InterviewState

ROOT = Path(__file__).parent.parent
ATTACKS = ROOT / "tests" / "attack_list.toml"

Edge = tuple[str, str, str]  # from, to, event


def draft_edges() -> list[Edge]:
    """``core.send.TRANSITIONS``; the two phases of sending are boxes of their own."""
    moved = [
        (_box(state, phase), _box(after, _phase_after(event, after)), event.value)
        for (state, phase, event), after in send.TRANSITIONS.items()
    ]
    discouraged = ("[*]", DraftState.HELD.value, "made, where such mail is discouraged")
    return [("[*]", DraftState.PROPOSED.value, "made"), discouraged, *moved]


def interview_edges() -> list[Edge]:
    """``core.track.TRANSITIONS``; that a booked one is over is the clock's doing."""
    told = [
        (before.value if before else "[*]", after.value, event.value)
        for (before, event), after in track.TRANSITIONS.items()
    ]
    return [*told, (InterviewState.SCHEDULED.value, InterviewState.DONE.value, "its end is over")]


def diagram(edges: Iterable[Edge]) -> str:
    """A mermaid state diagram: one arrow for all events between two boxes."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for before, after, event in edges:
        arrows.setdefault((before, after), []).append(event)
    lines = [f"    {a} --> {b}: {', '.join(events)}" for (a, b), events in arrows.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def attack_table() -> str:
    rows = [
        f"| {attack['what']} | {attack['result']} | {_code(attack['tests'])} |"
        for attack in attacks()
    ]
    return "\n".join(["| attack | what happens | shown by (in `tests/`) |", "|---|---|---|", *rows])


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def attacks() -> list[dict[str, str | list[str]]]:
    found: list[dict[str, str | list[str]]] = tomllib.loads(ATTACKS.read_text("utf-8"))["attack"]
    return found


def tests_named() -> list[str]:
    return [name for attack in attacks() for name in attack["tests"]]


def exists(test: str) -> bool:
    """``core/test_x.py::test_y``: is there such a function?"""
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name
        for node in tree.body
    )


SECTIONS: dict[str, tuple[Path, Callable[[], str]]] = {
    "the states of a draft": (ROOT / "docs" / "states.md", lambda: diagram(draft_edges())),
    "the states of an interview": (ROOT / "docs" / "states.md", lambda: diagram(interview_edges())),
    "the attack list": (ROOT / "docs" / "security.md", attack_table),
}


def current(name: str) -> str:
    """What stands in the document now."""
    path, _ = SECTIONS[name]
    found = _section(name).search(path.read_text("utf-8"))
    return found["inside"].strip() if found else ""


def write(name: str) -> None:
    path, make = SECTIONS[name]
    text = path.read_text("utf-8")
    path.write_text(
        _section(name).sub(lambda m: f"{m['begin']}\n{make()}\n{m['end']}", text), "utf-8"
    )


def _section(name: str) -> re.Pattern[str]:
    begin = re.escape(f"<!-- {name}, made by python -m tests.documents -->")
    end = re.escape(f"<!-- end of {name} -->")
    return re.compile(f"(?P<begin>{begin})(?P<inside>.*?)(?P<end>{end})", re.DOTALL)


def _box(state: str, phase: str) -> str:
    return f"{state}_{phase}" if phase else str(state)


def _phase_after(event: send.Event, after: str) -> str:
    if after != "sending":
        return ""
    return send.DATA if event is send.Event.DATA else send.CLAIMED


if __name__ == "__main__":
    for section in SECTIONS:
        write(section)
