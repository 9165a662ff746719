"""The whole gate at random: whatever the owner, forgers, the server, the clock and crashes do, what
reaches a program is a version that the owner approved, with those bytes and recipients, once."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from inbox_agent.core.codes import without_date
from inbox_agent.core.drafting import Draft, DraftState
from inbox_agent.errors import InboxAgentError
from inbox_agent.pipeline import Policy, one_pass
from inbox_agent.pipeline.dispatch import PAUSED
from inbox_agent.ports import NotHanded, Records, Refusal, Unclear
from inbox_agent.testing import MemoryStore
from tests.faults.agents import AFTER, NIGHT, OWNER, Desk, answer, mail
from tests.faults.story import PROGRAMS, booking

HOLD = timedelta(minutes=3)
INTERVIEWS = 2
Approval = tuple[str, tuple[str, ...]]  # hash of the frozen bytes, recipients


class Crash(BaseException):
    """The process ends here; no ``except Exception`` of ours may swallow it."""


@dataclass
class CrashingStore:
    """Ends the process at one commit: before it is durable, or when it just is."""

    store: MemoryStore
    commits: int
    after: bool

    @property
    def account(self) -> str:
        return self.store.account

    def read(self) -> AbstractContextManager[Records]:
        return self.store.read()

    @contextmanager
    def write(self) -> Iterator[Records]:
        self.commits -= 1
        with self.store.write() as records:
            yield records
            if self.commits == 0 and not self.after:
                raise Crash
        if self.commits == 0:
            raise Crash


class Gate(RuleBasedStateMachine):
    """Two letters wait; the model knows only what the owner's approvals named."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk(policy=Policy(hold=HOLD))
        self.now = AFTER
        self.letters = 0
        self.approved: set[Approval] = set()
        for nth in range(INTERVIEWS):
            self.desk.know(PROGRAMS[nth])
            self.desk.mailbox.deliver(booking(nth))
        self._pass_at(NIGHT)
        self._pass_at(AFTER)

    # --- the owner ----------------------------------------------------------------------------

    @rule(
        verb=st.sampled_from(["approve", "yes", "send"]), pick=st.integers(0, 9),
        passes=st.sampled_from([(0, 4), (0, 4, 10), (0, 1, 4), (0,)]),
    )  # fmt: skip
    def approves(self, verb: str, pick: int, passes: tuple[int, ...]) -> None:
        """Also with the code of a version that is dead by now. Passes may follow, minutes apart."""
        version = self._version(pick)
        if version in self._drafts():  # the newest; an older one can never be right again
            self.approved.add((version.sha256, version.to))
        self._answer(f"{verb} {version.code}")
        for minutes in passes:
            self.now += timedelta(minutes=minutes)
            self._pass_at(self.now)

    @rule(verb=st.sampled_from(["reject", "hold", "again", "sent"]), pick=st.integers(0, 9))
    def commands(self, verb: str, pick: int) -> None:
        self._answer(f"{verb} {self._version(pick).code}{' 2h' if verb == 'hold' else ''}")

    @rule(pick=st.integers(0, 9), words=st.sampled_from(["It was a pleasure.", "Thank you, ", "…"]))
    def edits(self, pick: int, words: str) -> None:
        body = f"Dear Dr. Nygaard,\n\n{words} The residents were kind.\n\nLeila Haddad\n"
        self._answer(f"edit {self._version(pick).code}\n\n{body}")

    @rule(pick=st.integers(0, 9))
    def adds_a_note(self, pick: int) -> None:
        self._answer(f"note {self._version(pick).code} the clinic's free pharmacy")

    @rule(
        words=st.sampled_from(["approve CODE?", "do not approve CODE", "approve all", "> approve"])
    )
    def says_something_unclear(self, words: str) -> None:
        self._answer(words.replace("CODE", self._version(0).code))

    # --- everybody else -----------------------------------------------------------------------

    @rule(pick=st.integers(0, 9), forged=st.booleans())
    def somebody_knows_a_code(self, pick: int, forged: bool) -> None:
        sender = f"Leila Haddad <{OWNER.email}>" if forged else "x@elsewhere.example"
        words = f"approve {self._version(pick).code}"
        self.desk.mailbox.deliver(
            mail("Re: may this go?", words, self.now, sender=sender, message_id=self._key()),
            at=self.now,
        )  # fmt: skip

    @rule(
        plan=st.sampled_from(
            [Refusal(450, "greylisted", permanent=False), Refusal(550, "no", permanent=True),
             NotHanded("away"), Unclear("reset")]
        ),
        after_data=st.booleans(), taken=st.booleans(),
    )  # fmt: skip
    def the_server_has_a_mood(
        self, plan: Refusal | NotHanded | Unclear, after_data: bool, taken: bool
    ) -> None:
        taken = taken and isinstance(plan, Unclear)
        self.desk.outbox.will(plan, after_data=after_data, taken=taken)

    @rule()
    def it_is_paused_for_one_pass(self) -> None:
        with self.desk.store.write() as records:
            records.save_fact(PAUSED, "x")
        before = len(self._letters())
        self._pass_at(self.now)
        assert len(self._letters()) == before
        with self.desk.store.write() as records:
            records.remove_fact(PAUSED)

    @rule(minutes=st.sampled_from([-90, 1, 4, 31, 600, 3_000]))
    def time_passes(self, minutes: int) -> None:
        """Or the clock is set back."""
        self.now = max(self.now + timedelta(minutes=minutes), AFTER - timedelta(hours=2))

    # --- the agent ----------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([0, 1, 4, 31]))
    def works(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self._pass_at(self.now)

    @rule(commits=st.integers(1, 30), after=st.booleans())
    def dies_and_starts_again(self, commits: int, after: bool) -> None:
        """At one of its commits: before it is durable, or when it just is."""
        agent = self.desk.agent()
        store = CrashingStore(self.desk.store, commits, after=after)
        try:
            asyncio.run(one_pass(replace(agent, store=store), self.now))
        except (Crash, InboxAgentError):
            self.desk.mailbox.reopen()

    # --- what always holds ----------------------------------------------------------------------

    @invariant()
    def only_what_was_approved_left(self) -> None:
        for envelope, raw in self._letters():
            digest = hashlib.sha256(without_date(raw)).hexdigest()
            assert (digest, envelope) in self.approved

    @invariant()
    def nothing_left_twice(self) -> None:
        digests = [hashlib.sha256(without_date(raw)).hexdigest() for _, raw in self._letters()]
        assert len(digests) == len(set(digests))

    @invariant()
    def what_is_called_sent_names_its_approval_or_the_owners_word(self) -> None:
        for draft in self._drafts():
            if draft.state is DraftState.SENT and draft.approved_sha256:
                assert (draft.approved_sha256, draft.approved_to) in self.approved

    # --- helpers ------------------------------------------------------------------------------

    def _letters(self) -> list[tuple[tuple[str, ...], bytes]]:
        return [
            (envelope.recipients, raw)
            for envelope, raw in self.desk.outbox.taken if envelope.recipients != (OWNER.email,)
        ]  # fmt: skip

    def _drafts(self) -> tuple[Draft, ...]:
        with self.desk.store.read() as records:
            return records.drafts()

    def _version(self, pick: int) -> Draft:
        """Any version of any draft, dead ones too."""
        with self.desk.store.read() as records:
            versions = [v for d in records.drafts() for v in records.draft_versions(d.id)]
        return versions[pick % len(versions)]

    def _answer(self, words: str) -> None:
        raw = answer(words, self.now, message_id=self._key())
        self.desk.mailbox.deliver(raw, "Sent", at=self.now)

    def _key(self) -> str:
        self.letters += 1
        return f"<answer{self.letters}@post.example>"

    def _pass_at(self, at: datetime) -> None:
        asyncio.run(one_pass(self.desk.agent(), at))


TestGate = Gate.TestCase
TestGate.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
