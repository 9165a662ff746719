"""Tables as CSV: nothing starts a formula, and the programs come back as they were."""

from __future__ import annotations

import csv
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox_agent.core.export import as_csv
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.program_list import COLUMNS, read_programs, write_programs

FORMULA = ("=", "+", "-", "@", "\t", "\r")
CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff")
    | st.sampled_from("=+-@'\",;\n"), max_size=12,
).map(str.strip)  # fmt: skip
WORDS = st.from_regex(r"[A-Za-z=+@'-][A-Za-z0-9 .,'&-]{0,14}[A-Za-z0-9]", fullmatch=True)
ADDRESSES = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True)
CONTACTS = st.builds(
    Contact, st.from_regex(r"[A-Za-z][A-Za-z .'-]{0,10}[a-z]", fullmatch=True), ADDRESSES,
    st.sampled_from(["program director", "coordinator", "resident"]),
)  # fmt: skip
PROGRAMS = st.builds(
    Program, name=WORDS, track=CELLS, city=CELLS, state=CELLS,
    time_zone=st.sampled_from(["", "UTC", "America/Chicago"]),
    domains=st.lists(st.from_regex(r"[a-z]{1,8}\.example", fullmatch=True), max_size=2).map(tuple),
    nrmp_participating=st.sampled_from(["yes", "no", "unknown"]),
    contacts=st.lists(CONTACTS, max_size=3).map(tuple),
    extra=st.tuples(st.tuples(st.just("my column"), CELLS), st.tuples(st.just("visa"), CELLS)),
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(st.lists(PROGRAMS, max_size=5, unique_by=lambda p: (p.name.casefold(), p.track.casefold())))
def test_programs_come_back_as_they_were_written(programs: list[Program]) -> None:
    text = write_programs(programs)
    assert read_programs(text) == (tuple(programs), ())
    assert write_programs(read_programs(text)[0]) == text


@given(st.lists(st.fixed_dictionaries({"a": CELLS, "b": CELLS | st.none(), "c": st.lists(CELLS)})))
def test_no_cell_starts_a_formula(rows: list[dict[str, object]]) -> None:
    cells = [cell for row in csv.reader(io.StringIO(as_csv(rows))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(FORMULA)]


def test_a_guard_that_was_there_before_survives() -> None:
    programs = (Program("'=Sauk", city="''@", extra=(("visa", "=J-1"),)),)
    assert read_programs(write_programs(programs)) == (programs, ())


def test_the_columns_are_those_of_the_list_and_further_ones_follow() -> None:
    text = write_programs([Program("Sauk", extra=(("signal", "gold"),))])
    assert text.splitlines()[0] == ",".join((*COLUMNS, "signal"))


def test_nested_values_are_json_and_nothing_is_an_empty_cell() -> None:
    text = as_csv([{"to": ["é@x.example"], "none": None, "yes": True}])
    assert text == 'to,none,yes\n"[""é@x.example""]",,true\n'
