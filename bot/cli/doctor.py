"""`lede doctor`: everything a first-time operator gets wrong, and what to do about each."""

from __future__ import annotations

import asyncio
import errno
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import aiohttp
import typer

from bot.cli.common import now, put_json
from bot.cli.doctor_telegram import LATER, WRONG, Examination, look_at_telegram
from bot.cli.exposure import open_files, open_ports
from bot.config import Settings, load_settings
from bot.domain.errors import ConfigError, LedeError, StopError, TemporaryError
from bot.domain.readiness import disk_finding
from bot.domain.secrets import shown_locator
from bot.store.alarms import AlarmStore
from bot.store.database import Database
from bot.store.inbox import InboxStore
from bot.store.lock import is_running
from bot.store.migrate import current_revision
from bot.store.opening import name_of, open_existing
from bot.store.probe import ProbeStore, free_bytes, fsync_ms, standing
from bot.store.sources import SourceStore

app = typer.Typer()

#: A disk that takes longer to keep a page makes everything late, in milliseconds.
_SLOW_MS = 100.0
#: Failing sources that are named.
_MOST_SOURCES = 20
_PRIVATE = "FETCH_ALLOW_PRIVATE=true"
#: What to do about what operators are told by message as well, and what /readyz says.
_REMEDIES = {
    "telegram": "is TELEGRAM_API_URL right, and is a proxy needed (TELEGRAM_PROXY)?",
    "token": "a new token from @BotFather into .env, then start Lede again",
    "updates": "end the other program that has this token; every token has one reader",
    "database": "is DATABASE_URL right, is it running, and has its disk room?",
    "disk": "make room: old copies in BACKUP_DIR, logs, other programs",
    "clock": "let NTP set the clock",
    "held": "send again by: lede resume",
    "sending": "see /stats: Telegram or one text is in trouble; it is tried again by itself",
    "quarantine": "lede outbox list --state dead shows messages; lede outbox retry or drop",
    "backlog": "lede stats shows refusals and pauses; is SEND_RATE too low for one slot?",
    "backup": "see BACKUP_DIR; lede backup PATH tries it",
}


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line for each look.")] = False,
) -> None:
    """Look at settings, database, disk, sources and Telegram; say what is wrong and what to do."""
    try:
        settings = load_settings()
    except ConfigError as error:
        found = [_failed("settings", error, WRONG)]
    else:
        found = asyncio.run(_all(settings))
    for look in found:
        if as_json:
            put_json(
                {
                    "look": look.at,
                    "right": not look.status,
                    "found": look.words,
                    "remedy": look.remedy,
                }
            )
            continue
        mark = "! " if look.status else ("~ " if look.remedy else "")
        typer.echo(f"{look.at:<11} {mark}{look.words}")
        if look.remedy:
            typer.echo(f"{'':<11} -> {look.remedy}")
    statuses = {look.status for look in found} - {0}
    if statuses:
        wrong = "Something is wrong" if as_json else "Something is wrong; see the lines with !"
        raise (ConfigError if WRONG in statuses else TemporaryError)(wrong)


_Looks = Callable[[Settings], AsyncIterator[Examination]]


async def _all(settings: Settings) -> list[Examination]:
    looks: dict[str, _Looks] = {
        "settings": _settings,
        "database": _database,
        "disk": _disk,
        "Telegram": look_at_telegram,
    }
    found: list[Examination] = []
    for name, look in looks.items():
        try:
            found += [each async for each in look(settings)]
        except StopError as error:
            found.append(_failed(name, error, error.exit_status))
        except LedeError as error:
            found.append(_failed(name, error, LATER))
    return found


def _failed(at: str, error: LedeError, status: int) -> Examination:
    """A look that could not be taken; what such an error says to do stands behind a semicolon."""
    words, _, remedy = str(error).partition("; ")
    if at == "settings":  # one line for each key, with an example
        words, remedy = str(error), "correct them in .env or the environment"
    return Examination(at=at, words=words, remedy=remedy or _REMEDIES.get(at, ""), status=status)


async def _settings(settings: Settings) -> AsyncIterator[Examination]:
    yield Examination(at="settings", words="right")
    loose = " ".join(map(str, open_files(settings)))
    yield Examination(
        at="secrets",
        words=f"everybody on this machine can read {loose}" if loose else "no file is open to all",
        remedy=f"chmod o-rwx {loose}" if loose else "",
        status=WRONG if loose else 0,
    )
    if ports := open_ports(settings):
        yield Examination(
            at="ports", words="; ".join(ports), remedy="see METRICS_TOKEN in .env.example"
        )


