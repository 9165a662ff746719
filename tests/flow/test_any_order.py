"""Mail in any order, twice, or from Junk: the same table (over permutations, by hypothesis)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from inbox_agent.core.rows import interview_row, program_row
from inbox_agent.ports import Records
from tests.flow.memory_agent import CORPUS, Home, letter

NOW = datetime.fromisoformat("2026-11-20T12:00:00+02:00")
LISTED = (CORPUS / "programs.csv").read_text("utf-8")


def ics(uid: str, sequence: int, start: str, end: str, *, method: str = "REQUEST") -> str:
    status = "CANCELLED" if method == "CANCEL" else "CONFIRMED"
    return "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", f"METHOD:{method}", "BEGIN:VEVENT",
        f"UID:{uid}", f"SEQUENCE:{sequence}", "DTSTAMP:20261101T000000Z", f"DTSTART:{start}",
        f"DTEND:{end}", "SUMMARY:Residency interview", f"STATUS:{status}", "END:VEVENT",
        "END:VCALENDAR", "",
    ])  # fmt: skip


SAUK = "Brenda Kowalczyk <bkowalczyk@greatsauk.example>"
TIDE = "Shanelle Pruitt <spruitt@tidewatermemorial.example>"
LARK = "Joan Peel <jpeel@larkspurhospital.example>"
PLATFORM = "Thalamus <no-reply@thalamusgme.com>"
MAILS = (
    letter(SAUK, "Interview invitation", """Dear Dr. Haddad,

We are pleased to invite you to interview for the Preliminary Medicine position at Great Sauk
Medical Center. Please reply with your choice: November 12, 2026 or December 1, 2026, 8:00 AM CT.
""", "2026-10-15T08:00:00-05:00", message_id="<s1@greatsauk.example>"),
    letter(SAUK, "Interview confirmed", """Dear Dr. Haddad,

Your interview at Great Sauk Medical Center is confirmed for Thursday, November 12, 2026,
8:00 AM to 1:15 PM CT.
""", "2026-10-16T08:00:00-05:00", message_id="<s2@greatsauk.example>",
           calendar=ics("sauk-1", 0, "20261112T140000Z", "20261112T191500Z")),
    letter(SAUK, "Interview rescheduled", """Dear Dr. Haddad,

Your interview at Great Sauk Medical Center has been rescheduled to Tuesday, December 1, 2026,
8:00 AM to 1:15 PM CT.
""", "2026-10-20T08:00:00-05:00", message_id="<s3@greatsauk.example>",
           calendar=ics("sauk-1", 1, "20261201T140000Z", "20261201T191500Z")),
    letter(SAUK, "Cancelled: interview November 12", """Dear Dr. Haddad,

Your interview at Great Sauk Medical Center on Thursday, November 12, 2026 at 8:00 AM CT has been
cancelled.
""", "2026-10-20T08:05:00-05:00", message_id="<s4@greatsauk.example>"),
    letter(TIDE, "You are on our waitlist", """Dear Dr. Haddad,

All interview slots at Tidewater Memorial Hospital are taken for now. We have placed you on our
interview waitlist.
""", "2026-10-18T09:00:00-04:00", message_id="<t1@tidewatermemorial.example>"),
    letter(TIDE, "Interview invitation", """Dear Dr. Haddad,

A slot opened and we would like to invite you to interview at Tidewater Memorial Hospital on
December 3, 2026 at 9:00 AM ET. Please tell us by October 30, 2026 whether you accept.
""", "2026-10-28T09:00:00-04:00", message_id="<t2@tidewatermemorial.example>"),
    letter(TIDE, "Your interview has been cancelled", """Dear Dr. Haddad,

We regret that we must cancel your interview at Tidewater Memorial Hospital on December 3, 2026.
""", "2026-11-10T09:00:00-05:00", message_id="<t3@tidewatermemorial.example>"),
    letter(LARK, "Invitation to interview", """Dear Dr. Haddad,

