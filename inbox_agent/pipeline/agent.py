"""``Agent``: what one account's passes work with, put together once by service.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from inbox_agent.core.alerting import AlertPolicy
from inbox_agent.core.checklist import Section
from inbox_agent.core.limits import Limits
from inbox_agent.core.owner import Owner
from inbox_agent.core.season import Season
from inbox_agent.core.spelling import WordList
from inbox_agent.ports import Alerts, Authenticator, Keys, Mailbox, Outbox, Renderer, Store

if TYPE_CHECKING:  # what only reads mail or letters is not loaded for a look at the table
    from inbox_agent.core.context import Context
    from inbox_agent.core.lint_model import SentenceModel
    from inbox_agent.core.mail import Mail
    from inbox_agent.core.reading import Reading
    from inbox_agent.core.rules import RuleBook


class Reads(Protocol):
    """What reads mail: ``core.classify.Reader``, built at once or with the first mail."""

    def read(self, mail: Mail, context: Context | None = None) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Policy:
    """The owner's settings that steps ask for."""

    hold: timedelta = timedelta(minutes=3)  # from an accepted approval to the send
    limits: Limits = field(default_factory=Limits)
    folders: frozenset[str] = frozenset()  # to watch besides Sent and Junk; none named: INBOX
    trusted_servers: frozenset[str] = frozenset()  # whose Authentication-Results count
    drafts_folder: bool = False  # a copy of each waiting draft lies in Drafts
    filing: tuple[tuple[str, str], ...] = ()  # category, folder that its mail is copied to
    file_sent: bool = True  # append what was sent to Sent (off where the provider does it)
    digest_at: str = "07:00"
    skip_empty_digest: bool = False
    needed_bodies_only: bool = False  # keep no body that no draft and no evidence needs
    alerting: AlertPolicy = field(default_factory=AlertPolicy)
    dry_run: bool = False


class KeyRing:
    """The account's key for codes, with the generation that must agree with the store's."""

    def __init__(self, load: Callable[[], Keys], save: Callable[[Keys], None]) -> None:
        self.load = load
        self.save = save


@dataclass(frozen=True, slots=True)
class Agent:
    owner: Owner
    account: str
    store: Store
    mailbox: Mailbox
    outbox: Outbox
    renderer: Renderer
    alerts: Alerts
    authenticator: Authenticator
    reader: Reads
    lint_rules: RuleBook
    season: Season
    keys: KeyRing
    checklists: tuple[Section, ...] = ()
    words: WordList | None = None  # for hints about spelling
    lint_model: SentenceModel | None = None  # the second opinion where no rule speaks
    shared_domains: frozenset[str] = frozenset()  # platforms and free mail: no program's own
    policy: Policy = field(default_factory=Policy)
    stopped: Callable[[], bool] = lambda: False  # does the owner's stop file lie there
    tell: Callable[[str], None] = lambda _line: None  # one line a decision: log or terminal


@dataclass(slots=True)
class Counts:
    """What one pass did; the keys of ``poll --json``."""

    seen: int = 0
    new: int = 0
    own: int = 0
    quarantined: int = 0
    answers: int = 0
    drafted: int = 0
    sent: int = 0
    unknown: int = 0
    failed: int = 0

    def as_dict(self) -> dict[str, int]:
        return {entry.name: getattr(self, entry.name) for entry in fields(self)}
