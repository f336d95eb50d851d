"""Delivery alone, or all of Lede, as a process that can be killed: started warm."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import signal
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

from bot.clock import SystemClock
from bot.config import load_settings
from bot.log import set_up_logging
from bot.services.deliver import DeliverService
from bot.store.database import Database
from bot.store.delivery_state import SharedRateStore
from bot.store.outbox.ledger import OutboxStore
from bot.telegram.limiter import Limiter
from bot.telegram.pacing import Spacing
from bot.telegram.sender import PartSender
from bot.telegram.transport import Transport
from tests.support.process import PASSED_ON, WarmProcess, start_warm


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """How one process delivers; times shorter than in earnest make tests shorter."""

    database_url: str
    api_url: str
    token: str
    #: Where its log goes.
    log: str
    rate: float = 29.0
    in_flight: int = 8
    paid: bool = False
    on_ambiguous: Literal["ask", "resend", "drop"] = "ask"
    claim_lease_s: float = 10.0
    send_lease_s: float = 30.0
    resend_after_s: float = 30.0
    read_s: float = 15.0
    private_s: float = 1.0
    grace_s: float = 6.0
    #: The wall clock is set by so much so long after the start.
    clock_jump_s: float = 0.0
    clock_jump_after_s: float = 0.0


#: All of Lede but what asks sources, which have nobody behind them here, and has no news to seal.
ROLES = ("listen", "publish", "deliver")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedeSettings:
    """All of Lede in one process."""

    #: Its settings by their names.
    environment: dict[str, str]
    roles: tuple[str, ...] = ROLES
    #: Where its log goes.
    log: str
    #: How far its machine's clock is ahead.
    clock_off_s: float = 0.0


class _SetClock:
    """The machine's clock, which somebody sets."""

    def __init__(self, jump_s: float, after_s: float) -> None:
        self._clock = SystemClock()
        self._jump = timedelta(seconds=jump_s)
        self._at = time.monotonic() + after_s

    def now(self) -> datetime:
        """The time, wrong from some moment on."""
        now = self._clock.now()
        return now + self._jump if time.monotonic() >= self._at else now


async def work(settings: WorkerSettings) -> None:
    """Deliver until SIGTERM; a second one ends at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stopped() -> None:
        if stop.is_set():
            os._exit(1)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped)
    database = Database(settings.database_url)
    transport = Transport(read_s=settings.read_s, connect_s=min(5.0, settings.read_s))
    limiter = Limiter(
        rate=settings.rate,
        spacing=Spacing(private_s=settings.private_s),
        shared=SharedRateStore.of(database, cap=settings.rate),
    )
    service = DeliverService(
        outbox=OutboxStore(
            database,
            claim_lease_s=settings.claim_lease_s,
            send_lease_s=settings.send_lease_s,
        ),
        sender=PartSender(
            transport, token=settings.token, api_url=settings.api_url, paid=settings.paid
        ),
        limiter=limiter,
        clock=_SetClock(settings.clock_jump_s, settings.clock_jump_after_s),
        on_ambiguous=settings.on_ambiguous,
        in_flight=settings.in_flight,
        resend_after_s=settings.resend_after_s,
        grace_s=settings.grace_s,
    )
    try:
        await service.run(stop)
    finally:
        limiter.close()
        await transport.aclose()
        await database.aclose()


def _run(order: dict[str, Any]) -> None:
    if "environment" in order:
        given = load_settings(order["environment"])
        set_up_logging(level="DEBUG", as_json=False, secrets=given.secrets())
        app = importlib.import_module("bot.app")
        if off_s := order["clock_off_s"]:  # no setting of the product makes a clock wrong
            parts: Any = importlib.import_module("bot.duties.parts")
            parts.SystemClock = partial(_SetClock, off_s, 0.0)
        asyncio.run(app.run(given, roles=[app.Role(name) for name in order["roles"]]))
        return
    settings = WorkerSettings(**order)
    set_up_logging(level="DEBUG", as_json=False, secrets=(settings.token,))
    asyncio.run(work(settings))


async def start_worker(settings: WorkerSettings | LedeSettings) -> WarmProcess:
    """A new worker; its log gets everything it writes."""
    log = os.open(settings.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return await start_warm(
        "tests.faults.worker",
        json.dumps(asdict(settings)),
        folder=Path(__file__).parents[2],
        environment={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        streams=(os.open(os.devnull, os.O_RDONLY), log, os.dup(log)),
    )


if __name__ == "__main__":
    _run(json.loads(sys.argv[1]))
