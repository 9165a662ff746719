"""What a run left behind, and whether that keeps the promises."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from inbox_agent.core.codes import without_date
from inbox_agent.core.drafting import Draft, DraftState
from tests.faults.agents import OWNER
from tests.faults.outside import Points, Things
from tests.faults.place import WATCHED, Place
from tests.faults.story import LOST, PROGRAMS, REJECTED, Life

NEVER = PROGRAMS[REJECTED].contacts[0].email  # the owner rejected the letter to this person
MAY_BE_LOST = PROGRAMS[LOST].contacts[0].email  # the story itself loses this connection


@dataclass
class Verdict:
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Judged:
    problems: tuple[str, ...]
    rejoined: bool  # the uninterrupted run's state came again

    def as_json(self) -> str:
        return json.dumps([self.problems, self.rejoined])

    @staticmethod
    def from_json(text: str) -> Judged:
        problems, rejoined = json.loads(text)
        return Judged(tuple(problems), rejoined)


def end_of(place: Place, files: bool) -> dict[str, Any]:
    """The final tables as plain values, without what depends on when a try came."""
    life = Life(place, Points(), files=files)
    with life.plain.read() as records:
        programs = {program.id: program.full_name for program in records.programs()}
        end = {
            "programs": sorted(programs.values()),
            "interviews": sorted(
                [i.program, i.state, str(i.start), str(i.end)] for i in records.interviews()
            ),
            "messages": sorted(
                [m.message_id, m.folder, m.subject, str(m.reading and m.reading.category),
                 programs.get(m.program_id, "")]
                for m in records.messages(own=False)
            ),
            "quarantine": sorted(
                [q.fingerprint, q.folder, q.reason] for q in records.quarantined()
            ),
            "drafts": sorted([d.to[0], d.state, d.body, d.subject] for d in records.drafts()),
            "ledger": sorted(
                [e.program, e.claim, e.quote] for e in records.ledger(life.agent.season.name)
            ),
            "folders": sorted(s.folder for s in records.folder_states()),
            "unknown": sorted(d.to[0] for d in records.drafts() if d.unknown_since),
            "asked": sorted(n.key for n in records.notices() if n.kind in {"request", "digest"}),
            "alerts": sorted(n.key for n in records.notices() if n.kind == "alert"),
            "unsent": sorted(n.key for n in records.notices(waiting=True)),
        }  # fmt: skip
    life.close()
    return json.loads(json.dumps(end))  # type: ignore[no-any-return]


def judge(place: Place, files: bool, expected: dict[str, Any], lost: set[str]) -> Judged:
    """``lost``: drafts that a fault left between ``phase = data`` and the recorded reply."""
    verdict = Verdict()
    life = Life(place, Points(), files=files)
    things = life.outside.things
    with life.plain.read() as records:
        drafts = records.drafts()
        versions = [v for d in drafts for v in records.draft_versions(d.id)]
        rows = {m.fingerprint for m in records.messages()}
        aside = {q.fingerprint for q in records.quarantined()}
        count = len(records.messages()) + len(aside)
    life.close()
    _sends(verdict, things, versions)
    _mail(verdict, things, rows, aside, count)
    _unknown(verdict, drafts, versions, lost)
    _copies(verdict, things, drafts)
    _tables(verdict, end_of(place, files), expected, {d.to[0] for d in drafts if d.id in lost})
    return Judged(tuple(verdict.problems), False)


def _sends(verdict: Verdict, things: Things, versions: list[Draft]) -> None:
    taken = [(e, raw) for e, raw in things.taken if e.recipients != (OWNER.email,)]
    for recipient, times in Counter(e.recipients for e, _ in taken).items():
        if times > 1:
            verdict.problems.append(f"DOUBLE SEND to {recipient}")
    approvals = b"\n".join(item.raw for item in things.mailbox.held("Sent"))
    for envelope, raw in taken:
        digest = hashlib.sha256(without_date(raw)).hexdigest()
        bound = [
            v for v in versions
            if v.approved_sha256 == digest and v.approved_to == envelope.recipients
        ]  # fmt: skip
        if not any(f"approve {v.code}".encode() in approvals for v in bound):
            verdict.problems.append(f"UNAPPROVED SEND to {envelope.recipients}")
        if NEVER in envelope.recipients:
            verdict.problems.append("SENT THOUGH REJECTED")
    notices = Counter(_message_id(raw) for e, raw in things.taken
                      if e.recipients == (OWNER.email,))  # fmt: skip
    verdict.problems += [f"DOUBLE NOTICE {key}" for key, times in notices.items() if times > 1]


def _message_id(raw: bytes) -> str:
    lines = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    return next(line for line in lines if line.startswith(b"Message-ID:")).decode()


def _mail(
    verdict: Verdict, things: Things, rows: set[str], aside: set[str], count: int
) -> None:  # fmt: skip
    held = [item for name in WATCHED for item in things.mailbox.held(name)]
    prints = {hashlib.sha256(item.raw).hexdigest() for item in held}
    unread = prints - rows - aside
    # What the agent itself sent in its last pass is read in the next one.
    ours = {hashlib.sha256(raw).hexdigest() for _, raw in things.taken}
    if unread - ours:
        verdict.problems.append(f"LOST MAIL: {len(unread - ours)}")
    if count != len(rows | aside):
        verdict.problems.append("MAIL STORED TWICE")


def _unknown(
    verdict: Verdict, drafts: tuple[Draft, ...], versions: list[Draft], lost: set[str]
) -> None:
    for version in versions:
        if version.unknown_since and version.id not in lost and version.to != (MAY_BE_LOST,):
            verdict.problems.append(f"UNKNOWN WITHOUT NEED: {version.to}")
    for draft in drafts:
        if draft.state in {DraftState.UNKNOWN, DraftState.SENDING}:
            verdict.problems.append(f"NEVER SETTLED: {draft.to} {draft.state}")
        if draft.id in lost and draft.state is not DraftState.SENT:
            verdict.problems.append(f"NOT SETTLED BY THE OWNER'S ANSWER: {draft.to} {draft.state}")


def _copies(verdict: Verdict, things: Things, drafts: tuple[Draft, ...]) -> None:
    for draft in drafts:
        if draft.state is DraftState.SENT and not draft.unknown_since:
            mark = f"Message-ID: {draft.message_id}".encode()
            copies = sum(mark in item.raw for item in things.mailbox.held("Sent"))
            if copies != 1:
                verdict.problems.append(f"{copies} COPIES IN SENT of {draft.to}")


def _tables(
    verdict: Verdict, end: dict[str, Any], expected: dict[str, Any], lost: set[str]
) -> None:  # fmt: skip
    """Equal, save what became unknown by the crash: that one is settled by the owner's answer."""
    for name, rows in expected.items():
        found, wanted = end[name], rows
        if name == "unknown":
            continue
        if name == "drafts":
            found = [row for row in found if row[0] not in lost | {MAY_BE_LOST}]
            wanted = [row for row in rows if row[0] not in lost | {MAY_BE_LOST}]
        if name == "asked" and lost:
            found = [key for key in found if key in wanted]  # a version made again is asked about
        if found != wanted:
            missing = [row for row in wanted if row not in found]
            extra = [row for row in found if row not in wanted]
            verdict.problems.append(f"TABLE {name}: missing {missing}, extra {extra}")
