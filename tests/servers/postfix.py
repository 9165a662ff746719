"""A real Postfix as submission server: STARTTLS, sign-in through Dovecot, delivery to it by LMTP.

Nothing leaves the machine: mail for other domains than example.test is bounced by ``error:``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inbox_agent.shell.server import Server
from tests.servers.dovecot import DOMAIN, PASSWORD, Dovecot
from tests.servers.process import (
    LOOPBACK,
    find_program,
    free_port,
    need_root,
    running,
    stop_by_pid_file,
    temporary_folder,
)

SIZE_LIMIT = 1_000_000  # bytes; announced in EHLO

MAIN = """
compatibility_level = 3.6
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
config_directory = {folder}/etc
queue_directory = {folder}/spool
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
myhostname = localhost
mydomain = {domain}
mydestination =
inet_interfaces = {host}
inet_protocols = ipv4
mynetworks =
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = {domain}
virtual_transport = lmtp:inet:{host}:{dovecot.ports.lmtp}
default_transport = error:no outside mail in the test server
smtpd_tls_cert_file = {dovecot.certificate.cert_file}
smtpd_tls_key_file = {dovecot.certificate.key_file}
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:{host}:{dovecot.ports.sasl}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = reject_non_fqdn_recipient, check_recipient_access inline:{{
  {{ nobody@{domain} = 550 5.1.1 no such person }}, {{ busy@{domain} = 450 4.2.0 come back later }}
  }}, permit_sasl_authenticated, reject
message_size_limit = {size_limit}
"""

MASTER = """
{host}:{port} inet n - n - - smtpd
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
tlsmgr    unix  - - n 1000? 1 tlsmgr
error     unix  - - n - - error
retry     unix  - - n - - error
lmtp      unix  - - n - - lmtp
anvil     unix  - - n - 1 anvil
proxymap  unix  - - n - - proxymap
postlog   unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    folder: Path
    dovecot: Dovecot
    port: int

    def server(self, user: str, password: str = PASSWORD) -> Server:
        ca_file = self.dovecot.certificate.ca_file
        return Server(LOOPBACK, self.port, "starttls", user, lambda: password, ca_file=ca_file)


@contextmanager
def run_postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    """Raises NotThere where this machine has none."""
    program = find_program("postfix")
    need_root("Postfix changes to its own users")
    with temporary_folder("postfix") as folder:
        server = Postfix(folder, dovecot, free_port())
        for name in ("etc", "spool", "data"):
            (folder / name).mkdir()
        shutil.chown(folder / "data", "postfix")
        values = {"folder": folder, "host": LOOPBACK, "domain": DOMAIN, "dovecot": dovecot}
        main = MAIN.format(size_limit=SIZE_LIMIT, **values)
        (folder / "etc/main.cf").write_text(main)
        (folder / "etc/master.cf").write_text(MASTER.format(port=server.port, **values))
        command = [program, "-c", str(folder / "etc"), "start-fg"]
        with running(command, [server.port], folder / "out.log"):
            try:
                yield server
            finally:
                stop_by_pid_file(folder / "spool/pid/master.pid")
