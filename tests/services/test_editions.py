"""A due briefing gets one edition, whole, and nothing is told twice or lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import InterestKind, Style
from bot.store.database import Database
from bot.store.interests import InterestStore
from bot.store.outbox.ledger import OutboxStore
from bot.store.tables import article
from tests.support.articles import NOW, add_source, new_article, store
from tests.support.pipeline import Pipeline

#: A story a reader can tell from any other.
TEXTS = {
    "dam": "Old dam above Riverton bursts after a week of heavy rain",
    "chess": "Chess club of Lakeside wins the national youth cup",
    "moth": "Biologists find a moth that drinks the tears of sleeping birds",
    "rail": "Night trains return to the northern coast after eleven years",
    "leak": "Riverton dam leaks after rain",
    "ferry": "Riverton ferry stopped",
    "both": "Riverton ferry stopped after dam leaks in rain",
}


class World(Pipeline):
    """A pipeline that takes articles as they are after reading."""

    async def news(self, *keys: str, by: str = "gazette") -> None:
        """Articles that are curated at once."""
        source = await add_source(self.database, by)
        articles = [
            new_article(key, headline=TEXTS[key], lead=TEXTS[key] + ", officials said.")
            for key in keys
        ]
        await store(self.database, source, *articles, now=self.clock.now())
        await self.curate.tick()


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


async def test_a_slot_gets_one_edition_with_what_is_new(world: World) -> None:
    """Before the slot nothing, at it one edition, after it none; next day only what is new."""
    chat = await world.chat(1)
    await world.news("dam", "chess")
    assert await world.editions.tick() == 0

    world.at(day=2, hour=8)
    assert await world.editions.tick() == 1
    assert await world.editions.tick() == 0
    await world.news("moth")
    world.at(day=3, hour=8)
    assert await world.editions.tick() == 1

    first, second = await world.parts()
    assert first[:2] == (chat.id, "2026-03-02T08:00")
    assert TEXTS["dam"] in first[2]
    assert TEXTS["chess"] in first[2]
    assert second[1] == "2026-03-03T08:00"
    assert TEXTS["moth"] in second[2]
    assert TEXTS["dam"] not in second[2]


async def test_nothing_new_is_silent(world: World) -> None:
    """A slot without news sends nothing and the schedule goes on."""
    chat = await world.chat(1)
    world.at(day=2, hour=8)

    assert await world.editions.tick() == 0

    (briefing,) = await world.briefings.of_chat(chat.id)
    assert briefing.next_slot_at == NOW.replace(day=3, hour=8)


async def test_slots_missed_while_down_are_one_digest(world: World) -> None:
    """Three days down give one digest that holds what came in them."""
    await world.chat(1)
    await world.news("dam")
    world.at(day=4, hour=7)
    await world.news("chess")
    world.at(day=5, hour=9)

    assert await world.editions.tick() == 1

    ((_, slot, text),) = await world.parts()
    assert slot == "2026-03-05T08:00"
    assert TEXTS["dam"] in text
    assert TEXTS["chess"] in text


async def test_a_clock_set_back_repeats_no_digest(world: World) -> None:
    """A slot once planned is never planned again."""
    await world.chat(1)
    await world.news("dam")
    world.at(day=2, hour=8)
    await world.editions.tick()
    await world.news("chess")
    world.at(day=2, hour=7)
    await world.editions.tick()
    world.at(day=2, hour=8)
    await world.editions.tick()

    assert [slot for _, slot, _ in await world.parts()] == ["2026-03-02T08:00"]


async def test_digest_on_demand_is_not_repeated_at_the_slot(world: World) -> None:
    """What was asked for by hand is told; asking twice by the same key gives one edition."""
    chat = await world.chat(1)
    briefing = await world.briefing_id(chat)
    await world.news("dam")

    assert await world.editions.commit_now(briefing, key="17", now=world.clock.now()) == 1
    assert await world.editions.commit_now(briefing, key="17", now=world.clock.now()) == 0
    assert await world.editions.commit_now(briefing, key="18", now=world.clock.now()) == 0
    world.at(day=2, hour=8)
    await world.editions.tick()

    assert len(await world.parts()) == 1


async def test_preview_changes_nothing(world: World) -> None:
    """Looking at the next digest leaves it to be sent."""
    chat = await world.chat(1)
    await world.news("dam")
    briefing = await world.briefing_id(chat)

    (message,) = await world.editions.preview(briefing, now=world.clock.now())
    assert TEXTS["dam"] in message.plain
    assert await world.parts() == []

    world.at(day=2, hour=8)
    assert await world.editions.tick() == 1


async def test_a_paused_chat_loses_nothing(world: World) -> None:
    """While it rests nothing is sent; afterwards it gets what came meanwhile."""
    chat = await world.chat(1)
    await world.news("dam")
    await world.chats.pause(chat.id, NOW + timedelta(days=1), NOW)
    world.at(day=2, hour=8)
    assert await world.editions.tick() == 0

    world.at(day=3, hour=8)
    assert await world.editions.tick() == 1
    ((_, _, text),) = await world.parts()
    assert TEXTS["dam"] in text


async def test_chats_in_many_zones_each_get_theirs_at_their_time(world: World) -> None:
    """Eight o'clock is when it is eight there; equal digests share their text."""
    zones = ("Asia/Tokyo", "Europe/Berlin", "UTC", "America/New_York")
    for number, zone in enumerate(zones, start=1):
        await world.chat(number, zone)
    await world.news("dam")
    due = []
    for hour in range(30):
        world.clock.set(NOW.replace(day=2, hour=0) + timedelta(hours=hour))
        before = len(await world.parts())
        await world.editions.tick()
        due += [(hour, row[0]) for row in (await world.parts())[before:]]

    assert due == [(7, 2), (8, 3), (13, 4), (23, 1)]


