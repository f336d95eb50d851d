"""`lede healthcheck` and `lede doctor`: is it alive, and if not, why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated

import aiohttp
import typer

from bot.cli.common import now, put_json
from bot.cli.exposure import open_files, open_ports
from bot.clock import SystemClock
from bot.config import Settings, load_settings
from bot.domain.errors import ConfigError, LedeError, StopError, TemporaryError
from bot.domain.outcomes import Outcome, Reason
from bot.domain.readiness import clock_finding, disk_finding
from bot.store.database import Database
from bot.store.inbox import InboxStore
from bot.store.migrate import current_revision
from bot.store.opening import name_of, open_existing
from bot.store.probe import ProbeStore, free_bytes
from bot.telegram.sender import PartSender
from bot.telegram.server_clock import ServerClock
from bot.telegram.transport import Transport

app = typer.Typer()


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
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line for each look.")] = False,
) -> None:
    """Look at settings, database, disk and Telegram, and say what is wrong."""
    settings = load_settings()
    looks: dict[str, Callable[[Settings], Coroutine[None, None, _Look]]] = {
        "database": _database,
        "disk": _disk,
        "Telegram": _telegram,
    }
    found = {"settings": _Look("right")}
    for name, look in looks.items():
        try:
            found[name] = asyncio.run(look(settings))
        except StopError as error:
            found[name] = _Look(str(error), status=error.exit_status)
        except LedeError as error:
            found[name] = _Look(str(error), status=TemporaryError.exit_status)
    loose = open_files(settings)
    found["secrets"] = _Look(
        "; ".join(loose) or "no file is open to everybody",
        status=ConfigError.exit_status if loose else 0,
    )
    if ports := open_ports(settings):
        found["ports"] = _Look("; ".join(ports))
    for name, look_found in found.items():
        if as_json:
            put_json({"look": name, "right": not look_found.status, "found": look_found.words})
        else:
            typer.echo(f"{name:<10} {'! ' if look_found.status else ''}{look_found.words}")
    statuses = {each.status for each in found.values()} - {0}
    if statuses:
        wrong = "Something is wrong" if as_json else "Something is wrong; see the lines with !"
        kind = ConfigError if ConfigError.exit_status in statuses else TemporaryError
        raise kind(wrong)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a look found; the status is 0 where all is well."""

    words: str
    status: int = 0


async def _database(settings: Settings) -> _Look:
    async with open_existing(settings.database_url) as database:
        token_bot = int(settings.token.partition(":")[0] or 0)
        bot_id = await InboxStore(database).bot_id()
        words = f"version {await current_revision(database)} at {name_of(database)}"
        if token_bot and bot_id not in (None, token_bot):
            words += f"; its last bot was {bot_id}, the token is of {token_bot}: updates begin anew"
        wrong = [each for each in await ProbeStore(database).look(now()) if each.name != "disk"]
    if wrong:
        words += "; " + "; ".join(each.words for each in wrong)
    blocked = any(each.blocking for each in wrong)
    return _Look(words, status=TemporaryError.exit_status if blocked else 0)


async def _disk(settings: Settings) -> _Look:
    database = Database(settings.database_url)
    free = free_bytes(database)
    await database.aclose()
    if free is None:
        return _Look("the server's")
    found = disk_finding(free)
    if found is not None:
        return _Look(found.words, status=TemporaryError.exit_status)
    return _Look(f"{free // 1_000_000} MB free")


async def _telegram(settings: Settings) -> _Look:
    if not settings.token:
        return _Look("no token: only the playground")
    clock = ServerClock(SystemClock())
    transport = Transport(connections=1, on_date=clock.note, proxy=settings.telegram_proxy)
    try:
        sender = PartSender(transport, token=settings.token, api_url=settings.telegram_api_url)
        verdict = await sender.probe()
    finally:
        await transport.aclose()
    if verdict.outcome is not Outcome.SENT:
        refused = verdict.reason is Reason.TOKEN
        status = ConfigError.exit_status if refused else TemporaryError.exit_status
        words = "does not accept TELEGRAM_BOT_TOKEN" if refused else "cannot be reached"
        return _Look(f"{words} ({verdict.text or verdict.reason.value})", status=status)
    skewed = clock_finding(clock.skew_s)
    if skewed is not None:
        return _Look(skewed.words, status=TemporaryError.exit_status)
    return _Look("knows the token")
