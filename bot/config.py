"""Settings: the only reader of the environment and of `.env`."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)

from bot.domain.errors import ConfigError
from bot.domain.log_levels import check_levels
from bot.domain.secrets import MASK, shown_database, shown_locator, without_password
from bot.domain.setting_checks import (
    check_address,
    check_database,
    check_proxy,
    check_schedule,
    check_zone,
    split_words,
)

#: Settings whose value is never shown.
_SECRET = ("TELEGRAM_BOT_TOKEN", "WEBHOOK_SECRET", "METRICS_TOKEN")

#: A shorter password is taken out of addresses only: as a word it may stand anywhere.
_LEAST_PASSWORD_CHARS = 8


def _token(value: SecretStr) -> SecretStr:
    token = value.get_secret_value()
    number, colon, rest = token.partition(":")
    if token and not (colon and number.isdigit() and len(rest) >= 5 and not rest.isspace()):
        raise ValueError("does not look like a bot token")
    return value


Words = Annotated[tuple[str, ...], BeforeValidator(split_words)]
Numbers = Annotated[tuple[int, ...], BeforeValidator(split_words)]
Address = Annotated[str, AfterValidator(check_address)]


class Settings(BaseModel):
    """The settings of an operator; documented in `.env.example` (a test compares them)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    telegram_bot_token: Annotated[SecretStr, AfterValidator(_token)] = Field(
        SecretStr(""), description="the bot's token", examples=["123456:AAE…"]
    )
    telegram_bot_token_file: str = Field(
        "", description="a file that holds the token", examples=["/run/secrets/token"]
    )
    telegram_proxy: Annotated[str, AfterValidator(check_proxy)] = Field(
        "",
        description="a proxy for Telegram alone, http:// or socks5://",
        examples=["socks5://127.0.0.1:1080"],
    )
    telegram_api_url: Address = Field(
        "https://api.telegram.org",
        description="the Bot API server",
        examples=["http://127.0.0.1:8081"],
    )
    telegram_preview_url: Address = Field(
        "https://t.me",
        description="the host of public channels' preview pages",
        examples=["https://t.me"],
    )
    admin_ids: Numbers = Field(
        (), description="Telegram numbers of the operators", examples=["1001,1002"]
    )
    database_url: Annotated[str, AfterValidator(check_database)] = Field(
        "sqlite:///data/lede.db",
        repr=False,  # it may hold a password
        description="the database",
        examples=["postgresql://lede@127.0.0.1/lede"],
    )
    sources: Words = Field(
        (),
        repr=False,  # they may hold tokens
        description="locators added at first start",
        examples=["https://example.org/feed,folder:/srv/news"],
    )
    catalogue: str = Field(
        "all",
        description="the starter catalogue: all, off, or its entries by name",
        examples=["technology,science,de"],
    )
    default_timezone: Annotated[str, AfterValidator(check_zone)] = Field(
        "UTC", description="the zone of new chats", examples=["Europe/Berlin"]
    )
    default_schedule: Annotated[str, AfterValidator(check_schedule)] = Field(
        "08:00",
        description="when new chats get their digest",
        examples=["08:00 18:30 weekdays"],
    )
    default_language: str = Field(
        "en",
        pattern=r"^[a-z]{2}$",
        description="the language of new chats",
        examples=["de"],
    )
    fetch_allow_private: bool = Field(
        False,
        description="operators' sources may live on private addresses",
        examples=["true"],
    )
    max_sources: int = Field(
        20_000,
        ge=0,
        le=10_000_000,
        description="how many addresses that people brought are polled",
        examples=["20000"],
    )
    ingest_interval_s: float = Field(
        900, ge=1, le=86400, description="seconds between polls of a source", examples=["900"]
    )
    tick_s: float = Field(
        2, ge=0.05, le=60, description="seconds between looks for work", examples=["2"]
    )
    alerts_per_hour: int = Field(
        10,
        ge=1,
        le=1000,
        description="alerts to one chat within an hour, at the most",
        examples=["10"],
    )
    send_rate: float = Field(
        29, ge=0.1, le=1000, description="messages a second, at the most", examples=["29"]
    )
    paid_broadcast: bool = Field(
        False, description="send digests with paid broadcast", examples=["true"]
    )
    paid_rate: float = Field(
        900,
        ge=1,
        le=1000,
        description="messages a second with paid broadcast",
        examples=["900"],
    )
    on_ambiguous: Literal["ask", "resend", "drop"] = Field(
        "ask",
        description="what to do with a message that may have arrived",
        examples=["ask"],
    )
    backup_every: float = Field(
        0,
        ge=0,
        le=8760,
        description="hours between copies of the database; 0 is off",
        examples=["24"],
    )
    backup_keep: int = Field(
        7, ge=1, le=10_000, description="how many of these copies stay", examples=["7"]
    )
    backup_dir: str = Field(
        "data/backups", description="where these copies are written", examples=["/srv/backups"]
    )
    backup_keep_days: int = Field(
        30,
        ge=0,
        le=3650,
        description="how many days these copies stay at most; people are told by /privacy",
        examples=["30"],
    )
    web_host: str = Field(
        "127.0.0.1", description="where health and webhook listen", examples=["127.0.0.1"]
    )
    web_port: int = Field(
        8090, ge=0, le=65535, description="their port; 0 is off", examples=["8090"]
    )
    metrics_host: str = Field(
        "127.0.0.1", description="where metrics are served", examples=["127.0.0.1"]
    )
    metrics_port: int = Field(
        8091, ge=0, le=65535, description="their port; 0 is off", examples=["8091"]
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="what a reader of metrics must show as a bearer token",
        examples=["(openssl rand -hex 32)"],
    )
    public_url: Address = Field(
        "",
        description="how the web server is reached from outside",
        examples=["https://news.example.org"],
    )
    webhook_url: Address = Field(
        "",
        description="take updates by webhook at this address",
        examples=["https://news.example.org/hook"],
    )
    webhook_secret: SecretStr = Field(
        SecretStr(""),
        description="the webhook's secret, at least 32 characters",
        examples=["(openssl rand -hex 32)"],
    )
    log_level: Annotated[str, AfterValidator(check_levels)] = Field(
        "INFO",
        description="how much is logged, of all or by part",
        examples=["INFO,deliver=DEBUG"],
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="log lines as text or JSON", examples=["json"]
    )

    otel_exporter_otlp_endpoint: Address = Field(
        "",
        description="where traces go by OpenTelemetry (OTLP over HTTP); needs lede[otel]",
        examples=["http://127.0.0.1:4318"],
    )

    @property
    def most_rate(self) -> float:
        """Messages a second, at the most, of everything that is sent."""
        return self.paid_rate if self.paid_broadcast else self.send_rate

    @property
    def token(self) -> str:
        """The bot's token, or empty."""
        return self.telegram_bot_token.get_secret_value()

    def secrets(self) -> tuple[str, ...]:
        """Values no line, page or message may show."""
        passwords = [
            urlsplit(url).password or "" for url in (self.database_url, self.telegram_proxy)
        ]
        found: tuple[str, ...] = (
            self.token,
            self.webhook_secret.get_secret_value(),
            self.metrics_token.get_secret_value(),
        )
        for password in passwords:
            if len(password) >= _LEAST_PASSWORD_CHARS:
                found = (*found, password, unquote(password))
        return tuple(dict.fromkeys(filter(None, found)))


