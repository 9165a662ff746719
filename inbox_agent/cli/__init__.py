"""The commands: one file a group, no logic. Exit codes: 0 done, 1 the answer is bad, 2 usage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from inbox_agent.cli import (
    alerts,
    checklist,
    demo,
    digest,
    drafts,
    evidence,
    explain,
    files,
    forget,
    lint,
    programs,
    safety,
    service,
    setup,
    sign_in,
    tables,
)
from inbox_agent.cli.session import Session
from inbox_agent.telling import telling

app = typer.Typer(
    name="inbox-agent",
    help="Watches a residency applicant's mailbox: no invitation missed, nothing sent unapproved.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        from inbox_agent import __version__

        typer.echo(f"inbox-agent {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="The configuration; else $INBOX_AGENT_CONFIG, else yours.")
    ] = None,
    now: Annotated[
        str | None, typer.Option(help="For trying things: the time of this command, with offset.")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """What every command takes."""
    context.obj = Session(config, now)


GROUPS = (
    setup, service, sign_in, tables, programs, drafts, digest, files, evidence, alerts,
    safety, forget, checklist,
)  # fmt: skip
for module in GROUPS:
    module.register(app)
app.command()(explain.explain)
app.command()(lint.lint)
app.command()(demo.demo)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; what goes wrong is told in words, with what to type."""
    return telling(lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    try:
        app(args=arguments)
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 1
    return 0
