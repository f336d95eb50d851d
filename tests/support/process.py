"""Lede as a process of its own: started, watched by its lines, stopped or killed, always ended."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.playground.server import Emulator
from tests.support.warm import FORKER, NUMBER

#: A canary: it may be in no line of output at any log level.
TOKEN = "5550123456:AAEcanaryTokenThatNoLineMayShow00001"

#: A slow machine that does something else besides.
START_S = 60.0

#: What a process knows besides the settings it is given.
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR")


def settings_of(emulator: Emulator, database_url: str, **more: str) -> dict[str, str]:
    """Settings of a Lede that talks with an emulator; `more` are others, or other values."""
    return {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": emulator.url,
        "DATABASE_URL": database_url,
        "WEB_PORT": "0",
        "TICK_S": "0.3",
        **more,
    }


class ProcessError(AssertionError):
    """A process did not do what the test waits for; shows the end of its output."""


def free_port() -> int:
    """A port of the loopback that was free a moment ago."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class WarmProcess:
    """A process that `tests.support.warm` forked, as asyncio has those that it starts."""

    def __init__(self, told: socket.socket, pid: int) -> None:
        self.pid = pid
        #: Its exit status once it has ended; negative is the signal it died of.
        self.returncode: int | None = None
        self._told = told
        self._ended = asyncio.create_task(self._wait())

    async def wait(self) -> int:
        """Its exit status when it has ended."""
        return await asyncio.shield(self._ended)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to it alone."""
        if self.returncode is None:
            os.kill(self.pid, number)

    async def _wait(self) -> int:
        self.returncode = await _number(self._told)
        self._told.close()
        return self.returncode


async def start_warm(
    module: str,
    *arguments: str,
    folder: Path,
    environment: Mapping[str, str],
    streams: tuple[int, int, int],
) -> WarmProcess:
    """`python -m MODULE ARGUMENTS` without its imports; the standard streams are closed here."""
    try:
        told = FORKER.start(
            module, arguments, folder=folder, environment=environment, streams=streams
        )
    finally:
        for fd in streams:
            os.close(fd)
    told.setblocking(False)
    return WarmProcess(told, await _number(told))


async def _number(told: socket.socket) -> int:
    answer = await asyncio.get_running_loop().sock_recv(told, NUMBER.size)
    if len(answer) < NUMBER.size:
        raise ProcessError("the process that forks has ended")
    number: int = NUMBER.unpack(answer)[0]
    return number


@dataclass(slots=True, kw_only=True)
class LedeProcess:
    """A running `python -m bot …` and everything it wrote."""

    process: WarmProcess
    command: str
    #: Lines of standard output and of standard error as they came.
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    _readers: list[asyncio.Task[None]] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    @property
    def output(self) -> str:
        """Everything it wrote: standard output, then standard error."""
        return "\n".join([*self.out, *self.err])

    @property
    def events(self) -> list[dict[str, Any]]:
        """Its log lines as values; those that are no JSON left out."""
        found = []
        for line in self.err:
            with suppress(ValueError):
                found.append(json.loads(line))
        return [event for event in found if isinstance(event, dict)]

    def watch(self, out: int, err: int) -> None:
        """Begin to read what it writes into pipes."""
        self._readers = [
            asyncio.create_task(self._read(out, self.out)),
            asyncio.create_task(self._read(err, self.err)),
        ]

    async def _read(self, pipe: int, lines: list[str]) -> None:
        stream = asyncio.StreamReader(limit=1 << 20)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(pipe, "rb")
        )
        try:
            while line := await stream.readline():
                lines.append(line.decode("utf-8", "replace").rstrip("\n"))
                self._news.set()
        finally:
            transport.close()

    async def wait_for(self, text: str, *, timeout_s: float = START_S) -> str:
        """The first line that holds a text.

        Raises:
            ProcessError: it ended before, or the time is over.
        """
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    self._news.clear()
                    ended = self.process.returncode is not None and all(
                        reader.done() for reader in self._readers
                    )
                    for line in [*self.out, *self.err]:
                        if text in line:
                            return line
                    if ended:
                        raise ProcessError(f"{self!s} ended without {text!r}")
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._news.wait(), 0.2)
        except TimeoutError:
            raise ProcessError(f"{self!s}: no {text!r} in {timeout_s} s") from None

    async def wait(self, *, timeout_s: float = START_S) -> int:
        """Its exit status, once it ended and everything it wrote was read."""
        try:
            async with asyncio.timeout(timeout_s):
                status = await self.process.wait()
                await asyncio.gather(*self._readers)
        except TimeoutError:
            raise ProcessError(f"{self!s} did not end in {timeout_s} s") from None
        return status

    def send(self, number: signal.Signals) -> None:
        """Send a signal to it alone."""
        with suppress(ProcessLookupError):
            self.process.send_signal(number)

    async def kill(self) -> None:
        """End it as a power cut would: nothing of its own runs any more."""
        self.send(signal.SIGKILL)
        await self.wait()

    async def stop(self, *, timeout_s: float = 20.0) -> int:
        """Ask it to end and wait until it did; its exit status."""
        self.send(signal.SIGTERM)
        return await self.wait(timeout_s=timeout_s)

    async def aclose(self) -> None:
        """End it and whatever it started, in any case."""
        with suppress(ProcessLookupError):  # its group: it leads a session of its own
            os.killpg(self.pid, signal.SIGKILL)
        await self.process.wait()
        _, late = await asyncio.wait(self._readers, timeout=5.0)
        for reader in late:
            reader.cancel()
        if TOKEN in self.output:
            raise ProcessError(f"`{self.command}` wrote its token")

    def __str__(self) -> str:
        tail = "\n  ".join([*self.out[-10:], *self.err[-30:]])
        return f"`{self.command}` (status {self.process.returncode}), which wrote\n  {tail}\n"


@asynccontextmanager
async def lede(
    *arguments: str,
    folder: Path,
    settings: Mapping[str, str] | None = None,
    module: str = "bot",
) -> AsyncGenerator[LedeProcess]:
    """`python -m bot ARGUMENTS` in a folder, with nothing set but the given settings."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    # the lowest level: the token may be in no line of any
    environment |= {"LOG_LEVEL": "DEBUG", "METRICS_PORT": "0"} | dict(settings or {})
    (out, into_out), (err, into_err) = os.pipe(), os.pipe()
    process = await start_warm(
        module,
        *arguments,
        folder=folder,
        environment=environment,
        streams=(os.open(os.devnull, os.O_RDONLY), into_out, into_err),
    )
    running = LedeProcess(process=process, command=" ".join(["python -m", module, *arguments]))
    running.watch(out, err)
    try:
        yield running
    finally:
        await running.aclose()


async def run_lede(
    *arguments: str,
    folder: Path,
    settings: Mapping[str, str] | None = None,
    timeout_s: float = START_S,
) -> LedeProcess:
    """A command run to its end; its status is in `process.returncode`."""
    async with lede(*arguments, folder=folder, settings=settings) as running:
        await running.wait(timeout_s=timeout_s)
    return running
