"""The crash matrix: kill the agent at every numbered point, let it recover, compare.

One point costs a fraction of a second: the place is copied as it was before the step; a victim,
forked from a process that has everything imported, is killed in it with SIGKILL; a successor does
the step again. Where its place then says exactly what the uninterrupted run's says, or what some
earlier successor's said, the rest of the story is known; else it is lived to its end and judged.
"""

from __future__ import annotations

import asyncio
import gc
import hashlib
import json
import os
import random
import signal
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.judge import Judged, end_of, judge
from tests.faults.outside import Points
from tests.faults.place import Place, at_data, state_of
from tests.faults.story import STEPS, Life
from tests.faults.wire import Cut, How

DIED, FAILED = -signal.SIGKILL, 3


@dataclass(frozen=True)
class Task:
    """A first fault, and how many second ones while what it left is mended."""

    story: str  # the name of a baseline
    step: int
    number: int  # of the point, or of the reply where ``how`` says that a connection is cut there
    name: str
    how: How | None = None
    pairs: int = 0


@dataclass(frozen=True)
class Result:
    story: str
    name: str
    second: str  # the name of the second point, or ""
    rejoined: bool  # it came to exactly the uninterrupted run's state
    problems: tuple[str, ...]
    unknown: int  # drafts that the faults left between DATA and the recorded reply


@dataclass
class Baseline:
    """The uninterrupted run: the place before each step, the points and the replies of each."""

    story: str
    place: Place
    files: bool  # the provider files sent mail by itself
    points: list[list[str]] = field(default_factory=list)
    replies: list[list[str]] = field(default_factory=list)
    states: list[str] = field(default_factory=list)  # after each step
    end: dict[str, object] = field(default_factory=dict)

    def before(self, step: int) -> Place:
        return self.place.sibling(f"before-{step}")


def live(
    place: Place, files: bool, until: int, points: Points | None = None, cut: Cut | None = None
) -> None:
    """One process's life, up to the step ``until``."""
    life = Life(place, points or Points(), files=files, cut=cut)
    try:
        asyncio.run(life.live(until))
    finally:
        life.close()


def begin(place: Place, files: bool) -> None:
    """A fresh place; what a database needs is there."""
    place.folder.mkdir(parents=True)
    life = Life(place, Points(), files=files)
    life.prepare()
    life.close()


def run_baseline(story: str, place: Place, *, files: bool, wire: bool) -> Baseline:
    """Live the story uninterrupted, in this process: its children inherit what that loaded."""
    baseline = Baseline(story, place, files)
    begin(place, files)
    for step in range(len(STEPS)):
        place.copy_to(baseline.before(step))
        points, cut = Points(), Cut() if wire else None
        live(place, files, step + 1, points, cut)
        baseline.points.append(points.names)
        baseline.replies.append(cut.names if cut else [])
        baseline.states.append(state_of(place))
    baseline.end = end_of(place, files)
    wrong = judge(place, files, baseline.end, set()).problems
    assert not wrong, f"the uninterrupted run itself: {wrong}"
    return baseline


def settle_down() -> None:
    """Before the first fork: children do not touch, and so do not copy, what is here."""
    gc.collect()
    gc.freeze()


