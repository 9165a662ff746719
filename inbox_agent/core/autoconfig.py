"""A domain's autoconfig file (draft-ietf-mailmaint-autoconfig): which servers it names.

The file comes from the network: it is parsed without entities, and only its first good servers
count. An entry without TLS is passed over; a password is never sent in the clear."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from inbox_agent.core.provider import Place, Security, Servers

MAX_BYTES = 64_000  # of the file; the largest seen has under 10,000
_SECURITY: dict[str, Security] = {"SSL": "tls", "STARTTLS": "starttls"}
_MAX_HOST = 253  # characters of a domain name (RFC 1035)


def read_autoconfig(raw: bytes, address: str, source: str) -> Servers | None:
    """The servers that the file names for ``address``; None where it names none we can use."""
    try:
        root = fromstring(raw[:MAX_BYTES])
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    imap = _first(root, "incomingServer", "imap")
    smtp = _first(root, "outgoingServer", "smtp")
    if imap is None or smtp is None:
        return None
    user = _filled(imap[0].findtext("username", "").strip(), address)
    return Servers(imap[1], smtp[1], source, user=user)


def _first(root: Element, tag: str, kind: str) -> tuple[Element, Place] | None:
    for element in root.iter(tag):
        place = _place(element)
        if element.get("type") == kind and place is not None:
            return element, place
    return None


def _place(element: Element) -> Place | None:
    host = element.findtext("hostname", "").strip()
    port = element.findtext("port", "").strip()
    security = _SECURITY.get(element.findtext("socketType", "").strip().upper())
    plausible = 0 < len(host) <= _MAX_HOST and host.isascii() and "%" not in host
    if not plausible or security is None or not port.isdecimal() or not 0 < int(port) < 65536:
        return None
    return Place(host, int(port), security)


def _filled(template: str, address: str) -> str:
    """The user name: placeholders of the format filled in; anything else is not believed."""
    local, _, domain = address.partition("@")
    names = {"%EMAILADDRESS%": address, "%EMAILLOCALPART%": local, "%EMAILDOMAIN%": domain}
    return names.get(template, "")
