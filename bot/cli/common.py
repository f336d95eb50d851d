"""Common parts of commands: settings, a database that is ready, and one way to run."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import typer

from bot.clock import SystemClock
from bot.config import load_settings
from bot.domain.errors import TemporaryError
from bot.log import set_up_logging
from bot.store.database import Database
from bot.store.opening import open_database, open_existing

T = TypeVar("T")


def with_database(work: Callable[[Database], Awaitable[T]], *, make: bool = False) -> T:
    """Run `work` on the database of the settings, with logs on standard error.

    Only with `make` is one made or migrated where there is none of this version.

    Raises:
        ConfigError: there is none of this version; the text says where it was looked for.
    """
    settings = load_settings()
    set_up_logging(
        level=settings.log_level if settings.log_level.upper() != "INFO" else "WARNING",
        as_json=settings.log_format == "json",
        secrets=settings.secrets(),
    )

    async def run() -> T:
        opened = open_database if make else open_existing
        async with opened(settings.database_url) as database:
            return await work(database)

    return asyncio.run(run())


def now() -> datetime:
    """The time now, for a command."""
    return SystemClock().now()


def put_rows(rows: Iterable[Mapping[str, Any]], *, as_json: bool) -> None:
    """Rows as JSON lines, as a table where a person watches, else separated by tabs."""
    listed = list(rows)
    if as_json:
        for row in listed:
            put_json(row)
        return
    cells = [
        ["-" if value in (None, "") else _cell(value) for value in row.values()] for row in listed
    ]
    if not sys.stdout.isatty():
        for line in cells:
            typer.echo("\t".join(line))
        return
    lines = [list(listed[0]), *cells] if listed else []
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        typer.echo("  ".join(map(str.ljust, line, widths)).rstrip())


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return " ".join(str(value).split())


def put_json(value: Any) -> None:
    """One JSON line on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def check_some_worked(worked: int, *, of: int, message: str) -> None:
    """Raises TemporaryError with a message when something was tried and all of it failed."""
    if of and not worked:
        raise TemporaryError(message)


def show_progress(what: str, done: int, of: int) -> None:
    """Progress of long work, on a terminal only."""
    if sys.stderr.isatty():
        typer.echo(f"\r{what:<16} {done}/{of}\x1b[K", err=True, nl=done >= of)
