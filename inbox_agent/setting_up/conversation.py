"""THE order of the questions. Each step asks, writes what it learnt, and may be left for later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from inbox_agent.core.toml_edit import Value
from inbox_agent.errors import UserError
from inbox_agent.setting_up.asking import Asker, Question
from inbox_agent.setting_up.background import offer_service
from inbox_agent.setting_up.file import ConfigFile, open_file, server_values
from inbox_agent.setting_up.first_look import import_list, offer_digest
from inbox_agent.setting_up.mail_servers import find_servers
from inbox_agent.setting_up.owner_facts import QUESTIONS, an_address, name_of
from inbox_agent.setting_up.sign_in import explain, sign_in

_ADDRESS = Question("email", "The address that programs write to", an_address)
_NEXT = (
    "Anything can be answered later: `inbox-agent setup` asks again and changes only that.",
    "What else can be set, with explanations: {path}",
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line says about the way, not the answers."""

    path: Path
    online: bool = True  # may the domain be asked?
    keep: str = ""  # "keyring" or "file"; "" asks
    manual: bool = False  # ask for the servers even where they are known


def set_up(asker: Asker, wishes: Wishes, found: Callable[[], str | None]) -> bool:
    """Ask everything; True when both servers let us in. ``found`` names the machine's zone."""
    asker.check_given((_ADDRESS, *QUESTIONS.values()))
    file = open_file(wishes.path)
    asker.say("Every question can be left empty and answered later. Nothing is sent to anybody.\n")
    address = _address(asker, file)
    provider, servers, user = find_servers(asker, file, address, online=wishes.online,
                                           manual=wishes.manual)  # fmt: skip
    file.save({
        **_beginnings(file, address, found() or "UTC"), ("owner", "email"): address,
        **(server_values(servers, user, provider) if servers else {}),
    })  # fmt: skip
    explain(asker, provider, address)
    works = sign_in(asker, file, provider, wishes.keep)
    _about_you(asker, file)
    import_list(asker, file)
    offer_service(asker, file.path)
    if works:
        offer_digest(asker, file)
    asker.say("")
    for line in _NEXT:
        asker.say(line.format(path=file.path))
    return works


def _address(asker: Asker, file: ConfigFile) -> str:
    address = asker.ask(_ADDRESS, file.value("owner", "email"))
    if not address:
        raise UserError("without an address there is nothing to set up",
                        "Type: inbox-agent setup --email YOU@PROVIDER")  # fmt: skip
    return address


def _beginnings(file: ConfigFile, address: str, zone: str) -> dict[tuple[str, str], Value]:
    """What the file must hold to be read at all, until the owner says it better."""
    guesses = {"name": name_of(address), "time_zone": zone}
    return {("owner", key): guess for key, guess in guesses.items()
            if not file.value("owner", key)}  # fmt: skip


def _about_you(asker: Asker, file: ConfigFile) -> None:
    asker.say("\nAbout you (for your letters and the clock):")
    values: dict[tuple[str, str], Value] = {}
    for key, question in QUESTIONS.items():
        before = file.value("owner", key)
        answer = asker.ask(question, before)
        if answer != before and (answer or key not in {"name", "time_zone"}):
            values["owner", key] = _parts(answer) if key == "tracks" else answer
    if values:
        file.save(values)


def _parts(answer: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in answer.split(",") if part.strip())
