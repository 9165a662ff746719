"""Promise 8: nothing leaves the machine but to the owner's own servers."""

from __future__ import annotations

import re
import socket
from email import message_from_bytes, policy

import pytest

from tests.flow.house import CORPUS, House

REMOTE = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?\s*(?!mailto:)[a-z]+:""", re.IGNORECASE)


def test_a_season_connects_to_the_configured_servers_only(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: set[tuple[str, int]] = set()
    connect = socket.socket.connect

    def watched(self: socket.socket, address: tuple[str, int]) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            reached.add(address[:2])
        connect(self, address)

    home.deliver("d022", "d024", "d008", "d030")  # booked, a swindler with links, an invitation
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    monkeypatch.setattr(socket.socket, "connect", watched)
    home.poll("2026-11-01T09:00:00+02:00")
    home.poll("2026-11-12T22:00:00+02:00")
    home.run("digest", "--send", now="2026-11-13T07:00:00+02:00")
    allowed = {
        ("127.0.0.1", int(port)) for port in re.findall(r"port = (\d+)", home.config.read_text())
    }
    allowed.add(("127.0.0.1", home.account.dovecot.ports.lmtp))  # the test's server delivers there
    assert reached <= allowed


def test_no_notice_loads_anything_from_elsewhere(home: House) -> None:
    home.deliver("d022", "d024", "d008")
    home.run("programs", "import", str(CORPUS / "programs.csv"))
    home.poll("2026-10-16T09:00:00+02:00")
    home.poll("2026-11-12T22:00:00+02:00")
    home.run("digest", "--send", now="2026-11-13T07:00:00+02:00")
    notices = [raw for kind in ("request", "digest", "alert") for raw in home.inbox(kind)]
    assert len(notices) >= 3
    for raw in notices:
        html = message_from_bytes(raw, policy=policy.default).get_body(("html",))
        assert html is not None
        assert REMOTE.findall(html.get_content()) == []
