"""``Reader``: a mail in, a ``Reading`` out: category, flags, times, program, each with its reasons.

The category comes from two readings of the same mail: rules, which know what a sentence does
(invites, refuses, moves, …), and a small linear model that weighs those acts together with the
words around them and the envelope. Rules of order settle what no sentence can (verdict.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from inbox_agent.core.envelope import envelope_features
from inbox_agent.core.features import Folding, act_features, word_features
from inbox_agent.core.mail import Mail
from inbox_agent.core.model import Model
from inbox_agent.core.platforms import Platform
from inbox_agent.core.program import Program
from inbox_agent.core.programs import Identified, identify
from inbox_agent.core.reading import Category, Flag, FlagFinding, Reading, Reason, Where
from inbox_agent.core.reasons import category_reasons
from inbox_agent.core.rules import Hit, Rule, RuleBook, Sentence, examine
from inbox_agent.core.schedule import when_and_where

UNSURE = 0.6  # below this share of right readings a doubt tells the owner to look


@dataclass(frozen=True, slots=True)
class Context:
    """What is known besides the mail; all of it may be missing (``explain`` has no store).

    ``thread_program`` is the program of the mail's thread, ``interview_over`` whether its
    interview day lies before this mail, ``trusted_servers`` the authserv-ids of the owner's own
    servers, ``owner_zone`` an IANA name, ``received`` when the server took it in."""

    programs: tuple[Program, ...] = ()
    owner_addresses: frozenset[str] = field(default_factory=frozenset)
    owner_zone: str | None = None
    trusted_servers: frozenset[str] = field(default_factory=frozenset)
    thread_program: Program | None = None
    interview_over: bool | None = None
    today: date | None = None
    received: datetime | None = None


Flagging = Callable[[Mail, tuple[Sentence, ...], Category, Context], tuple[FlagFinding, ...]]
"""How flags are found: (mail, its sentences, its category, context) -> findings."""


class Reader:
    """Reads mail. Built once from rules, platforms and a model; holds no state of any mail."""

    def __init__(
        self,
        rules: Sequence[Rule],
        platforms: Sequence[Platform],
        model: Model,
        flagging: Flagging | None = None,
    ) -> None:
        self._book = RuleBook(rules)
        self._platforms = tuple(platforms)
        self._model = model
        self._fold = Folding(model.concepts)
        self._flagging = flagging

    def read(self, mail: Mail, context: Context | None = None) -> Reading:
        """What ``mail`` is and says, for an owner of whom ``context`` is known."""
        context = context or Context()
        examined = examine(mail)
        hits = self._book.hits(examined)
        category, confidence = self._category(mail, examined, hits, context)
        flags = self._flags(mail, examined, category, context)
        if category is not Category.UNRELATED and _swindle(flags):
            category, flags = Category.UNRELATED, self._flags(
                mail, examined, Category.UNRELATED, context
            )  # fmt: skip
        return self._assembled(mail, examined, hits, category, confidence, flags, context)

    def features(self, mail: Mail, examined: Sequence[Sentence], hits: Sequence[Hit],
                 context: Context) -> list[str]:  # fmt: skip
        """What the model looks at; the training script asks for the same."""
        written = sum(sentence.where is not Where.QUOTED for sentence in examined)
        return [
            *act_features(hits, written),
            *word_features(examined, self._fold),
            *envelope_features(mail, self._platforms, context.programs, context.owner_addresses),
        ]

    def _category(
        self, mail: Mail, examined: Sequence[Sentence], hits: Sequence[Hit], context: Context
    ) -> tuple[Category, float]:
        chances = self._model.probabilities(self.features(mail, examined, hits, context))
        best = max(chances, key=lambda category: chances[category])
        return best, chances[best]

    def _flags(
        self, mail: Mail, examined: tuple[Sentence, ...], category: Category, context: Context
    ) -> tuple[FlagFinding, ...]:
        return self._flagging(mail, examined, category, context) if self._flagging else ()

    def _assembled(
        self, mail: Mail, examined: Sequence[Sentence], hits: Sequence[Hit], category: Category,
        confidence: float, flags: tuple[FlagFinding, ...], context: Context,
    ) -> Reading:  # fmt: skip
        found = identify(mail, examined, context.programs, self._platforms, context.thread_program)
        if category is Category.UNRELATED and not any(f.flag is Flag.IMPERSONATION for f in flags):
            found = Identified()
        schedule = when_and_where(
            mail, category, program_zone=(found.known.time_zone or None) if found.known else None,
            owner_zone=context.owner_zone, sent=mail.date or context.received,
        )  # fmt: skip
        return Reading(
            category=category, confidence=round(confidence, 3), flags=flags,
            program=found.program, program_known=found.known.name if found.known else None,
            track=found.track, candidates=tuple(each.full_name for each in found.candidates),
            interview=schedule.interview, respond_by=schedule.respond_by,
            reasons=(*category_reasons(mail, examined, hits, category, self._model),
                     *schedule.reasons),
            doubts=(*_doubts(category, confidence), *schedule.doubts),
        )  # fmt: skip


def _swindle(flags: Sequence[FlagFinding]) -> bool:
    """A swindler's message is unrelated, whatever it promises."""
    return any(each.flag in (Flag.IMPERSONATION, Flag.PAYMENT_REQUEST) for each in flags)


def _doubts(category: Category, confidence: float) -> tuple[str, ...]:
    if confidence >= UNSURE:
        return ()
    words = category.value.replace("_", " ")
    return (f"only {confidence:.0%} sure that this is {words}; read it yourself",)


__all__ = ["Context", "Flagging", "Reader", "Reason"]
