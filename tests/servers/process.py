"""Starting a server program, knowing when it listens, and ending it whatever happens."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

LOOPBACK = "127.0.0.1"
START_SECONDS = 30.0
STOP_SECONDS = 10.0


class NotThere(Exception):
    """This machine lacks what the server needs."""


class DidNotStart(Exception):
    """The server was started and did not come up."""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as sock:
        sock.bind((LOOPBACK, 0))
        port: int = sock.getsockname()[1]
        return port


def need_programs(*programs: str) -> None:
    missing = [program for program in programs if shutil.which(program, path=_path()) is None]
    if missing:
        raise NotThere(f"not installed: {', '.join(missing)}")


def need_root(why: str) -> None:
    if os.geteuid() != 0:
        raise NotThere(f"needs root: {why}")


def _path() -> str:
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def find_program(program: str) -> str:
    need_programs(program)
    return str(shutil.which(program, path=_path()))


@contextmanager
def temporary_folder(name: str) -> Iterator[Path]:
    """Readable for the users that servers run as, unlike pytest's own folders."""
    folder = Path(tempfile.mkdtemp(prefix=f"inbox-agent-{name}-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(
    command: Sequence[str], ports: Sequence[int], log: Path, *, user: str | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """The program in the foreground, in a process group of its own, until the block ends."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            user=user,
        )
    try:
        wait_for(process, ports, log)
        yield process
    finally:
        stop(process)


def wait_for(process: subprocess.Popen[bytes], ports: Sequence[int], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    for port in ports:
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > until:
                said = log.read_text(errors="replace")[-2000:]
                raise DidNotStart(f"{process.args!r} ended with {process.returncode}: {said}")
            time.sleep(0.02)


def _listens(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # children that outlive their master


def stop_by_pid_file(pid_file: Path) -> None:
    """For a master that made itself a session of its own."""
    with suppress(FileNotFoundError, ProcessLookupError):
        pid = int(pid_file.read_text())
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until:
            os.kill(pid, 0)
            time.sleep(0.02)
        os.kill(pid, signal.SIGKILL)
