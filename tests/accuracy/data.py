"""All labelled mail as one kind of value, with the group that must not be torn apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from inbox_agent.core.mail import Mail
from inbox_agent.core.parse import parse
from inbox_agent.core.program import Program
from inbox_agent.core.program_list import read_programs
from inbox_agent.core.reading import Category
from inbox_agent.shell.reader import reader
from tests.accuracy.own import load
from tests.accuracy.own.ordinary import ordinary

CORPUS_ZONE = "Asia/Amman"
ORDINARY_SEED = 5
CORPUS = Path(__file__).resolve().parent / "corpus"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message and what it is. ``group``: its sender's story, never split in validation."""

    name: str
    mail: Mail
    category: str
    flags: tuple[str, ...]
    program: str | None
    start: str | None
    end: str | None
    respond_by: str | None
    group: str
    programs: tuple[Program, ...] = ()
    zone: str | None = None  # the owner's, IANA
    quotes: Mapping[str, str] = field(default_factory=dict)  # flag -> the passage that carries it


def _mail(raw: bytes) -> Mail:
    mail = parse(raw)
    if not isinstance(mail, Mail):
        raise ValueError(f"labelled mail must be readable: {mail.reason}")
    return mail


def corpus() -> Iterator[Labelled]:
    """The messages of the corpus; a program's mail is one group."""
    programs, _ = read_programs((CORPUS / "programs.csv").read_text("utf-8"))
    for line in (CORPUS / "mail" / "labels.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        mail = _mail((CORPUS / "mail" / label["file"]).read_bytes())
        yield Labelled(
            label["file"], mail, label["category"], tuple(label["flags"]), label["program"],
            label["start"], label["end"], label["respond_by"],
            "corpus:" + _story(label["program"], mail), programs, CORPUS_ZONE,
        )  # fmt: skip


def _story(program: str | None, mail: Mail) -> str:
    return " ".join((program or mail.author.domain).lower().replace(",", "").split()[:2])


def ordinary_to_learn_from(count: int = 500) -> Iterator[Mail]:
    """Ordinary mail of one half of its senders; the false alarms are counted on the others."""
    mails = (_mail(raw) for _, raw in ordinary(3 * count, ORDINARY_SEED))
    return islice((mail for mail in mails if not kept_for_measuring(mail)), count)


def kept_for_measuring(mail: Mail) -> bool:
    """Whether this ordinary sender is never learned from (half of them are not)."""
    local = mail.author.addr.partition("@")[0]
    return hashlib.sha256(local.encode()).digest()[0] % 2 == 1


def own(part: load.Part) -> Iterator[Labelled]:
    """The messages written for this project: ``train`` to learn from, ``aside`` to measure."""
    for line in load.lines(part):
        label = load.labels(line)
        yield Labelled(
            line["name"], _mail(load.assemble(line)), label.category, label.flags, label.program,
            label.start, label.end, label.respond_by, "own:" + line["group"],
            quotes=label.quotes,
        )  # fmt: skip


def false_alarms(count: int = 3000) -> tuple[int, int]:
    """(taken for a program's, all) of ordinary mail whose senders were never learned from."""
    mails = [
        mail for _, raw in ordinary(count, ORDINARY_SEED) if kept_for_measuring(mail := _mail(raw))
    ]
    taken = sum(reader().read(mail).category is not Category.UNRELATED for mail in mails)
    return taken, len(mails)