async def _database(settings: Settings) -> AsyncIterator[Examination]:
    async with open_existing(settings.database_url) as database:
        token_bot = int(settings.token.partition(":")[0] or 0)
        bot_id = await InboxStore(database).bot_id()
        words = f"version {await current_revision(database)} at {name_of(database)}"
        if token_bot and bot_id not in (None, token_bot):
            words += f"; its last bot was {bot_id}, the token is of {token_bot}: updates begin anew"
        probed = [each for each in await ProbeStore(database).look(now()) if each.name != "disk"]
        words = "; ".join([words, *(each.words for each in probed)])
        yield Examination(
            at="database",
            words=words,
            remedy="; ".join(_REMEDIES[each.name] for each in probed),
            status=LATER if any(each.blocking for each in probed) else 0,
        )
        async for look in _server(database):
            yield look
        async for look in _sources(settings, database):
            yield look
        running = await is_running(database)
        yield Examination(
            at="running",
            words="a Lede runs on it" if running else "no Lede runs on it",
            remedy="" if running else "start it by: lede run",
        )
        if running and settings.web_port:
            async for look in _readiness(settings):
                yield look


async def _server(database: Database) -> AsyncIterator[Examination]:
    server = await database.dialect.server(database)
    if server is None:
        return
    yield Examination(
        at="server",
        words=f"{server.name} {server.major}",
        remedy=f"use {server.name} {server.oldest} or newer"
        if server.major < server.oldest
        else "",
    )
    if server.pooled:
        yield Examination(
            at="pooler",
            words="a pooler stands between: statements are not kept prepared, copies are made "
            "without pg_dump",
        )


async def _sources(settings: Settings, database: Database) -> AsyncIterator[Examination]:
    """Sources that fail, and the alarms that operators get as messages."""
    all_of_them = await SourceStore(database).public()
    failing = [each for each in all_of_them if each.last_error]
    for each in failing[:_MOST_SOURCES]:
        remedy = f"lede source poll {each.id} tries it; lede source remove {each.id} ends it"
        if _PRIVATE in each.last_error and not settings.fetch_allow_private:
            remedy = f"{_PRIVATE} lets operators' sources be on your own network"
        title = each.title or shown_locator(each.locator)
        yield Examination(
            at="source", words=f"{each.id}. {title}: {each.last_error}", remedy=remedy
        )
    fine = len(all_of_them) - len(failing)
    remedy = "" if all_of_them else "add one by: lede source add https://…"
    if failing and not fine:
        remedy = "does this machine reach the internet? lede source poll tries them all"
    yield Examination(
        at="sources",
        words=f"{fine} of {len(all_of_them)} can be read",
        remedy=remedy,
        status=LATER if failing and not fine else 0,
    )
    for name, words in (await AlarmStore(database).wrong(now())).items():
        kind = name.partition(":")[0]
        if kind in _REMEDIES:
            yield Examination(at=kind, words=words, remedy=_REMEDIES[kind])


async def _readiness(settings: Settings) -> AsyncIterator[Examination]:
    address = f"http://{settings.web_host}:{settings.web_port}/readyz"
    with suppress(aiohttp.ClientError, TimeoutError, ValueError):
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
            session.get(address) as answer,
        ):
            found: dict[str, str] = await answer.json()
            for name, words in found.items():
                yield Examination(
                    at="readiness",
                    words=f"{name}: {words}",
                    remedy=_REMEDIES.get(name, "see the log of the running Lede"),
                    status=LATER if answer.status != 200 else 0,
                )
            if not found:
                yield Examination(at="readiness", words="ready")
            return
    yield Examination(
        at="readiness",
        words=f"nothing answers on port {settings.web_port}",
        remedy="is it on another machine, or in a container with other ports? See WEB_PORT",
    )


async def _disk(settings: Settings) -> AsyncIterator[Examination]:
    database = Database(settings.database_url)
    free = free_bytes(database)
    await database.aclose()
    if free is None or database.path is None:
        yield Examination(at="disk", words="the server's")
    else:
        found = disk_finding(free)
        yield Examination(
            at="disk",
            words=found.words if found else f"{free // 1_000_000} MB free",
            remedy=_REMEDIES["disk"] if found else "",
            status=LATER if found else 0,
        )
        yield _writing(database.path.absolute().parent)
    if settings.backup_every and (why := _no_files_in(Path(settings.backup_dir))):
        yield Examination(
            at="backups",
            words=f"no copy can be written to {settings.backup_dir} ({why})",
            remedy="let the user that runs Lede write there, or set BACKUP_DIR",
            status=WRONG,
        )


def _no_files_in(folder: Path) -> str:
    """The reason why no file can be made in a folder, or on its way; empty when one can."""
    try:
        with tempfile.TemporaryFile(dir=standing(folder)):
            return ""
    except OSError as error:
        return error.strerror or type(error).__name__


def _writing(folder: Path) -> Examination:
    """True if the database's folder can be written to, and how fast that is kept."""
    folder = standing(folder)
    try:
        slow_ms = fsync_ms(folder)
    except OSError as error:
        return Examination(
            at="writing",
            words=f"nothing can be written in {folder} ({error.strerror})",
            remedy=_REMEDIES["disk"]
            if error.errno in (errno.ENOSPC, errno.EDQUOT)
            else "let the user that runs Lede write there, or set DATABASE_URL",
            status=WRONG,
        )
    return Examination(
        at="writing",
        words=f"{slow_ms:.1f} ms until a page is kept",
        remedy="the disk is slow; put the database on another" if slow_ms > _SLOW_MS else "",
    )
