"""The configuration file as ``setup`` writes it: our commented example with the owner's answers,
or the owner's own file with nothing changed but what was asked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inbox_agent.core.provider import Place, Provider, Servers
from inbox_agent.core.toml_edit import Value, set_values
from inbox_agent.errors import UserError
from inbox_agent.shell.data import data_folder
from inbox_agent.shell.secret_keeping import write_private

_EXAMPLE = "agent.example.toml"
_HEAD = """# inbox-agent: your settings. `inbox-agent setup` wrote this file and changes only what
# it asks; the rest is yours. A line behind # is an example: it does nothing while the # is there.
# Afterwards type: inbox-agent check
"""


@dataclass(slots=True)
class ConfigFile:
    """``text`` is written by ``save``; ``known`` are the values that it sets."""

    path: Path
    text: str
    is_new: bool

    @property
    def known(self) -> dict[str, Any]:
        return tomllib.loads(self.text)

    def value(self, table: str, key: str) -> str:
        """What a key is set to, as the owner would type it; "" where it is not set."""
        found = {} if self.is_new else self.known.get(table, {})
        value = found.get(key, "")
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def save(self, values: Mapping[tuple[str, str], Value]) -> None:
        """Set ``values`` and write the file, mode 0600."""
        if values:
            self.text = set_values(self.text, values)
            self.is_new = False
        write_private(self.path, self.text)


def open_file(path: Path) -> ConfigFile:
    """The owner's file, or our example where there is none. Raises UserError: not readable."""
    try:
        text = path.read_text("utf-8")
        tomllib.loads(text)
    except FileNotFoundError:
        return ConfigFile(path, _example(), is_new=True)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(
            f"{path} is there, but cannot be used: {error}",
            "Mend it, or move it away and type: inbox-agent setup",
        ) from None
    return ConfigFile(path, text, is_new=False)


def _example() -> str:
    """Our example under a head of its own."""
    text = (data_folder("config") / _EXAMPLE).read_text("utf-8")
    return _HEAD + text[text.index("\n[owner]") :]


def server_values(
    servers: Servers, user: str, provider: Provider | None
) -> dict[tuple[str, str], Value]:
    """Where both servers are."""
    values: dict[tuple[str, str], Value] = {}
    for table, place in (("imap", servers.imap), ("smtp", servers.smtp)):
        values |= _place_values(table, place)
        values[table, "user"] = user
    if provider is not None and provider.files_sent:
        values["watch", "file_sent"] = False
    return values


def _place_values(table: str, place: Place) -> dict[tuple[str, str], Value]:
    found: dict[str, Value] = {"host": place.host, "port": place.port, "security": place.security}
    return {(table, key): value for key, value in found.items()}
