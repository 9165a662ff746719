"""Which provider, which servers: from our list, and from a domain's own file."""

from __future__ import annotations

import pytest

from inbox_agent.core.autoconfig import read_autoconfig
from inbox_agent.core.provider import Place, SignIn, by_domain, by_exchanger
from inbox_agent.shell.data import providers

FILE = """<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="school.example"><domain>school.example</domain>
<incomingServer type="pop3"><hostname>pop.school.example</hostname><port>995</port>
<socketType>SSL</socketType><username>%EMAILADDRESS%</username></incomingServer>
<incomingServer type="imap"><hostname>clear.school.example</hostname><port>143</port>
<socketType>plain</socketType><username>%EMAILADDRESS%</username></incomingServer>
<incomingServer type="imap"><hostname>imap.school.example</hostname><port>993</port>
<socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
<outgoingServer type="smtp"><hostname>smtp.school.example</hostname><port>587</port>
<socketType>STARTTLS</socketType></outgoingServer></emailProvider></clientConfig>"""


def test_every_provider_can_be_used_or_says_why_not() -> None:
    for provider in providers():
        if provider.sign_in is SignIn.NONE:
            assert provider.steps
            continue
        assert provider.servers is not None, provider.name
        assert provider.where.startswith("https://"), provider.name
        for place in (provider.servers.imap, provider.servers.smtp):
            assert place.security != "plain", provider.name


def test_no_domain_belongs_to_two_providers() -> None:
    domains = [domain for provider in providers() for domain in provider.domains]
    assert len(domains) == len(set(domains))


@pytest.mark.parametrize(("host", "name"), [
    ("aspmx.l.google.com.", "Gmail"),
    ("school-edu.mail.protection.outlook.com", "Microsoft 365"),
    ("hotmail-com.olc.protection.outlook.com", "Outlook.com"),
    ("mx.evilgoogle.com", None),
])  # fmt: skip
def test_a_school_is_known_by_who_takes_its_mail(host: str, name: str | None) -> None:
    found = by_exchanger(providers(), [host])
    assert (found.name if found else None) == name


def test_a_domain_is_known_whatever_its_case() -> None:
    found = by_domain(providers(), "GMail.com")
    assert found is not None
    assert found.name == "Gmail"


def test_the_first_encrypted_imap_and_smtp_of_the_file_count() -> None:
    found = read_autoconfig(FILE.encode(), "lh@school.example", "its file")
    assert found is not None
    assert found.imap == Place("imap.school.example", 993, "tls")
    assert found.smtp == Place("smtp.school.example", 587, "starttls")
    assert found.user == "lh"


@pytest.mark.parametrize("raw", [
    b"", b"<html>404", b"\xff\xfe\x00", b"<clientConfig/>",
    b'<!DOCTYPE x [<!ENTITY a "b">]><clientConfig>&a;</clientConfig>',
    FILE.replace("993", "99999").encode(),
    FILE.replace("imap.school.example", "imap.school.example%EMAILDOMAIN%").encode(),
])  # fmt: skip
def test_a_broken_or_hostile_file_names_nothing(raw: bytes) -> None:
    assert read_autoconfig(raw, "lh@school.example", "its file") is None
