"""What every store does: the memory double, SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from inbox_agent.core.audit import problems
from inbox_agent.core.drafting import Draft, DraftState, Finding, Gap, Kind, Verdict
from inbox_agent.core.interview import Interview, InterviewChange, InterviewState
from inbox_agent.core.program import Contact, Program
from inbox_agent.core.reading import (
    Acceptance,
    Category,
    Flag,
    FlagFinding,
    InterviewTime,
    Person,
    Reading,
    Reason,
    Severity,
    Slot,
    Where,
)
from inbox_agent.core.stored import (
    UNSETTLED,
    AnswerRecord,
    FolderState,
    LedgerEntry,
    Message,
    Notice,
    Place,
    Quarantined,
    Signature,
    UidRange,
    Witness,
)
from inbox_agent.ports import Store
from inbox_agent.shell.store import open_store
from inbox_agent.testing.store import MemoryStore

NOW = datetime(2026, 11, 12, 19, 15, tzinfo=UTC)
CENTRAL = timezone(timedelta(hours=-6))

Opener = Callable[[str], AbstractContextManager[Store]]


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """Opens the store of an account; the same account twice gives the same rows."""
    if request.param == "memory":
        stores: dict[str, MemoryStore] = {}

        @contextmanager
        def in_memory(account: str) -> Iterator[Store]:
            yield stores.setdefault(account, MemoryStore(account))

        return in_memory
    url = f"sqlite:///{tmp_path}/agent.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    return lambda account: closing(open_store(url, account))


@pytest.fixture
def store(opener: Opener) -> Iterator[Store]:
    with opener("leila@post.example") as opened:
        yield opened


READING = Reading(
    category=Category.INTERVIEW_SCHEDULED, confidence=0.93,
    flags=(FlagFinding(Flag.SHORT_DEADLINE, Severity.CAUTION, "by noon", "48 hours", "answer"),),
    program="Great Sauk", program_known="Great Sauk Medical Center", track="Preliminary Medicine",
    candidates=("A", "B"),
    interview=InterviewTime(
        start=datetime(2026, 11, 12, 8, tzinfo=CENTRAL),
        end=datetime(2026, 11, 12, 13, 15),  # noqa: DTZ001 -- a time whose zone nobody named
        options=(Slot(date(2026, 11, 12)), Slot(datetime(2026, 11, 13, 0, 0, tzinfo=CENTRAL))),
        time_zone="America/Chicago", mode="virtual", place="https://zoom.example/j/1",
        interviewers=(Person("Siobhán Tierney", "st@sauk.example"),), uid="u1", sequence=2,
    ),
    respond_by=date(2026, 11, 14),
    reasons=(Reason("booked", Where.BODY, "you are booked"),), doubts=("no year",),
)  # fmt: skip
MESSAGE = Message(
    id="m1", account="leila@post.example", folder="INBOX", fingerprint="f1",
    message_id="<one@sauk.example>", received=NOW, subject="Entrevista ☤",
    from_addr="b@sauk.example",
    from_name="Brenda", to=("leila@post.example",), references=("<zero@sauk.example>",),
    reading=READING, text="Dear Dr. Haddad", stored=NOW, program_id="p1",
    owner_fields=frozenset({"category"}), dated=NOW.astimezone(CENTRAL),
)  # fmt: skip
DRAFT = Draft(
    id="d1", version=1, state=DraftState.APPROVED, kind=Kind.THANK_YOU, program_id="p1",
    program="Great Sauk", to=("w@sauk.example",), subject="Thank you", body="Dear Dr. Nygaard,",
    created=NOW, code="K7QP2M", gaps=(Gap("date", "When?"),),
    findings=(Finding("promise", Verdict.WARN, "I promise", "why", "instead"),),
    due=NOW + timedelta(hours=24), message_id="<d1.1@post.example>", raw=b"From: x\r\n\r\nhi\r\n",
    sha256="h1", approved_sha256="h1", approved_to=("w@sauk.example",), occasion="thank_you:i1:x",
)  # fmt: skip
INTERVIEW = Interview(
    id="i1", program_id="p1", program="Great Sauk", track="Preliminary Medicine",
    state=InterviewState.SCHEDULED, start=datetime(2026, 11, 12, 8, tzinfo=CENTRAL),
    end=date(2026, 11, 12), source="m1", source_date=NOW, respond_by=date(2026, 11, 14),
    interviewers=(Person("A", ""),), owner_fields=frozenset({"mode", "place"}),
)  # fmt: skip
PROGRAM = Program(
    name="Great Sauk", track="Preliminary Medicine", domains=("sauk.example",), id="p1",
    contacts=(Contact("Walter Nygaard", "w@sauk.example", "program director"),),
    accepts=(Acceptance("visa_j1", "yes", "J-1 is routine", "m1"),), aliases=("Sauk MC",),
    extra=(("signal", "gold"),), contact_policy="discouraged", policy_quote="not needed",
)  # fmt: skip
NOTICE = Notice(
    "n1", "request:d1", "request", "s", "text", "<p>", NOW, "<n1@post.example>", "K7QP2M"
)


def test_every_value_comes_back_as_it_was_saved(store: Store) -> None:
    ranges = (UidRange(1, 7), UidRange(12, 40))
    with store.write() as records:
        records.save_message(MESSAGE)
        records.save_draft(DRAFT)
        records.save_interview(INTERVIEW)
        records.save_program(PROGRAM)
        records.save_notice(NOTICE)
        records.save_folder_state(FolderState("INBOX", 4_000_000_000, ranges, NOW))
        records.save_raw("f1", b"\x00\xffraw")
    with store.read() as records:
        assert records.message("m1") == MESSAGE
        assert records.draft("d1") == DRAFT
        assert records.interviews() == (INTERVIEW,)
        assert records.programs() == (PROGRAM,)
        assert records.notice("request:d1") == NOTICE
        assert records.folder_state("INBOX") == FolderState("INBOX", 4_000_000_000, ranges, NOW)
        assert records.raw("f1") == b"\x00\xffraw"


def test_a_write_that_fails_leaves_nothing_behind(store: Store) -> None:
    def fails() -> None:
        with store.write() as records:
            records.save_message(MESSAGE)
            records.save_fact("seen", "yes")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    with store.read() as records:
        assert records.message("m1") is None
        assert records.fact("seen") is None


def test_ids_are_never_given_twice(store: Store) -> None:
    with store.write() as records:
        first = [records.new_id("m"), records.new_id("d")]
    with store.write() as records:
        second = [records.new_id("m"), records.new_id("i")]
    numbers = [each[1:] for each in first + second]
    assert len(set(numbers)) == 4


def test_a_message_is_found_by_fingerprint_message_id_program_and_time(store: Store) -> None:
    later = replace(MESSAGE, id="m2", fingerprint="f2", own=True, received=NOW + timedelta(days=1))
    with store.write() as records:
        records.save_message(MESSAGE)
        records.save_message(later)
    with store.read() as records:
        assert records.message_by_fingerprint("f2") == later
        assert set(records.messages_by_message_id("<one@sauk.example>")) == {MESSAGE, later}
        assert records.messages(program_id="p1", own=False) == (MESSAGE,)
        assert records.messages(since=NOW + timedelta(hours=1)) == (later,)
        assert records.messages() == (MESSAGE, later)


def test_quarantined_mail_is_known_too(store: Store) -> None:
    row = Quarantined("q1", "Junk", 7, "bad", "too deep", NOW, "<q@x>", "s", "a@x")
    with store.write() as records:
        records.save_message(MESSAGE)
        records.save_quarantined(row)
    with store.write() as records:
        assert records.known_fingerprints(["f1", "bad", "new"]) == {"f1", "bad"}
        assert records.quarantined() == (row,)
        records.remove_quarantined("q1")
        assert records.quarantined() == ()


def test_only_one_of_two_claims_gets_the_draft(store: Store) -> None:
    with store.write() as records:
        records.save_draft(DRAFT)
    with store.write() as records:
        assert records.claim_draft(DRAFT)
        assert not records.claim_draft(DRAFT)
        assert records.draft("d1") == replace(
            DRAFT, state=DraftState.SENDING, phase="claimed", attempts=1
        )


def test_a_claim_needs_the_hash_that_was_approved(store: Store) -> None:
    with store.write() as records:
        records.save_draft(replace(DRAFT, approved_sha256="other"))
        assert not records.claim_draft(DRAFT)


def test_drafts_are_listed_by_their_latest_version(store: Store) -> None:
    second = replace(DRAFT, version=2, code="R4TT9W", state=DraftState.PROPOSED)
    with store.write() as records:
        records.save_draft(DRAFT)
        records.save_draft(second)
    with store.read() as records:
        assert records.drafts() == (second,)
        assert records.drafts(states=[DraftState.APPROVED]) == ()
        assert records.draft_versions("d1") == (DRAFT, second)
        assert records.draft_by_code("K7QP2M") == DRAFT
        assert records.draft_by_occasion("thank_you:i1:x") == second
        assert records.draft_by_message_id("<d1.1@post.example>") is not None


def test_sends_are_counted_from_a_moment_on(store: Store) -> None:
    with store.write() as records:
        records.save_draft(replace(DRAFT, sent=NOW))
        records.save_draft(replace(DRAFT, id="d2", unknown_since=NOW))
        records.save_draft(replace(DRAFT, id="d3", sent=NOW - timedelta(days=2)))
        records.save_draft(replace(DRAFT, id="d4"))
        assert records.sends_since(NOW - timedelta(hours=1)) == 2


def test_an_interviews_history_is_kept_in_order(store: Store) -> None:
    states = (InterviewState.INVITED, InterviewState.SCHEDULED)
    changes = tuple(
        InterviewChange("i1", NOW, f"m{n}", "book", None if n == 0 else states[0], state)
        for n, state in enumerate(states)
    )
    with store.write() as records:
        records.save_interview(INTERVIEW)
        records.save_interview_changes("i1", changes[:1])
        records.save_interview_changes("i1", changes)
    with store.write() as records:
        assert records.interview_changes("i1") == changes
        records.remove_interview("i1")
        assert records.interviews() == ()
        assert records.interview_changes("i1") == ()


def test_answers_are_found_by_outcome_and_message_id(store: Store) -> None:
    one = AnswerRecord("f1", "<a@x>", "m1", "sent", NOW)
    other = AnswerRecord(
        "f2", "<a@x>", "m2", "inbox", NOW, outcome="accepted", detail="done", codes=("K7QP2M",)
    )
    with store.write() as records:
        records.save_answer(one)
        records.save_answer(other)
        assert records.answers(outcome="waiting") == (one,)
        assert set(records.answers(message_id="<a@x>")) == {one, other}


def test_notices_wait_until_they_are_sent(store: Store) -> None:
    gone = replace(NOTICE, id="n2", key="digest:1", message_id="<n2@x>", sent=NOW)
    with store.write() as records:
        records.save_notice(NOTICE)
        records.save_notice(gone)
        assert records.notices(waiting=True) == (NOTICE,)
        assert records.notices(waiting=False) == (gone,)
        assert records.is_own_notice("<n2@x>")
        assert not records.is_own_notice("<stranger@x>")


def test_the_youngest_notices_come_oldest_first(store: Store) -> None:
    many = [
        replace(NOTICE, id=f"n{n}", key=f"k{n}", message_id=f"<n{n}@x>",
                created=NOW + timedelta(minutes=n))
        for n in (3, 1, 2)
    ]  # fmt: skip
    with store.write() as records:
        for notice in many:
            records.save_notice(notice)
        assert [n.id for n in records.notices(latest=2)] == ["n2", "n3"]
        assert [n.id for n in records.notices(latest=9)] == ["n1", "n2", "n3"]


def test_one_answer_is_found_by_its_fingerprint(store: Store) -> None:
    record = AnswerRecord("f1", "<a@x>", "m1", "sent", NOW)
    with store.write() as records:
        records.save_answer(record)
        assert records.answer("f1") == record
        assert records.answer("f2") is None


def test_interviews_are_found_by_their_program(store: Store) -> None:
    other = replace(INTERVIEW, id="i2", program_id="p2")
    with store.write() as records:
        records.save_interview(INTERVIEW)
        records.save_interview(other)
        assert records.interviews(program_id="p2") == (other,)
        assert records.interviews(program_id="p3") == ()


def test_messages_are_found_by_when_their_rows_were_made(store: Store) -> None:
    late = NOW + timedelta(hours=1)
    fresh = replace(MESSAGE, id="m2", fingerprint="f2", stored=late)
    never = replace(MESSAGE, id="m3", fingerprint="f3", stored=None, received=late)
    with store.write() as records:
        for message in (MESSAGE, fresh, never):
            records.save_message(message)
        assert {m.id for m in records.messages(stored_after=NOW)} == {"m2", "m3"}


def test_the_ledger_counts_within_its_season(store: Store) -> None:
    entry = LedgerEntry("l1", "2026-27", "p1", "Great Sauk", NOW, "first_choice", "q", "d1")
    with store.write() as records:
        records.add_ledger_entry(entry)
        assert records.ledger("2026-27") == (entry,)
        assert records.ledger("2027-28") == ()


def test_the_log_is_a_chain_that_holds(store: Store) -> None:
    for number in range(3):
        with store.write() as records:
            records.add_audit(NOW, "approved", "d1", f"entry {number}")
    with store.read() as records:
        entries = records.audit()
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert problems(entries) == ()
    assert problems((entries[0], entries[2])) != ()
    assert problems((replace(entries[0], detail="forged"), *entries[1:])) != ()


def test_facts_are_set_replaced_and_removed(store: Store) -> None:
    with store.write() as records:
        records.save_fact("paused", "1")
        records.save_fact("paused", "2")
        assert records.facts() == {"paused": "2"}
        records.remove_fact("paused")
        assert records.fact("paused") is None


def test_no_account_sees_anothers_rows(opener: Opener) -> None:
    with opener("leila@post.example") as one, opener("omar@post.example") as other:
        with one.write() as records:
            records.save_message(MESSAGE)
            records.save_draft(DRAFT)
            records.save_program(PROGRAM)
            records.save_fact("secret", "1")
        with other.write() as records:
            assert records.messages() == ()
            assert records.draft_by_code("K7QP2M") is None
            assert records.programs() == ()
            assert records.fact("secret") is None
            records.save_message(replace(MESSAGE, account="omar@post.example"))
            records.remove_fact("secret")
        with one.read() as records:
            assert records.message("m1") == MESSAGE
            assert records.fact("secret") == "1"


def test_what_the_owner_wrote_by_hand_is_told_from_our_drafts(store: Store) -> None:
    own = replace(MESSAGE, own=True, reading=None)
    ours = replace(own, id="m2", fingerprint="f2", message_id=DRAFT.message_id)
    to_nobody = replace(own, id="m3", fingerprint="f3", program_id="")
    unsettled = replace(own, id="m4", fingerprint="f4", program_id=UNSETTLED)
    nameless = replace(own, id="m5", fingerprint="f5", message_id="")
    with store.write() as records:
        records.save_draft(DRAFT)
        records.save_draft(replace(DRAFT, id="d2", message_id=""))
        for message in (own, ours, to_nobody, unsettled, nameless):
            records.save_message(message)
        records.save_message(replace(MESSAGE, id="m6", fingerprint="f6"))
        assert {message.id for message in records.handwritten()} == {"m1", "m5"}


def test_a_witness_waits_until_its_signatures_were_looked_at(opener: Opener) -> None:
    early, late = Witness("b" * 64, NOW), Witness("a" * 64, NOW + timedelta(minutes=1), True)
    seen = replace(early, checked=NOW, signatures=(Signature(True, "x.example", ("from",), 2048),))
    with opener("a@x") as store:
        with store.write() as records:
            records.save_witness(late)
            records.save_witness(early)
            assert records.witnesses(checked=False) == (early, late)
            records.save_witness(seen)
        with store.read() as records:
            assert records.witnesses(checked=False) == (late,)
            assert records.witness(seen.fingerprint) == seen
            assert records.witness("c" * 64) is None


def test_places_are_told_by_fingerprint(opener: Opener) -> None:
    with opener("a@x.example") as store:
        with store.write() as records:
            records.locate("f1", "INBOX", 7, 3)
            records.locate("f1", "All", 1, 9)
            records.locate("f2", "INBOX", 7, 4)
        with store.read() as records:
            assert records.places("f1") == (Place("All", 1, 9), Place("INBOX", 7, 3))
            assert records.places("f3") == ()
    with opener("b@x.example") as other, other.read() as records:
        assert records.places("f1") == ()
