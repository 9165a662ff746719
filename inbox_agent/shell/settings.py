"""The configuration: read whole, checked whole, every mistake told at once with its cure."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from inbox_agent.core.alerting import AlertPolicy
from inbox_agent.core.owner import Mentor, Owner, Update
from inbox_agent.core.reading import Category
from inbox_agent.errors import Problem, UserError
from inbox_agent.shell.settings_problems import as_problems

CONFIG_VARIABLE = "INBOX_AGENT_CONFIG"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_ADDRESS = r"^[^@\s<>,;]+@[^@\s<>,;]+$"
_HOUR = r"^([01]\d|2[0-3]):[0-5]\d$"
_SPAN = r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$"


class Section(BaseModel):
    """A table of the file; an unknown key is a mistake, not a surprise."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not a time zone of the tz database, such as Asia/Amman")
    return name


class MentorSection(Section):
    name: str
    email: str = Field(pattern=_ADDRESS)
    programs: tuple[str, ...] = ()
    link: str = ""


class UpdateSection(Section):
    on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    text: str


class OwnerSection(Section):
    name: str = Field(min_length=1)
    email: str = Field(pattern=_ADDRESS)
    time_zone: str
    aliases: tuple[str, ...] = ()
    credential: str = ""
    aamc_id: str = ""
    country: str = ""
    school: str = ""
    year: str = ""
    visa: str = ""
    career: str = ""
    advanced_position: str = ""
    tracks: tuple[str, ...] = ()
    updates: tuple[UpdateSection, ...] = ()
    mentors: tuple[MentorSection, ...] = ()

    _check_zone = field_validator("time_zone")(_zone)

    @field_validator("year", mode="before")
    @classmethod
    def _year_as_text(cls, value: Any) -> Any:
        return str(value) if isinstance(value, int) else value

    def owner(self, criteria: Mapping[str, float] | None = None) -> Owner:
        """The owner as the core knows them; ``criteria`` are a table of their own in the file."""
        from datetime import date

        return Owner(
            name=self.name, email=self.email.lower(), time_zone=self.time_zone,
            aliases=tuple(alias.lower() for alias in self.aliases), credential=self.credential,
            aamc_id=self.aamc_id, country=self.country, school=self.school,
            graduation_year=self.year, visa=self.visa, career=self.career,
            advanced_position=self.advanced_position, tracks=self.tracks,
            updates=tuple(Update(date.fromisoformat(u.on), u.text) for u in self.updates),
            mentors=tuple(
                Mentor(each.name, each.email.lower(), each.programs, each.link)
                for each in self.mentors
            ),
            criteria=tuple((criteria or {}).items()),
        )  # fmt: skip


class ServerSection(Section):
    """One server, and where its password is. The password itself never stands in the file.

    ``sign_in``: with a password, or with the consent given to ``google`` or ``microsoft``."""

    host: str = Field(min_length=1)
    port: int = Field(gt=0, lt=65536)
    security: Literal["tls", "starttls", "plain"] = "tls"
    user: str = Field(min_length=1)
    sign_in: Literal["password", "google", "microsoft"] = "password"
    password_env: str = ""
    password_command: str = ""
    password_file: str = ""
    ca_file: str = ""
    timeout_seconds: float = Field(default=60, gt=0)

    @model_validator(mode="after")
    def _plain_only_at_home(self) -> ServerSection:
        if self.security == "plain" and self.host not in LOOPBACK:
            raise ValueError(
                f'security = "plain" would send the password readable to {self.host}; '
                'use "tls" or "starttls" (plain is allowed to 127.0.0.1 only)'
            )
        return self

    @model_validator(mode="after")
    def _one_password_source(self) -> ServerSection:
        named = [s for s in (self.password_env, self.password_command, self.password_file) if s]
        if len(named) > 1:
            raise ValueError("name one of password_env, password_command, password_file, not more")
        if named and self.sign_in != "password":
            raise ValueError(f'sign_in = "{self.sign_in}" needs no password; remove its source')
        return self


class MailboxSection(ServerSection):
    """A further mailbox of the same owner; its folders are called ``name:INBOX``."""

    name: str = Field(pattern=r"^[a-z0-9-]{1,30}$")
    folders: tuple[str, ...] = ()


class OAuthSection(Section):
    """How this program is registered at the providers that want OAuth2; see docs/sign-in.md."""

    google_client_file: str = ""
    microsoft_client_id: str = ""
    microsoft_authority: str = Field(
        default="https://login.microsoftonline.com/common", pattern=r"^https://[^\s/]+/[^\s/]+/?$"
    )
    keep_in: Literal["file", "keyring"] = "file"


class WatchSection(Section):
    folders: tuple[str, ...] = ()
    poll_seconds: float = Field(default=120, ge=5, le=600)
    trusted_servers: tuple[str, ...] = ()
    drafts_folder: bool = False
    filing: bool = False
    file_sent: bool = True


class StoreSection(Section):
    url: str = "sqlite:///agent.db"
    bodies: Literal["all", "needed"] = "all"


class DigestSection(Section):
    at: str = Field(default="07:00", pattern=_HOUR)
    skip_empty: bool = False


class ApprovalSection(Section):
    hold_minutes: float = Field(default=3, ge=0, le=1440)


class SendSection(Section):
    per_hour: int = Field(default=10, ge=0)
    per_day: int = Field(default=40, ge=0)
    office_hours: bool = False


