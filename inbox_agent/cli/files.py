"""``calendar``, ``export``, ``backup``: the tables as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inbox_agent.cli.session import session


def register(app: typer.Typer) -> None:
    app.command()(calendar)
    app.command()(export)
    app.command()(backup)


def calendar(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", help="The file; else stdout.")] = None,
) -> None:
    """All interviews as one .ics file."""
    from inbox_agent.core.calendar import calendar as as_calendar
    from inbox_agent.pipeline.tracking import sequence_of

    with session(context).reading() as (settings, store, now), store.read() as records:
        interviews = records.interviews()
        changes = {i.id: sequence_of(records, i.id) for i in interviews}
        made = as_calendar(interviews, changes, settings.owner.time_zone, now)
    if out is None:
        typer.echo(made.decode("utf-8"), nl=False)
    else:
        out.write_bytes(made)
        typer.echo(f"Written to {out}.", err=True)


def export(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="The folder; made where it is missing.")],
) -> None:
    """Every table as TABLE.csv, safe for spreadsheets; programs.csv imports back."""
    from inbox_agent.core.export import tables
    from inbox_agent.shell.data import season_of

    with session(context).reading() as (settings, store, _now), store.read() as records:
        texts = tables(records, season_of(settings).name)
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, text in texts.items():
        (out / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    typer.echo(f"{len(texts)} tables written to {out}.", err=True)


def backup(context: typer.Context, file: Path) -> None:
    """A consistent copy of the store, also while the agent runs."""
    from inbox_agent.shell.store.copy import copy_store

    with session(context).reading() as (_, store, _now):
        copy_store(store.engine, file)
    typer.echo(f"Written to {file}. The key for codes is not in it.", err=True)
