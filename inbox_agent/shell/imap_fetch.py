"""Fetching messages: sizes first, then bodies in groups that fit into memory.

What servers really do, and what happens here:
  a message is gone before its FETCH       it is not in the answer: not in ours either
  another program changes a flag meanwhile an unasked FETCH with flags only: asked again
  one message makes the server say NO      the others one by one; that one by its headers
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from inbox_agent.ports import Fetched
from inbox_agent.shell.imap_errors import LOST, REFUSED, is_busy
from inbox_agent.shell.imap_large import fetch_text_only

WHOLE_BYTES = 25_000_000  # larger messages: headers and text parts only
BATCH = 200  # UIDs a command: round trips no longer count, lines stay short
GROUP_BYTES = 8_000_000  # bodies a command: memory stays small whatever the batch holds
ROUNDS = 3  # how often an answer without its body is asked for again

BODY = b"BODY[]"
Answers = dict[int, dict[bytes, Any]]


def fetch_sizes(client: Any, uids: Sequence[int]) -> dict[int, int]:
    """RFC822.SIZE in bytes of those UIDs that exist."""
    return {uid: int(got[b"RFC822.SIZE"]) for uid, got in _facts(client, uids).items()}


def fetch_messages(client: Any, uids: Sequence[int]) -> Iterator[Fetched]:
    """Those of ``uids`` that exist, in the order asked. Raises imaplib's errors."""
    facts = _facts(client, uids)
    for group in _groups(facts):
        large = len(group) == 1 and int(facts[group[0]][b"RFC822.SIZE"]) > WHOLE_BYTES
        raws = {} if large else _bodies(client, group)
        for uid in group:
            if large and (text := fetch_text_only(client, uid)) is not None:
                yield _fetched(uid, facts[uid], text, truncated=True)
            elif (raw := raws.get(uid)) is not None:
                yield _fetched(uid, facts[uid], raw)
            elif not large and uid in raws:
                yield _fetched(uid, facts[uid], _stand_in(client, uid), truncated=True)


def _facts(client: Any, uids: Sequence[int]) -> Answers:
    answers: Answers = {}
    for start in range(0, len(uids), BATCH):
        batch = uids[start : start + BATCH]
        answers |= _complete(client, batch, ("RFC822.SIZE", "INTERNALDATE", "FLAGS"))
    return {uid: answers[uid] for uid in uids if b"RFC822.SIZE" in answers.get(uid, {})}


def _groups(facts: Mapping[int, Mapping[bytes, Any]]) -> Iterator[list[int]]:
    group: list[int] = []
    total = 0
    for uid, fact in facts.items():
        size = int(fact[b"RFC822.SIZE"])
        if group and (total + size > GROUP_BYTES or len(group) == BATCH):
            yield group
            group, total = [], 0
        group.append(uid)
        total += size
    if group:
        yield group


def _bodies(client: Any, uids: Sequence[int]) -> dict[int, bytes | None]:
    """The bytes of each; None where the server has the message and does not give it."""
    try:
        answers = _complete(client, uids, ("BODY.PEEK[]",))
    except LOST:
        raise
    except REFUSED as no:
        if is_busy(no):
            raise
        if len(uids) == 1:
            return {uids[0]: None}
        return {uid: raw for one in uids for uid, raw in _bodies(client, [one]).items()}
    return {uid: _bytes(answer.get(BODY)) for uid, answer in answers.items()}


def _complete(client: Any, uids: Sequence[int], items: tuple[str, ...]) -> Answers:
    """Asks until each message that is still there has the first of ``items``."""
    wanted = items[0].replace(".PEEK", "").encode()
    answers: Answers = {}
    missing = list(uids)
    for _ in range(ROUNDS):
        got = client.fetch(missing, items)
        answers = {uid: old for uid, old in answers.items() if uid not in missing} | got
        missing = [uid for uid in missing if uid in got and wanted not in got[uid]]
        if not missing:
            break
    return answers


def _stand_in(client: Any, uid: int) -> bytes:
    """Headers of a message that the server will not give whole, or a line that says so."""
    try:
        answer = client.fetch([uid], ["BODY.PEEK[HEADER]"]).get(uid, {})
    except LOST:
        raise
    except REFUSED:
        answer = {}
    header = _bytes(answer.get(b"BODY[HEADER]"))
    return header or f"X-Inbox-Agent-Unfetched: UID {uid}\r\n\r\n".encode()


def _bytes(value: object) -> bytes | None:
    """imapclient turns an unquoted number into an int; a server may say NIL."""
    if isinstance(value, bytes):
        return value
    return None if value is None else str(value).encode()


def _fetched(
    uid: int, fact: Mapping[bytes, Any], raw: bytes, *, truncated: bool = False
) -> Fetched:
    flags = frozenset(flag.decode("ascii", "replace") for flag in fact.get(b"FLAGS") or ())
    size = int(fact[b"RFC822.SIZE"])
    return Fetched(uid, raw, _utc(fact.get(b"INTERNALDATE")), size, truncated, flags)


def _utc(at: datetime | None) -> datetime | None:
    try:
        return None if at is None else at.astimezone(UTC)
    except (OverflowError, ValueError):  # the year 1, or an offset of days
        return None
