"""Templates: ours, or the owner's of the same name. Values are printed, never evaluated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.sandbox import SandboxedEnvironment

from inbox_agent.core.drafting import Draft
from inbox_agent.core.owner import Owner
from inbox_agent.errors import UserError
from inbox_agent.shell.data import data_folder

_HTML = (".html", ".htm")


class Renderer:
    """Renders files of the templates folder and texts handed in.

    A file in one of ``own`` folders (the owner's; the first wins) replaces ours of the same name.
    HTML files escape their values, text files do not. An unknown field or a broken template raises
    UserError, which names the file: half a mail is never made."""

    def __init__(self, own: Sequence[Path] = ()) -> None:
        self._loader = FileSystemLoader([*map(str, own), str(data_folder("templates"))])
        self._env = SandboxedEnvironment(
            loader=self._loader,
            autoescape=lambda name: (name or "").endswith(_HTML),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._compiled = lru_cache(maxsize=64)(self._env.from_string)
        self._env.filters.update(local=local, mailto=mailto)

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """The template file ``name`` (such as ``notices/request.txt``) with ``values``."""
        try:
            return self._env.get_template(name).render(**values)
        except TemplateError as error:
            raise _broken(name, error) from error

    def source(self, name: str) -> str:
        """The text of the template file ``name``, for whoever renders it with ``text``."""
        try:
            return self._loader.get_source(self._env, name)[0]
        except TemplateNotFound as error:
            raise _broken(name, error) from error

    def text(self, source: str, values: Mapping[str, object]) -> str:
        """The template ``source`` (plain text) with ``values``: what core/draft.py calls Render."""
        try:
            return self._compiled(source).render(**values)
        except TemplateError as error:
            raise _broken("a draft's template", error) from error


def _broken(name: str, error: Exception) -> UserError:
    if isinstance(error, TemplateNotFound):
        return UserError(f"there is no template called {name}", "Restore or rename the file.")
    line: Any = getattr(error, "lineno", None)
    place = f"{name}, line {line}" if line else name
    return UserError(
        f"{place}: {error}", "Mend the template, or delete it to use the program's own."
    )


def local(moment: datetime, owner: Owner) -> str:
    """A moment on the owner's clock, with the zone said: ``Tue 08 Dec 16:00 (Asia/Amman)``."""
    return f"{moment.astimezone(ZoneInfo(owner.time_zone)):%a %d %b %H:%M} ({owner.time_zone})"


def mailto(answer: str, owner: Owner, draft: Draft) -> str:
    """A link that opens an answer to the owner's own address, already written; it acts on
    nothing by itself, whoever follows it."""
    subject = f"Re: {draft.subject} [{draft.code}]"
    return f"mailto:{quote(owner.email, safe='@')}?subject={quote(subject)}&body={quote(answer)}"
