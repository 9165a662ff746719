"""Which faults are tried, and by whom: a few processes share the tasks."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.faults.matrix import FAILED, Baseline, Matrix, Result, Task, run_baseline, settle_down
from tests.faults.place import PostgresPlace, SqlitePlace
from tests.faults.wire import How
from tests.servers.postgres import Postgres, run_postgres
from tests.servers.process import NotThere

MEMORY = Path("/dev/shm")  # noqa: S108 -- files of a moment: a kill loses nothing of what was written
SEED = 1047  # of the sample: RFC 1047 is about the gap that this is about
WITHOUT_PAIRS = frozenset({"files"})  # it differs from "appends" in what lies in Sent only
POSTGRES_EVERY = 4  # each fourth point is tried on PostgreSQL too: its copies take longer
SAMPLED = {"files": 0.25, "appends": 0.3, "wire": 0.4, "postgres": 0.05}  # of a sample


@dataclass(frozen=True)
class Options:
    pairs: int
    sample: int | None
    workers: int


def run(stack: ExitStack, options: Options) -> list[Result]:
    """All tasks, or a sample of them."""
    folder = stack.enter_context(_workplace())
    postgres = _postgres(stack)
    baselines = _baselines(folder, postgres)
    tasks = [task for baseline in baselines.values() for task in _tasks(baseline, options.pairs)]
    if options.sample is not None:
        tasks = _sample(tasks, options.sample)
    random.Random(SEED).shuffle(tasks)  # the workers get equal loads
    settle_down()
    return _shared(baselines, tasks, folder, options.workers)


@contextmanager
def _workplace() -> Iterator[Path]:
    base = MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="inbox-agent-matrix-", dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres(stack: ExitStack) -> Postgres | None:
    try:
        return stack.enter_context(run_postgres())
    except NotThere:
        return None


def _baselines(folder: Path, postgres: Postgres | None) -> dict[str, Baseline]:
    made = [
        run_baseline("files", SqlitePlace(folder / "files" / "life"), files=True, wire=False),
        run_baseline("appends", SqlitePlace(folder / "appends" / "life"), files=False, wire=False),
        run_baseline("wire", SqlitePlace(folder / "wire" / "life"), files=False, wire=True),
    ]
    if postgres is not None:
        place = PostgresPlace(folder / "postgres" / "life", postgres)
        place.create()
        made.append(run_baseline("postgres", place, files=False, wire=False))
    return {baseline.story: baseline for baseline in made}


def _tasks(baseline: Baseline, pairs: int) -> list[Task]:
    """A kill at every point; where the story is told over sockets, a cut at every reply."""
    story = baseline.story
    if story == "wire":
        return [
            Task(story, step, number, name, how)
            for step, names in enumerate(baseline.replies)
            for number, name in enumerate(names, start=1)
            for how in How
        ]
    pairs = 0 if story in WITHOUT_PAIRS else pairs
    kills = [
        Task(story, step, number, name, pairs=pairs)
        for step, names in enumerate(baseline.points)
        for number, name in enumerate(names, start=1)
    ]
    return kills[::POSTGRES_EVERY] if story == "postgres" else kills


def _sample(tasks: Sequence[Task], count: int) -> list[Task]:
    """``count`` of them, each story with its share."""
    chance = random.Random(SEED)
    chosen: list[Task] = []
    for story, share in SAMPLED.items():
        own = [task for task in tasks if task.story == story]
        chosen += chance.sample(own, min(round(share * count), len(own)))
    return chosen


def _shared(
    baselines: dict[str, Baseline], tasks: Sequence[Task], folder: Path, workers: int
) -> list[Result]:
    memory = folder / "memory"
    memory.mkdir()
    pids = []
    for n in range(workers):
        scratch = folder / f"worker{n}"
        scratch.mkdir()
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os._exit(_work(Matrix(baselines, scratch, memory), tasks[n::workers]))
        pids.append(pid)
    try:
        codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    except BaseException:  # we are told to stop: nobody must go on in folders that are removed
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        raise
    results: list[Result] = []
    for n, code in enumerate(codes):
        report = folder / f"worker{n}" / "results"
        assert code == 0, f"worker {n} ended with {code}: {report.read_text()[-2000:]}"
        rows = [json.loads(line) for line in report.read_text().splitlines()]
        results += [Result(**{**row, "problems": tuple(row["problems"])}) for row in rows]
    return results


def _work(matrix: Matrix, tasks: Sequence[Task]) -> int:
    """Results a line each, as they come: whoever waits can count them."""
    with (matrix.scratch / "results").open("w") as report:
        try:
            for task in tasks:
                for result in matrix.run(task):
                    report.write(json.dumps(asdict(result)) + "\n")
                report.flush()
        except BaseException:  # noqa: BLE001 -- a child must never return into the parent's code
            report.write(traceback.format_exc())
            return FAILED
    return 0
