"""Chats that share a slot are told in an order that is another one every day."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from sqlalchemy import update

from bot.store.database import Database
from bot.store.delivery_figures import DeliveryFiguresStore
from bot.store.outbox.ledger import OutboxStore
from bot.store.tables import outbox
from tests.support.articles import add_source, new_article, store
from tests.support.pipeline import Pipeline, word

CHATS, DAYS = 24, 6


async def _told(world: Pipeline, day: int) -> list[int]:
    """Chats in the order in which they are sent what is new on a day of March."""
    world.at(day=day, hour=7)
    paper = await add_source(world.database, "gazette")
    headline = " ".join(word(100 * day + n) for n in range(6))
    articles = [new_article(str(day), headline=headline, lead=headline)]
    await store(world.database, paper, *articles, now=world.clock.now())
    await world.curate.tick()
    world.at(day=day, hour=8)
    assert await world.editions.tick() == CHATS
    parts, ledger = list[int](), OutboxStore(world.database)
    while claimed := await ledger.claim(owner="a", now=world.clock.now(), limit=5):
        parts += [part.chat_id for part in claimed]
    async with world.database.write() as connection:
        await connection.execute(update(outbox).values(state="sent", done_at=world.clock.now()))
    return parts


async def test_nobody_is_among_the_last_every_morning(database: Database) -> None:
    """All are told on each day; over days the last third, and the first, are others."""
    world = Pipeline(database)
    for number in range(1, CHATS + 1):
        await world.chat(number)
    load = await DeliveryFiguresStore(database).busiest(now=world.clock.now())
    assert load is not None
    assert load.digests == CHATS
    assert (await DeliveryFiguresStore(database).load_of(load.at)) == load
    thousands = replace(load, digests=10_000)
    assert thousands.words("08:00", 29.0) == "10,000 chats at 08:00: about 345 s"
    orders = [await _told(world, day) for day in range(2, 2 + DAYS)]
    assert all(sorted(order) == list(range(1, CHATS + 1)) for order in orders)
    for third in (slice(0, CHATS // 3), slice(-CHATS // 3, None)):
        times = Counter(chat for order in orders for chat in order[third])
        assert len(times) == CHATS
        assert max(times.values()) <= DAYS // 2
    # who was last is not last again, nor is everybody only turned by one
    assert all(set(a[-6:]).isdisjoint(b[-6:]) for a, b in pairwise(orders))
