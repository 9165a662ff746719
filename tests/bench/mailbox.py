"""A mailbox of many messages of mixed sizes, laid into a Maildir."""

from __future__ import annotations

import base64
import os
import random
from collections.abc import Iterator
from pathlib import Path

from tests.servers.dovecot import MAIL_UID, Account

CORPUS = Path(__file__).parent.parent / "accuracy" / "corpus" / "mail"
SIZES = (0, 0, 0, 0, 0, 0, 8_000, 30_000, 100_000, 400_000)  # bytes of an attachment, by turns


def messages(count: int) -> Iterator[bytes]:
    """The corpus again and again, each with an id of its own, four in ten with an attachment."""
    chance = random.Random(20)
    bodies = [path.read_bytes().replace(b"\r\n", b"\n") for path in sorted(CORPUS.glob("*.eml"))]
    for number in range(count):
        raw = bodies[number % len(bodies)]
        yield _with_attachment(raw, number, SIZES[number % len(SIZES)], chance)


def _with_attachment(raw: bytes, number: int, size: int, chance: random.Random) -> bytes:
    mark = b"X-Bench: %d\n" % number  # other bytes: another fingerprint
    if not size:
        return mark + raw
    head, _, body = raw.partition(b"\n\n")
    kept = b"\n".join(_without_mime(head.split(b"\n")))
    inner = b"\n".join(line for line in head.split(b"\n") if line not in kept.split(b"\n"))
    blob = base64.encodebytes(chance.randbytes(size * 3 // 4))
    return b"".join((
        mark, kept, b'\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="bench"\n\n',
        b"--bench\n", inner, b"\n\n", body, b"\n--bench\nContent-Type: application/pdf\n",
        b"Content-Transfer-Encoding: base64\n\n", blob, b"--bench--\n",
    ))  # fmt: skip


def _without_mime(lines: list[bytes]) -> list[bytes]:
    kept: list[bytes] = []
    dropping = False
    for line in lines:
        if line[:1] not in {b" ", b"\t"}:
            dropping = line.lower().startswith((b"content-", b"mime-version"))
        if not dropping:
            kept.append(line)
    return kept


def lay(account: Account, count: int) -> int:
    """Fill the account's INBOX before anybody signs in; the bytes laid down."""
    new, total = account.maildir / "cur", 0
    for folder in (account.maildir.parent, account.maildir, *(account.maildir / n for n in
                   ("cur", "new", "tmp"))):  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        _give(folder)
    for number, raw in enumerate(messages(count)):
        path = new / f"{1_790_000_000 + number}.M{number}.bench:2,"
        path.write_bytes(raw)
        _give(path)
        total += len(raw)
    return total


def _give(path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, MAIL_UID, MAIL_UID)
