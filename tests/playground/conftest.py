"""An emulator with people in it, and the real python-telegram-bot `Bot` on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.playground.server import Emulator
from tests.support.emulator import EmulatorClient

ANNA = 1001
BORIS = 1002
#: Loading certificates takes longer than most of these tests, and nothing here is encrypted.
PLAIN: dict[str, Any] = {"verify": False}


@asynccontextmanager
async def bot_on(emulator: Emulator, *, read_timeout_s: float = 10.0) -> AsyncIterator[Bot]:
    """The library's own `Bot` with its own transport against an emulator."""
    bot = Bot(
        emulator.token,
        base_url=f"{emulator.url}/bot",
        base_file_url=f"{emulator.url}/file/bot",
        request=HTTPXRequest(
            read_timeout=read_timeout_s, connection_pool_size=8, httpx_kwargs=PLAIN
        ),
        get_updates_request=HTTPXRequest(read_timeout=read_timeout_s, httpx_kwargs=PLAIN),
    )
    async with bot:
        yield bot


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    """An emulator in this process."""
    async with Emulator() as running:
        yield running


@pytest.fixture
async def people(emulator: Emulator) -> AsyncIterator[EmulatorClient]:
    """Anna and Boris, who have both started the bot."""
    async with EmulatorClient(emulator.url) as client:
        await client.add_person(ANNA, "Anna", language_code="en")
        await client.add_person(BORIS, "Борис", language_code="ru")
        yield client


@pytest.fixture
async def bot(emulator: Emulator, people: EmulatorClient) -> AsyncIterator[Bot]:
    """The library's own `Bot`."""
    async with bot_on(emulator) as running:
        yield running
