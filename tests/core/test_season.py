"""The season: its dates, its phases, what is fitting, and its checklists."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inbox_agent.core.checklist import Progress, fitting_sections, ticked
from inbox_agent.core.season import Phase, season_from_table
from inbox_agent.errors import UserError
from inbox_agent.shell.data import data_folder, load_toml, season
from inbox_agent.shell.letters import checklists

SEASON = season()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "phase"),
    [
        ("2026-08-01T12:00:00+00:00", Phase.PREPARING),
        ("2026-09-10T12:00:00+00:00", Phase.APPLYING),
        ("2026-11-22T12:00:00+00:00", Phase.INTERVIEWS),
        ("2027-02-14T12:00:00+00:00", Phase.RANKING),
        ("2027-03-04T01:59:59+00:00", Phase.RANKING),
        ("2027-03-04T02:00:00+00:00", Phase.WAITING),
        ("2027-03-15T14:00:00+00:00", Phase.SOAP),
        ("2027-03-19T01:00:00+00:00", Phase.MATCH_WEEK),
        ("2027-03-19T16:00:00+00:00", Phase.MATCHED),
    ],
)
def test_each_moment_lies_in_one_phase(moment: str, phase: Phase) -> None:
    assert SEASON.phase(at(moment)) is phase


def test_match_day_is_the_third_friday_of_march() -> None:
    assert (SEASON.match_day.weekday(), (SEASON.match_day.day - 1) // 7) == (4, 2)


def test_every_date_names_its_source_and_warns_to_check_it() -> None:
    assert all(each.source for each in SEASON.dates)
    assert SEASON.check == "check nrmp.org"


def test_soap_runs_from_monday_ten_to_thursday_nine_eastern() -> None:
    moments = [at(f"2027-03-{day}:00-04:00") for day in ("15T09", "15T10", "18T20", "18T21")]
    assert [SEASON.soap_runs(moment) for moment in moments] == [False, True, True, False]


def test_what_is_fitting_changes_with_the_season_and_nothing_is_during_soap() -> None:
    def fitting(moment: str) -> set[str]:
        return {window.id for window in SEASON.fitting(at(moment))}

    assert fitting("2026-08-01T00:00:00Z") == {"pre_application"}
    assert fitting("2026-10-10T00:00:00Z") == {"thank_you", "early_update"}
    assert fitting("2026-12-10T00:00:00Z") == {
        "thank_you", "early_update", "interest_update", "mentor_request",
    }  # fmt: skip
    assert fitting("2027-02-10T00:00:00Z") == {"thank_you", "letter_of_intent", "final_note"}
    assert fitting("2027-03-16T00:00:00Z") == set()


def test_a_reminder_is_said_once_a_week() -> None:
    days = [at(f"2026-10-{day:02d}T12:00:00Z") for day in range(1, 22)]
    assert [now.day for now in days if SEASON.reminded(now)] == [1, 8, 15]
    assert "telephone" in SEASON.reminded(days[7])[0]


def test_the_dates_are_over_when_the_next_season_opens() -> None:
    assert not SEASON.is_over(at("2027-05-31T00:00:00Z"))
    assert SEASON.is_over(at("2027-06-04T00:00:00Z"))


def test_the_next_dates_come_nearest_first() -> None:
    keys = [each.key for each in SEASON.coming(at("2027-03-01T00:00:00Z"))]
    assert keys[:3] == ["rank_deadline", "soap_begins", "soap_review"]


def test_the_owner_may_override_when_a_letter_is_fitting() -> None:
    table = load_toml(data_folder("config") / "season-2027.toml")
    own = season_from_table(table, {"letter_of_intent_until": at("2027-02-28T00:00:00-05:00")})
    window = own.window("letter_of_intent")
    assert window is not None
    assert window.ends == at("2027-02-28T00:00:00-05:00")


def test_the_owner_may_override_a_date_and_it_says_so() -> None:
    table = load_toml(data_folder("config") / "season-2027.toml")
    own = season_from_table(table, {"rank_deadline": datetime(2027, 3, 4, 2, 30, tzinfo=UTC)})
    date = next(each for each in own.dates if each.key == "rank_deadline")
    assert (date.at, date.source, date.own) == (
        datetime(2027, 3, 4, 2, 30, tzinfo=UTC), "your configuration", True,
    )  # fmt: skip


def test_all_mistakes_in_dates_are_told_at_once() -> None:
    table = load_toml(data_folder("config") / "season-2027.toml")
    naive = datetime(2027, 3, 1)  # noqa: DTZ001 (what is refused here)
    with pytest.raises(UserError) as caught:
        season_from_table(table, {"match_dy": at("2027-03-19T12:00:00Z"), "soap_ends": naive})
    assert [each.what for each in caught.value.problems] == [
        "season: there is no date called match_dy",
        "season: soap_ends has no offset",
    ]


def test_items_are_ticked_by_facts_or_by_the_owner() -> None:
    facts = {"thank_yous": Progress(3, 3), "visa_policies": Progress(2, 5)}
    done = {each.item.id for each in ticked(checklists(), facts, {"impressions"}) if each.done}
    assert done == {"thank_you", "impressions"}


def test_a_fact_with_nothing_to_do_ticks_nothing() -> None:
    assert not Progress(0, 0).complete


def test_the_checklists_shown_are_those_of_the_time() -> None:
    shown = fitting_sections(checklists(), SEASON, at("2027-02-10T00:00:00Z"))
    assert [section.id for section in shown] == ["after_interviews", "ranking"]


def test_every_section_lies_within_dates_that_the_season_has() -> None:
    assert len(fitting_sections(checklists(), SEASON, at("2027-01-15T00:00:00Z"))) == 3
