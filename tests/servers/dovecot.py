"""A real Dovecot: IMAP (plain, STARTTLS, TLS), LMTP and SASL, Maildir, any user.

Every user name exists and has the password PASSWORD, so each test has an account of its own.
"""

from __future__ import annotations

import grp
import itertools
import os
import pwd
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
{users}
ssl = yes
ssl_cert = <{certificate.cert_file}
ssl_key = <{certificate.key_file}
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u/Maildir
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = {uid}
first_valid_gid = {gid}
passdb {{
  {passdb}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u allow_all_users=yes
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


# What asks a server of the test's own whether an access token is good (Dovecot: passdb oauth2)
XOAUTH2 = """introspection_mode = get
introspection_url = {url}
username_attribute = email
active_attribute = active
active_value = true
"""

# Dovecot of one user: nobody to change to, and no right to chroot (wiki: rootless installation)
ROOTLESS = """default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
}}
service stats {{
  chroot =
}}"""
AS_ROOT = "default_login_user = dovenull\ndefault_internal_user = dovecot"


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
def run_dovecot(certificate: Certificate, *, introspect: str = "") -> Iterator[Dovecot]:
    """Raises NotThere where this machine has none. With ``introspect``, the address that tells
    whether an access token is good, it takes tokens (XOAUTH2) and no password."""
    program = find_program("dovecot")
    with temporary_folder("dovecot") as folder:
        server = Dovecot(folder, certificate)
        for name in ("run", "state", "mail"):
            (folder / name).mkdir()
        config = folder / "dovecot.conf"
        config.write_text(_config(server, introspect))
        ports = (server.ports.imap, server.ports.imaps, server.ports.lmtp)
        with running([program, "-F", "-c", str(config)], ports, folder / "out.log"):
            yield server


def _config(server: Dovecot, introspect: str) -> str:
    uid, gid, users = MAIL_UID, MAIL_UID, AS_ROOT
    if os.geteuid() == 0:
        os.chown(server.folder / "mail", uid, gid)
    else:
        uid, gid = os.geteuid(), os.getegid()
        user, group = pwd.getpwuid(uid).pw_name, grp.getgrgid(gid).gr_name
        users = ROOTLESS.format(user=user, group=group)
    mechanisms, passdb = "plain login", f"driver = static\n  args = password={PASSWORD}"
    if introspect:
        known = server.folder / "oauth2.conf"
        known.write_text(XOAUTH2.format(url=introspect))
        mechanisms, passdb = "xoauth2", f"driver = oauth2\n  mechanisms = xoauth2\n  args = {known}"
    return CONFIG.format(
        mechanisms=mechanisms,
        passdb=passdb,
        folder=server.folder,
        host=LOOPBACK,
        certificate=server.certificate,
        uid=uid,
        gid=gid,
        users=users,
        ports=server.ports,
    )
