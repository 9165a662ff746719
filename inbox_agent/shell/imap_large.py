"""Very large messages: headers and text parts only, put together as a smaller message.

BODYSTRUCTURE (RFC 3501, 7.4.2) says where the text parts are. Where it is missing or makes no
sense, the beginning of the message serves: headers come first, and text nearly always next.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inbox_agent.shell.imap_errors import LOST, REFUSED, is_busy

HEADER_BYTES = 256_000  # longer headers are an attack, or a mailing list gone wrong
PART_BYTES = 1_000_000  # of each text part; nobody invites in more
PARTS = 20  # text parts; more are logs and source files
DEPTH = 20  # nested multiparts


def fetch_text_only(client: Any, uid: int) -> bytes | None:
    """A smaller message with the same headers; None when it is gone."""
    header_item = f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>"
    got = client.fetch([uid], [header_item]).get(uid)
    if got is None:
        return None
    header = _first(got, b"BODY[HEADER]")
    structure = _structure(client, uid)
    if structure is None or not header:
        return _beginning(client, uid)
    if not structure.is_multipart:
        return header + _first(_ask(client, uid, f"BODY.PEEK[TEXT]<0.{PART_BYTES}>"), b"BODY[TEXT]")
    boundary = _boundary(structure)
    if not boundary:
        return _beginning(client, uid)
    parts = [_part(client, uid, path) for path in list(_text_paths(structure))[:PARTS]]
    return (
        header
        + b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts)
        + (b"--%s--\r\n" % boundary)
    )


def _structure(client: Any, uid: int) -> Any | None:
    """A BodyData, or None: servers and parsers disagree about it often enough."""
    try:
        structure = client.fetch([uid], ["BODYSTRUCTURE"]).get(uid, {}).get(b"BODYSTRUCTURE")
    except LOST:
        raise
    except REFUSED as no:
        if is_busy(no):
            raise
        return None
    except (ValueError, TypeError, IndexError):
        return None
    return structure if hasattr(structure, "is_multipart") else None


def _ask(client: Any, uid: int, item: str) -> dict[bytes, Any]:
    answer: dict[bytes, Any] = client.fetch([uid], [item]).get(uid, {})
    return answer


def _beginning(client: Any, uid: int) -> bytes:
    return _first(_ask(client, uid, f"BODY.PEEK[]<0.{PART_BYTES}>"), b"BODY[]")


def _part(client: Any, uid: int, path: str) -> bytes:
    mime = _first(_ask(client, uid, f"BODY.PEEK[{path}.MIME]"), b"BODY[%s.MIME]" % path.encode())
    item = f"BODY.PEEK[{path}]<0.{PART_BYTES}>"
    return mime + _first(_ask(client, uid, item), b"BODY[%s]" % path.encode())


def _first(answer: dict[bytes, Any], name: bytes) -> bytes:
    """The value of ``name`` or of ``name<0>``: a partial answer repeats where it begins."""
    for key in (name, name + b"<0>"):
        value = answer.get(key)
        if value is not None:
            return value if isinstance(value, bytes) else str(value).encode()
    return b""


def _text_paths(structure: Any, prefix: str = "", depth: int = 0) -> Iterator[str]:
    """Section numbers (RFC 3501, 6.4.5) of the text parts, in order."""
    if depth > DEPTH:
        return
    for number, part in enumerate(structure[0], start=1):
        path = f"{prefix}{number}"
        if part.is_multipart:
            yield from _text_paths(part, f"{path}.", depth + 1)
        elif bytes(part[0] or b"").lower() == b"text":
            yield path


def _boundary(structure: Any) -> bytes | None:
    parameters = structure[2] if len(structure) > 2 else None
    if not isinstance(parameters, tuple):
        return None
    pairs = zip(parameters[::2], parameters[1::2], strict=False)
    return next((_text(value) for name, value in pairs if _text(name).lower() == b"boundary"), None)


def _text(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
