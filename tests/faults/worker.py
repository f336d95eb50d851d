"""Delivery alone, or all of Lede, as a process that can be killed: started by forking."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LedeSettings:
    """All of Lede in one process."""

    #: Its settings by their names.
    environment: dict[str, str]
    #: All but what asks sources, which have nobody behind them here.
    roles: tuple[str, ...] = ("listen", "publish", "deliver")
    #: Where its log goes.
    log: str


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
        shared=None if database.sqlite else SharedRateStore(database, cap=settings.rate),
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


def _child(order: dict[str, Any]) -> int:
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in (1, 2):
        os.dup2(log, number)
    if "environment" in order:
        given = load_settings(order["environment"])
        set_up_logging(level="DEBUG", as_json=False, secrets=given.secrets())
        app = importlib.import_module("bot.app")
        asyncio.run(app.run(given, roles=[app.Role(name) for name in order["roles"]]))
        return 0
    settings = WorkerSettings(**order)
    set_up_logging(level="DEBUG", as_json=False, secrets=(settings.token,))
    asyncio.run(work(settings))
    return 0


def _nursery() -> None:
    """Fork a worker for each line of settings; tell the ends of workers that are asked for.

    All modules are loaded before, so that a restart takes milliseconds and not seconds.
    """
    importlib.import_module("bot.app")
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            pid, status = os.waitpid(order["wait"], os.WNOHANG)
            print(json.dumps(os.waitstatus_to_exitcode(status) if pid else None), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                os.setpgid(0, 0)
                status = _child(order)
            finally:
                os._exit(status)
        print(json.dumps(pid), flush=True)


class Nursery:
    """Starts workers; its process holds no connection and no loop."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.worker"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._asking = threading.Lock()

    async def start(self, settings: WorkerSettings | LedeSettings) -> int:
        """A new worker's process id."""
        pid = await asyncio.to_thread(self._ask, asdict(settings))
        assert pid is not None
        return pid

    async def ended(self, pid: int) -> int:
        """The exit status of a worker, when it has ended; negative is the signal it died of."""
        while (status := await asyncio.to_thread(self._ask, {"wait": pid})) is None:
            await asyncio.sleep(0.02)
        return status

    def close(self) -> None:
        """End the nursery; its workers are ended by whoever started them."""
        self._process.communicate()

    def _ask(self, order: dict[str, object]) -> int | None:
        with self._asking:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            answer: int | None = json.loads(self._process.stdout.readline())
            return answer


if __name__ == "__main__":
    _nursery()
