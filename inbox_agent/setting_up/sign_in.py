"""The password: what it is, where to get it, where it is kept, and whether it opens both doors."""

from __future__ import annotations

from inbox_agent.checking import Check, checks
from inbox_agent.core.provider import Provider, SignIn
from inbox_agent.errors import InboxAgentError
from inbox_agent.service import agent_for
from inbox_agent.setting_up.asking import TRIES, Asker
from inbox_agent.setting_up.file import ConfigFile
from inbox_agent.shell.secret_keeping import (
    PASSWORD_FILE,
    keep_in_file,
    keep_in_keyring,
    keyring_works,
)
from inbox_agent.shell.settings import load_settings

_WITHOUT_PASSWORD = frozenset({SignIn.OAUTH, SignIn.NONE})
_SOURCES = ("password_env", "password_command")
_APP_PASSWORD = (
    "{name} wants an app password: a long password that it makes for one program. It opens your",
    "mail and nothing else, it is not the one of the web page, and you can take it back there.",
)


def explain(asker: Asker, provider: Provider | None, address: str) -> None:
    """In plain words what this provider wants, and where it is."""
    asker.say("")
    if provider is None:
        asker.say("Many providers want an app password: one made for a single program, on the page")
        asker.say("where your account's security is set. Where yours has none, use the usual one.")
        return
    match provider.sign_in:
        case SignIn.NONE:
            asker.say(f"{provider.name} lets no mail program in. {provider.steps}")
            return
        case SignIn.APP_PASSWORD:
            asker.say("\n".join(_APP_PASSWORD).format(name=provider.name))
        case SignIn.PASSWORD:
            asker.say(f"{provider.name} takes the password of {address}.")
        case SignIn.OAUTH:
            asker.say(f"{provider.name} lets a program in only after you sign in in the browser.")
    for label, text in (
        ("First", provider.first),
        ("Open", provider.where),
        ("Then", provider.steps),
    ):
        if text:
            asker.say(f"  {label + ':':6} {text}")
    if provider.sign_in is SignIn.OAUTH:
        asker.say("This program needs an id there once: docs/sign-in.md says how, in five steps.")
        asker.say("After this, type: inbox-agent sign-in")


def sign_in(asker: Asker, file: ConfigFile, provider: Provider | None, keep: str) -> bool:
    """Ask for the password and try it; True when both servers let us in."""
    if provider is not None and provider.sign_in in _WITHOUT_PASSWORD:
        return False
    _ask_for_password(asker, file, keep)
    return _try_out(asker, file, keep)


def _ask_for_password(asker: Asker, file: ConfigFile, keep: str) -> bool:
    """Ask for it and keep it; False where nothing was typed, or it comes from elsewhere."""
    for source in _SOURCES:
        if named := file.value("imap", source):
            asker.say(f"The password comes from {source} = {named}, as your settings say.")
            return False
    password = asker.secret("password", "Password for mail programs (not shown; empty: later)")
    if not password:
        return False
    _keep(asker, file, password, keep)
    return True


def _keep(asker: Asker, file: ConfigFile, password: str, keep: str) -> None:
    user = file.value("imap", "user")
    in_file = bool(file.value("imap", "password_file")) or keep == "file"
    if not in_file and (keep == "keyring" or keyring_works()):
        keep_in_keyring(password, user, (file.value("imap", "host"), file.value("smtp", "host")))
        asker.say("It is kept in this machine's keyring.")
        return
    path = keep_in_file(password, file.path.parent)
    file.save({(table, "password_file"): PASSWORD_FILE for table in ("imap", "smtp")})
    asker.say(f"It is kept in {path}, which only you can read.")


def _try_out(asker: Asker, file: ConfigFile, keep: str) -> bool:
    """Sign in to both servers and say what is there; whoever sits here may try another password."""
    asker.say("\nTrying both servers ...")
    for left in reversed(range(TRIES)):
        found = _found(file)
        for each in found:
            asker.say(f"{'ok  ' if each.good else 'BAD '} {each.what}")
            if each.cure:
                asker.say(f"     {each.cure}")
        if all(each.good for each in found):
            return True
        again = left and asker.at_a_terminal
        if not again or not _ask_for_password(asker, file, keep):
            break
    asker.say(
        "That is left for later: mend it, and type `inbox-agent setup` or `inbox-agent check`."
    )
    return False


def _found(file: ConfigFile) -> list[Check]:
    try:
        settings = load_settings(file.path)
        with agent_for(settings) as agent:
            return list(checks(settings, agent))
    except InboxAgentError as error:
        return [Check(False, str(error))]
