"""Clock, alerts and authenticator: what double and real have in common."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from inbox_agent.ports import Alert, Alerts, Authenticator, Clock, DkimResult
from inbox_agent.shell.alerts import AppriseAlerts
from inbox_agent.shell.clock import FrozenClock, SystemClock
from inbox_agent.shell.dkim import DkimAuthenticator
from inbox_agent.testing.small import FixedClock, KnownSignatures, MemoryAlerts

NOW = datetime(2026, 11, 12, 19, 15, tzinfo=UTC)
UNSIGNED = b"From: a@b.example\r\nSubject: hi\r\n\r\nhello\r\n"


@pytest.mark.parametrize("clock", [SystemClock(), FrozenClock(NOW), FixedClock(NOW)])
def test_every_clock_is_aware_and_does_not_run_backwards(clock: Clock) -> None:
    first = clock.now()
    assert first.utcoffset() is not None
    assert clock.now() >= first


@pytest.mark.parametrize(
    "alerts",
    [AppriseAlerts((), print), MemoryAlerts(channels=()), AppriseAlerts(("nonsense://x",), print)],
)
def test_alerts_that_no_channel_took_say_so(alerts: Alerts) -> None:
    assert alerts.hand_over(Alert("Interview invitation", "Answer by noon")) == ()


def test_alerts_name_the_channel_and_never_its_secret() -> None:
    told: list[str] = []
    alerts = AppriseAlerts(("json://user:hunter2@127.0.0.1:1/hook",), told.append)
    assert alerts.hand_over(Alert("t", "b")) == ()
    assert told == ["the alert channel json did not take an alert"]


@pytest.mark.parametrize("make", [DkimAuthenticator, KnownSignatures])
def test_an_unsigned_message_has_no_signature(make: Callable[[], Authenticator]) -> None:
    assert make().verify(UNSIGNED) == ()


def test_the_double_says_what_it_was_told() -> None:
    result = DkimResult(valid=True, domain="post.example")
    assert KnownSignatures({UNSIGNED: (result,)}).verify(UNSIGNED) == (result,)


def test_a_failing_channel_falls_over_to_the_next_which_says_so() -> None:
    heard: list[bytes] = []

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        works = f"json://127.0.0.1:{server.server_port}/hook"
        alerts = AppriseAlerts(("xml://127.0.0.1:1/dead", works, works), lambda _line: None)
        taken = alerts.hand_over(Alert("Interview invitation", "Answer by noon"))
        server.shutdown()
        thread.join()
    assert (taken, alerts.failing()) == (("json",), ("xml",))
    assert len(heard) == 1  # once is enough
    assert b"Not taken by: xml" in heard[0]
