"""Running day and night: a systemd user unit, or a container by compose."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from inbox_agent.errors import UserError
from inbox_agent.setting_up.asking import Asker, Question
from inbox_agent.shell.data import data_folder
from inbox_agent.shell.secret_keeping import write_private

UNIT = "inbox-agent.service"
_START = (("daemon-reload",), ("enable", "--now", UNIT))
_SYSTEMCTL_SECONDS = 30.0  # it answers in under one; a hanging bus must not hang the set-up
_KINDS = ("systemd", "compose", "no")


def offer_service(asker: Asker, config: Path) -> None:
    """Write what the owner chooses; nothing is installed unasked."""
    asker.say("\nIt must run day and night to catch an invitation in time.")
    default = "systemd" if asker.at_a_terminal and shutil.which("systemctl") else "no"
    question = Question(
        "service", "Run it as a service: systemd, compose or no", _kind,
        "systemd: on this Linux machine, restarted by itself. compose: in a Docker container.",
    )  # fmt: skip
    match asker.ask(question, default):
        case "systemd":
            _install_unit(asker, config)
        case "compose":
            _write_compose(asker, config)
        case _:
            asker.say("Then start it by hand: inbox-agent run")


def _kind(answer: str) -> str:
    word = answer.strip().casefold()
    if word not in _KINDS:
        raise ValueError("systemd, compose or no.")
    return word


def _install_unit(asker: Asker, config: Path) -> None:
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    path = home / "systemd" / "user" / UNIT
    write_private(path, unit_text(config, _program()))
    asker.say(f"Written: {path}")
    if failed := _start():
        asker.say(f"It could not be started from here ({failed}). Type:")
        asker.say(f"  systemctl --user daemon-reload && systemctl --user enable --now {UNIT}")
    else:
        asker.say("It runs. See: systemctl --user status inbox-agent")
    asker.say("So that it also runs while you are logged out, type once: loginctl enable-linger")
    asker.say("(A keyring is locked then: keep the password in a file, `setup --keep file`.)")


def _start() -> str:
    """Start the unit; "" when it runs, else why not."""
    program = shutil.which("systemctl")
    if program is None:
        return "there is no systemctl"
    for words in _START:
        try:
            subprocess.run(  # noqa: S603 -- systemd's own program with words of ours
                [program, "--user", *words], check=True, capture_output=True,
                timeout=_SYSTEMCTL_SECONDS,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            return f"systemctl {words[0]}: {type(error).__name__}"
    return ""


def unit_text(config: Path, program: str) -> str:
    """config/inbox-agent.service with this program and this configuration in it."""
    lines = []
    for line in (data_folder("config") / UNIT).read_text("utf-8").splitlines():
        if line.startswith("# A systemd user unit"):
            line = "# Written by `inbox-agent setup`. To stop it for good: systemctl --user disable"
        elif line.startswith("#   "):
            continue
        elif line.startswith("ExecStart="):
            line = f"ExecStart={program} --config {_quoted(config)} run --log-json"
        elif line.startswith("ReadWritePaths="):
            line = f"ReadWritePaths={_quoted(config.parent)}"
        lines.append(line)
    return "\n".join(lines) + "\n"


def _program() -> str:
    """How a service starts this very program."""
    found = shutil.which("inbox-agent")
    return _quoted(Path(found)) if found else f"{_quoted(Path(sys.executable))} -m inbox_agent"


def _quoted(path: Path) -> str:
    """As systemd reads it: % is a specifier, quotes keep spaces together (systemd.syntax(7))."""
    text = str(path.absolute()).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text}"' if " " in text else text


def _write_compose(asker: Asker, config: Path) -> None:
    source = data_folder("config").parent
    if not (source / "Dockerfile").is_file():
        raise UserError(
            "compose builds the image from the source, which is not here",
            "Get the source, and type there: .venv/bin/inbox-agent setup --service compose",
        )
    path = config.parent / "compose.yaml"
    write_private(path, compose_text(source))
    asker.say(f"Written: {path}. Type there: docker compose up -d")
    asker.say(
        "In a container there is no keyring: keep the password in a file (`setup --keep file`)."
    )


def compose_text(source: Path) -> str:
    """The container of compose.yaml with the folder of the configuration as its data."""
    return f"""# Written by `inbox-agent setup`. Type here: docker compose up -d
services:
  agent:
    build: {str(source)!r}
    restart: unless-stopped
    user: "{os.getuid()}:{os.getgid()}"
    volumes:
      - .:/data
    read_only: true
    tmpfs:
      - /tmp
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    stop_grace_period: 15s
"""
