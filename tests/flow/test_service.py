"""The service as the operating system sees it; and bad input, told in words."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.flow.house import House

START_SECONDS = 90.0  # a loaded machine imports slowly
STOP_SECONDS = 5.0  # the promise
WATCHING = "watching"


@contextmanager
def service(home: House, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """``inbox-agent run`` in a process of its own, up and watching."""
    process = subprocess.Popen(
        [sys.executable, "-m", "inbox_agent", "--config", str(home.config), "run", *arguments],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=dict(os.environ),
    )  # fmt: skip
    assert process.stderr is not None
    try:
        end = time.monotonic() + START_SECONDS
        while WATCHING not in process.stderr.readline():
            assert process.poll() is None, "the service ended at once"
            assert time.monotonic() < end, "the service did not start"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def wait_for(what: str, check: object, seconds: float = START_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not check():  # type: ignore[operator]
        assert time.monotonic() < end, f"{what} did not happen"
        time.sleep(0.2)


def test_sigterm_ends_it_cleanly_in_under_five_seconds(home: House) -> None:
    with service(home) as process:
        wait_for("a first pass", lambda: home.run("health").code == 0)
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_SECONDS) == 0
        assert time.monotonic() - begun < STOP_SECONDS


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("after", [0.15, 0.3, 0.5, 0.7, 1.0])
def test_a_stop_while_it_still_starts_ends_it_cleanly(
    home: House, after: float, number: signal.Signals
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "inbox_agent",
         "--config", str(home.config), "run"],
        stderr=subprocess.PIPE, text=True, env=dict(os.environ),
    )  # fmt: skip
    assert process.stderr is not None
    said = [process.stderr.readline()]
    while "runpy" not in said[-1]:  # Python itself is up; before that no program can answer
        said.append(process.stderr.readline())
    time.sleep(after)
    process.send_signal(number)
    _, rest = process.communicate(timeout=START_SECONDS)
    words = [line for line in rest.splitlines() if not line.startswith("import time")]
    assert (process.returncode, "Traceback" in "".join(words)) == (0, False), words


def test_systemd_hears_that_it_is_up_how_it_is_and_that_it_stops(
    home: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.settimeout(START_SECONDS)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "400000")
        with service(home) as process:
            heard = [ear.recv(1000).decode()]
            while not heard[-1].startswith("WATCHDOG=1\nSTATUS=healthy"):
                heard.append(ear.recv(1000).decode())
            process.send_signal(signal.SIGTERM)
            while heard[-1] != "STOPPING=1":
                heard.append(ear.recv(1000).decode())
            assert process.wait(STOP_SECONDS) == 0
        assert heard[0] == "READY=1"


def test_a_second_one_on_the_same_mailbox_is_refused_in_words(home: House) -> None:
    with service(home):
        for command in (["run"], ["poll"]):
            second = home.run(*command)
            assert second.code == 1
            assert "another inbox-agent" in second.err


def test_mail_that_arrives_while_it_runs_is_read_without_a_poll(home: House) -> None:
    with service(home):
        wait_for("a first pass", lambda: home.run("health").code == 0)
        home.deliver("d022")
        wait_for("reading", lambda: len(home.run("messages", "--json").json) == 1)


def test_a_dry_run_sends_nothing_at_all(home: House) -> None:
    home.deliver("d022")
    with service(home, "--dry-run"):
        wait_for("a first pass", lambda: home.run("health").code == 0)
        time.sleep(1.0)
    assert home.inbox("alert") == []


def test_a_wrong_password_is_told_in_words(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "wrong")
    done = home.run("poll")
    assert done.code == 1
    assert "password" in done.err
    assert "Traceback" not in done.err


def test_an_unreachable_server_is_told_in_words(home: House) -> None:
    text = home.config.read_text()
    port = text.split("[imap]")[1].split("port = ")[1].split("\n")[0]
    home.config.write_text(text.replace(f"port = {port}", "port = 1", 1))
    done = home.run("poll")
    assert done.code == 1
    assert "Traceback" not in done.err
    assert done.err.strip()


def test_a_folder_that_does_not_exist_is_told_in_words(home: House) -> None:
    home.config.write_text(home.config.read_text() + '\n[watch]\nfolders = ["Residency"]\n')
    done = home.run("check")
    assert done.code == 2
    assert "Residency" in done.err


def test_five_mistakes_in_the_configuration_are_told_at_once(home: House) -> None:
    home.config.write_text(
        """
[owner]
name = "Leila"
email = "not an address"
time_zone = "Asia/Nowhere"
[imap]
host = "mail.example.org"
port = 143
security = "plain"
user = "leila"
password = "hunter2"
[smtp]
host = "127.0.0.1"
port = 99999
security = "tls"
"""
    )
    done = home.run("check")
    assert done.code == 2
    for word in ("owner.email", "owner.time_zone", "smtp.port", "smtp.user", "imap.password"):
        assert word in done.err
    assert "hunter2" not in done.err
    assert "Traceback" not in done.err


def test_a_missing_configuration_says_what_to_type(home: House) -> None:
    home.config.unlink()
    done = home.run("check")
    assert done.code == 2
    assert "inbox-agent setup" in done.err


def test_a_place_that_cannot_be_written_is_told_in_words(home: House) -> None:
    home.poll("2026-11-20T09:00:00+02:00")
    for command in (
        ["calendar", "--out", "/nowhere/x.ics"],
        ["export", "--out", "/proc/x"],
        ["digest", "--html", "/nowhere/x.html"],
        ["backup", "/nowhere/x.db"],
    ):
        done = home.run(*command, now="2026-11-20T09:01:00+02:00")
        assert done.code == 1
        assert "Traceback" not in done.err
        assert done.err.strip()
