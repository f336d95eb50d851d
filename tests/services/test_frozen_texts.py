"""What a message says is frozen when its edition is written, though many share what it is made of."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.domain.models import RenderedMessage
from bot.store.database import Database
from bot.store.outbox.ledger import OutboxStore
from bot.store.retention import SENT, RetentionStore
from bot.store.tables import article, body, outbox, piece, source
from tests.support.articles import add_source, new_article, store
from tests.support.pipeline import Pipeline
from tests.support.texts import texts_in

HEADLINES = ("Old dam above Riverton bursts", "Chess club of Lakeside wins", "Night trains return")


@pytest.fixture
async def world(database: Database) -> Pipeline:
    """One chat reads two papers, another the second alone; it is eight o'clock."""
    world = Pipeline(database)
    papers = [await add_source(database, name) for name in ("gazette", "herald")]
    for number in (1, 2):
        await world.chat(number, source=papers[1])
    await world.chat(1, source=papers[0])
    for paper, headlines in zip(papers, (HEADLINES[:1], HEADLINES[1:]), strict=True):
        await store(
            database,
            paper,
            *[new_article(one, headline=one, lead=f"{one}, they said.") for one in headlines],
            now=world.clock.now(),
        )
    await world.curate.tick()
    world.at(day=2, hour=8)
    return world


async def _pieces(database: Database) -> int:
    async with database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(piece)) or 0)


async def _texts(database: Database) -> list[RenderedMessage]:
    return [text for _, text in await texts_in(database)]


async def test_what_many_read_is_kept_once_and_sent_as_it_was_written(
    world: Pipeline, database: Database
) -> None:
    """Byte for byte the preview, whatever becomes of articles, and after a week without pieces."""
    ids = [(await world.briefings.of_chat(number))[0].id for number in (1, 2)]
    shown = [(await world.editions.preview(each, now=world.clock.now()))[0] for each in ids]
    assert await world.editions.tick() == 2
    assert await _pieces(database) == len(HEADLINES)
    assert await _texts(database) == shown
    async with database.write() as connection:
        await connection.execute(update(article).values(headline="Changed", lead="Changed."))
    claimed = await OutboxStore(database).claim(owner="a", now=world.clock.now(), limit=9)
    claimed.sort(key=lambda each: each.chat_id)  # who is sent first is another every day
    assert [each.message for each in claimed] == shown

    # one arrived; of the other it is not known: it keeps its text, not what others showed of it
    now = world.clock.now()
    for number, state in ((1, "sent"), (2, "unknown")):
        async with database.write() as connection:
            await connection.execute(
                update(outbox).where(outbox.c.chat_id == number).values(state=state, done_at=now)
            )
    await RetentionStore(database).clean(now=now + SENT + timedelta(days=1))
    assert await _pieces(database) == 0
    assert await _texts(database) == shown[1:]


async def test_nothing_of_a_source_of_ones_own_is_in_what_others_share(
    world: Pipeline, database: Database
) -> None:
    """It is kept with the chat's own text, which goes with it."""
    async with database.write() as connection:
        await connection.execute(update(source).values(public=False))
    assert await world.editions.tick() == 2
    assert await _pieces(database) == 0
    async with database.read() as connection:
        assert set((await connection.execute(select(body.c.pieces))).scalars()) == {None}


async def test_what_was_undone_is_not_remembered_as_written(
    world: Pipeline, database: Database
) -> None:
    """Pieces of a transaction that was rolled back are written again by the next one."""
    with suppress(RuntimeError):
        async with database.as_one():
            assert await world.editions.tick() == 2
            raise RuntimeError
    assert await _pieces(database) == 0
    assert await world.editions.tick() == 2
    assert all("Chess club" in text.html for text in await _texts(database))