def in_child(work: Callable[[], object], report: Path) -> int:
    """Run ``work`` in a fork; its exit code, negative the signal that ended it."""
    pid = os.fork()
    if pid == 0:
        code = 0
        try:
            work()
        except BaseException:  # noqa: BLE001 -- a child must never return into the parent's code
            report.write_text(traceback.format_exc())
            code = FAILED
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@dataclass
class Matrix:
    """Runs tasks over ``baselines``; ``scratch`` is this worker's own folder, ``memory`` all's."""

    baselines: dict[str, Baseline]
    scratch: Path
    memory: Path

    def run(self, task: Task) -> Iterator[Result]:
        chance = random.Random(f"{task.story} {task.step} {task.number}")
        baseline = self.baselines[task.story]
        here, left = (baseline.place.sibling(f"{self.scratch.name}-{n}") for n in ("here", "left"))
        try:
            baseline.before(task.step).copy_to(here)
            wrong, lost = self._fault(baseline, task, here)
            if wrong:
                yield Result(task.story, task.name, "", False, (wrong,), 0)
                return
            here.copy_to(left)
            points, result = self._mend(baseline, task, here, lost)
            yield result
            for number in sorted(chance.sample(range(len(points)), min(task.pairs, len(points)))):
                left.copy_to(here)
                second = Task(task.story, task.step, number + 1, points[number])
                wrong, more = self._fault(baseline, second, here)
                if wrong:
                    yield Result(task.story, task.name, second.name, False, (wrong,), 0)
                else:
                    _, result = self._mend(baseline, task, here, lost | more, second.name)
                    yield result
        finally:
            here.remove()
            left.remove()

    def _fault(self, baseline: Baseline, task: Task, place: Place) -> tuple[str, set[str]]:
        """What went wrong with the victim, and the drafts that the fault left unknown."""
        if task.how is not None:
            return self._cut(baseline, task, place)
        report = self.scratch / "report"
        until = task.step + 1
        code = in_child(
            lambda: live(place, baseline.files, until, Points(task.number)), report
        )  # fmt: skip
        if code != DIED:
            said = report.read_text()[-500:] if code == FAILED else ""
            return f"the victim ended with {code}: {said}", set()
        return "", at_data(place)

    def _cut(self, baseline: Baseline, task: Task, place: Place) -> tuple[str, set[str]]:
        assert task.how is not None
        try:
            live(place, baseline.files, task.step + 1, cut=Cut(task.number, task.how))
        except Exception:  # noqa: BLE001 -- whatever it is, the report must name the point
            return traceback.format_exc()[-500:], set()
        may_be = _may_be_unknown(task.name, task.how)
        unknown = place.query("SELECT id FROM draft WHERE state='unknown'") if may_be else []
        return "", {row[0] for row in unknown}

    def _mend(
        self, baseline: Baseline, task: Task, place: Place, lost: set[str], second: str = ""
    ) -> tuple[list[str], Result]:
        """The successor; the names of the points of its first step, and what became of it all."""
        points = Points()
        try:
            live(place, baseline.files, task.step + 1, points)
            judged = self._judged(baseline, task.step, place, lost)
        except Exception:  # noqa: BLE001 -- as above
            judged = Judged((f"the successor: {traceback.format_exc()[-500:]}",), False)
        return points.names, Result(
            task.story, task.name, second, judged.rejoined, judged.problems, len(lost)
        )

    def _judged(self, baseline: Baseline, step: int, place: Place, lost: set[str]) -> Judged:
        """Live on until a state comes that was judged before, or to the end."""
        passed: list[Path] = []
        found: Judged | None = None
        while True:
            state = state_of(place)
            if state == baseline.states[step]:
                found = Judged((), True)
                break
            known = self._place_of(baseline, step, state, lost)
            if known.exists():
                found = Judged.from_json(known.read_text())
                break
            passed.append(known)
            step += 1
            if step == len(STEPS):
                found = judge(place, baseline.files, baseline.end, lost)
                break
            live(place, baseline.files, step + 1)
        for path in passed:
            fresh = path.with_suffix(f".{self.scratch.name}")
            fresh.write_text(found.as_json())
            fresh.replace(path)
        return found

    def _place_of(self, baseline: Baseline, step: int, state: str, lost: set[str]) -> Path:
        words = json.dumps([baseline.story, step, state, sorted(lost)])
        return self.memory / hashlib.sha256(words.encode()).hexdigest()


def _may_be_unknown(name: str, how: How) -> bool:
    """Did the cut fall between the commit of ``phase = data`` and the reply to the dot?"""
    if name == "smtp RCPT":
        return how is How.AFTER  # the commit comes next, and then nobody answers DATA
    if name == "smtp the dot":
        return how is not How.AFTER
    return name in {"smtp DATA", "smtp in the body"}
