"""``demo``: the whole story on embedded servers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inbox_agent.demo.servers import DemoServers


def demo(
    keep: Annotated[
        Path | None, typer.Option(help="The folder for what it makes; else a new temporary one.")
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="Keep the servers up for any mail program.")
    ] = False,
) -> None:
    """A small season, from the first mail to the digest, in under half a minute."""
    import tempfile

    try:
        from inbox_agent.demo.story import run_demo
    except ModuleNotFoundError as missing:
        from inbox_agent.errors import UserError

        raise UserError(
            f"the demo needs {missing.name}", "Type: pip install 'inbox-agent[demo]'"
        ) from missing
    folder = keep or Path(tempfile.mkdtemp(prefix="inbox-agent-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "agent.db").exists():
        from inbox_agent.errors import UserError

        raise UserError(f"{folder} holds a store already", "Name an empty folder with --keep.")
    run_demo(folder.resolve(), _serve if serve else None)


def _serve(servers: DemoServers) -> None:
    import threading

    typer.echo(
        f"\nIMAP {servers.imap}, SMTP {servers.smtp}, without TLS, user {servers.user!r}, "
        f"password {servers.password!r}. Stop with Ctrl-C."
    )
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        typer.echo("Stopped.")
