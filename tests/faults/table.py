"""What the matrix found, as figures and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tests.faults.matrix import Result

MAX_SHOWN = 40  # problems that are printed


def figures(results: Sequence[Result], seconds: float) -> dict[str, Any]:
    stories = Counter(result.story for result in results)
    problems = [problem for result in results for problem in result.problems]
    return {
        "points": len(results),
        "kills": sum(r.story != "wire" and not r.second for r in results),
        "pairs": sum(bool(r.second) for r in results),
        "cuts": stories["wire"],
        "postgres": stories["postgres"],
        "rejoined": sum(result.rejoined for result in results),
        "left_unknown": sum(bool(result.unknown) for result in results),
        "double_sends": sum("DOUBLE SEND" in problem for problem in problems),
        "unapproved_sends": sum("UNAPPROVED" in problem for problem in problems),
        "lost_mails": sum("LOST MAIL" in problem for problem in problems),
        "seconds": round(seconds, 1),
        "problems": [
            f"{r.story}: {r.name}{f', then {r.second}' if r.second else ''}: {problem}"
            for r in results for problem in r.problems
        ],
    }  # fmt: skip


def print_table(results: Sequence[Result], seconds: float) -> None:
    found = figures(results, seconds)
    first = Counter(result.name for result in results if not result.second)
    second = Counter(result.second for result in results if result.second)
    broken = Counter(result.second or result.name for result in results if result.problems)
    print(f"{'killed or cut at':<36}{'first':>7}{'second':>8}{'broken':>8}")
    for name in sorted({*first, *second}):
        print(f"{name:<36}{first[name]:>7}{second[name]:>8}{broken[name]:>8}")
    print(
        f"\n{found['points']} points in {seconds:.0f} s: {found['kills']} kills, {found['pairs']} "
        f"kills while recovering, {found['cuts']} cut connections; {found['postgres']} of them on "
        f"PostgreSQL\n{found['double_sends']} double sends, {found['unapproved_sends']} unapproved "
        f"sends, {found['lost_mails']} lost mails; {found['rejoined']} came to exactly the "
        f"uninterrupted state, {found['left_unknown']} left a draft between DATA and its reply"
    )
    print("\n".join(found["problems"][:MAX_SHOWN]))
