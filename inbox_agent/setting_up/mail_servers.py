"""Where the mail of an address is: found, shown, or asked for."""

from __future__ import annotations

from inbox_agent.core.provider import Place, Provider, Servers, usual_security
from inbox_agent.setting_up.asking import Asker, Question
from inbox_agent.setting_up.file import ConfigFile
from inbox_agent.shell.data import providers
from inbox_agent.shell.discovery import discover
from inbox_agent.shell.server import is_loopback

_DEFAULT_PORTS = {"imap": 993, "smtp": 465}
_KINDS = {"imap": "incoming mail (IMAP)", "smtp": "outgoing mail (SMTP)"}


def find_servers(
    asker: Asker, file: ConfigFile, address: str, *, online: bool, manual: bool
) -> tuple[Provider | None, Servers | None, str]:
    """Provider, servers and user name; servers None where those of the file stay."""
    kept = file.value("imap", "host") and file.value("owner", "email") == address
    known = discover(address, providers(), online=online and not kept)
    if kept and not manual:
        asker.say(f"Servers as before: {_kept(file, 'imap')}, {_kept(file, 'smtp')}.")
        return known.provider, None, ""
    servers = known.servers
    if servers is not None and not manual:
        asker.say(f"Found by {servers.source}:")
        asker.say(f"  incoming {servers.imap}\n  outgoing {servers.smtp}")
        if servers.vouched or asker.confirm("servers", "Is that right?", default=True):
            return known.provider, servers, servers.user or address
    elif servers is None:
        asker.say(f"Nobody could say where the mail of {address} is. Your provider's help does:"
                  " look for \"IMAP settings\".")  # fmt: skip
    return known.provider, _asked_for(asker, file, servers, address), _user(asker, file, address)


def _kept(file: ConfigFile, table: str) -> str:
    return f"{file.value(table, 'host')}:{file.value(table, 'port')}"


def _asked_for(
    asker: Asker, file: ConfigFile, found: Servers | None, address: str
) -> Servers:  # fmt: skip
    domain = address.rpartition("@")[2]
    imap = _ask_place(asker, file, "imap", found.imap.host if found else f"imap.{domain}")
    smtp = _ask_place(asker, file, "smtp", found.smtp.host if found else f"smtp.{domain}")
    return Servers(imap, smtp, "you")


def _ask_place(asker: Asker, file: ConfigFile, table: str, guess: str) -> Place:
    host = asker.ask(Question(f"{table}_host", f"Server for {_KINDS[table]}", _host),
                     file.value(table, "host") or guess)  # fmt: skip
    port = asker.ask(Question(f"{table}_port", "Its port", _port),
                     file.value(table, "port") or str(_DEFAULT_PORTS[table]))  # fmt: skip
    number = int(port)
    usual = "plain" if is_loopback(host) and number not in {993, 465} else usual_security(number)
    security = asker.ask(
        Question(f"{table}_security", "Encryption: tls, starttls or plain", _security),
        file.value(table, "security") or usual,
    )
    match security:
        case "plain" if is_loopback(host):
            return Place(host, number, "plain")
        case "starttls":
            return Place(host, number, "starttls")
        case _:
            return Place(host, number, "tls")


def _user(asker: Asker, file: ConfigFile, address: str) -> str:
    question = Question("user", "User name at these servers")
    return asker.ask(question, file.value("imap", "user") or address) or address


def _host(answer: str) -> str:
    host = answer.strip().rstrip(".").lower()
    if not host or " " in host or "/" in host or "@" in host:
        raise ValueError("Write the name of a server, like imap.post.example.")
    return host


def _port(answer: str) -> str:
    if not answer.strip().isdecimal() or not 0 < int(answer) < 65536:
        raise ValueError("A port is a number, mostly 993 for IMAP and 465 or 587 for SMTP.")
    return str(int(answer))


def _security(answer: str) -> str:
    word = answer.strip().casefold()
    if word not in {"tls", "starttls", "plain"}:
        raise ValueError("tls, starttls or plain (plain only to this very machine).")
    return word
