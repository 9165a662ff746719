"""The program list and the first digest."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from inbox_agent.core.program_list import read_programs
from inbox_agent.errors import InboxAgentError
from inbox_agent.pipeline import one_pass
from inbox_agent.pipeline.listing import take_over
from inbox_agent.pipeline.morning import send_digest
from inbox_agent.service import agent_for, only_agent
from inbox_agent.setting_up.asking import Asker, Question
from inbox_agent.setting_up.file import ConfigFile
from inbox_agent.shell.settings import load_settings


def import_list(asker: Asker, file: ConfigFile) -> None:
    """Take over programs.csv, if there is one; what is wrong in it is told line by line."""
    asker.say('\nYour list of programs makes the difference between "a hospital" and yours.')
    question = Question(
        "programs", "Your programs as a CSV file", _a_file,
        "One line a program: name, track, city, state, time_zone, domains, contacts; "
        "only name must be filled in.",
    )  # fmt: skip
    path = asker.ask(question)
    if not path:
        return
    listed, problems = read_programs(Path(path).read_text("utf-8-sig"))
    with agent_for(load_settings(file.path)) as agent:
        changed = take_over(agent, listed, datetime.now(UTC))
    for problem in problems:
        asker.say(f"  {problem}")
    asker.say(f"{len(listed)} programs read, {changed} new or changed.")


def offer_digest(asker: Asker, file: ConfigFile) -> None:
    """Read the mailbox once and mail the first digest to the owner."""
    asker.say("")
    asker.say("The first reading of a large mailbox takes minutes. Nothing in it is changed.")
    words = "Read it now and mail you the first digest?"
    if not asker.confirm("first_digest", words, default=asker.at_a_terminal):
        return
    settings = load_settings(file.path)
    now = datetime.now(UTC)
    try:
        with (
            only_agent(settings),
            agent_for(settings, tell=lambda line: _progress(asker, line)) as agent,
        ):
            counts = asyncio.run(one_pass(agent, now))
            asyncio.run(send_digest(agent, now))
    except InboxAgentError as error:
        asker.say(f"It did not come to an end: {error}")
        return
    asker.say(f"{counts.seen} messages read. The digest is on its way to {settings.owner.email}; "
              "`inbox-agent digest` shows it here.")  # fmt: skip


def _progress(asker: Asker, line: str) -> None:
    """Of all that a pass tells, how far the reading is."""
    if "older messages read" in line:
        asker.say(f"  {line}")


def _a_file(answer: str) -> str:
    path = Path(answer.strip().strip("\"'")).expanduser()
    try:
        path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from None
    return str(path)
