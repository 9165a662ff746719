"""Builds the real shell around the pipeline, and runs it until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from inbox_agent.core.limits import Limits
from inbox_agent.errors import UserError
from inbox_agent.pipeline.agent import Agent, KeyRing, Policy
from inbox_agent.ports import Mailbox
from inbox_agent.shell import data, letters, secrets
from inbox_agent.shell.alerts import AppriseAlerts
from inbox_agent.shell.clock import SystemClock
from inbox_agent.shell.dkim import DkimAuthenticator
from inbox_agent.shell.imap import ImapMailbox
from inbox_agent.shell.imap_folders import WatchNames
from inbox_agent.shell.late_reader import LateReader
from inbox_agent.shell.lock import exclusive
from inbox_agent.shell.mailboxes import MARK, Mailboxes
from inbox_agent.shell.render import Renderer
from inbox_agent.shell.server import Server
from inbox_agent.shell.smtp import SmtpOutbox
from inbox_agent.shell.spelling import SpellingList
from inbox_agent.shell.store import open_store
from inbox_agent.shell.systemd import tell_systemd, watchdog_seconds

if TYPE_CHECKING:
    from inbox_agent.shell.oauth import Tokens
    from inbox_agent.shell.settings import MailboxSection, ServerSection, Settings

OFFICE_HOURS = (time(8), time(18))  # of the program's zone, when the owner wants them


def server(section: ServerSection, settings: Settings, table: str) -> Server:
    """One server of the configuration, its password or token asked for only when it is used."""
    tokens = tokens_of(section, settings)
    return Server(
        host=section.host, port=section.port, security=section.security, user=section.user,
        password=(
            tokens.access_token if tokens
            else lambda: secrets.password(section, settings.folder, table)
        ),
        sign_in="xoauth2" if tokens else "password", renew=tokens.renewed if tokens else None,
        ca_file=settings.folder / section.ca_file if section.ca_file else None,
        read_seconds=section.timeout_seconds,
    )  # fmt: skip


def tokens_of(section: ServerSection, settings: Settings) -> Tokens | None:
    """The tokens that this server takes; None where it takes a password."""
    if section.sign_in == "password":
        return None
    from inbox_agent.shell.oauth import InFile, InKeyring, Keeper, Provider, Tokens

    provider: Provider
    if section.sign_in == "google":
        from inbox_agent.shell.oauth_google import Google

        provider = Google(settings.folder / settings.oauth.google_client_file)
    else:
        from inbox_agent.shell.oauth_microsoft import Microsoft

        provider = Microsoft(settings.oauth.microsoft_client_id, settings.oauth.microsoft_authority)
    keeper: Keeper = InFile(consent_file(section, settings))
    if settings.oauth.keep_in == "keyring":
        keeper = InKeyring(f"{section.user} at {section.sign_in}")
    return Tokens(section.user, provider, keeper)


def sign_ins(settings: Settings) -> list[Tokens]:
    """Each account of the configuration that signs in with OAuth2, once."""
    servers = settings.servers
    accounts = {consent_file(each, settings): each for each in servers}
    return [tokens for each in accounts.values() if (tokens := tokens_of(each, settings))]


def consent_file(section: ServerSection, settings: Settings) -> Path:
    """Where the consent of this server's account lies: one for IMAP and SMTP together."""
    user = quote(section.user.lower(), safe="@+")
    return store_folder(settings) / f"inbox-agent.{section.sign_in}.{user}.token"


def secret_marks(settings: Settings) -> tuple[int, ...]:
    """When the files that hold secrets last changed; 0 where there is none."""
    servers = settings.servers
    files = [settings.folder / each.password_file for each in servers if each.password_file]
    files += [consent_file(each, settings) for each in servers]
    return tuple(file.stat().st_mtime_ns if file.is_file() else 0 for file in files)


def renderer(settings: Settings) -> Renderer:
    """Our templates; a file of the same name in the owner's folder replaces ours.

    Raises UserError where the folder that the owner named is none."""
    if not settings.drafts.templates:
        return Renderer()
    folder = settings.folder / settings.drafts.templates
    if not folder.is_dir():
        raise UserError(
            f"[drafts] templates = {settings.drafts.templates!r} is no folder",
            f"Make {folder}, or remove the setting.",
        )
    return Renderer([folder])


def word_list(settings: Settings) -> SpellingList:
    """English, medicine, and the owner's own words."""
    own = settings.spelling.words
    return SpellingList(settings.folder / own if own else None)


