"""Lede and a Telegram of its own in one process, with sample news."""

from __future__ import annotations

import asyncio
import errno
import secrets
import socket
from contextlib import AsyncExitStack
from pathlib import Path

import typer
from aiohttp import web
from pydantic import SecretStr

from bot import app as lede
from bot.clock import SystemClock
from bot.config import Settings
from bot.domain.errors import TemporaryError
from bot.playground.samples.people import OPERATOR, add_sample_people
from bot.playground.samples.site import SampleNews
from bot.playground.server import Emulator
from bot.sources.locators import parse_locator
from bot.store.database import Database
from bot.store.engines.registry import address_of_file
from bot.store.interests import InterestStore
from bot.store.opening import open_database
from bot.store.sources import SourceStore

#: Where the playground keeps its files when DATABASE_URL does not say otherwise.
FOLDER = Path("data/playground")

#: Sources are polled and work is looked for more often than on Telegram: somebody is watching.
INGEST_INTERVAL_S, TICK_S = 3.0, 0.5


async def run_playground(settings: Settings, *, port: int = 8080) -> None:
    """Serve the page and run Lede against it until the process is asked to end.

    Raises:
        TemporaryError: the port is taken.
    """
    async with AsyncExitStack() as stack:
        token = f"{secrets.randbelow(10**9) + 10**8}:{secrets.token_urlsafe(26)}"
        try:
            emulator = await stack.enter_async_context(Emulator(port=port, token=token))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise TemporaryError(
                f"Port {port} on 127.0.0.1 is taken; stop the other program "
                "or choose another: lede playground --port 8081"
            ) from error
        add_sample_people(emulator.world)
        chosen = _settings(settings, emulator, token)
        samples = SampleNews(FOLDER / "samples", clock=SystemClock())
        origin = await _serve_feed(samples, stack)
        await _stock(chosen, samples, origin=origin)
        typer.echo(f"The playground is at {emulator.url}/ (end it with Ctrl+C)")
        stop = asyncio.Event()
        news = asyncio.create_task(samples.run(stop), name="samples")
        try:
            # whoever is here is at this machine, whichever person they play
            await lede.run(chosen, stop=stop, trusts_everybody=True)
        finally:
            stop.set()
            await news


def _settings(settings: Settings, emulator: Emulator, token: str) -> Settings:
    """The settings for the playground; what was set by hand stays."""
    changes: dict[str, object] = {
        "telegram_bot_token": SecretStr(token),
        "telegram_api_url": emulator.url,
        "fetch_allow_private": True,
    }
    port = _free_port()
    usual: dict[str, object] = {
        "ingest_interval_s": INGEST_INTERVAL_S,
        "tick_s": TICK_S,
        "admin_ids": (OPERATOR,),
        "database_url": address_of_file(FOLDER / "lede.db"),
        "web_port": port,
        "public_url": f"http://127.0.0.1:{port}",
        "catalogue": "off",  # its feeds are on the internet
        "metrics_port": 0,
    }
    changes.update(
        {name: value for name, value in usual.items() if name not in settings.model_fields_set}
    )
    if "database_url" in changes:
        # The page begins anew at each start, and so do its chats.
        for file in FOLDER.glob("lede.db*"):
            file.unlink()
    return settings.model_copy(update=changes)


def _free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _serve_feed(samples: SampleNews, stack: AsyncExitStack) -> str:
    """Serve the sample feed on a free port of this machine; its origin."""
    application = web.Application()
    application.add_routes(samples.routes())
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    number: int = runner.addresses[0][1]
    return f"http://127.0.0.1:{number}"


async def _stock(settings: Settings, samples: SampleNews, *, origin: str) -> None:
    """Lay the sample documents, and add the sample sources and topics."""
    clock = SystemClock()
    samples.lay()
    async with open_database(settings.database_url) as database:
        await _add(database, samples, origin=origin, clock=clock)


async def _add(database: Database, samples: SampleNews, *, origin: str, clock: SystemClock) -> None:
    sources = SourceStore(database)
    ids: dict[str, int] = {}
    for sample in samples.catalogue.sources:
        kind, address = parse_locator(samples.locator(sample.key, origin=origin))
        source = await sources.add(
            kind=kind,
            locator=address,
            title=sample.title,
            language=sample.language,
            now=clock.now(),
        )
        ids[sample.key] = source.id
    for topic in samples.catalogue.topics:
        await InterestStore(database).add_topic(
            name=topic.name,
            title=topic.title,
            words=topic.words,
            source_ids=[ids[key] for key in topic.sources],
            now=clock.now(),
        )
