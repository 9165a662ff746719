"""The small ports: a clock that stands, alerts that are kept, signatures that are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inbox_agent.ports import Alert, DkimResult


@dataclass
class FixedClock:
    """Stands until it is moved. ``moment`` is aware."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def go_on(self, span: timedelta) -> None:
        self.moment += span


@dataclass
class MemoryAlerts:
    """Keeps what was handed over; ``channels`` are those that take it, none when they all fail."""

    channels: tuple[str, ...] = ("memory",)
    taken: list[Alert] = field(default_factory=list)
    broken: tuple[str, ...] = ()  # channels that fail before the others are tried

    def hand_over(self, alert: Alert) -> tuple[str, ...]:
        if self.channels:
            self.taken.append(alert)
        return self.channels[:1]

    def failing(self) -> tuple[str, ...]:
        return self.broken


@dataclass(frozen=True)
class KnownSignatures:
    """Verifies nothing: says what it was told about these bytes."""

    results: dict[bytes, tuple[DkimResult, ...]] = field(default_factory=dict)

    def verify(self, raw: bytes) -> tuple[DkimResult, ...]:
        return self.results.get(raw, ())
