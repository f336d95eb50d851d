"""`lede healthcheck` and `lede doctor`: is it alive, and if not, why."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Coroutine

import aiohttp
import typer

from bot.cli.common import with_database
from bot.cli.exposure import open_files, open_ports
from bot.config import Settings, load_settings
from bot.domain.errors import LedeError, TemporaryError
from bot.domain.outcomes import Outcome
from bot.store.database import Database
from bot.store.migrate import current_revision
from bot.telegram.sender import PartSender
from bot.telegram.transport import Transport

app = typer.Typer()

#: Below this much free space an operator is warned.
_LITTLE_BYTES = 500_000_000


@app.command()
def healthcheck() -> None:
    """Ask the running Lede whether it is alive (its web port); for containers."""
    settings = load_settings()

    async def ask() -> int:
        address = f"http://{settings.web_host}:{settings.web_port}/healthz"
        timeout = aiohttp.ClientTimeout(total=5)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(address) as answer,
        ):
            return answer.status

    try:
        status = asyncio.run(ask())
    except (aiohttp.ClientError, TimeoutError) as error:
        raise TemporaryError(f"Lede does not answer on port {settings.web_port}") from error
    if status != 200:
        raise TemporaryError(f"Lede answers with {status} on port {settings.web_port}")
    typer.echo("Lede is alive.")


@app.command()
def doctor() -> None:
    """Look at settings, database, disk and Telegram, and say what is wrong."""
    settings = load_settings()
    looks: tuple[tuple[str, Callable[[Settings], Coroutine[None, None, str]]], ...] = (
        ("disk", _disk),
        ("Telegram", _telegram),
    )
    typer.echo("settings   right")
    try:
        typer.echo(f"database   version {with_database(current_revision)}")
    except LedeError as error:
        typer.echo(f"database   {error}")
    loose = open_files(settings)
    for line in [f"! {each}" for each in loose] or ["no file is open to everybody"]:
        typer.echo(f"secrets    {line}")
    for line in open_ports(settings):
        typer.echo(f"ports      {line}")
    wrong = bool(loose)
    for name, look in looks:
        found = asyncio.run(look(settings))
        wrong = wrong or found.startswith("!")
        typer.echo(f"{name:<10} {found}")
    if wrong:
        raise TemporaryError("Something is wrong; see the lines with !")


async def _disk(settings: Settings) -> str:
    database = Database(settings.database_url)
    folder = database.path.parent if database.path is not None else "."
    await database.aclose()
    free_bytes = shutil.disk_usage(folder).free
    mark = "! only " if free_bytes < _LITTLE_BYTES else ""
    return f"{mark}{free_bytes // 1_000_000} MB free"


async def _telegram(settings: Settings) -> str:
    if not settings.token:
        return "no token: only the playground"
    transport = Transport(connections=1)
    try:
        sender = PartSender(transport, token=settings.token, api_url=settings.telegram_api_url)
        verdict = await sender.probe()
    finally:
        await transport.aclose()
    if verdict.outcome is Outcome.SENT:
        return "knows the token"
    return f"! {verdict.outcome.value} {verdict.reason.value}"
