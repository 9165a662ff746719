"""``sign-in``: the owner's consent at a provider that takes no password."""

from __future__ import annotations

from typing import Annotated

import typer

from inbox_agent.cli.session import session


def register(app: typer.Typer) -> None:
    app.command(name="sign-in")(sign_in)


def sign_in(
    context: typer.Context,
    browser: Annotated[
        bool, typer.Option(help="Open the page here; --no-browser only shows its address.")
    ] = True,
) -> None:
    """Sign in at Google or Microsoft (OAuth2), for each account whose `sign_in` names one."""
    from inbox_agent.errors import UserError
    from inbox_agent.service import sign_ins

    accounts = sign_ins(session(context).settings())
    if not accounts:
        raise UserError(
            "no server of the configuration signs in with OAuth2",
            'Set sign_in = "google" or "microsoft" below [imap] and [smtp]; see docs/sign-in.md.',
        )
    for tokens in accounts:
        tokens.sign_in(lambda line: typer.echo(line, err=True), browser=browser)
        typer.echo(f"Signed in as {tokens.user}.", err=True)
    typer.echo("Now type: inbox-agent check", err=True)
