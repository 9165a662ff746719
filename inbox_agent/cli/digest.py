"""``digest``: today's digest, shown, written or sent."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from inbox_agent.cli.session import session


def register(app: typer.Typer) -> None:
    app.command()(digest)


def digest(
    context: typer.Context,
    send: Annotated[bool, typer.Option("--send", help="Mail it, once a day at most.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write it as a web page.")] = None,
) -> None:
    """Today's digest: what is urgent, waiting, ahead, and to be read with care."""
    from inbox_agent.pipeline.morning import make_digest, render_digest, send_digest

    if send:
        with session(context).working() as (_, agent, now):
            gone = asyncio.run(send_digest(agent, now))
        typer.echo("Sent." if gone else "Today's digest went already, or there is nothing to tell.")
        return
    with session(context).working(dry_run=True) as (_, agent, now):
        with agent.store.read() as records:
            made = make_digest(agent, records, now)
        if html is not None:
            html.write_text(render_digest(agent, made, now, "html"), encoding="utf-8")
            typer.echo(f"Written to {html}.", err=True)
        else:
            typer.echo(render_digest(agent, made, now, "txt"))
