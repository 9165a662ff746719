"""What lint knows besides the letter: nothing, or what the store of a named configuration says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from inbox_agent.cli.session import Session
    from inbox_agent.core.ledger import Ledger
    from inbox_agent.core.owner import Owner
    from inbox_agent.core.program import Program
    from inbox_agent.core.season import Season


@dataclass(frozen=True, slots=True)
class Known:
    programs: tuple[Program, ...] = ()
    ledger: Ledger | None = None
    now: datetime | None = None
    season: Season | None = None
    owner: Owner | None = None

    def as_stored(self, program: Program) -> Program:
        """The row of this program, which has its contact policy; else ``program`` itself."""
        same = [p for p in self.programs if (p.name, p.track) == (program.name, program.track)]
        return same[0] if same else program


def known_to(session: Session) -> Known:
    """Only a configuration named by --config or the environment counts: lint must not depend on
    what happens to lie in somebody's home."""
    from inbox_agent.shell.settings import CONFIG_VARIABLE

    if session.config is None and not os.environ.get(CONFIG_VARIABLE):
        return Known()
    from inbox_agent.pipeline.versions import ledger_of
    from inbox_agent.shell.data import season_of

    with session.reading() as (settings, store, now), store.read() as records:
        season = season_of(settings)
        return Known(
            programs=records.programs(), ledger=ledger_of(records, season), now=now,
            season=season, owner=settings.owner.owner(),
        )  # fmt: skip
