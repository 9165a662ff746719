"""What every command starts from: the configuration and the clock of this one command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from inbox_agent.errors import UserError

if TYPE_CHECKING:
    from inbox_agent.pipeline.agent import Agent
    from inbox_agent.ports import Clock, Store
    from inbox_agent.shell.settings import Settings
    from inbox_agent.shell.store import SqlStore

_LAST_NOW = "last now"  # the fact that keeps the clock from running backwards between commands


@dataclass(frozen=True, slots=True)
class Session:
    """The options before the command."""

    config: Path | None
    now_option: str | None

    def settings(self) -> Settings:
        from inbox_agent.shell.settings import config_path, load_settings

        return load_settings(config_path(self.config))

    def clock(self) -> Clock:
        """The machine's clock, or the frozen one of ``--now``."""
        from inbox_agent.shell.clock import FrozenClock, SystemClock

        return FrozenClock(_moment(self.now_option)) if self.now_option else SystemClock()

    def refuse_now(self, command: str) -> None:
        if self.now_option:
            raise UserError(f"`{command}` does not take --now", "It lives in real time.")

    @contextmanager
    def reading(self) -> Iterator[tuple[Settings, SqlStore, datetime]]:
        """The store, to look at."""
        from inbox_agent.shell.store import open_store

        settings = self.settings()
        store = open_store(settings.store_url, settings.account)
        try:
            yield settings, store, self.clock().now()
        finally:
            store.close()

    @contextmanager
    def working(
        self,
        *,
        tell: Callable[[str], None] | None = None,
        dry_run: bool = False,
        timeless: bool = False,
    ) -> Iterator[tuple[Settings, Agent, datetime]]:
        """The whole agent, to change something at ``now``; the clock must not run backwards.

        ``timeless``: what is written does not depend on the time, so none is remembered."""
        from inbox_agent.service import agent_for

        settings = self.settings()
        now = self.clock().now()
        with agent_for(settings, tell=tell or _to_stderr, dry_run=dry_run) as agent:
            if not (dry_run or timeless):
                self._advance(agent.store, now)
            yield settings, agent, now

    def _advance(self, store: Store, now: datetime) -> None:
        with store.write() as records:
            last = records.fact(_LAST_NOW)
            if last and self.now_option and now < datetime.fromisoformat(last):
                raise UserError(
                    f"--now {now.isoformat()} lies before {last}, when a command last wrote",
                    "Time in the store only goes forward.",
                )
            if not last or datetime.fromisoformat(last) < now:
                records.save_fact(_LAST_NOW, now.isoformat())


def session(context: typer.Context) -> Session:
    """The session of a command."""
    found = context.obj
    return found if isinstance(found, Session) else Session(None, None)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UserError(
            f"--now {text!r} is no moment with an offset", "Write 2026-12-08T09:00:00+03:00."
        )
    return moment


def _to_stderr(line: str) -> None:
    typer.echo(line, err=True)