async def test_a_reader_with_a_minute_gets_what_a_minute_reads(world: World) -> None:
    """What does not fit is counted; headlines alone are read sooner."""
    source = await add_source(world.database)
    for number, style in ((1, Style.STANDARD), (2, Style.COMPACT)):
        chat = await world.chat(number)
        briefing = await world.briefing_id(chat)
        await world.briefings.set_layout(briefing, minutes=1, style=style)
    keys = ("dam", "chess", "moth", "rail")
    lead = "The council said so. " * 15
    articles = [new_article(key, headline=TEXTS[key], lead=lead) for key in keys]
    await store(world.database, source, *articles, now=world.clock.now())
    await world.curate.tick()
    world.at(day=2, hour=8)
    await world.editions.tick()

    (_, _, full), (_, _, heads) = await world.parts()
    assert sum(text in full for text in TEXTS.values()) == 3
    assert [one.more for one in await world.left_out()] == [1, 0]
    assert sum(text in heads for text in TEXTS.values()) == len(keys)


async def test_a_full_briefing_tells_more_of_each_story_and_most_of_the_first(
    world: World,
) -> None:
    """Three whole sentences for the first, two for others; the next chat's stay as they were."""
    source = await add_source(world.database)
    for number, style in ((1, Style.FULL), (2, Style.STANDARD)):
        briefing = await world.briefing_id(await world.chat(number))
        await world.briefings.set_layout(briefing, style=style, preview=style is Style.FULL)
    articles = [
        new_article(
            key,
            headline=TEXTS[key],
            lead=f"First of {key}.",
            body="\n\n".join(
                f"{place} of {key}." for place in ("First", "Second", "Third", "Last")
            ),
        )
        for key in ("dam", "chess")
    ]
    await store(world.database, source, *articles, now=world.clock.now())
    await world.curate.tick()
    world.at(day=2, hour=8)
    await world.editions.tick()

    (_, _, full), (_, _, standard) = await world.parts()
    assert [full.count(word) for word in ("First", "Second", "Third", "Last")] == [2, 2, 1, 0]
    assert [standard.count(word) for word in ("First", "Second")] == [2, 0]
    parts = await OutboxStore(world.database).claim(owner="t", now=world.clock.now(), limit=9)
    parts.sort(key=lambda each: each.chat_id)  # who is sent first is another every day
    assert [bool(each.message.preview) for each in parts] == [True, False]


async def test_a_story_told_is_not_told_again_by_a_second_interest(world: World) -> None:
    """What a chat was told through one interest does not come again through another."""
    chat = await world.chat(1)
    await world.news("dam")
    world.at(day=2, hour=8)
    await world.editions.tick()
    query = await InterestStore(world.database).ensure(
        InterestKind.QUERY, "dam", "dam", world.clock.now()
    )
    await world.briefings.subscribe(await world.briefing_id(chat), query, world.clock.now())
    await world.news("rail")
    world.at(day=3, hour=8)
    await world.editions.tick()

    _, second = await world.parts()
    assert TEXTS["rail"] in second[2]
    assert TEXTS["dam"] not in second[2]


async def test_a_story_that_turns_out_to_be_another_is_not_told_again(world: World) -> None:
    """What joins two stories tells nothing new to a chat that was told one of them."""
    await world.news("leak", by="herald")
    await world.chat(1)
    await world.news("ferry")
    world.at(day=2, hour=8)
    await world.editions.tick()
    await world.news("both")
    async with world.database.read() as connection:
        ids = (await connection.execute(select(article.c.story_id).distinct())).scalars().all()
    world.at(day=3, hour=8)
    await world.editions.tick()

    assert ids == [1]
    ((_, _, text),) = await world.parts()
    assert TEXTS["ferry"] in text
