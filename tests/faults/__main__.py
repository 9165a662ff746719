"""``python -m tests.faults``: the crash matrix with its table. ``--sample N`` runs only so many."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence

from tests.faults.matrix import (
    Baseline,
    Crash,
    Result,
    pairs,
    run_all,
    run_baseline,
    singles,
    warm_up,
    workplace,
)

PAIRS = 1_600  # of crashes while recovering, for each way of filing
SEED = 1047  # of the sample: RFC 1047 is about the gap that this is about
WORKERS = 2


def main() -> int:
    options = _options()
    begun = time.monotonic()
    with workplace() as folder:
        warm_up(folder / "warm")
        baselines = {files: run_baseline(folder / f"files-{files}", files=files)
                     for files in (True, False)}  # fmt: skip
        crashes = _crashes(baselines, options.pairs, options.sample)
        results = run_all(baselines, crashes, folder, options.workers, options.seconds)
    seconds = time.monotonic() - begun
    if options.json:
        print(json.dumps(_figures(results, seconds)))
    else:
        _print_table(results, seconds)
    return 1 if any(result.problems for result in results) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.faults")
    parser.add_argument("--sample", type=int, help="so many points, chosen evenly")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin none after that")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _crashes(baselines: dict[bool, Baseline], count: int, sample: int | None) -> list[Crash]:
    every = [crash for baseline in baselines.values() for crash in singles(baseline)]
    every += [crash for baseline in baselines.values() for crash in pairs(baseline, count, SEED)]
    if sample is None:
        return every
    return random.Random(SEED).sample(every, min(sample, len(every)))


def _figures(results: Sequence[Result], seconds: float) -> dict[str, object]:
    reached = [result for result in results if result.reached]
    return {
        "points": len(reached),
        "single": sum(result.crash.second is None for result in reached),
        "pairs": sum(result.crash.second is not None for result in reached),
        "same_state": sum(result.same for result in reached),
        "left_unknown": sum(bool(result.unknown) for result in reached),
        "seconds": round(seconds, 1),
        "problems": [
            f"{'files' if r.crash.files else 'appends'} step {r.crash.step} point {r.crash.first} "
            f"({r.crash.name}) second {r.crash.second}: {problem}"
            for r in reached for problem in r.problems
        ],
    }  # fmt: skip


def _print_table(results: Sequence[Result], seconds: float) -> None:
    figures = _figures(results, seconds)
    rows: Counter[str] = Counter(r.crash.name for r in results if r.reached)
    broken: Counter[str] = Counter(r.crash.name for r in results if r.problems)
    print(f"{'killed at':<34}{'runs':>7}{'broken':>8}")
    for name, count in sorted(rows.items()):
        print(f"{name:<34}{count:>7}{broken[name]:>8}")
    print(
        f"\n{figures['points']} runs ({figures['single']} single crashes, {figures['pairs']} pairs)"
        f" in {seconds:.0f} s; {figures['same_state']} in exactly the uninterrupted state, "
        f"{figures['left_unknown']} with a draft between DATA and its reply"
    )
    for problem in figures["problems"][:40]:  # type: ignore[index]
        print(problem)


if __name__ == "__main__":
    sys.exit(main())
