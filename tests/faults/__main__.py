"""``python -m tests.faults``: the crash matrix with its table. ``--sample N`` runs only so many."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from contextlib import ExitStack

from tests.faults.run import Options, run
from tests.faults.table import figures, print_table

WORKERS = 2


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers and folders go too
    begun = time.monotonic()
    with ExitStack() as stack:
        results = run(stack, Options(options.pairs, options.sample, options.workers))
    seconds = time.monotonic() - begun
    if options.json:
        print(json.dumps(figures(results, seconds)))
    else:
        print_table(results, seconds)
    return 1 if any(result.problems for result in results) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.faults")
    parser.add_argument("--sample", type=int, help="so many first faults, chosen evenly")
    parser.add_argument("--pairs", type=int, default=1, help="second crashes for each first one")
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
