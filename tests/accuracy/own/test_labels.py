"""The labels agree with the mail they stand on, as far as a script can tell."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from zoneinfo import ZoneInfo

from tests.accuracy.own.load import FOLDER, Line, assemble, lines
from tests.accuracy.own.ordinary import kinds, ordinary

CATEGORIES = frozenset(
    {
        "interview_invitation",
        "interview_scheduled",
        "interview_rescheduled",
        "interview_cancelled",
        "interview_details",
        "waitlist",
        "rejection",
        "action_request",
        "acknowledgement",
        "post_interview",
        "correspondence",
        "announcement",
        "unrelated",
    }
)
FLAGS = frozenset(
    {
        "position_guarantee",
        "offer_outside_match",
        "rank_bargain",
        "rank_solicitation",
        "contact_solicitation",
        "rank_disclosure",
        "prohibited_question",
        "short_deadline",
        "payment_request",
        "impersonation",
        "no_contact_policy",
        "contact_discouraged",
    }
)
ZONES = {  # words as they are written in these mails
    r"\b((?i:Eastern)|ET|EST|EDT)\b": "America/New_York",
    r"\b((?i:Central)|Chicago|CT|CST|CDT)\b": "America/Chicago",
    r"\b((?i:Mountain)|MT|MST|MDT)\b": "America/Denver",
    r"\b((?i:Pacific)|PT|PST|PDT)\b": "America/Los_Angeles",
    r"\b((?i:Alaska)|AKST|AKDT|AKT)\b": "America/Anchorage",
    r"\b((?i:Hawaii)|HST|Hawai.i)\b": "Pacific/Honolulu",
    r"\b((?i:Arizona)|Phoenix|Tucson|MST)\b": "America/Phoenix",
    r"\b((?i:Atlantic)|AST|Puerto Rico)\b": "America/Puerto_Rico",
    r"\b(Guam|ChST)\b": "Pacific/Guam",
}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAY_DATE = re.compile(
    r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+(?:the\s+)?"
    r"(?:(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+(\d{1,2})"
    r"|(\d{1,2})\s+(?:of\s+)?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
    r"|(\d{1,2})/(\d{1,2}))\b",
    re.IGNORECASE,
)
LEAST_OF_A_CATEGORY = 20  # mails, train and aside together
LEAST_OF_A_FLAG = 14
SEASON_ENDS = 7  # July to December are 2026, January to June 2027
ALL = [*lines("train"), *lines("aside")]


def words_of(line: Line) -> str:
    """All that a reader sees: sender, subject, text and bare HTML, with single spaces."""
    bare = re.sub(r"<[^>]*>", " ", line.get("html", ""))
    parts = (line["from"], line["subject"], line.get("text", ""), bare, line.get("ics", ""))
    return " ".join(re.sub(r"(?m)^[> ]+", "", "\n".join(parts)).split())


def moments(line: Line) -> list[str]:
    named = [line["start"], line["end"], line["respond_by"], *line.get("options", ())]
    return [moment for moment in named if moment is not None]


def listed_zones(line: Line) -> list[ZoneInfo]:
    """The zone of the sender's program, where programs.csv has it."""
    domain = parseaddr(line["from"])[1].rpartition("@")[2]
    with (FOLDER / "programs.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if domain in row["domains"].split()]
    return [ZoneInfo(row["time_zone"]) for row in rows]


def test_names_are_unique_and_no_group_stands_on_both_sides() -> None:
    assert [name for name, n in Counter(line["name"] for line in ALL).items() if n > 1] == []
    train = {line["group"] for line in lines("train")}
    aside = {line["group"] for line in lines("aside")}
    assert train & aside == set()
    writers = [{parseaddr(line["to"])[1] for line in lines(part)} for part in ("train", "aside")]
    assert writers[0] & writers[1] == set()


def test_each_mail_parses_without_defects_and_keeps_its_date() -> None:
    assert [line["name"] for line in ALL if not parses(line)] == []


def parses(line: Line) -> bool:
    message = message_from_bytes(assemble(line), policy=default)
    written = parsedate_to_datetime(line["date"])
    defects = [part.defects for part in message.walk() if part.defects]
    same_day = written.strftime("%a") == line["date"][:3]
    return not defects and same_day and message["date"].datetime == written


def test_categories_and_flags_are_allowed_words() -> None:
    assert {line["category"] for line in ALL} == CATEGORIES
    assert {flag for line in ALL for flag in line["flags"]} == FLAGS
    unsorted = [line["name"] for line in ALL if line["flags"] != sorted(set(line["flags"]))]
    assert (unsorted, [line["name"] for line in ALL if not line["why"]]) == ([], [])


def test_each_flag_has_a_quote_from_the_mail() -> None:
    for line in ALL:
        quotes = line.get("quotes", {})
        assert (line["name"], sorted(quotes)) == (line["name"], line["flags"])
    assert [
        (line["name"], quote)
        for line in ALL
        for quote in line.get("quotes", {}).values()
        if " ".join(quote.split()) not in words_of(line)
    ] == []


def test_the_program_is_named_in_the_mail() -> None:
    assert [
        (line["name"], word)
        for line in ALL
        for word in re.findall(r"[^\W\d_]{3,}", (line["program"] or "").casefold())
        if word not in words_of(line).casefold()
    ] == []


def test_times_are_iso_and_in_order() -> None:
    for moment in (moment for line in ALL for moment in moments(line)):
        if "T" in moment:
            assert datetime.fromisoformat(moment).tzinfo is not None
        else:
            date.fromisoformat(moment)
    ends = [line for line in ALL if line["end"] is not None]
    assert [line["name"] for line in ends if not (line["start"] or "~") < line["end"]] == []


def test_times_stand_only_where_the_category_has_them() -> None:
    unrelated = [line["name"] for line in ALL if line["category"] == "unrelated" and moments(line)]
    dayless = {"post_interview", "rejection", "waitlist", "announcement", "acknowledgement"}
    days = [line["name"] for line in ALL if line["category"] in dayless and line["start"]]
    assert (unrelated, days) == ([], [])


def test_offsets_are_right_in_the_zone_that_is_named() -> None:
    assert [
        (line["name"], moment)
        for line in ALL
        for moment in moments(line)
        if "T" in moment and not offset_fits(line, datetime.fromisoformat(moment))
    ] == []


def offset_fits(line: Line, at: datetime) -> bool:
    """In a zone that the mail or the list names, or counted from the Date header."""
    text = words_of(line)
    zones = [ZoneInfo(zone) for words, zone in ZONES.items() if re.search(words, text)]
    offsets = {at.astimezone(zone).utcoffset() for zone in [*zones, *listed_zones(line)]}
    return at.utcoffset() in offsets | {parsedate_to_datetime(line["date"]).utcoffset()}


def test_weekdays_fit_their_dates() -> None:
    assert [(line["name"], *wrong) for line in ALL if (wrong := wrong_weekdays(line))] == []


def wrong_weekdays(line: Line) -> list[str]:
    wrong = []
    for found in WEEKDAY_DATE.finditer(f"{line['subject']}\n{line.get('text', '')}"):
        weekday, month, day, day2, month2, slash_month, slash_day = found.groups()
        name = (month or month2 or "").title()[:3]
        number = MONTHS.index(name) + 1 if name else int(slash_month)
        year = 2026 if number >= SEASON_ENDS else 2027
        on = date(year, number, int(day or day2 or slash_day))
        if WEEKDAYS[on.weekday()] != weekday.title()[:3]:
            wrong.append(found.group())
    return wrong


def test_a_short_deadline_ends_within_48_hours() -> None:
    short = [line for line in ALL if "short_deadline" in line["flags"]]
    assert {line["category"] for line in short} == {"interview_invitation"}
    assert [line["name"] for line in short if not 0 < hours_left(line) < 48] == []


def hours_left(line: Line) -> float:
    by = line["respond_by"]
    end = datetime.fromisoformat(by if "T" in by else f"{by}T23:59:59+00:00")
    return (end - parsedate_to_datetime(line["date"])).total_seconds() / 3600


def test_every_category_and_flag_is_covered_well() -> None:
    categories = Counter(line["category"] for line in ALL)
    flags = Counter(flag for line in ALL for flag in line["flags"])
    assert {c: n for c, n in categories.items() if n < LEAST_OF_A_CATEGORY} == {}
    assert {f: n for f, n in flags.items() if n < LEAST_OF_A_FLAG} == {}


def test_no_line_is_written_twice() -> None:
    texts = Counter(json.dumps([line.get("text"), line.get("html")]) for line in ALL)
    assert [text for text, n in texts.items() if n > 1] == []


def test_ordinary_mail_is_plenty_varied_and_the_same_each_time() -> None:
    fragments = [f for kind in kinds() for group in kind.fragments.values() for f in group]
    mail = list(ordinary(count=300))
    assert len(set(fragments)) >= 150
    assert mail == list(ordinary(count=300))
    assert len({raw for _, raw in mail}) == 300
    parsed = [message_from_bytes(raw, policy=default) for _, raw in mail]
    assert [m.defects for m in parsed if m.defects or m["from"] is None or m["from"].defects] == []
