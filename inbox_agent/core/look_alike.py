"""Is this domain somebody else's dressed up as one we know?

Compared are registrable names (the label before the public suffix), folded so that what looks
alike is alike: punycode and foreign letters that imitate Latin ones, digits for letters,
``rn`` for ``m``, hyphens.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from inbox_agent.core.platforms import belongs

_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})
"""Labels that are part of a public suffix before a two-letter one (``co.uk``)."""

_CONFUSABLE = str.maketrans(
    {
        "а": "a", "ɑ": "a", "α": "a", "е": "e", "ε": "e", "о": "o", "ο": "o", "р": "p", "ρ": "p",
        "с": "c", "ϲ": "c", "х": "x", "у": "y", "і": "l", "ι": "l", "ı": "l", "ѕ": "s", "ј": "j",
        "ԁ": "d", "һ": "h", "ո": "n", "ν": "v", "м": "m", "т": "t", "к": "k", "ց": "g",
        "0": "o", "1": "l", "i": "l", "3": "e", "5": "s", "7": "t", "|": "l",
    }
)  # fmt: skip
_DOUBLES = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))
_LONG_ENOUGH = 7  # letters of a name of which one may differ: shorter names are alike by chance
_VERY_LONG = 12  # letters of a name of which two may differ


@lru_cache(maxsize=4096)
def registrable(domain: str) -> str:
    """The name that somebody registered, without its suffix: ``mail.acme.co.uk`` → ``acme``."""
    labels = [label for label in domain.lower().strip(".").split(".") if label]
    if len(labels) < 2:
        return "".join(labels)
    deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return labels[-3] if deep else labels[-2]


@lru_cache(maxsize=4096)
def folded(label: str) -> str:
    """``label`` as the eye takes it."""
    if label.startswith("xn--"):
        try:
            label = label[4:].encode("ascii").decode("punycode")
        except UnicodeError:
            return label
    base = unicodedata.normalize("NFKD", label.lower())
    seen = "".join(c for c in base if not unicodedata.combining(c)).translate(_CONFUSABLE)
    for double, single in _DOUBLES:
        seen = seen.replace(double, single)
    return seen.replace("-", "")


@dataclass(frozen=True, slots=True)
class _Owned:
    """A domain of somebody known: its registrable name, that name as the eye takes it, and how
    many letters of it a misspelling may change."""

    domain: str
    registrable: str
    name: str
    allowed: int


@lru_cache(maxsize=64)
def _prepared(owned: tuple[str, ...]) -> tuple[_Owned, ...]:
    found = []
    for own in owned:
        name = folded(registrable(own))
        allowed = 2 if len(name) >= _VERY_LONG else 1 if len(name) >= _LONG_ENOUGH else 0
        found.append(_Owned(own, registrable(own), name, allowed))
    return tuple(found)


def imitates(domain: str, owned: Iterable[str]) -> str:
    """The domain of ``owned`` that ``domain`` is a misspelling of, or an empty string.

    A domain of ``owned`` itself, or below it, imitates nothing."""
    owned = tuple(owned)
    if not domain or belongs(domain, owned):
        return ""
    label = registrable(domain)
    seen = folded(label)
    for own in _prepared(owned):
        if _misspelt(domain, label, seen, own):
            return own.domain
    return ""


def _misspelt(domain: str, label: str, seen: str, own: _Owned) -> bool:
    if f".{own.domain}." in f".{domain}":  # the real name as a mere prefix: aamc.org.example.net
        return True
    if seen == own.name:  # same name, other letters or hyphens; another suffix proves nothing
        return label != own.registrable
    return bool(own.allowed) and _distance_within(seen, own.name, own.allowed)


def carries_name(domain: str, owned: Iterable[str]) -> str:
    """The domain of ``owned`` whose name ``domain`` wears among other words, or with another
    suffix (``nrmp-login.example``, ``thalamusgme.net``), or an empty string."""
    owned = tuple(owned)
    if not domain or belongs(domain, owned):
        return ""
    label = registrable(domain)
    tokens = {folded(token) for token in label.split("-")}
    for own in _prepared(owned):
        name = own.registrable
        if own.name in tokens or (len(name) >= _LONG_ENOUGH and name in label):
            return own.domain
    return ""


def _distance_within(a: str, b: str, allowed: int) -> bool:
    """Whether ``a`` becomes ``b`` with at most ``allowed`` letters added, dropped, changed or
    neighbours swapped. Both are labels of at most 63 letters."""
    if abs(len(a) - len(b)) > allowed or len(set(a) - set(b)) > allowed:
        return False  # each change explains one letter that the other name does not have
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == b[j - 2] and other == a[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1] <= allowed
