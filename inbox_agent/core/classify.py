"""``Reader``: a mail in, a ``Reading`` out: category, flags, times, program, each with its reasons.

The category comes from two readings of the same mail: rules, which know what a sentence does
(invites, refuses, moves, …), and a small linear model that weighs those acts together with the
words around them and the envelope. Rules of order settle what no sentence can (verdict.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inbox_agent.core.acceptance import accepted
from inbox_agent.core.context import Context
from inbox_agent.core.decide_category import decided
from inbox_agent.core.envelope import envelope_features
from inbox_agent.core.features import Folding, act_features, word_features
from inbox_agent.core.mail import Mail
from inbox_agent.core.match_week import after_match_day, after_soap
from inbox_agent.core.model import Model
from inbox_agent.core.platforms import Platform
from inbox_agent.core.program_names import Named
from inbox_agent.core.programs import Identified, identify, named_in
from inbox_agent.core.reading import Acceptance, Category, Flag, FlagFinding, Reading, Where
from inbox_agent.core.reasons import category_reasons
from inbox_agent.core.rules import Hit, Rule, RuleBook, Sentence, examine
from inbox_agent.core.schedule import Schedule, when_and_where
from inbox_agent.core.suspicion import Circumstances, Suspicion

MAX_DEFECTS = 3  # of a broken message that are told; more say nothing more
UNSURE = 0.6  # below this share of right readings a doubt tells the owner to look


@dataclass(frozen=True, slots=True)
class Looked:
    """A mail with what was found in it before anything was decided."""

    mail: Mail
    examined: tuple[Sentence, ...]
    hits: tuple[Hit, ...]
    named: Named | None


class Reader:
    """Reads mail. Built once from rules, platforms and a model; holds no state of any mail."""

    def __init__(
        self,
        rules: Sequence[Rule],
        platforms: Sequence[Platform],
        model: Model,
        suspicion: Suspicion | None = None,
        accepts: Sequence[Rule] = (),
    ) -> None:
        self._book = RuleBook(rules)
        self._platforms = tuple(platforms)
        self._model = model
        self._fold = Folding(model.concepts)
        self._suspicion = suspicion
        self._accepts = RuleBook(accepts)

    def read(self, mail: Mail, context: Context | None = None) -> Reading:
        """What ``mail`` is and says, for an owner of whom ``context`` is known."""
        context = context or Context()
        looked = self.look(mail)
        category, confidence = self._category(looked, context)
        found = identify(
            mail, looked.examined, context.programs, self._platforms, context.thread_program,
            looked.named,
        )  # fmt: skip
        schedule = self._schedule(looked, category, found, context)
        flags = self._flags(looked, category, found, schedule, context)
        if category is not Category.UNRELATED and _swindle(flags):
            category, schedule = Category.UNRELATED, Schedule()
            flags = self._flags(looked, category, found, schedule, context)
        if category is Category.UNRELATED and not _swindle(flags):
            found = Identified()
        return Reading(
            category=category, confidence=round(confidence, 3), flags=flags,
            program=found.program, program_known=found.known.name if found.known else None,
            track=found.track, candidates=tuple(each.full_name for each in found.candidates),
            interview=schedule.interview, respond_by=schedule.respond_by,
            reasons=(*category_reasons(mail, looked.examined, looked.hits, category, self._model),
                     *schedule.reasons),
            doubts=(*_doubts(category, confidence), *mail.defects[:MAX_DEFECTS], *schedule.doubts),
            accepts=self._acceptances(looked, category),
        )  # fmt: skip

    def look(self, mail: Mail) -> Looked:
        """The sentences of ``mail``, the rules they meet and the place they name."""
        examined = examine(mail)
        return Looked(
            mail, examined, self._book.hits(examined), named_in(mail, examined, self._platforms)
        )

    def features(self, looked: Looked, context: Context) -> list[str]:
        """What the model looks at; the training script asks for the same."""
        written = sum(sentence.where is not Where.QUOTED for sentence in looked.examined)
        return [
            *act_features(looked.hits, written),
            *word_features(looked.examined, self._fold),
            *envelope_features(
                looked.mail, self._platforms, context.programs, context.owner_addresses,
                looked.named,
            ),
        ]  # fmt: skip

    def _category(self, looked: Looked, context: Context) -> tuple[Category, float]:
        features = self.features(looked, context)
        return decided(self._model.probabilities(features), features, looked.hits, context)

    def _schedule(
        self, looked: Looked, category: Category, found: Identified, context: Context
    ) -> Schedule:
        zone = found.known.time_zone if found.known else ""
        return when_and_where(
            looked.mail, category, program_zone=zone or None, owner_zone=context.owner_zone,
            sent=_sent(looked.mail, context), examined=looked.examined,
        )  # fmt: skip

    def _acceptances(self, looked: Looked, category: Category) -> tuple[Acceptance, ...]:
        if category is Category.UNRELATED:
            return ()
        return accepted(looked.examined, self._accepts)

    def _flags(
        self, looked: Looked, category: Category, found: Identified, schedule: Schedule,
        context: Context,
    ) -> tuple[FlagFinding, ...]:  # fmt: skip
        if self._suspicion is None:
            return ()
        sent = _sent(looked.mail, context)
        known = Circumstances(
            category=category, program=found.known, programs=context.programs,
            platforms=self._platforms, trusted_servers=context.trusted_servers,
            owner_addresses=context.owner_addresses, respond_by=schedule.respond_by, sent=sent,
            soap_over=after_soap(sent), match_over=after_match_day(sent),
        )  # fmt: skip
        return self._suspicion.flags(looked.mail, looked.examined, known)


def _sent(mail: Mail, context: Context) -> datetime | None:
    return mail.date or context.received


def _swindle(flags: Sequence[FlagFinding]) -> bool:
    """A swindler's message is unrelated, whatever it promises."""
    return any(each.flag in (Flag.IMPERSONATION, Flag.PAYMENT_REQUEST) for each in flags)


def _doubts(category: Category, confidence: float) -> tuple[str, ...]:
    if confidence >= UNSURE:
        return ()
    words = category.value.replace("_", " ")
    return (f"only {confidence:.0%} sure that this is {words}; read it yourself",)


__all__ = ["Context", "Looked", "Reader"]
