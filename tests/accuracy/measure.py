"""How well mail is read: counts a category and a flag, and whole fields, on labelled mail."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from inbox_agent.core.classify import Context
from inbox_agent.core.program_names import normal
from inbox_agent.core.reading import Category, Flag, Moment, Reading
from inbox_agent.shell.reader import reader
from tests.accuracy.data import Labelled

SURE = 1.96  # standard deviations on either side of a 95 % interval


@dataclass(frozen=True, slots=True)
class Share:
    """``right`` of ``all``."""

    right: int
    all: int

    @property
    def value(self) -> float:
        return self.right / self.all if self.all else 1.0

    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the true share (Wilson)."""
        if not self.all:
            return 0.0, 1.0
        n, p, z = self.all, self.value, SURE
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def __str__(self) -> str:
        low, high = self.interval()
        return f"{self.value:6.3f}  {self.right:>4}/{self.all:<4} [{low:.2f}, {high:.2f}]"


@dataclass(frozen=True, slots=True)
class Read:
    """One labelled message and what was made of it."""

    item: Labelled
    reading: Reading


def read_all(items: Iterable[Labelled]) -> list[Read]:
    """Each message read as ``explain --programs`` would, with the list that goes with it."""
    return [
        Read(item, reader().read(item.mail, Context(programs=item.programs, owner_zone=item.zone)))
        for item in items
    ]


def right(reads: Sequence[Read]) -> Share:
    """How many categories are the right ones."""
    return Share(sum(each.reading.category == each.item.category for each in reads), len(reads))


def by_category(reads: Sequence[Read]) -> Iterator[tuple[str, Share, Share]]:
    """(category, recall, precision)."""
    for category in Category:
        wanted = [each for each in reads if each.item.category == category]
        given = [each for each in reads if each.reading.category is category]
        both = sum(each.reading.category is category for each in wanted)
        yield category.value, Share(both, len(wanted)), Share(both, len(given))


def by_flag(reads: Sequence[Read]) -> Iterator[tuple[str, Share, Share]]:
    """(flag, recall, precision)."""
    for flag in Flag:
        wanted = [each for each in reads if flag in each.item.flags]
        given = [each for each in reads if each.reading.flag(flag)]
        both = sum(each.reading.flag(flag) is not None for each in wanted)
        yield flag.value, Share(both, len(wanted)), Share(both, len(given))


def fields(reads: Sequence[Read]) -> Iterator[tuple[str, Share]]:
    """Whole fields, right or wrong, where the label or the reading has one."""
    for name, label, value in (
        ("start", lambda i: i.start, lambda r: _start(r)),
        ("respond_by", lambda i: i.respond_by, lambda r: r.respond_by),
    ):
        pairs = [(label(each.item), value(each.reading)) for each in reads]
        told = [(want, got) for want, got in pairs if want is not None or got is not None]
        yield name, Share(sum(_same(want, got) for want, got in told), len(told))
    named = [each for each in reads if each.item.program is not None]
    yield (
        "program, exactly",
        Share(sum(each.reading.program == each.item.program for each in named), len(named)),
    )
    yield "program, the same place", Share(sum(map(_same_place, named)), len(named))


def _start(reading: Reading) -> Moment | None:
    return reading.interview.start if reading.interview else None


def _same(want: str | None, got: Moment | None) -> bool:
    if want is None or got is None:
        return want is None and got is None
    if len(want) == len("2026-01-01") or not isinstance(got, datetime):
        return not isinstance(got, datetime) and date.fromisoformat(want[:10]) == got
    wanted = datetime.fromisoformat(want)
    return got.tzinfo is not None and got == wanted and got.utcoffset() == wanted.utcoffset()


def _same_place(each: Read) -> bool:
    want, got = normal(each.item.program or ""), normal(each.reading.program or "")
    return bool(got) and (want in got or got in want)


def confusions(reads: Sequence[Read]) -> Iterator[str]:
    """What was taken for what, most often first, with the names of the messages."""
    wrong = [each for each in reads if each.reading.category != each.item.category]
    pairs = Counter((each.item.category, each.reading.category.value) for each in wrong)
    for (label, given), count in pairs.most_common():
        names = " ".join(
            each.item.name for each in wrong
            if (each.item.category, each.reading.category.value) == (label, given)
        )  # fmt: skip
        yield f"{count:>3}  {label} -> {given}: {names}"
