"""``explain PATH…``: what each message is and why. Reads no configuration, store or network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def explain(
    paths: Annotated[list[Path], typer.Argument(help="Messages (.eml), or folders of them.")],
    programs: Annotated[
        Path | None, typer.Option("--programs", help="Your list of programs, as CSV.")
    ] = None,
    owner: Annotated[
        list[str] | None, typer.Option("--owner", help="Your own address; may be repeated.")
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", help="Your time zone, such as Asia/Amman.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a message.")] = False,
) -> None:
    """Say what each message is, and which words say so."""
    from inbox_agent.explaining import explain as explaining

    wanted = explaining.Wanted(tuple(paths), programs, tuple(owner or ()), zone, as_json)
    if code := explaining.explain(wanted):
        raise typer.Exit(code)
