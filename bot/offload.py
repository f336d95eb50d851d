"""Runs pure functions on hostile input in worker processes that can be killed.

A parser can hang or eat all memory on a few kilobytes, and neither a thread nor an asyncio
timeout stops it. So it runs in a child process with limits of memory and processor time, and
is replaced when it does not answer in time. Children live long: starting one costs far more
than a job. They get an empty environment, so they know no secret.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from bot.domain.errors import DocumentError
from bot.offload_child import DESCRIBED, ERROR, HEADER, JOB, MEMORY, RESULT, STARTED

T = TypeVar("T")

#: Address space of a child. Python with lxml and trafilatura maps about 500 MB.
MEMORY_BYTES = 1536 * 1024 * 1024
#: Processor time of one job.
CPU_S = 30
#: How long a child may take to start and to import what a job needs.
START_S = 60.0
#: A child is replaced after this many jobs, so that its memory does not grow for ever.
JOBS_PER_CHILD = 2000
#: A larger answer counts as a failure.
MOST_ANSWER_BYTES = 128 * 1024 * 1024

_BOOT = (
    "import json, sys\n"
    "sys.path[:] = json.loads(sys.argv[1])\n"
    "from bot.offload_child import serve\n"
    "serve(*map(int, sys.argv[2:]))\n"
)
#: Numeric libraries would reserve memory for a thread per core.
_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}


class _LostError(Exception):
    """The child ended or broke off."""


class _Child:
    """One worker process and our end of its socket."""

    def __init__(self, memory_bytes: int, cpu_s: int) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self.process = subprocess.Popen(  # noqa: S603 - our own code, no outside input
                    [
                        sys.executable,
                        "-I",
                        "-c",
                        _BOOT,
                        json.dumps([os.path.abspath(entry) for entry in sys.path]),  # noqa: PTH100 - text
                        *map(str, (theirs.fileno(), os.getpid(), memory_bytes, cpu_s)),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    env=_ENVIRONMENT,
                    start_new_session=True,  # Ctrl-C at a terminal is not for it
                )
            except OSError:
                ours.close()
                raise
        ours.setblocking(False)
        self.channel = ours
        self.jobs = 0

    async def send(self, payload: bytes) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self.channel, HEADER.pack(len(payload), JOB) + payload)

    async def receive(self) -> tuple[int, bytes]:
        length, kind = HEADER.unpack(await self._exactly(HEADER.size))
        if length > MOST_ANSWER_BYTES:
            raise _LostError("its answer is too large")
        return kind, await self._exactly(length)

    async def _exactly(self, count: int) -> bytes:
        loop = asyncio.get_running_loop()
        data = bytearray(count)
        view = memoryview(data)
        at = 0
        while at < count:
            got = await loop.sock_recv_into(self.channel, view[at : at + (1 << 20)])
            if not got:
                raise _LostError("it ended")
            at += got
        return bytes(data)

    def kill(self) -> None:
        self.channel.close()
        if self.process.poll() is None:
            self.process.kill()


class Offload:
    """A few worker processes, started when first needed; jobs beyond them wait their turn."""

    def __init__(
        self, workers: int = 1, *, memory_bytes: int = MEMORY_BYTES, cpu_s: int = CPU_S
    ) -> None:
        self._memory_bytes = memory_bytes
        self._cpu_s = cpu_s
        self._turns = asyncio.Semaphore(workers)
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()
        self._dying: list[_Child] = []
        self._closed = False

    async def run(self, function: Callable[..., T], *args: Any, timeout_s: float) -> T:
        """The result of a module-level function, worked out in a child process.

        Arguments and result must be picklable. The time counts from when the child has
        imported the function. Cancelling kills the child.

        Raises:
            DocumentError: it took too long, too much memory, or the child died of it.
            Exception: what the function itself raised, when that can be pickled.
        """
        payload = pickle.dumps((function, args), pickle.HIGHEST_PROTOCOL)
        async with self._turns:
            result: T = await self._insist(payload, timeout_s)
            return result

    async def aclose(self) -> None:
        """End all children and wait for them; jobs under way fail with `DocumentError`."""
        self._closed = True
        while self._idle:
            self._bury(self._idle.pop())
        for child in self._busy:
            child.process.kill()  # its job sees the end of the socket and closes ours
        dying = [*self._dying, *self._busy]
        self._dying.clear()
        for child in dying:
            await asyncio.to_thread(child.process.wait)

    async def _insist(self, payload: bytes, timeout_s: float) -> Any:
        """Once more when a child died before the job began: of the last job, or because the
        system's memory ran out, so not this job's doing.
        """
        with contextlib.suppress(_LostError):
            return await self._attempt(payload, timeout_s)
        try:
            return await self._attempt(payload, timeout_s)
        except _LostError as error:
            raise DocumentError(f"no worker process could be started: {error}") from error

    async def _attempt(self, payload: bytes, timeout_s: float) -> Any:
        child = self._take()
        self._busy.add(child)
        healthy = False
        try:
            kind, answer = await self._exchange(child, payload, timeout_s)
            healthy = kind != MEMORY and child.jobs < JOBS_PER_CHILD
        finally:
            self._busy.discard(child)
            if healthy and not self._closed:
                self._idle.append(child)
            else:
                self._bury(child)
        if kind == MEMORY:
            raise DocumentError("needed more memory than a worker process may have")
        value: Any = pickle.loads(answer)  # noqa: S301 - from our own child
        if kind == RESULT:
            return value
        raise DocumentError(value) if kind == DESCRIBED else value

    async def _exchange(self, child: _Child, payload: bytes, timeout_s: float) -> tuple[int, bytes]:
        """Send a job and wait for its answer."""
        try:
            async with asyncio.timeout(START_S):
                await child.send(payload)
                kind, answer = await child.receive()
        except (OSError, TimeoutError) as error:
            raise _LostError(str(error) or "it did not start in time") from error
        child.jobs += 1
        if kind in (ERROR, DESCRIBED, MEMORY):  # it could not even be imported
            return kind, answer
        assert kind == STARTED
        try:
            async with asyncio.timeout(timeout_s):
                return await child.receive()
        except TimeoutError:
            raise DocumentError(f"took longer than {timeout_s:g} s") from None
        except (OSError, _LostError):
            raise DocumentError("a worker process died of it") from None

    def _take(self) -> _Child:
        """An idle child, or a new one."""
        self._dying = [child for child in self._dying if child.process.poll() is None]
        if self._closed:
            raise DocumentError("the worker processes were closed")
        while self._idle:
            child = self._idle.pop()
            if child.process.poll() is None:
                return child
            self._bury(child)
        return _Child(self._memory_bytes, self._cpu_s)

    def _bury(self, child: _Child) -> None:
        """Kill a child; it is collected at the next job or when closing."""
        with contextlib.suppress(OSError):
            child.kill()
        if child.process.poll() is None:
            self._dying.append(child)
