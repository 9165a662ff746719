"""``setup``: from nothing to a working agent, by questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inbox_agent.cli.session import session

EXAMPLES = """
Every question can be left empty and answered later; running it again changes what is
asked. Answers may come from a pipe, one a line, or from options; --yes asks nothing.

  inbox-agent setup

  inbox-agent setup --email leila.haddad@gmail.com --yes

  inbox-agent setup --email me@school.edu --imap-host imap.school.edu --smtp-host smtp.school.edu
"""


def register(app: typer.Typer) -> None:
    app.command(epilog=None, help=f"Ask what is needed, find the servers, test them.\n{EXAMPLES}")(
        setup
    )


def setup(
    context: typer.Context,
    email: Annotated[str | None, typer.Option(help="The address that programs write to.")] = None,
    user: Annotated[
        str | None, typer.Option(help="User name, where it is not the address.")
    ] = None,
    imap_host: Annotated[str | None, typer.Option(help="Server for incoming mail.")] = None,
    imap_port: Annotated[str | None, typer.Option(help="Its port, mostly 993.")] = None,
    imap_security: Annotated[str | None, typer.Option(help="tls, starttls or plain.")] = None,
    smtp_host: Annotated[str | None, typer.Option(help="Server for outgoing mail.")] = None,
    smtp_port: Annotated[str | None, typer.Option(help="Its port, 465 or 587.")] = None,
    smtp_security: Annotated[str | None, typer.Option(help="tls, starttls or plain.")] = None,
    password_from: Annotated[
        Path | None, typer.Option(help="Take the password from this file's first line.")
    ] = None,
    keep: Annotated[str, typer.Option(help="Keep the password in: keyring or file.")] = "",
    name: Annotated[str | None, typer.Option(help="Your name under letters.")] = None,
    zone: Annotated[str | None, typer.Option(help="Your time zone: Asia/Amman, or amman.")] = None,
    aamc_id: Annotated[str | None, typer.Option(help="Eight digits.")] = None,
    tracks: Annotated[str | None, typer.Option(help="With commas between them.")] = None,
    career: Annotated[str | None, typer.Option(help="What follows the preliminary year.")] = None,
    visa: Annotated[str | None, typer.Option(help="Your status today, one sentence.")] = None,
    programs: Annotated[str | None, typer.Option(help="Your programs as a CSV file.")] = None,
    service: Annotated[str | None, typer.Option(help="systemd, compose or no.")] = None,
    first_digest: Annotated[
        bool | None, typer.Option(help="Read the mailbox and mail the first digest.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no domain for its servers.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; take what is found.")] = False,
) -> None:
    from tzlocal import get_localzone_name

    from inbox_agent.errors import UserError
    from inbox_agent.setting_up import set_up
    from inbox_agent.setting_up.asking import Asker
    from inbox_agent.setting_up.conversation import Wishes
    from inbox_agent.shell.settings import config_path

    if keep not in {"", "keyring", "file"}:
        raise UserError(f"--keep {keep!r} is neither keyring nor file")
    given = {
        "email": email, "user": user, "imap_host": imap_host, "imap_port": imap_port,
        "imap_security": imap_security, "smtp_host": smtp_host, "smtp_port": smtp_port,
        "smtp_security": smtp_security, "name": name, "zone": zone, "aamc_id": aamc_id,
        "tracks": tracks, "career": career, "visa": visa, "programs": programs, "service": service,
        "password": _first_line(password_from) if password_from else None,
        "first_digest": None if first_digest is None else ("yes" if first_digest else "no"),
    }  # fmt: skip
    here = session(context)
    here.refuse_now("setup")
    wishes = Wishes(
        config_path(here.config), online=not offline, keep=keep,
        manual=imap_host is not None or smtp_host is not None,
    )  # fmt: skip
    asker = Asker(typer.echo, {k: v for k, v in given.items() if v is not None}, quiet=yes)
    works = set_up(asker, wishes, get_localzone_name)
    raise typer.Exit(0 if works else 1)


def _first_line(path: Path) -> str:
    """The password; a program hands it over in a file, never on a command line that others see."""
    lines = path.read_text("utf-8").splitlines()
    return lines[0] if lines else ""
