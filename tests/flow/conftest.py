"""The house that every flow test lives in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.house import House, house
from tests.servers.dovecot import Account


@pytest.fixture
def home(account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A fresh mailbox on Dovecot, an SMTP server, a configuration without a hold."""
    with house(account, tmp_path, monkeypatch) as here:
        yield here


@pytest.fixture
def patient_home(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    """The same with a hold of three minutes."""
    with house(account, tmp_path, monkeypatch, hold_minutes=3) as here:
        yield here
