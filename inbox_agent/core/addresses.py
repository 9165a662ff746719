"""Address fields (RFC 5322, 3.4) read twice: generously for people, strictly for the gate.

``addresses`` finds every address a field could mean, so that a trick shows as two of them.
``clean_address`` accepts one form only, on which all parsers agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inbox_agent.core.charset import one_line
from inbox_agent.core.encoded_words import decode_words
from inbox_agent.core.mail import Address

MAX_ADDRESSES = 500  # of one field; no program writes to more people in one mail
MAX_ADDRESS = 254  # characters: what RFC 5321, 4.5.3.1.3 leaves for an address
MAX_NAME = 200  # characters of a display name

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
_ADDR_SPEC = rf"{_ATOM}+(?:\.{_ATOM}+)*@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
# A phrase of atoms, encoded words and dots, or one quoted string: no comment, no second angle.
_CLEAN = re.compile(
    rf"""(?:(?P<phrase>[^\x00-\x1f\x7f"(),:;<>@\[\\\]]*|"[^\x00-\x1f\x7f"\\<>]*")[ \t]*)"""
    rf"<(?P<angle>{_ADDR_SPEC})>|(?P<bare>{_ADDR_SPEC})"
)
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"?'  # quoted string
    r"|=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?="  # encoded word, which may hold a comma although it must not
    r'|<(?:"(?:[^"\\]|\\.)*"|[^<>"])*>?'  # angle address
    r"|[(,;:]"
    r'|[^"<(,;:\s]+',
    re.DOTALL,
)
_ADDRESS = re.compile(r"[^\s<>\"(),;:\\]{1,100}@[^\s<>\"(),;:\\]{1,200}")
_PAREN = re.compile(r"\\.|[()]", re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


def addresses(value: str) -> tuple[Address, ...]:
    """Every mailbox in one unfolded, still encoded field value, at most ``MAX_ADDRESSES``."""
    simple = _CLEAN.fullmatch(value)
    if simple:
        name = _name((simple["phrase"] or "").strip().strip('"'))
        return (Address(name, (simple["angle"] or simple["bare"]).lower()),)
    found: list[Address] = []
    for entry in _entries(value):
        found.extend(entry)
        if len(found) >= MAX_ADDRESSES:
            break
    return tuple(found[:MAX_ADDRESSES])


def clean_address(value: str) -> str | None:
    """The address of a field that holds exactly one, in the plainest form; else None.

    ``value`` must be unfolded but not yet decoded: an encoded word can spell out a whole address.
    """
    match = _CLEAN.fullmatch(value.strip(" \t"))
    if match is None:
        return None
    address: str = match["angle"] or match["bare"]
    domain = address.rpartition("@")[2]
    if len(address) > MAX_ADDRESS or ".." in domain or "." not in domain:
        return None
    return address.lower()


def _entries(value: str) -> Iterator[list[Address]]:
    """The mailboxes of each comma-separated entry; an entry has two where a comma is missing."""
    phrase: list[str] = []
    comment = ""
    angles: list[str] = []
    position = 0
    while token := _TOKEN.search(value, position):
        text, position = token.group(), token.end()
        if text == "(":
            end = _comment_end(value, position)
            comment = comment or value[position:end].rstrip(")")
            position = end
        elif text in (",", ";"):
            yield _mailboxes(phrase, angles, comment)
            phrase, angles, comment = [], [], ""
        elif text == ":":
            phrase = []  # the name of a group
        elif text.startswith("<"):
            angles.append(text.strip("<> \t\r\n"))
        elif angles and "@" in text:
            angles.append(text)
        elif text[0] == '"' and (len(text) == 1 or text[-1] != '"'):
            angles.extend(_ADDRESS.findall(text))  # never closed: what it swallowed must be seen
        else:
            phrase.append(_QUOTED_PAIR.sub(r"\1", text.strip('"')) if text[0] == '"' else text)
    yield _mailboxes(phrase, angles, comment)


def _comment_end(value: str, position: int) -> int:
    """The offset after the parenthesis that closes the comment begun before ``position``."""
    depth = 1
    for mark in _PAREN.finditer(value, position):
        depth += {"(": 1, ")": -1}.get(mark.group(), 0)
        if depth == 0:
            return mark.end()
    return len(value)


def _mailboxes(phrase: list[str], angles: list[str], comment: str) -> list[Address]:
    if angles:
        name = _name(" ".join(phrase) or comment)
        return [Address(name if i == 0 else "", _addr(angle)) for i, angle in enumerate(angles)]
    bare = [word for word in phrase if "@" in word]
    if bare:
        return [Address(_name(comment), _addr(word)) for word in bare]
    name = _name(" ".join(phrase))
    return [Address(name, "")] if name else []


def _name(phrase: str) -> str:
    return one_line(decode_words(phrase))[:MAX_NAME] if phrase else ""


def _addr(text: str) -> str:
    text = "".join(one_line(text).split()).lower()
    return text[:MAX_ADDRESS] if "@" in text else ""
