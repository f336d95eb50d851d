"""`lede init`: from nothing to a bot that says it is there."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.catalogue.shelf import Catalogue
from bot.cli.catalogue import add_entry
from bot.cli.common import with_database
from bot.cli.env_file import write_env
from bot.clock import SystemClock
from bot.config import Settings, environment, load_settings, shown_setting
from bot.domain.errors import ConfigError, InputError, RetryError, TokenRefusedError
from bot.store.database import Database
from bot.telegram.questions import Questions, RefusedError

app = typer.Typer()

_ENV = Path(".env")
#: So often it is asked who wrote the code, each time so long.
_WAITS, _WAIT_S = 12, 10
_GREETING = "Lede is set up. Start it with: lede run"


@app.command()
def init(
    token: Annotated[
        str, typer.Option(help="The bot's token, from @BotFather; `-` reads it from a pipe.")
    ] = "",
    admin: Annotated[
        list[int] | None, typer.Option(help="Telegram number of an operator; may be repeated.")
    ] = None,
    topic: Annotated[
        list[str] | None,
        typer.Option(help="An entry of the catalogue to begin with; may be repeated."),
    ] = None,
    timezone: Annotated[str, typer.Option(help="The zone of new chats.")] = "",
    language: Annotated[str, typer.Option(help="The language of new chats and topics.")] = "",
    test: Annotated[bool, typer.Option(help="Send the operators a message.")] = True,
) -> None:
    """Set Lede up here: token, operator, first topics, `.env`; asks only on a terminal."""
    asks = sys.stdin.isatty()
    given = dict(environment())
    if token == "-":  # noqa: S105  # standard input
        token = sys.stdin.readline().strip()
    elif asks and not token and not given.get("TELEGRAM_BOT_TOKEN"):
        typer.echo("A bot is made by writing /newbot to @BotFather in Telegram.")
        token = typer.prompt("Token (empty: only the playground)", default="", hide_input=True)
    chosen = {
        "TELEGRAM_BOT_TOKEN": token.strip(),
        "ADMIN_IDS": ",".join(map(str, admin or ())),
        "DEFAULT_TIMEZONE": timezone,
        "DEFAULT_LANGUAGE": language,
    }
    new = {name: value for name, value in chosen.items() if value}
    settings = load_settings({**given, **new})
    if settings.token:
        name = asyncio.run(_bot_name(settings))
        typer.echo(f"The bot is @{name}")
        if asks and not settings.admin_ids:
            new |= _asked_admin(settings, name)
            settings = load_settings({**given, **new})
    names = topic or (_asked_topics(settings) if asks else [])
    catalogue = Catalogue(settings.catalogue)
    entries = [catalogue.entry(each) for each in names]
    _keep(new)

    async def begin(database: Database) -> list[tuple[str, int]]:
        return [
            (each.key, await add_entry(database, each, language=settings.default_language))
            for each in entries
        ]

    for key, count in with_database(begin, make=True):
        typer.echo(f"Topic {key}: {count} sources")
    if test and settings.token and settings.admin_ids:
        asyncio.run(_greet(settings))
    typer.echo("Next: lede doctor looks whether all is right; lede run starts it.")


def _keep(new: Mapping[str, str]) -> None:
    """Write what is new; say what the process's own environment hides."""
    if new:
        write_env(_ENV, new)
        typer.echo(f"{', '.join(new)}: written to {_ENV.absolute()}, readable by you alone")
    for name, value in new.items():
        if os.environ.get(name, value) != value:  # noqa: TID251  # what goes before `.env`
            shown = shown_setting(name, os.environ[name])  # noqa: TID251
            typer.echo(f"Warning: the environment has {name}={shown}, which goes first", err=True)


async def _bot_name(settings: Settings) -> str:
    async with Questions(settings, SystemClock()) as telegram:
        try:
            found: dict[str, Any] = await telegram.ask("getMe")
        except TokenRefusedError as error:
            raise ConfigError(f"{error}; copy it again from @BotFather") from error
        return str(found.get("username") or found.get("first_name") or "?")


def _asked_admin(settings: Settings, name: str) -> dict[str, str]:
    """The operator's number: typed, or of who writes a code to the bot; empty for none."""
    said = typer.prompt(
        "Your Telegram number (empty: find it by a code that you write to the bot)", default=""
    ).strip()
    if said:
        return {"ADMIN_IDS": said}
    code = f"{secrets.randbelow(1_000_000):06d}"
    typer.echo(f"Open https://t.me/{name}, press START and send: {code}")
    number = asyncio.run(_who_wrote(settings, code))
    if number is None:
        typer.echo("Nobody wrote it. Set ADMIN_IDS later by: lede init --admin NUMBER", err=True)
        return {}
    typer.echo(f"It was {number}.")
    return {"ADMIN_IDS": str(number)}


async def _who_wrote(settings: Settings, code: str) -> int | None:
    """The person who wrote the code in a private chat; updates are looked at and left for `lede
    run`.
    """
    async with Questions(settings, SystemClock()) as telegram:
        for _ in range(_WAITS):
            found: Sequence[dict[str, Any]] = await telegram.ask(
                "getUpdates", offset=-20, timeout=_WAIT_S, allowed_updates=["message"]
            )
            for update in found:
                written = update.get("message", {})
                if written.get("text", "").strip() == code:
                    chat = written.get("chat", {})
                    if chat.get("type") == "private":
                        return int(chat["id"])
            await asyncio.sleep(1)
    return None


def _asked_topics(settings: Settings) -> list[str]:
    """The topics to begin with, from those that the catalogue has in the language."""
    entries = [
        each
        for each in Catalogue(settings.catalogue).entries(settings.default_language)
        if not each.country
    ]
    if not entries:
        return []
    typer.echo("Topics: " + ", ".join(each.key for each in entries))
    said = typer.prompt("Which to begin with, comma-separated (empty: none)", default="")
    return [each.strip() for each in said.split(",") if each.strip()]


async def _greet(settings: Settings) -> None:
    """A message to each operator; says what to do where it did not arrive."""
    async with Questions(settings, SystemClock()) as telegram:
        for number in settings.admin_ids:
            try:
                await telegram.ask("sendMessage", chat_id=number, text=_GREETING)
            except (RefusedError, InputError, RetryError) as error:
                typer.echo(
                    f"No message could be sent to {number} ({error}): open the bot in Telegram, "
                    "press START, then try again: lede init",
                    err=True,
                )
            else:
                typer.echo(f"A message was sent to {number}.")
