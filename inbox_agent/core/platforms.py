"""``Platform``: who sends mail in a program's name, and the domains that are really theirs.

Domains count with their subdomains and nothing else: a look-alike is somebody else's, and a
display name proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Platform:
    """One service. ``kind``: scheduling, application, match or credential; ``carries`` is true
    where programs speak through it; ``names`` are lower case, as texts and senders call it."""

    id: str
    name: str
    kind: str
    domains: tuple[str, ...]
    carries: bool = False
    names: tuple[str, ...] = ()


def platform_from_table(table: Mapping[str, Any]) -> Platform:
    """A platform from one ``[[platform]]`` table of config/platforms.toml."""
    return Platform(
        id=table["id"], name=table["name"], kind=table["kind"], domains=tuple(table["domains"]),
        carries=bool(table.get("carries", False)), names=tuple(table.get("names", ())),
    )  # fmt: skip


def belongs(domain: str, owned: Iterable[str]) -> bool:
    """Whether ``domain`` is one of ``owned`` or a subdomain of one (lower case)."""
    return f".{domain}".endswith(_dotted(tuple(owned)))


@lru_cache(maxsize=4096)
def _dotted(owned: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f".{own}" for own in owned)


def platform_of(domain: str, platforms: Iterable[Platform]) -> Platform | None:
    """The platform that owns ``domain``, or None."""
    return next((each for each in platforms if domain and belongs(domain, each.domains)), None)