def store_folder(settings: Settings) -> Path:
    """Where the files beside the store lie: the lock and the key."""
    url = settings.store_url
    path = url.removeprefix("sqlite:///")
    return Path(path).parent if path != url else settings.folder


def stop_file(settings: Settings) -> Path:
    """While this file lies there nothing is sent to a program: for when no command can be typed."""
    return store_folder(settings) / "inbox-agent.stop"


def policy_of(settings: Settings, *, dry_run: bool = False) -> Policy:
    return Policy(
        hold=timedelta(minutes=settings.approval.hold_minutes),
        limits=Limits(
            per_hour=settings.send.per_hour, per_day=settings.send.per_day,
            office_hours=OFFICE_HOURS if settings.send.office_hours else None,
        ),
        folders=frozenset(
            (
                *settings.watch.folders,
                *(f"{each.name}{MARK}{folder}" for each in settings.mailbox
                  for folder in each.folders),
            )
        ),
        trusted_servers=frozenset(settings.watch.trusted_servers),
        filing=tuple(settings.filing.items()) if settings.watch.filing else (),
        drafts_folder=settings.watch.drafts_folder, file_sent=settings.watch.file_sent,
        digest_at=settings.digest.at, skip_empty_digest=settings.digest.skip_empty,
        alerting=settings.alerts.policy(),
        needed_bodies_only=settings.store.bodies == "needed", dry_run=dry_run,
    )  # fmt: skip


def _mailbox(settings: Settings) -> Mailbox:
    """All of the owner's mailboxes, as one."""
    first = ImapMailbox(server(settings.imap, settings, "imap"), WatchNames(settings.watch.folders))
    others: dict[str, Mailbox] = {
        each.name: ImapMailbox(server(each, settings, _table(each)), WatchNames(each.folders))
        for each in settings.mailbox
    }
    return Mailboxes(first, others) if others else first


def _watchers(settings: Settings) -> list[tuple[str, Mailbox]]:
    """Connections of their own that wait for news: two beside the one that reads, each mailbox."""
    from inbox_agent.jobs import WATCHED

    tables = [("imap", settings.imap), *((_table(each), each) for each in settings.mailbox)]
    return [
        (role, ImapMailbox(server(section, settings, table)))
        for table, section in tables
        for role in WATCHED
    ]


def _table(section: MailboxSection) -> str:
    return f"mailbox.{section.name}"


@contextmanager
def agent_for(
    settings: Settings, *, tell: Callable[[str], None] = lambda _line: None, dry_run: bool = False
) -> Iterator[Agent]:
    """The agent of one account, put together; its connections are closed afterwards."""
    key_file = store_folder(settings) / "inbox-agent.key"
    store = open_store(settings.store_url, settings.account)
    mailbox = _mailbox(settings)
    try:
        yield Agent(
            owner=settings.owner.owner(settings.criteria), account=settings.account,
            store=store, mailbox=mailbox,
            outbox=SmtpOutbox(server(settings.smtp, settings, "smtp")),
            renderer=renderer(settings), alerts=AppriseAlerts(settings.alerts.urls, tell),
            authenticator=DkimAuthenticator(), reader=LateReader(),
            lint_rules=letters.lint_rules(), lint_model=letters.lint_model(),
            season=data.season_of(settings),
            keys=KeyRing(
                lambda: secrets.load_keys(key_file), lambda keys: secrets.save_keys(key_file, keys)
            ),
            checklists=letters.checklists(), words=word_list(settings),
            shared_domains=data.shared_domains(), policy=policy_of(settings, dry_run=dry_run),
            stopped=stop_file(settings).exists, tell=tell,
        )  # fmt: skip
    finally:
        mailbox.close()
        store.close()


@contextmanager
def only_agent(settings: Settings) -> Iterator[None]:
    """Hold the mailbox's lock: one agent a mailbox."""
    with exclusive(store_folder(settings) / "inbox-agent.lock"):
        yield


async def run(agent: Agent, settings: Settings) -> None:
    """Watch, ask, send and digest until SIGTERM or SIGINT."""
    from inbox_agent.heartbeat import beat_for_ever
    from inbox_agent.jobs import Jobs

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    clock = SystemClock()
    async with Jobs(
        agent, clock, settings.watch.poll_seconds, _watchers(settings),
        lambda: secret_marks(settings),
    ) as jobs:  # fmt: skip
        tell_systemd("READY=1")
        beat = asyncio.create_task(
            beat_for_ever(agent, jobs, clock, tell_systemd, watchdog_seconds())
        )
        await stop.wait()
        beat.cancel()
        tell_systemd("STOPPING=1")
