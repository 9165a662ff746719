"""Mail and its circumstances → flags, each with a quote, the rule it touches and what to do.

The meaning of every flag is fixed in docs/labels.md. Nothing here says that a rule was broken:
the texts (config/rules/flag_advice.toml) name the rule that words touch and what is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inbox_agent.core.by_sign import BySign
from inbox_agent.core.claims import Claim, Services
from inbox_agent.core.colloquial import as_written, spelled_out
from inbox_agent.core.flag_model import FlagModel, Judged
from inbox_agent.core.flag_words import Found, word_flags
from inbox_agent.core.impersonation import Impersonation, impersonated
from inbox_agent.core.mail import Mail
from inbox_agent.core.platforms import Platform, platform_of
from inbox_agent.core.program import Program
from inbox_agent.core.reading import SEVERITY, Category, Flag, FlagFinding, Moment, Severity
from inbox_agent.core.rules import Hit, Rule, RuleBook, Sentence, window
from inbox_agent.core.short_deadline import short_deadline
from inbox_agent.core.verbatim import rounded, verbatim

_RESIDENCY = re.compile(
    r"residen|\bpgy|\bintern(?:ship|s)?\b|\bmatch(?:ing|ed)?\b|\bnrmp\b|\beras\b|\busmle\b|\bimgs?\b|"
    r"\becfmg\b|\bprelim|categorical|extern|observer|clerkship|rotation|placement|program director",
    re.IGNORECASE,
)
_BOUGHT = re.compile(
    r"\b(?:flat|apartment|rent|lease|landlord|voucher|invite a friend)\b", re.IGNORECASE
)
# What an unrelated mail must speak of before money in it can be asked for a position.
_PLACES = re.compile(
    r"\binterview|\bseats?\b|hospital|program\b|\bdoctors?\b|\bDr\b", re.IGNORECASE
)
_AUTOMATIC = frozenset({Category.ANNOUNCEMENT, Category.ACKNOWLEDGEMENT})


@dataclass(frozen=True, slots=True)
class Advice:
    """What the owner is told about one flag at one severity."""

    flag: Flag
    severity: Severity
    why: str
    advice: str
    source: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beside the words. ``sent`` is when the mail left (its ``Date``, with its
    offset), ``respond_by`` the moment by which it wants an answer; ``match_over`` and
    ``soap_over`` compare ``sent`` with the season."""

    category: Category
    program: Program | None = None
    programs: tuple[Program, ...] = ()
    platforms: tuple[Platform, ...] = ()
    trusted_servers: frozenset[str] = frozenset()
    owner_addresses: frozenset[str] = frozenset()
    respond_by: Moment | None = None
    sent: datetime | None = None
    soap_over: bool = False
    match_over: bool = False


def advice_from_table(table: Mapping[str, Any]) -> Advice:
    """An advice from one ``[[advice]]`` table of config/rules/flag_advice.toml."""
    flag = Flag(table["flag"])
    return Advice(
        flag=flag,
        severity=Severity(table.get("severity", SEVERITY[flag])),
        why=" ".join(part for part in (table["rule"], table["missing"]) if part),
        advice=table["advice"],
        source=table["source"],
    )


class Suspicion:
    """The rules and texts of all flags, prepared once."""

    def __init__(
        self,
        rules: Iterable[Rule],
        advice: Iterable[Advice],
        services: Services | None = None,
        model: FlagModel | None = None,
    ) -> None:
        self._book = RuleBook(rules)
        self._model = model
        self._services = services or Services()
        self._advice = {(each.flag, each.severity): each for each in advice}

    def flags(
        self, mail: Mail, examined: Sequence[Sentence], known: Circumstances
    ) -> tuple[FlagFinding, ...]:
        """The flags of ``mail`` in the order of docs/labels.md; ``examined`` are its sentences."""
        in_full = _in_full(examined)
        found: Found = BySign(self._book, in_full)
        if self._model is not None:
            found = Judged(self._model, found, in_full)
        claim = Claim(
            mail, known.programs, known.platforms, known.trusted_servers, found, self._services
        )
        false_sender = impersonated(claim, known.owner_addresses)
        quotes: dict[Flag, str] = {}
        may_speak = (
            known.category is not Category.UNRELATED
            or _is_about_residency(examined)
            or (bool(found.get(Flag.PAYMENT_REQUEST)) and _speaks_of_places(examined))
        )
        if (false_sender or not _speaks_for_a_platform(mail, known)) and may_speak:
            raised = word_flags(found, known.category, match_over=known.match_over)
            quotes = {flag: _quote(hit, examined) for flag, hit in raised.items()}
            offered = Flag.OFFER_OUTSIDE_MATCH in quotes
            if offered and known.program is None and not _is_about_residency(examined):
                del quotes[Flag.OFFER_OUTSIDE_MATCH]
            if _is_ordinary_purchase(quotes.get(Flag.PAYMENT_REQUEST, "")):
                del quotes[Flag.PAYMENT_REQUEST]
        if false_sender:
            quotes[Flag.IMPERSONATION] = false_sender.quote
        if known.category is Category.INTERVIEW_INVITATION and (
            hit := short_deadline(found, known.respond_by, known.sent)
        ):
            quotes[Flag.SHORT_DEADLINE] = _quote(hit, examined)
        softer = Flag.OFFER_OUTSIDE_MATCH in quotes and _may_be_in_order(found, known)
        return tuple(
            self._finding(flag, mail, quotes[flag], softer=softer, seen=false_sender)
            for flag in Flag
            if flag in quotes
        )

    def _finding(
        self, flag: Flag, mail: Mail, quote: str, *, softer: bool, seen: Impersonation | None
    ) -> FlagFinding:
        soft = softer and flag is Flag.OFFER_OUTSIDE_MATCH
        severity = Severity.CHECK if soft else SEVERITY[flag]
        told = self._advice[flag, severity]
        here = f" Here, {seen.evidence}." if seen and flag is Flag.IMPERSONATION else ""
        shown = verbatim(quote, f"{mail.subject}\n{mail.text}")
        return FlagFinding(flag, severity, shown, f"{told.why}{here} ({told.source})", told.advice)


def _in_full(examined: Sequence[Sentence]) -> tuple[Sentence, ...]:
    return tuple(Sentence(spelled_out(each.text), each.where) for each in examined)


def _quote(hit: Hit, examined: Sequence[Sentence]) -> str:
    """What the hit quotes, as it was before short forms were written out."""
    text = window(examined, hit.index, hit.rule.span)
    return rounded(as_written(hit.quote, text), text)


def _may_be_in_order(found: Found, known: Circumstances) -> bool:
    outside = known.program is not None and known.program.nrmp_participating == "no"
    return outside or known.soap_over or bool(found.get("offer_excused"))


def _is_ordinary_purchase(quote: str) -> bool:
    """A landlord's deposit or a shop's voucher buys no position."""
    return _BOUGHT.search(quote) is not None


def _is_about_residency(examined: Sequence[Sentence]) -> bool:
    """A contract of the present employer or a bank's offer touches no rule of the Match."""
    return any(_RESIDENCY.search(sentence.text) for sentence in examined)


def _speaks_of_places(examined: Sequence[Sentence]) -> bool:
    return any(_PLACES.search(sentence.text) for sentence in examined)


def _speaks_for_a_platform(mail: Mail, known: Circumstances) -> bool:
    """Whether a platform writes in its own name: it states rules, it breaks none."""
    platform = platform_of(mail.author.domain, known.platforms)
    if platform is None:
        return False
    return not platform.carries or known.category in _AUTOMATIC
