"""What a process of Lede talks with: an emulator of Telegram, and the settings that lead to it."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from bot.playground.server import Emulator
from tests.support.process import TOKEN, settings_of


@pytest.fixture
async def emulator() -> AsyncGenerator[Emulator]:
    async with Emulator(token=TOKEN) as emulator:
        yield emulator


@pytest.fixture
def settings(emulator: Emulator, database_url: str) -> dict[str, str]:
    """On SQLite and on PostgreSQL, as fast as it goes."""
    return settings_of(emulator, database_url, SEND_RATE="1000")
