"""`lede run` and `lede playground`."""

from __future__ import annotations

import asyncio
import gc
import logging
from typing import Annotated

import typer

from bot.cli.exposure import warnings_of
from bot.config import Settings, load_settings
from bot.domain.errors import InputError
from bot.log import log_event, set_up_logging

app = typer.Typer()

_LOG = logging.getLogger(__name__)


@app.command()
def run(
    roles: Annotated[
        str, typer.Option(help="What this process does, comma-separated; all by default.")
    ] = "",
) -> None:
    """Run the bot; without a token, the playground."""
    # What is loaded stays: looking for garbage meanwhile takes a tenth of the start.
    gc.disable()
    # The whole program is loaded by the commands that run it, so that others begin at once.
    from bot import app as lede

    settings = _settings()
    chosen = _roles(roles, [role.value for role in lede.Role])
    if settings.token:
        asyncio.run(
            lede.run(settings, roles=[lede.Role(name) for name in chosen], load=load_settings)
        )
    else:
        _play(settings)


@app.command()
def playground(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8080,
) -> None:
    """Talk to Lede in a Telegram-like page, without Telegram."""
    gc.disable()
    _play(_settings(), port=port)


def _play(settings: Settings, *, port: int = 8080) -> None:
    from bot.cli.playground import run_playground

    asyncio.run(run_playground(settings, port=port))


def _settings() -> Settings:
    settings = load_settings()
    set_up_logging(
        level=settings.log_level,
        as_json=settings.log_format == "json",
        secrets=settings.secrets(),
    )
    for warning in warnings_of(settings):
        log_event(_LOG, logging.WARNING, "settings.loose", why=warning)
    return settings


def _roles(words: str, known: list[str]) -> list[str]:
    names = [word.strip() for word in words.split(",") if word.strip()]
    for name in names:
        if name not in known:
            raise InputError(
                f"There is no role {name}; the roles are {', '.join(known)}.",
                example="lede run --roles publish,deliver",
            )
    return names or known
