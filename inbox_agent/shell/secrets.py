"""Where passwords come from, and the key for codes. Nothing here is ever logged or stored."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from inbox_agent.errors import UserError
from inbox_agent.ports import Keys

if TYPE_CHECKING:
    from inbox_agent.shell.settings import ServerSection

COMMAND_TIMEOUT = 30  # seconds a password command may take (a password manager may ask to unlock)
KEY_BYTES = 32  # of the key for codes: the strength of SHA-256
KEYRING_SERVICE = "inbox-agent"
_OTHERS = 0o077  # permission bits that give anybody else access


def password(server: ServerSection, folder: Path, table: str) -> str:
    """The password of one server. ``folder`` is the configuration's; ``table`` names it in errors.

    Raises UserError when the named source has none."""
    if server.password_env:
        return _from_environment(server.password_env, table)
    if server.password_command:
        return _from_command(server.password_command, table)
    if server.password_file:
        return _from_file(folder / server.password_file, table)
    return _from_keyring(server, table)


def _from_environment(name: str, table: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise UserError(
            f"{table}.password_env names {name}, which is not set", f"Type: export {name}=…"
        )
    return value


def _from_command(command: str, table: str) -> str:
    try:
        done = subprocess.run(  # noqa: S602  (the owner's own command, from the owner's own file)
            command, shell=True, capture_output=True, timeout=COMMAND_TIMEOUT, check=True, text=True
        )
    except subprocess.SubprocessError as error:
        raise UserError(
            f"{table}.password_command failed: {type(error).__name__}",
            "Run the command by hand; it must print the password and nothing else.",
        ) from None  # its output may hold the secret
    return done.stdout.rstrip("\r\n")


def _from_file(path: Path, table: str) -> str:
    try:
        mode = path.stat().st_mode
        value = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"{table}.password_file {path} cannot be read: {error}", "Write the password into it."
        ) from error
    if mode & _OTHERS:
        raise UserError(
            f"{table}.password_file {path} can be read by others", f"Type: chmod 600 {path}"
        )
    return value


def _from_keyring(server: ServerSection, table: str) -> str:
    import keyring
    import keyring.errors

    try:
        value = keyring.get_password(KEYRING_SERVICE, f"{server.user}@{server.host}")
    except keyring.errors.KeyringError:
        value = None
    if not value:
        raise UserError(
            f"no password for {server.user} at {server.host} in the keyring",
            f"Type: keyring set inbox-agent {server.user}@{server.host} - or name password_env, "
            f"password_command or password_file below [{table}].",
        )
    return value


def load_keys(path: Path) -> Keys:
    """The key for codes with its generation; made, with generation 0, where there is none yet."""
    if not path.exists():
        save_keys(path, Keys(secrets.token_bytes(KEY_BYTES), 0))
    table = json.loads(read_private(path))
    return Keys(bytes.fromhex(table["secret"]), int(table["generation"]))


def save_keys(path: Path, keys: Keys) -> None:
    """Written whole or not at all, and on the disk when this returns."""
    document = {"secret": keys.secret.hex(), "generation": keys.generation}
    write_private(path, json.dumps(document))


def read_private(path: Path) -> str:
    """A file that is nobody else's. Raises UserError where others may read it."""
    if path.stat().st_mode & _OTHERS:
        raise UserError(f"{path} can be read by others", f"Type: chmod 600 {path}")
    return path.read_text("utf-8")


def write_private(path: Path, text: str) -> None:
    """Mode 0600, written whole or not at all, and on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(path.name + ".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
