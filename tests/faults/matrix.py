"""The crash matrix: kill the agent at every numbered point, let it recover, compare.

Each point: a copy of the files as they were before the step; a victim (forked from a process that
has everything imported) that is killed at the point with SIGKILL; a successor that does the step
again. Where the successor's files then say exactly what the uninterrupted run's say, the rest is
the same too; else it lives the story to its end and is judged by the tables.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import shutil
import signal
import sqlite3
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.judge import Verdict, end_of, judge, same_state, state_of
from tests.faults.outside import Points
from tests.faults.story import STEPS, Life

MEMORY = Path("/dev/shm")  # noqa: S108 -- files of a moment: a kill loses nothing of what was written
DIED, FAILED = -signal.SIGKILL, 3


@dataclass(frozen=True)
class Crash:
    """Kill at point ``first`` of step ``step``; with ``second``, kill the successor there too."""

    files: bool  # the provider files sent mail by itself
    step: int
    first: int
    name: str
    second: int | None = None


@dataclass
class Baseline:
    """The uninterrupted run: a copy of the files before each step, and the points of each."""

    folder: Path
    files: bool
    points: list[list[str]] = field(default_factory=list)
    states: list[str] = field(default_factory=list)  # after each step
    end: dict[str, object] = field(default_factory=dict)

    def before(self, step: int) -> Path:
        return self.folder / f"before-{step}"


@dataclass(frozen=True)
class Result:
    crash: Crash
    same: bool  # the successor's files said exactly what the uninterrupted run's say
    reached: bool  # False: the successor ended before its own point
    problems: tuple[str, ...] = ()
    unknown: int = 0  # drafts left unknown by the crash


@contextmanager
def workplace() -> Iterator[Path]:
    base = MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="inbox-agent-matrix-", dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def warm_up(folder: Path) -> None:
    """Live the story once in this process: its children inherit what that loaded and compiled."""
    folder.mkdir()
    _prepare(folder, True)
    _live(folder, Points(), True, len(STEPS))
    gc.collect()
    gc.freeze()  # children do not touch, and so do not copy, what is here


def in_child(work: Callable[[], object], report: Path | None = None) -> int:
    """Run ``work`` in a fork; its exit code, negative the signal that ended it."""
    pid = os.fork()
    if pid == 0:
        code = 0
        try:
            said = work()
            if report is not None:
                report.write_text(json.dumps(said))
        except BaseException:  # noqa: BLE001 -- a child must never return into the parent's code
            (report or Path(os.devnull)).write_text(json.dumps({"error": traceback.format_exc()}))
            code = FAILED
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def run_baseline(folder: Path, *, files: bool) -> Baseline:
    baseline = Baseline(folder, files)
    here = folder / "life"
    here.mkdir(parents=True)
    report = folder / "report"
    _need(in_child(lambda: _prepare(here, files), report), report)
    for step in range(len(STEPS)):
        shutil.copytree(here, baseline.before(step))
        _need(in_child(lambda: _one_step(here, files, step), report), report)  # noqa: B023
        said = json.loads(report.read_text())
        baseline.points.append(said["points"])
        baseline.states.append(said["state"])
    _need(in_child(lambda: end_of(here, files), report), report)
    baseline.end = json.loads(report.read_text())
    return baseline


def _need(code: int, report: Path) -> None:
    if code:
        raise AssertionError(report.read_text())


def _prepare(folder: Path, files: bool) -> None:
    life = Life(folder, Points(), files=files)
    life.prepare()
    life.outside.save()
    life.close()


def _one_step(folder: Path, files: bool, step: int) -> dict[str, object]:
    points = Points()
    _live(folder, points, files, step + 1)
    return {"points": points.names, "state": state_of(folder)}


def _live(folder: Path, points: Points, files: bool, until: int) -> None:
    life = Life(folder, points, files=files)
    asyncio.run(life.live(until))
    life.close()


def run_crash(baseline: Baseline, crash: Crash, scratch: Path) -> Result:
    """Kill, recover, compare."""
    shutil.rmtree(scratch, ignore_errors=True)
    here, report = scratch / "life", scratch / "report"
    shutil.copytree(baseline.before(crash.step), here)
    code = in_child(lambda: _live(here, Points(crash.first), crash.files, crash.step + 1), report)
    if code != DIED:
        return Result(crash, False, True, (f"the victim ended with {code}: {_said(report)}",))
    lost = _at_data(here)
    if crash.second is not None:
        second = Points(crash.second)
        code = in_child(lambda: _live(here, second, crash.files, crash.step + 1), report)
        if code == 0:
            return Result(crash, False, False)
        if code != DIED:
            return Result(crash, False, True, (f"the second ended with {code}: {_said(report)}",))
        lost |= _at_data(here)
    code = in_child(lambda: _recover(here, baseline, crash, lost), report)
    if code:
        return Result(crash, False, True, (f"the successor ended with {code}: {_said(report)}",))
    said = json.loads(report.read_text())
    problems = tuple(said["problems"])
    return Result(crash, said["same"], True, problems, len(lost))


def _recover(folder: Path, baseline: Baseline, crash: Crash, lost: set[str]) -> dict[str, object]:
    _live(folder, Points(), crash.files, crash.step + 1)
    if same_state(folder, baseline.states[crash.step]):
        return {"same": True, "problems": []}
    _live(folder, Points(), crash.files, len(STEPS))
    verdict: Verdict = judge(folder, crash.files, baseline.end, lost)
    return {"same": False, "problems": verdict.problems}


def _at_data(folder: Path) -> set[str]:
    """Drafts that the crash left between ``phase = data`` and the recorded reply."""
    with sqlite3.connect(folder / "agent.db") as database:
        rows = database.execute("SELECT id FROM draft WHERE state='sending' AND phase='data'")
        return {row[0] for row in rows}


def _said(report: Path) -> str:
    return report.read_text()[-1500:] if report.exists() else ""


def singles(baseline: Baseline) -> list[Crash]:
    """A crash at every point of every step."""
    return [
        Crash(baseline.files, step, number, name)
        for step, names in enumerate(baseline.points)
        for number, name in enumerate(names, start=1)
    ]


def pairs(baseline: Baseline, count: int, seed: int) -> list[Crash]:
    """``count`` crashes with a second one while the successor does the same step."""
    chance = random.Random(seed)
    found = []
    for crash in chance.choices(singles(baseline), k=count):
        second = chance.randint(1, len(baseline.points[crash.step]))
        found.append(Crash(crash.files, crash.step, crash.first, crash.name, second))
    return found


def run_all(
    baselines: dict[bool, Baseline], crashes: Sequence[Crash], folder: Path, workers: int,
    seconds: float = float("inf"),
) -> list[Result]:  # fmt: skip
    """All of them, spread over ``workers`` processes; none is begun after ``seconds``."""
    until = time.monotonic() + seconds
    reports = [folder / f"results-{n}" for n in range(workers)]
    pids = []
    for n, report in enumerate(reports):
        pid = os.fork()
        if pid == 0:
            code = 0
            try:
                _work(baselines, crashes[n::workers], folder / f"scratch-{n}", report, until)
            except BaseException:  # noqa: BLE001 -- must not return into the parent's code
                report.with_suffix(".error").write_text(traceback.format_exc())
                code = FAILED
            os._exit(code)
        pids.append(pid)
    for pid, report in zip(pids, reports, strict=True):
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
            raise AssertionError(report.with_suffix(".error").read_text())
    return [_result(row) for report in reports for row in json.loads(report.read_text())]


def _work(
    baselines: dict[bool, Baseline], crashes: Sequence[Crash], scratch: Path, report: Path,
    until: float,
) -> None:  # fmt: skip
    results = [
        run_crash(baselines[crash.files], crash, scratch)
        for crash in crashes if time.monotonic() < until
    ]  # fmt: skip
    rows = [
        [vars_of(r.crash), r.same, r.reached, list(r.problems), r.unknown] for r in results
    ]  # fmt: skip
    report.write_text(json.dumps(rows))


def vars_of(crash: Crash) -> list[object]:
    return [crash.files, crash.step, crash.first, crash.name, crash.second]


def _result(row: list[object]) -> Result:
    crash, same, reached, problems, unknown = row
    return Result(Crash(*crash), bool(same), bool(reached), tuple(problems), unknown)  # type: ignore[misc,arg-type]
