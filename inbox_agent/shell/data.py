"""The files that travel with the program: rules, season, platforms, templates."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inbox_agent.core.claims import Services
from inbox_agent.core.kept_atoms import KeptAtoms
from inbox_agent.core.platforms import Platform, platform_from_table
from inbox_agent.core.rules import Rule, rules_from_document, with_needs
from inbox_agent.core.suspicion import Advice, advice_from_table
from inbox_agent.errors import UserError

if TYPE_CHECKING:  # reading a message needs none of these
    from inbox_agent.core.evidence import Ask
    from inbox_agent.core.provider import Provider
    from inbox_agent.core.season import Season
    from inbox_agent.shell.settings import Settings

_PACKAGE = Path(__file__).resolve().parent.parent


def data_folder(name: str) -> Path:
    """``config`` or ``templates``: inside the package when installed, else beside it in a checkout.

    Raises UserError where neither exists (a broken installation)."""
    for folder in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise UserError(f"the program's own {name} folder is missing", "Install inbox-agent again.")


def load_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path.name} is not valid TOML: {error}", "Mend that line.") from error


@cache
def rules(group: str) -> tuple[Rule, ...]:
    """All rules of config/rules/``group``*.toml, in order of file name; the pieces of patterns
    that they share stand in words.toml."""
    folder = data_folder("config") / "rules"
    shared = load_toml(folder / "words.toml")["words"]
    files = sorted(folder.glob(f"{group}*.toml"))
    known = atoms_kept()
    return tuple(
        with_needs(rule, known)
        for file in files
        for rule in rules_from_document(load_toml(file), shared)
    )


@cache
def atoms_kept() -> KeptAtoms:
    """The atoms of each pattern (core/atoms.py), kept because finding them takes seconds.

    A pattern that is not there, because its rule is new, is merely slower: its atoms are found
    when it is loaded. ``python -m inbox_agent.shell.atoms_file`` writes the file anew."""
    path = data_folder("config") / "rules" / "atoms.json"
    return KeptAtoms(json.loads(path.read_text("utf-8")) if path.is_file() else {})


@cache
def platforms() -> tuple[Platform, ...]:
    """Who sends for whom (config/platforms.toml)."""
    tables = load_toml(data_folder("config") / "platforms.toml")["platform"]
    return tuple(platform_from_table(table) for table in tables)


@cache
def providers() -> tuple[Provider, ...]:
    """The mail providers that `setup` knows (config/providers.toml)."""
    from inbox_agent.core.provider import provider_from_table

    tables = load_toml(data_folder("config") / "providers.toml")["provider"]
    return tuple(provider_from_table(table) for table in tables)


@cache
def flag_advice() -> tuple[Advice, ...]:
    """What the owner is told about each flag (config/rules/flag_advice.toml)."""
    tables = load_toml(data_folder("config") / "rules" / "flag_advice.toml")["advice"]
    return tuple(advice_from_table(table) for table in tables)


@cache
def advice_sources() -> dict[tuple[str, str], str]:
    """Where the rule stands that a (flag, severity) touches."""
    return {(each.flag.value, each.severity.value): each.source for each in flag_advice()}


@cache
def evidence_ask() -> tuple[Ask, ...]:
    """Who can be asked about a strange mail (config/evidence.toml)."""
    from inbox_agent.core.evidence import Ask

    tables = load_toml(data_folder("config") / "evidence.toml")["ask"]
    return tuple(Ask(**table) for table in tables)


@cache
def services() -> Services:
    """Whose domains say nothing about who writes (config/senders.toml)."""
    table = load_toml(data_folder("config") / "senders.toml")
    return Services(frozenset(table["free_mailboxes"]), frozenset(table["link_services"]))


@cache
def season() -> Season:
    """The latest season that travels with the program: config/season-YEAR.toml."""
    from inbox_agent.core.season import season_from_table

    return season_from_table(load_toml(_latest_season()))


def season_of(settings: Settings) -> Season:
    """The season in force for this owner: their file, else the latest, with their own dates.

    Raises UserError for a file that cannot be read and a date that the season does not have."""
    from inbox_agent.core.season import season_from_table

    named = settings.season.file
    path = settings.folder / named if named else _latest_season()
    try:
        table = load_toml(path)
    except OSError as error:
        raise UserError(f"the season file {path} cannot be read: {error}") from error
    return season_from_table(table, settings.season.dates)


def _latest_season() -> Path:
    return max(data_folder("config").glob("season-*.toml"))


@cache
def shared_domains() -> frozenset[str]:
    """Domains that belong to no program: platforms and free mail."""
    return services().free_mailboxes | {d for each in platforms() for d in each.domains}
