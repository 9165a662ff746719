"""Prints how well mail is read: ``make accuracy``."""

from __future__ import annotations

from collections.abc import Sequence

from tests.accuracy import data, measure
from tests.accuracy.measure import Read, Share

SETS = (
    ("corpus (the rules were written with it, the model has learned it)", data.corpus),
    ("own train (learned)", lambda: data.own("train")),
    ("own aside (never learned, never tuned to)", lambda: data.own("aside")),
)
LISTED_CONFUSIONS = 25  # pairs; the rest is rare


def main() -> None:
    for title, items in SETS:
        _print(title, measure.read_all(items()))
    taken, ordinary = data.false_alarms()
    print(f"\nordinary mail of senders never learned, taken for a program's: {taken}/{ordinary}")
    print("cross-validated figures: docs/accuracy.md (python -m tests.accuracy.learn --compare)")


def _print(title: str, reads: Sequence[Read]) -> None:
    print(f"\n== {title}\n\ncategory right{'':14}{measure.right(reads)}\n")
    print(f"{'':26}  {'recall':<28} {'precision':<28}     F1")
    for rows in (measure.by_category(reads), measure.by_flag(reads)):
        for name, recall, precision in rows:
            print(f"{name:26}  {recall!s:<28} {precision!s:<28} {_f1(recall, precision):6.3f}")
        print()
    for name, share in measure.fields(reads):
        print(f"{name:26}  {share}")
    print()
    for line in list(measure.confusions(reads))[:LISTED_CONFUSIONS]:
        print(line)


def _f1(recall: Share, precision: Share) -> float:
    both = recall.value + precision.value
    return 2 * recall.value * precision.value / both if both else 0.0


if __name__ == "__main__":
    main()
