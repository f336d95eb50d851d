"""Many callers, one transaction: gathers single pieces of work into batches."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.domain.errors import StoreBusyError

T = TypeVar("T")
R = TypeVar("R")

_RETRY_S = (0.1, 0.2, 0.5, 1.0)


class Batcher(Generic[T, R]):
    """Calls `flush` with all that has come since the last call, one call at a time.

    `delay_s` waits for more to come first; without it a lone piece is written at once, and what
    comes during a write shares the next one. With `persistent` a busy database is asked again
    until it answers; otherwise the callers get `StoreBusyError`.
    """

    def __init__(
        self,
        flush: Callable[[Sequence[T]], Awaitable[Sequence[R]]],
        *,
        delay_s: float = 0.0,
        limit: int = 256,
        persistent: bool = False,
    ) -> None:
        self._flush = flush
        self._delay_s = delay_s
        self._limit = limit
        self._persistent = persistent
        self._pieces: list[tuple[T, asyncio.Future[R]]] = []
        self._newest: asyncio.Future[R] | None = None
        self._worker: asyncio.Task[None] | None = None

    async def add(self, piece: T) -> R:
        """The result for one piece of work; whatever its batch's flush raises."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._pieces.append((piece, future))
        self._newest = future
        if self._worker is None or self._worker.done():
            self._worker = asyncio.get_running_loop().create_task(self._work())
        return await future

    async def written(self) -> None:
        """Return once all that has come by now is written, or was given up."""
        if self._newest is not None and not self._newest.done():
            await asyncio.wait((self._newest,))

    async def aclose(self) -> None:
        """Give up what is not written yet."""
        if self._worker is not None and not self._worker.done():
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        for _, future in self._pieces:
            future.cancel()

    async def _work(self) -> None:
        while self._pieces:
            await asyncio.sleep(self._delay_s)
            batch, self._pieces = self._pieces[: self._limit], self._pieces[self._limit :]
            try:
                results = await self._patiently([piece for piece, _ in batch])
            except Exception as error:  # noqa: BLE001  # handed to every caller of the batch
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
                continue
            except asyncio.CancelledError:
                for _, future in batch:
                    future.cancel()
                raise
            for (_, future), result in zip(batch, results, strict=True):
                if not future.done():
                    future.set_result(result)

    async def _patiently(self, pieces: Sequence[T]) -> Sequence[R]:
        attempt = 0
        while True:
            try:
                return await self._flush(pieces)
            except StoreBusyError:
                if not self._persistent:
                    raise
            await asyncio.sleep(_RETRY_S[min(attempt, len(_RETRY_S) - 1)])
            attempt += 1
