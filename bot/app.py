"""The composition root: settings become duties, which are started, run and stopped."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import Callable, Collection
from contextlib import AsyncExitStack

from bot import __version__
from bot.config import Settings
from bot.domain.errors import ConfigError, StoreBusyError, TemporaryError
from bot.duties.duty import pump_of, tick_of
from bot.duties.first_start import add_sources
from bot.duties.parts import ProcessParts
from bot.duties.role import Role
from bot.duties.roles import duties_of
from bot.log import Redactor, log_event, observe
from bot.services.reload import Reload
from bot.store.database import Database
from bot.store.lock import exclusive
from bot.store.migrate import migrate
from bot.store.opening import check_whole
from bot.watchdog import STANDS_S, Watchdog
from bot.worker import Worker

logger = logging.getLogger("bot")


async def run(
    settings: Settings,
    *,
    roles: Collection[Role] = tuple(Role),
    stop: asyncio.Event | None = None,
    stands_s: float = STANDS_S,
    trusts_everybody: bool = False,
    load: Callable[[], Settings] | None = None,
) -> None:
    """Run Lede until `stop` is set or the process is asked to end.

    A loop that stands still for `stands_s` ends the process with status 75. In the playground
    all people are the operator, who `trusts_everybody`. `load` reads the
    settings again at SIGHUP; without it the signal changes nothing.

    Raises:
        ConfigError, TemporaryError: it cannot start; the text says why.
    """
    stop = stop or asyncio.Event()
    reload = Reload(settings, load=load)
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reload)
    async with AsyncExitStack() as stack:
        database = await _open(settings, stack)
        parts = ProcessParts(
            settings,
            database,
            stack,
            reload,
            roles=frozenset(roles),
            trusts_everybody=trusts_everybody,
        )
        _trace(parts)
        await add_sources(parts)
        worker = await _start(parts)
        watchdog = Watchdog(stands_s=stands_s)
        watchdog.start()
        stack.callback(watchdog.stop)
        watchdog.end_on_signals(stop)
        log_event(
            logger, logging.INFO, "app.started", version=__version__, roles=",".join(sorted(roles))
        )
        if not gc.isenabled():  # who starts the process has it so while all is loaded
            gc.freeze()  # what is there now stays, and is not looked at again and again
            gc.enable()
        await worker.run(stop)
        log_event(logger, logging.INFO, "app.stopped")


async def _open(settings: Settings, stack: AsyncExitStack) -> Database:
    """The database, with this version's tables, kept from a second process where it is a file."""
    database = Database(settings.database_url)
    stack.push_async_callback(database.aclose)
    database.make_folder()
    stack.enter_context(exclusive(database))
    try:
        await migrate(database)
        await check_whole(database)
    except StoreBusyError as error:
        raise TemporaryError(str(error)) from error
    return database


def _trace(parts: ProcessParts) -> None:
    """Send traces, where an address for them is set.

    Raises:
        ConfigError: what that needs is not installed.
    """
    settings = parts.settings
    if not settings.otel_exporter_otlp_endpoint:
        return
    try:
        from bot.tracing import Tracing
    except ImportError as error:
        raise ConfigError(
            "OTEL_EXPORTER_OTLP_ENDPOINT needs packages that are not installed; install them by: "
            "pip install 'lede[otel]'"
        ) from error
    tracing = Tracing(
        settings.otel_exporter_otlp_endpoint,
        instance=settings.token.partition(":")[0],
        role=parts.role_name,
        secrets=Redactor(settings.secrets()),
        now=parts.clock.now,
    )
    parts.stack.push_async_callback(asyncio.to_thread, tracing.close)
    parts.stack.callback(observe(tracing.observe))


async def _start(parts: ProcessParts) -> Worker:
    """Make the duties of the roles, open their servers; what runs the rest."""
    duties = duties_of(parts)
    for duty in duties:
        if duty.serve is not None:
            await duty.serve()
    look_s = parts.settings.tick_s
    ticks = {duty.name: tick_of(duty) for duty in duties}
    pumps = {duty.name: pump_of(duty, look_s=look_s) for duty in duties}
    return Worker(
        ticks={name: tick for name, tick in ticks.items() if tick},
        pumps={name: pump for name, pump in pumps.items() if pump},
        tick_s=look_s,
    )


__all__ = ["Role", "run"]