class SeasonSection(BaseModel):
    """Another season file, and the owner's own dates by their keys."""

    model_config = ConfigDict(extra="allow", frozen=True)

    file: str = ""

    @property
    def dates(self) -> dict[str, datetime]:
        """The owner's dates by key, aware; which keys there are the season file says."""
        return {
            key: datetime.fromisoformat(str(at)) for key, at in (self.model_extra or {}).items()
        }

    @model_validator(mode="after")
    def _every_date_is_one(self) -> SeasonSection:
        for key, at in (self.model_extra or {}).items():
            try:
                moment = datetime.fromisoformat(str(at))
            except ValueError:
                moment = None
            if moment is None or moment.tzinfo is None:
                raise ValueError(
                    f"{key} = {at} is no moment with an offset; write 2027-03-03T21:00:00-05:00"
                )
        return self


class DraftsSection(Section):
    templates: str = ""


class SpellingSection(Section):
    words: str = ""


class AlertsSection(Section):
    urls: tuple[str, ...] = ()
    mail: tuple[Annotated[str, Field(pattern=_ADDRESS)], ...] = Field(default=(), max_length=5)
    quiet: str = Field(default="", pattern=_SPAN)
    wake_for: tuple[
        Literal["invitation", "cancelled", "moved", "warning", "scam", "silence"], ...
    ] = ("invitation",)  # fmt: skip
    rings: int = Field(default=5, ge=0, le=20)

    def policy(self) -> AlertPolicy:
        start, _, end = self.quiet.partition("-")
        return AlertPolicy(
            mail=tuple(dict.fromkeys(address.lower() for address in self.mail)),
            quiet=(time.fromisoformat(start), time.fromisoformat(end)) if self.quiet else None,
            wake_for=frozenset(self.wake_for), rings=self.rings,
        )  # fmt: skip


class Settings(BaseSettings):
    """Everything that can be set; ``config/agent.example.toml`` explains each key."""

    model_config = SettingsConfigDict(
        env_prefix="INBOX_AGENT_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    owner: OwnerSection
    imap: ServerSection
    smtp: ServerSection
    mailbox: tuple[MailboxSection, ...] = ()
    oauth: OAuthSection = OAuthSection()
    watch: WatchSection = WatchSection()
    store: StoreSection = StoreSection()
    digest: DigestSection = DigestSection()
    approval: ApprovalSection = ApprovalSection()
    send: SendSection = SendSection()
    alerts: AlertsSection = AlertsSection()
    season: SeasonSection = SeasonSection()
    drafts: DraftsSection = DraftsSection()
    spelling: SpellingSection = SpellingSection()
    filing: dict[str, Annotated[str, Field(min_length=1)]] = {}  # category -> folder
    criteria: dict[str, Annotated[float, Field(ge=0)]] = {}  # name -> weight, for `compare`
    folder: Path = Path()  # of the configuration file: relative paths start here

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource, dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:  # fmt: skip
        return env_settings, init_settings  # the environment lies on top of the file

    @property
    def servers(self) -> tuple[ServerSection, ...]:
        return (self.imap, self.smtp, *self.mailbox)

    @model_validator(mode="after")
    def _mailboxes_have_names_of_their_own(self) -> Settings:
        names = [each.name for each in self.mailbox]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two tables [[mailbox]] are called {', '.join(sorted(twice))}")
        return self

    @model_validator(mode="after")
    def _filing_has_folders(self) -> Settings:
        if strange := sorted(set(self.filing) - set(Category)):
            raise ValueError(
                f"[filing] names no such category: {', '.join(strange)}; there are "
                f"{', '.join(Category)}"
            )
        if self.watch.filing and not self.filing:
            raise ValueError(
                "watch.filing = true needs a table [filing] that says which category goes where, "
                'such as interview_invitation = "Residency/Invitations"'
            )
        return self

    @model_validator(mode="after")
    def _registered_where_it_signs_in(self) -> Settings:
        ways = {each.sign_in for each in self.servers}
        if "google" in ways and not self.oauth.google_client_file:
            raise ValueError('sign_in = "google" needs oauth.google_client_file (docs/sign-in.md)')
        if "microsoft" in ways and not self.oauth.microsoft_client_id:
            raise ValueError(
                'sign_in = "microsoft" needs oauth.microsoft_client_id (docs/sign-in.md)'
            )
        return self

    @property
    def store_url(self) -> str:
        """The store's URL with a relative SQLite path made absolute."""
        prefix = "sqlite:///"
        path = self.store.url.removeprefix(prefix)
        if self.store.url == path or path == ":memory:":
            return self.store.url
        return prefix + str(self.folder / path)

    @property
    def account(self) -> str:
        return self.owner.email.lower()


def config_path(named: Path | None) -> Path:
    """``--config``, else $INBOX_AGENT_CONFIG, else agent.toml in the user's config folder."""
    if named is not None:
        return named
    if variable := os.environ.get(CONFIG_VARIABLE):
        return Path(variable)
    import platformdirs

    return Path(platformdirs.user_config_dir("inbox-agent")) / "agent.toml"


def load_settings(path: Path) -> Settings:
    """Read and check the file. Raises UserError with every mistake and its cure."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise UserError(
            f"there is no configuration at {path}",
            "Type: inbox-agent setup",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}", "Mend its permissions.") from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path} is not valid TOML: {error}", "Mend that line.") from error
    table.pop("folder", None)
    try:
        return Settings(**table, folder=path.resolve().parent)
    except ValidationError as error:
        raise UserError(as_problems(error, path)) from None


__all__ = [
    "CONFIG_VARIABLE",
    "Problem",
    "ServerSection",
    "Settings",
    "config_path",
    "load_settings",
]
