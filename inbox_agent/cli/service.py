"""``run``, ``poll``, ``check``: the agent at work."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

from inbox_agent.cli.output import print_json
from inbox_agent.cli.session import session


def register(app: typer.Typer) -> None:
    app.command()(run)
    app.command()(poll)
    app.command()(check)


def run(
    context: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Hand nothing to SMTP; print what would go.")
    ] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="Logs as JSON lines.")] = False,
) -> None:
    """Watch, draft, ask, send and digest until stopped (SIGTERM or Ctrl-C)."""
    from inbox_agent import service
    from inbox_agent.shell.log import start_logging

    here = session(context)
    here.refuse_now("run")
    settings = here.settings()
    tell = start_logging(json=log_json or not sys.stderr.isatty(), account=settings.account)
    with service.only_agent(settings), here.working(tell=tell, dry_run=dry_run) as (_, agent, _now):
        tell("watching; stop with Ctrl-C")
        asyncio.run(service.run(agent, settings))
        tell("stopped")


def poll(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="The counts as JSON.")] = False,
) -> None:
    """One pass: fetch, answers, due drafts, requests, sends whose hold is over."""
    from inbox_agent import service
    from inbox_agent.pipeline import one_pass

    here = session(context)
    with service.only_agent(here.settings()), here.working() as (_, agent, now):
        counts = asyncio.run(one_pass(agent, now)).as_dict()
    if as_json:
        print_json(counts)
    else:
        typer.echo(", ".join(f"{key} {value}" for key, value in counts.items()))


def check(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="The findings as JSON.")] = False,
) -> None:
    """Read the configuration, log in to both servers, show what would be watched."""
    from inbox_agent.checking import Check, checks

    results: list[Check] = []
    with session(context).working(timeless=True) as (settings, agent, _):
        for result in checks(settings, agent):
            results.append(result)
            if not as_json:
                typer.echo(f"{'ok  ' if result.good else 'BAD '} {result.what}")
                if result.cure:
                    typer.echo(f"     {result.cure}")
    if as_json:
        print_json([{"ok": r.good, "what": r.what, "cure": r.cure} for r in results])
    raise typer.Exit(0 if all(result.good for result in results) else 1)