def environment() -> dict[str, str]:
    """The process's environment over the working folder's `.env`."""
    file = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    known = [name.upper() for name in Settings.model_fields]
    for name in file:
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
        if close and name not in known:
            raise ConfigError(
                f"Wrong settings:\n  {name} in .env is unknown; did you mean {close[0]}?"
            )
    return {**file, **os.environ}


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from a mapping of upper-case names (default: environment and `.env`).

    Raises:
        ConfigError: one message that names every wrong key, its value (secrets masked),
            what is expected and an example.
    """
    given = environment() if environ is None else environ
    values = {
        name: given[name.upper()]
        for name in Settings.model_fields
        if given.get(name.upper(), "") != ""
    }
    bad = [name for name, value in values.items() if not _is_text(value)]
    problems = [f"{name.upper()}=…: is not text in UTF-8" for name in bad]
    values = {name: value for name, value in values.items() if name not in bad}
    token_file = values.get("telegram_bot_token_file", "")
    if token_file and "telegram_bot_token" not in values:
        try:
            values["telegram_bot_token"] = Path(token_file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(
                f"TELEGRAM_BOT_TOKEN_FILE={token_file}: cannot be read ({error.__class__.__name__}); "
                "expected a file that holds the token"
            )
    settings: Settings | None = None
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        problems += [_problem(dict(detail), values) for detail in error.errors()]
    if settings is not None:
        problems += _inconsistencies(settings)
    if problems or settings is None:
        raise ConfigError("Wrong settings:\n" + "\n".join(f"  {line}" for line in problems))
    return settings


def _is_text(value: str) -> bool:
    """False for bytes of the environment that are no UTF-8, which Python gives as half characters."""
    return not any("\ud800" <= sign <= "\udfff" for sign in value)


def _problem(detail: dict[str, object], values: Mapping[str, str]) -> str:
    """One wrong key in words."""
    location = detail["loc"]
    name = str(location[0]) if isinstance(location, tuple) and location else ""
    info = Settings.model_fields[name]
    key = name.upper()
    shown = shown_setting(key, values.get(name, ""))
    message = str(detail["msg"]).removeprefix("Value error, ")
    example = info.examples[0] if info.examples else ""
    return f"{key}={shown}: {message}; expected {info.description}, for example {key}={example}"


def shown_setting(key: str, value: object) -> str:
    """A setting's value without what is secret in it."""
    if key in _SECRET:
        return MASK if str(value) else ""
    if key == "DATABASE_URL":
        return shown_database(str(value))
    if isinstance(value, tuple):
        return ",".join(shown_locator(str(word)) for word in value)
    if key == "SOURCES":
        return ",".join(map(shown_locator, str(value).split(",")))
    return without_password(str(value))


def shown_settings(settings: Settings) -> Mapping[str, str]:
    """Every setting as it may be shown, by its name in the environment."""
    return {
        name.upper(): shown_setting(name.upper(), getattr(settings, name))
        for name in type(settings).model_fields
    }


def _inconsistencies(settings: Settings) -> list[str]:
    """Errors between settings: each is valid alone, but not together."""
    problems = []
    secret = settings.webhook_secret.get_secret_value()
    if settings.webhook_url and len(secret) < 32:
        problems.append(
            "WEBHOOK_SECRET=***: a webhook needs a secret of at least 32 characters; "
            "for example the output of: openssl rand -hex 32"
        )
    return problems
