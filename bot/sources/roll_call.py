"""Asks many feeds once, and says of each whether it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import FetchError
from bot.ports import Workbench
from bot.sources.feed import read_answer
from bot.sources.http import ACCEPT_FEED, GuardedClient

#: Feeds that are asked for at a time.
AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCall:
    """The outcome of asking for one feed."""

    url: str
    #: Articles it has now.
    articles: int = 0
    #: Why it cannot be read, in words for an operator; empty when it can.
    error: str = ""


async def call_roll(
    urls: Sequence[str],
    *,
    client: GuardedClient,
    workbench: Workbench,
    now: Callable[[], datetime],
) -> list[RollCall]:
    """Each feed's answer, in the order given."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(url: str) -> RollCall:
        async with places:
            try:
                answer = await client.get(url, accept=ACCEPT_FEED)
                document = await read_answer(workbench, answer, now=now())
            except FetchError as error:
                return RollCall(url=url, error=str(error) or error.reason.value)
        return RollCall(url=url, articles=len(document.drafts))

    return await asyncio.gather(*(one(url) for url in urls))
