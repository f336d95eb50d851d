"""An update leads to the message that told its story first, where messages have addresses."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.domain.message_links import message_url
from bot.domain.models import Chat, ChatKind
from bot.store.database import Database
from bot.store.tables import chat, outbox
from tests.support.articles import add_source, new_article, store
from tests.support.pipeline import Pipeline

HEADLINE = "Old dam above Riverton bursts after a week of heavy rain"
FIRST = "The old dam above Riverton burst on Monday after a week of heavy rain, officials said."
NEW = "Three villages below the dam were evacuated overnight and a school was flooded."


@pytest.mark.parametrize(
    ("kind", "number", "thread", "link"),
    [
        (ChatKind.SUPERGROUP, -1001234, 0, "https://t.me/c/1234/77"),
        (ChatKind.SUPERGROUP, -1001234, 5, "https://t.me/c/1234/5/77"),
        (ChatKind.CHANNEL, -1009, 0, "https://t.me/c/9/77"),
        (ChatKind.GROUP, -1001234, 0, ""),
        (ChatKind.PRIVATE, 1001234, 0, ""),
    ],
)
def test_messages_of_some_chats_have_addresses(
    kind: ChatKind, number: int, thread: int, link: str
) -> None:
    """Of supergroups, with the thread of a forum, and of channels."""
    assert message_url(Chat(id=1, telegram_id=number, thread_id=thread, kind=kind), 77) == link


async def test_an_update_leads_to_what_told_it_first(database: Database) -> None:
    """In the supergroup; the private chat that reads the same has no such address."""
    world = Pipeline(database)
    group = await world.chat(1)
    await world.chat(2)
    async with database.write() as connection:
        await connection.execute(
            update(chat)
            .where(chat.c.id == group.id)
            .values(kind=ChatKind.SUPERGROUP.value, telegram_id=-1001234)
        )
    source = await add_source(database)
    first = new_article("1", headline=HEADLINE, body=FIRST)
    await store(database, source, first, now=world.clock.now())
    await world.curate.tick()
    world.at(day=2, hour=8)
    assert await world.editions.tick() == 2
    async with database.write() as connection:
        await connection.execute(update(outbox).values(message_id=77, state="sent"))
    more = new_article("2", headline=HEADLINE, body=f"{FIRST} {NEW}")
    await store(database, source, more, now=world.clock.now())
    await world.curate.tick()
    world.at(day=3, hour=8)
    assert await world.editions.tick() == 2
    texts = {row[0]: row[2] for row in await world.parts()}
    shown = [text for text in texts.values() if "t.me/c/1234/77" in text]
    assert len(shown) == 1
    assert all("villages" in text for text in texts.values())