We are pleased to invite you to interview at Larkspur Hospital. Please choose a date in our
scheduler.

Joan Peel
Residency Coordinator, Larkspur Hospital
""", "2026-10-19T09:00:00-05:00", message_id="<l1@larkspurhospital.example>"),
    letter(PLATFORM, "Interview confirmed: Larkspur Hospital, Preliminary Medicine", """Hello Leila,

Your interview with Larkspur Hospital, Preliminary Medicine is confirmed for Friday, December 4,
2026 at 9:00 AM - 2:00 PM Eastern Time.
""", "2026-10-21T09:00:00+00:00", message_id="<l2@thalamusgme.com>"),
    letter(LARK, "Re: your interview day", """Dear Dr. Haddad,

Here is the agenda for your interview day on December 4, 2026. You will meet Dr. Ada Wrenfield
<awrenfield@larkspurhospital.example>.

Joan Peel
""", "2026-10-25T09:00:00-05:00", message_id="<l3@larkspurhospital.example>",
           In_Reply_To="<l1@larkspurhospital.example>"),
)  # fmt: skip


def table(records: Records) -> dict[str, list[dict[str, Any]]]:
    """Programs and interviews as the commands show them; ids, which no order can keep, as the
    Message-IDs of the mails that they stand for."""
    said_by = {message.id: message.message_id for message in records.messages()}
    interviews = [interview_row(each) for each in records.interviews()]
    for row in interviews:
        del row["id"]
        row["source"] = said_by.get(row["source"], row["source"])
    programs = [program_row(each) for each in records.programs()]
    for row in programs:
        del row["id"]
    return {
        "programs": sorted(programs, key=lambda row: (row["name"], row["track"])),
        "interviews": sorted(interviews, key=lambda row: (row["program"], str(row["start"]))),
    }


def told(mails: list[bytes], folders: list[str], pauses: list[bool]) -> Home:
    home = Home()
    home.list_programs(LISTED)
    for raw, folder, pause in zip(mails, folders, pauses, strict=True):
        home.deliver(raw, folder)
        if pause:
            home.poll(NOW)
    home.poll(NOW)
    return home


USUAL = told(list(MAILS), ["INBOX"] * len(MAILS), [True] * len(MAILS))


def test_the_mails_told_as_they_came_make_this_table() -> None:
    made = table(USUAL.records())
    shown = [(row["program"], row["track"], row["state"], row["start"], row["end"],
              row["end_assumed"]) for row in made["interviews"]]  # fmt: skip
    assert shown == [
        ("Great Sauk Medical Center", "Preliminary Medicine", "scheduled",
         "2026-12-01T08:00:00-06:00", "2026-12-01T13:15:00-06:00", False),
        ("Larkspur Hospital", "Preliminary Medicine", "scheduled",
         "2026-12-04T09:00:00-05:00", "2026-12-04T14:00:00-05:00", False),
        ("Tidewater Memorial Hospital", "Diagnostic Radiology", "cancelled",
         "2026-12-03T09:00:00-05:00", "2026-12-03T14:00:00-05:00", True),
    ]  # fmt: skip
    found = [row for row in made["programs"] if row["name"] == "Larkspur Hospital"]
    assert [(row["track"], row["domains"]) for row in found] == [
        ("Preliminary Medicine", "larkspurhospital.example")
    ]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.data())
def test_any_order_any_folder_and_repetition_end_in_the_same_table(data: st.DataObject) -> None:
    mails = list(data.draw(st.permutations(MAILS)))
    mails += data.draw(st.lists(st.sampled_from(MAILS), max_size=3))
    count = len(mails)
    places = st.sampled_from(["INBOX", "Junk"])
    folders = data.draw(st.lists(places, min_size=count, max_size=count))
    pauses = data.draw(st.lists(st.booleans(), min_size=count, max_size=count))
    home = told(mails, folders, pauses)
    assert table(home.records()) == table(USUAL.records())
