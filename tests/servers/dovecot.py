"""A real Dovecot: IMAP (plain, STARTTLS, TLS), LMTP and SASL, Maildir, any user.

Every user name exists and has the password PASSWORD, so each test has an account of its own.
"""

from __future__ import annotations

import itertools
import os
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from inbox_agent.shell.server import Security, Server
from tests.servers.certificates import Certificate
from tests.servers.process import (
    LOOPBACK,
    find_program,
    free_port,
    need_root,
    running,
    temporary_folder,
)

PASSWORD = "secret"
DOMAIN = "example.test"
MAIL_UID = 5000  # of no account: Dovecot wants a number that is not root's

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = {host}
default_login_user = dovenull
default_internal_user = dovecot
ssl = yes
ssl_cert = <{certificate.cert_file}
ssl_key = <{certificate.key_file}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u/Maildir
mail_uid = {uid}
mail_gid = {uid}
first_valid_uid = 100
first_valid_gid = 100
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={uid} home={folder}/mail/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox Junk {{
    auto = subscribe
    special_use = \\Junk
  }}
  mailbox Drafts {{
    auto = subscribe
    special_use = \\Drafts
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {ports.imap}
  }}
  inet_listener imaps {{
    port = {ports.imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = {host}
    port = {ports.lmtp}
  }}
}}
service auth {{
  inet_listener sasl {{
    address = {host}
    port = {ports.sasl}
  }}
}}
service anvil {{
  # no growing delay after a wrong password: many tests come from one address
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
protocol imap {{
  mail_max_userip_connections = 200
}}
"""


@dataclass(frozen=True, slots=True)
class Ports:
    imap: int = field(default_factory=free_port)
    imaps: int = field(default_factory=free_port)
    lmtp: int = field(default_factory=free_port)
    sasl: int = field(default_factory=free_port)


@dataclass(frozen=True, slots=True)
class Account:
    """One mailbox on the running Dovecot."""

    user: str
    dovecot: Dovecot

    def server(self, security: Security = "plain", password: str = PASSWORD) -> Server:
        port = self.dovecot.ports.imaps if security == "tls" else self.dovecot.ports.imap
        ca_file = None if security == "plain" else self.dovecot.certificate.ca_file
        return Server(LOOPBACK, port, security, self.user, lambda: password, ca_file=ca_file)

    def deliver(self, raw: bytes) -> None:
        """By LMTP, as a real delivery: Dovecot adds Return-Path, Delivered-To and Received."""
        with smtplib.LMTP(LOOPBACK, self.dovecot.ports.lmtp) as lmtp:
            lmtp.sendmail("sender@elsewhere.test", [self.user], raw)

    @property
    def maildir(self) -> Path:
        return self.dovecot.folder / "mail" / self.user / "Maildir"


@dataclass(frozen=True, slots=True)
class Dovecot:
    folder: Path
    certificate: Certificate
    ports: Ports = field(default_factory=Ports)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def account(self) -> Account:
        """An account that no other test has."""
        return Account(f"user{next(self._numbers)}@{DOMAIN}", self)


@contextmanager
def run_dovecot(certificate: Certificate) -> Iterator[Dovecot]:
    """Raises NotThere where this machine has none."""
    program = find_program("dovecot")
    need_root("Dovecot changes to its own users")
    with temporary_folder("dovecot") as folder:
        server = Dovecot(folder, certificate)
        for name in ("run", "state", "mail"):
            (folder / name).mkdir()
        os.chown(folder / "mail", MAIL_UID, MAIL_UID)
        config = folder / "dovecot.conf"
        config.write_text(
            CONFIG.format(
                folder=folder,
                host=LOOPBACK,
                certificate=certificate,
                uid=MAIL_UID,
                password=PASSWORD,
                ports=server.ports,
            )
        )
        ports = (server.ports.imap, server.ports.imaps, server.ports.lmtp)
        with running([program, "-F", "-c", str(config)], ports, folder / "out.log"):
            yield server
