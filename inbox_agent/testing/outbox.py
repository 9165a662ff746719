"""``MemoryOutbox``: the port Outbox in memory; a test says how the server will behave."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from inbox_agent.core.unchanged import why_not_unchanged
from inbox_agent.errors import GiveUp, TryAgain
from inbox_agent.ports import (
    Accepted,
    BeforeData,
    Envelope,
    NotHanded,
    Outcome,
    Refusal,
    Unclear,
)


@dataclass(frozen=True, slots=True)
class _Planned:
    outcome: Outcome
    after_data: bool
    taken: bool


class MemoryOutbox:
    """``taken``: what the server really took, also where we never learned it (Unclear).

    ``on_taken`` is called with each of those: a test may let the provider file a copy in Sent.
    """

    def __init__(self, on_taken: Callable[[Envelope, bytes], object] | None = None) -> None:
        self.taken: list[tuple[Envelope, bytes]] = []
        self.attempts = 0
        self._on_taken = on_taken
        self._plan: deque[_Planned] = deque()

    def will(self, outcome: Outcome, *, after_data: bool = False, taken: bool = False) -> None:
        """Plan the next attempt without a plan.

        ``after_data``: a Refusal that comes after the dot, not at RCPT.
        ``taken``: an Unclear whose message did arrive.
        """
        after = after_data or isinstance(outcome, Accepted | Unclear)
        self._plan.append(_Planned(outcome, after, taken or isinstance(outcome, Accepted)))

    async def send(self, envelope: Envelope, raw: bytes, before_data: BeforeData) -> Outcome:
        self.attempts += 1
        if why := why_not_unchanged(raw) if envelope.recipients else "no recipient":
            return NotHanded(why, hopeless=True)
        plan = self._plan.popleft() if self._plan else self._usual()
        if not plan.after_data:
            return plan.outcome
        if not await before_data():
            self._plan.appendleft(plan)
            return NotHanded("withdrawn")
        if plan.taken:
            self.taken.append((envelope, raw))
            if self._on_taken:
                self._on_taken(envelope, raw)
        return plan.outcome

    async def check(self) -> str:
        """The next plan, if it forbids the sign-in, is what this raises; it stays planned."""
        outcome = self._plan[0].outcome if self._plan else None
        if isinstance(outcome, NotHanded):
            raise GiveUp(outcome.why) if outcome.hopeless else TryAgain(outcome.why)
        if isinstance(outcome, Refusal) and not self._plan[0].after_data:
            raise TryAgain(outcome.reply)
        return "220 memory"

    def _usual(self) -> _Planned:
        return _Planned(Accepted(f"250 taken as {len(self.taken) + 1}"), True, True)
