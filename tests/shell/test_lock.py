"""One agent a mailbox; a dead one holds nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from inbox_agent.errors import Refused
from inbox_agent.shell.lock import exclusive

HOLDER = """
import sys, time
from pathlib import Path
from inbox_agent.shell.lock import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_one_is_refused_at_once_and_told_who_has_it(tmp_path: Path) -> None:
    path = tmp_path / "agent.lock"
    with exclusive(path), pytest.raises(Refused, match=str(os.getpid())), exclusive(path):
        pass
    with exclusive(path):
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_killed_holder_frees_it(tmp_path: Path) -> None:
    path = tmp_path / "agent.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Refused), exclusive(path):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with exclusive(path):
        pass
