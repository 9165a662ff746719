"""Finding servers: our list first, then the domain's own word; a network that fails is no error."""

from __future__ import annotations

import http.server
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from inbox_agent.core.provider import Place
from inbox_agent.shell.data import providers
from inbox_agent.shell.discovery import Discovered, ask_dns, discover, fetch_file
from tests.core.test_provider import FILE
from tests.servers.certificates import Authority, Certificate

Answers = dict[tuple[str, str], list[tuple[int, int, str]]]


def found(
    address: str, files: dict[str, bytes] | None = None, answers: Answers | None = None,
    asked: list[str] | None = None, *, online: bool = True,
) -> Discovered:  # fmt: skip
    def fetch(url: str) -> bytes | None:
        (asked if asked is not None else []).append(url)
        return (files or {}).get(url)

    def ask(name: str, kind: str) -> list[tuple[int, int, str]]:
        (asked if asked is not None else []).append(f"{kind} {name}")
        return (answers or {}).get((name, kind), [])

    return discover(address, providers(), online=online, fetch=fetch, ask=ask)


def test_a_provider_of_our_list_needs_no_network() -> None:
    asked: list[str] = []
    seen = found("leila@gmail.com", asked=asked)
    assert seen.servers is not None
    assert seen.servers.imap == Place("imap.gmail.com", 993, "tls")
    assert asked == []


def test_offline_asks_nobody() -> None:
    asked: list[str] = []
    assert found("l@school.example", asked=asked, online=False) == Discovered()
    assert asked == []


def test_a_school_at_a_big_provider_is_known_by_its_mx() -> None:
    seen = found("l@school.example", answers={
        ("school.example", "MX"): [(10, 0, "school-example.mail.protection.outlook.com")],
    })  # fmt: skip
    assert seen.provider is not None
    assert seen.provider.name == "Microsoft 365"


def test_the_domains_own_file_counts_before_its_srv_records() -> None:
    url = "https://autoconfig.school.example/mail/config-v1.1.xml"
    srv = {("_imaps._tcp.school.example", "SRV"): [(0, 993, "other.example")]}
    seen = found("lh@school.example", {url: FILE.encode()}, srv)
    assert seen.servers is not None
    assert (seen.servers.imap.host, seen.servers.vouched) == ("imap.school.example", True)


def test_srv_records_are_found_and_must_be_confirmed() -> None:
    seen = found("lh@school.example", answers={
        ("_imaps._tcp.school.example", "SRV"): [(0, 0, "")],  # "." means: not here
        ("_imap._tcp.school.example", "SRV"): [(0, 143, "mail.school.example")],
        ("_submissions._tcp.school.example", "SRV"): [(0, 465, "mail.school.example")],
    })  # fmt: skip
    assert seen.servers is not None
    assert seen.servers.imap == Place("mail.school.example", 143, "starttls")
    assert seen.servers.smtp == Place("mail.school.example", 465, "tls")
    assert not seen.servers.vouched


def test_the_address_itself_is_told_to_nobody() -> None:
    asked: list[str] = []
    found("leila.haddad@school.example", asked=asked)
    assert asked
    assert not any("leila" in each for each in asked)


def test_a_domain_that_is_not_there_is_an_empty_answer() -> None:
    assert ask_dns("nothing.invalid", "MX") == []
    assert fetch_file("https://127.0.0.1:1/config") is None


@contextmanager
def https_server(certificate: Certificate, location: str | None) -> Iterator[int]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302 if location else 200)
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(b"x" * 200_000)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.cert_file, certificate.key_file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_file_is_read_over_tls_and_never_without_end(
    certificate: Certificate, authority: Authority
) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate.ca_file))
    with https_server(certificate, None) as port:
        read = fetch_file(f"https://127.0.0.1:{port}/", trusting)
        distrusting = fetch_file(f"https://127.0.0.1:{port}/")
    assert read is not None
    assert len(read) == 64_000
    assert distrusting is None


def test_a_redirect_into_the_clear_is_not_followed(certificate: Certificate) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate.ca_file))
    with https_server(certificate, "http://127.0.0.1:1/") as port:
        assert fetch_file(f"https://127.0.0.1:{port}/", trusting) is None
