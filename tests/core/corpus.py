"""The project's own corpus, as bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inbox_agent.core.charset import decode
from inbox_agent.core.headers import scan
from inbox_agent.core.structure import tree

FOLDER = Path(__file__).parents[1] / "accuracy" / "corpus"


def messages() -> dict[str, bytes]:
    """Every message and draft: file name → bytes."""
    return {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*/*.eml"))}


def html_parts() -> Iterator[str]:
    """The source of every HTML part."""
    for raw in messages().values():
        for part in tree(raw, scan(raw))[0].leaves():
            if part.kind == "text/html":
                yield decode(part.content()[0], part.params.get("charset", ""))[0]
