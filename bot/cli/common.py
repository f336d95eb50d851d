"""What every command needs: settings, a database that is ready, and one way to run."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

import typer

from bot.clock import SystemClock
from bot.config import load_settings
from bot.log import set_up_logging
from bot.store.database import Database
from bot.store.opening import open_database

T = TypeVar("T")


def with_database(work: Callable[[Database], Awaitable[T]]) -> T:
    """Run `work` on the database of the settings, with logs on standard error."""
    settings = load_settings()
    set_up_logging(
        level=settings.log_level if settings.log_level != "INFO" else "WARNING",
        as_json=settings.log_format == "json",
        secrets=settings.secrets(),
    )

    async def run() -> T:
        async with open_database(settings.database_url) as database:
            return await work(database)

    return asyncio.run(run())


def now() -> datetime:
    """The time now, for a command."""
    return SystemClock().now()


def put_json(value: Any) -> None:
    """One JSON line on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
