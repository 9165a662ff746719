"""Fixtures for the servers, and a loud word about what was left out.

A test that asks for ``dovecot``, ``account``, ``postfix`` or ``postgres_url`` is skipped where
the machine has no such server. With INBOX_AGENT_REQUIRE_SERVERS=1 it fails instead.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

import pytest

from tests.servers.certificates import Authority, Certificate
from tests.servers.chromium import Browser
from tests.servers.dovecot import Account, Dovecot, run_dovecot
from tests.servers.postfix import Postfix, run_postfix
from tests.servers.postgres import Postgres, run_postgres
from tests.servers.process import DidNotStart, NotThere

REQUIRE = "INBOX_AGENT_REQUIRE_SERVERS"
LEFT_OUT = "LEFT OUT, no "
STARTS = 3  # a free port may be taken before the server has it
MARKERS = {
    "dovecot": "dovecot",
    "postfix": "postfix",
    "postgres_server": "postgres",
    "browser": "chromium",
}

Running = TypeVar("Running")


@contextmanager
def _started(name: str, run: Callable[[], AbstractContextManager[Running]]) -> Iterator[Running]:
    for attempt in range(1, STARTS + 1):
        context = run()
        try:
            server = context.__enter__()
        except NotThere as missing:
            _leave_out(name, str(missing))
        except DidNotStart:
            if attempt == STARTS:
                raise
        else:
            break
    try:
        yield server
    finally:
        context.__exit__(None, None, None)


def _leave_out(name: str, why: str) -> None:
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{REQUIRE}=1, but there is no {name}: {why}", pytrace=False)
    pytest.skip(f"{LEFT_OUT}{name}: {why}")


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def certificate(authority: Authority) -> Certificate:
    """For this machine, signed by an authority that only the tests trust."""
    return authority.sign("localhost", "127.0.0.1")


@pytest.fixture(scope="session")
def dovecot(certificate: Certificate) -> Iterator[Dovecot]:
    with _started("dovecot", lambda: run_dovecot(certificate)) as server:
        yield server


@pytest.fixture
def account(dovecot: Dovecot) -> Account:
    """A mailbox on Dovecot that no other test uses."""
    return dovecot.account()


@pytest.fixture(scope="session")
def postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    with _started("postfix", lambda: run_postfix(dovecot)) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    with _started("postgres", run_postgres) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> Iterator[str]:
    """A SQLAlchemy URL of a database that no other test uses."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    try:
        return Browser(tmp_path_factory.mktemp("browser"))
    except NotThere as missing:
        _leave_out("chromium", str(missing))
        raise


@pytest.hookimpl(tryfirst=True)  # before -m chooses by markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture, marker in MARKERS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.stats.get("skipped", [])
    said = [str(report.longrepr[2]) for report in reports if isinstance(report.longrepr, tuple)]
    names = Counter(
        text.partition(LEFT_OUT)[2].partition(":")[0] for text in said if LEFT_OUT in text
    )
    for name, count in names.items():
        line = f"NOT TESTED: {count} tests need {name}, which is not here (set {REQUIRE}=1 to fail)"
        terminalreporter.write_line(line, red=True, bold=True)
