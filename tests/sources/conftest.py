"""Worker processes for all tests of sources, and a server and a client for each."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from bot.offload import Offload
from bot.sources.http import GuardedClient
from bot.sources.registry import Fetchers
from tests.support.clock import FakeClock
from tests.support.sources import fake_clock
from tests.support.web import FeedServer


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_offload() -> AsyncGenerator[Offload]:
    """Started once: its sockets serve any loop, and its children import lxml once."""
    pool = Offload(workers=1)
    yield pool
    await pool.aclose()


@pytest.fixture
def offload(shared_offload: Offload) -> Offload:
    return shared_offload


@pytest_asyncio.fixture
async def web() -> AsyncGenerator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest_asyncio.fixture
async def client(clock: FakeClock) -> AsyncGenerator[GuardedClient]:
    """A client that may ask this machine."""
    opened = GuardedClient(
        allow_private=True, contact_url="https://bot.example/about", total_s=5, now=clock.now
    )
    yield opened
    await opened.aclose()


@pytest.fixture
def fetchers(client: GuardedClient, offload: Offload, clock: FakeClock) -> Fetchers:
    return Fetchers(client=client, offload=offload, now=clock.now)
