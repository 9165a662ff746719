"""Reading must not get worse than it was recorded to be (recorded.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.accuracy import data, measure
from tests.accuracy.data import Labelled
from tests.accuracy.measure import Share

RECORDED = tomllib.loads((Path(__file__).parent / "recorded.toml").read_text("utf-8"))
SETS: dict[str, Callable[[], Iterator[Labelled]]] = {
    "corpus": data.corpus,
    "train": lambda: data.own("train"),
    "aside": lambda: data.own("aside"),
}


@pytest.mark.parametrize("name", SETS)
def test_mail_is_read_no_worse_than_recorded(name: str) -> None:
    reads = measure.read_all(SETS[name]())
    rows = list(measure.by_flag(reads))
    fields = dict(measure.fields(reads))
    found = {
        "category": measure.right(reads),
        "flags_recall": _together(recall for _, recall, _ in rows),
        "flags_precision": _together(precision for _, _, precision in rows),
        "start": fields["start"],
        "respond_by": fields["respond_by"],
        "same_place": fields["program, the same place"],
    }
    worse = {key: str(share) for key, share in found.items() if share.value < RECORDED[name][key]}
    assert worse == {}


def test_ordinary_mail_is_hardly_ever_taken_for_a_programs() -> None:
    taken, ordinary = data.false_alarms()
    assert taken / ordinary <= RECORDED["ordinary"]["false_alarms"]


def _together(shares: Iterator[Share]) -> Share:
    listed = list(shares)
    return Share(sum(each.right for each in listed), sum(each.all for each in listed))
