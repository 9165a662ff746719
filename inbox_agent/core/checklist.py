"""Checklists of the season: items as data, ticked by facts, or by the owner where none can."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inbox_agent.core.season import Season


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fact is: ``done`` of ``total`` (one of one for what is done or not)."""

    done: int
    total: int = 1

    @property
    def complete(self) -> bool:
        return self.total > 0 and self.done >= self.total


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do. ``fact`` names the fact that ticks it; "" where only the owner can."""

    id: str
    text: str
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The items of one part of the season; ``begins`` and ``ends`` are keys of its dates, or
    moments."""

    id: str
    title: str
    begins: str | datetime
    ends: str | datetime
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Ticked:
    """One item as it stands now."""

    section: str
    item: Item
    done: bool
    progress: Progress | None = None


def sections_from_document(document: Mapping[str, Any]) -> tuple[Section, ...]:
    """The sections of config/checklists.toml."""
    return tuple(
        Section(
            id=row["id"],
            title=row["title"],
            begins=row["from"],
            ends=row["until"],
            items=tuple(Item(**item) for item in row["item"]),
        )
        for row in document["section"]
    )


def ticked(
    sections: Sequence[Section], facts: Mapping[str, Progress], marked: Collection[str] = ()
) -> tuple[Ticked, ...]:
    """Every item, done where its fact is complete or the owner marked its id."""
    return tuple(
        Ticked(
            section=section.title,
            item=item,
            done=item.id in marked or (fact is not None and fact.complete),
            progress=fact,
        )
        for section in sections
        for item in section.items
        for fact in (facts.get(item.fact),)
    )


def fitting_sections(
    sections: Sequence[Section], season: Season, now: datetime
) -> tuple[Section, ...]:
    """The sections whose part of the season ``now`` lies in."""

    def at(moment: str | datetime) -> datetime:
        return season.at(moment) if isinstance(moment, str) else moment

    return tuple(each for each in sections if at(each.begins) <= now < at(each.ends))
