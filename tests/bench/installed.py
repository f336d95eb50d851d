"""The installed `lede` as an operator has it: its commands, a run, and what they showed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

_WAIT_S = 300.0


def saw(step: str, *lines: str) -> None:
    """Print what the operator saw."""
    print(f"\n{step}")
    for line in lines:
        for each in line.strip().splitlines():
            print(f"    {each[:150]}")


class Shell:
    """The installed `lede` in the operator's folder."""

    def __init__(self, lede: Path, folder: Path, **settings: str) -> None:
        self.lede, self.folder, self.settings = lede, folder, settings

    async def _begin(self, *words: str, **more: str) -> asyncio.subprocess.Process:
        environ = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder)} | self.settings | more
        return await asyncio.create_subprocess_exec(
            self.lede,
            *words,
            cwd=self.folder,
            env=environ,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def __call__(self, *words: str, status: int = 0, **more: str) -> str:
        """Everything a command said; its exit status must be this one."""
        process = await self._begin(*words, **more)
        out, err = await process.communicate()
        said = (out + err).decode()
        assert process.returncode == status, f"{words}: {process.returncode}\n{said}"
        return said

    @asynccontextmanager
    async def running(self, **more: str) -> AsyncIterator[int]:
        """`lede run`, ready; its process id."""
        process = await self._begin("run", **more)
        assert process.stderr is not None
        drained = asyncio.create_task(process.stderr.read())
        try:
            await self.ready(lambda status, _: status == 200)
            yield process.pid
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
            await drained

    async def ready(self, wanted: Callable[[int, dict[str, str]], bool]) -> dict[str, str]:
        """What /readyz says once it says what is wanted."""
        address = f"http://127.0.0.1:{self.settings['WEB_PORT']}/readyz"
        said: Any = None
        async with aiohttp.ClientSession() as session, asyncio.timeout(_WAIT_S):
            while True:
                try:
                    async with session.get(address) as answer:
                        said = await answer.json()
                        if wanted(answer.status, said):
                            return dict(said)
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.3)


async def until(what: str, true: Callable[[], Awaitable[Any]]) -> Any:
    """Wait for something; what it gave."""
    try:
        async with asyncio.timeout(_WAIT_S):
            while not (found := await true()):
                await asyncio.sleep(0.3)
    except TimeoutError:
        raise AssertionError(f"never: {what}") from None
    return found
