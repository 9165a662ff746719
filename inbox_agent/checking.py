"""``check``: what works and what does not, in words, without changing anything."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inbox_agent.errors import GiveUp, InboxAgentError, TryAgain, UserError
from inbox_agent.pipeline.agent import Agent
from inbox_agent.pipeline.receive import watched
from inbox_agent.ports import Folder

if TYPE_CHECKING:
    from inbox_agent.shell.settings import Settings


@dataclass(frozen=True, slots=True)
class Check:
    good: bool
    what: str
    cure: str = ""


def checks(settings: Settings, agent: Agent) -> Iterator[Check]:
    """One finding after the other; a server that is away does not hide the next finding."""
    yield Check(True, f"the configuration of {agent.owner.name} <{agent.owner.email}> is complete")
    yield from _mailbox(settings, agent)
    yield _outbox(settings, agent)
    with agent.store.read() as records:
        programs = len(records.programs())
    yield Check(True, f"the store {agent.account} follows {programs} programs")
    if not programs:
        yield Check(True, "no program list yet", "Type: inbox-agent programs import programs.csv")


def _mailbox(settings: Settings, agent: Agent) -> Iterator[Check]:
    where = f"{settings.imap.host}:{settings.imap.port}"
    try:
        folders = agent.mailbox.folders()
        yield Check(True, f"IMAP {where}: logged in as {settings.imap.user}")
        for folder in watched(agent):
            status = agent.mailbox.examine(folder.name)
            yield Check(True, f"watches {folder.name}{_use(folder)}: {status.exists} messages")
        for folder in folders:
            if folder.role == "drafts":
                yield Check(True, f"found {folder.name} (drafts); it is not watched")
    except UserError:
        raise  # a mistake of the configuration: exit 2, like everywhere
    except InboxAgentError as error:
        yield _failed(f"IMAP {where}", error)
        return
    for role, why in (("sent", "answers are proved by it"), ("junk", "invitations land there")):
        if not any(folder.role == role for folder in folders):
            yield Check(role != "sent", f"no {role} folder was found: {why}",
                        "Name it in [watch] folders, or create it at your provider.")  # fmt: skip


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
