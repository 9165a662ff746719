"""``check``: what works and what does not, in words, without changing anything."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inbox_agent.errors import GiveUp, InboxAgentError, TryAgain, UserError
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.receive import watched
from inbox_agent.ports import Folder, Mailbox

OTHERS = 0o077  # permission bits that give anybody else access

if TYPE_CHECKING:
    from inbox_agent.shell.settings import ServerSection, Settings


@dataclass(frozen=True, slots=True)
class Check:
    good: bool
    what: str
    cure: str = ""


def checks(settings: Settings, agent: Agent) -> Iterator[Check]:
    """One finding after the other; a server that is away does not hide the next finding."""
    yield Check(True, f"the configuration of {agent.owner.name} <{agent.owner.email}> is complete")
    yield from private_files(settings)
    yield from _mailbox(settings, agent)
    yield _outbox(settings, agent)
    with agent.store.read() as records:
        programs = len(records.programs())
    yield Check(True, f"the store {agent.account} follows {programs} programs")
    if not programs:
        yield Check(True, "no program list yet", "Type: inbox-agent programs import programs.csv")


def private_files(settings: Settings) -> Iterator[Check]:
    """Whether the files of this agent are the owner's alone; one that others read says its cure."""
    from inbox_agent.service import store_folder

    store = settings.store_url.removeprefix("sqlite:///")
    passwords = {settings.imap.password_file, settings.smtp.password_file} - {""}
    secret = [Path(store), store_folder(settings) / "inbox-agent.key"]
    secret += [settings.folder / name for name in passwords]
    secret += [settings.folder / "agent.toml"] if settings.alerts.urls else []  # they hold tokens
    open_to_all = [path for path in secret if path.exists() and path.stat().st_mode & OTHERS]
    for path in open_to_all:
        yield Check(False, f"{path} can be read by others", f"Type: chmod 600 {path}")
    if not open_to_all:
        yield Check(True, "the store, its key and kept passwords can be read by you only")


def _mailbox(settings: Settings, agent: Agent) -> Iterator[Check]:
    sections = {"": settings.imap, **{each.name: each for each in settings.mailbox}}
    try:
        folders, seen = agent.mailbox.folders(), watched(agent)
    except UserError:
        raise  # a mistake of the configuration: exit 2, like everywhere
    except InboxAgentError as error:
        yield _failed(_imap(settings.imap), error)
        return
    for name, section in sections.items():
        here = [folder for folder in seen if folder.mailbox == name]
        yield from _one_mailbox(section, agent.mailbox, here)
    for folder in folders:
        if folder.role == "drafts":
            yield Check(True, f"found {folder.name} (drafts); it is not watched")
    for role, why in (("sent", "answers are proved by it"), ("junk", "invitations land there")):
        if not any(folder.role == role and not folder.mailbox for folder in folders):
            yield Check(role != "sent", f"no {role} folder was found: {why}",
                        "Name it in [watch] folders, or create it at your provider.")  # fmt: skip


def _one_mailbox(
    section: ServerSection, mailbox: Mailbox, folders: Sequence[Folder]
) -> Iterator[Check]:
    try:
        counts = [(folder, mailbox.examine(folder.name).exists) for folder in folders]
    except UserError:
        raise
    except InboxAgentError as error:
        yield _failed(_imap(section), error)
        return
    yield Check(True, f"{_imap(section)}: logged in as {section.user}")
    for folder, count in counts:
        yield Check(True, f"watches {folder.name}{_use(folder)}: {count} messages")


def _imap(section: ServerSection) -> str:
    return f"IMAP {section.host}:{section.port}"


def _use(folder: Folder) -> str:
    """What the server, or its usual name, says a folder is for."""
    uses = {
        "sent": " (sent mail: it proves your answers)",
        "junk": " (junk: invitations land there)",
    }
    return uses.get(folder.role, "")


def _outbox(settings: Settings, agent: Agent) -> Check:
    where = f"SMTP {settings.smtp.host}:{settings.smtp.port}"
    try:
        greeting = asyncio.run(agent.outbox.check())
    except InboxAgentError as error:
        return _failed(where, error)
    return Check(True, f"{where}: logged in as {settings.smtp.user} ({greeting})")


def _failed(what: str, error: InboxAgentError) -> Check:
    cure = error.cure if isinstance(error, TryAgain | GiveUp) else ""
    return Check(False, f"{what}: {error}", cure)
