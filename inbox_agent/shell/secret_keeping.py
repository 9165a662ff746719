"""Keeping a password that the owner typed: in the system's keyring, or in a file only they read."""

from __future__ import annotations

import os
from pathlib import Path

from inbox_agent.errors import UserError
from inbox_agent.shell.secrets import KEYRING_SERVICE

PASSWORD_FILE = "mail.password"  # noqa: S105 -- the file's name, relative to the configuration
OWNER_ONLY = 0o600


def keyring_works() -> bool:
    """Whether this machine has a keyring that takes something and gives it back."""
    import keyring
    import keyring.errors

    probe = ("inbox-agent", "setup probe")
    try:
        keyring.set_password(*probe, "1")
        works = keyring.get_password(*probe) == "1"
        keyring.delete_password(*probe)
    except (keyring.errors.KeyringError, OSError, RuntimeError):
        return False
    return works


def keep_in_keyring(password: str, user: str, hosts: tuple[str, ...]) -> None:
    """One entry a server, as ``secrets.password`` looks for it."""
    import keyring
    import keyring.errors

    try:
        for host in hosts:
            keyring.set_password(KEYRING_SERVICE, f"{user}@{host}", password)
    except keyring.errors.KeyringError as error:
        raise UserError(
            f"the keyring did not take the password: {error}", "Type: inbox-agent setup --keep file"
        ) from None


def keep_in_file(password: str, folder: Path) -> Path:
    """Written whole or not at all, mode 0600 from its first byte."""
    path = folder / PASSWORD_FILE
    write_private(path, password + "\n")
    return path


def write_private(path: Path, text: str) -> None:
    """A file of the owner's alone (0600, its new folder 0700), replaced in one step."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
