"""The Bot API emulator in a process of its own."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.playground.stage import TOKEN
from tests.support.emulator import EmulatorClient


@asynccontextmanager
async def emulator_process(*arguments: str, token: str = TOKEN) -> AsyncIterator[EmulatorClient]:
    """An emulator in a process of its own, for tests that must not share its event loop.

    Arguments are those of `python -m bot.playground.server`; the port is free, the world empty.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.playground.server", "--port", "0", "--empty", "--token", token, *arguments),
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            line = (await process.stdout.readline()).decode().strip()
        assert re.fullmatch(r"http://[\d.]+:\d+", line), f"the emulator said {line!r}"
        async with EmulatorClient(line) as client:
            yield client
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
