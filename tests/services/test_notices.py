"""Who follows a source that fails for a day is told so, once, in their language."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.chats import ChatDefaults
from bot.domain.drafts import Fetched
from bot.domain.errors import FetchError, FetchReason
from bot.domain.models import ChatKind, InterestKind, Schedule
from bot.domain.notices import Notice
from bot.render.notice import render_failure
from bot.services.notices import NoticeService
from bot.store.database import Database
from bot.store.interests import InterestStore
from bot.store.notices import NoticeStore
from bot.store.tables import body, outbox
from bot.store.tables import chat as chat_table
from tests.support.pipeline import Pipeline

NOT_FOUND = FetchError(FetchReason.NOT_FOUND, "there is nothing at this address (404)")


class World(Pipeline):
    """A pipeline that tells of failures."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.notices = NoticeService(store=NoticeStore(database), clock=self.clock)
        self.shelf.found["Gazette"] = Fetched()

    async def hours(self, count: int, *, every: int = 3) -> None:
        """Let time go by, with polls and looks at what fails."""
        for _ in range(0, count, every):
            self.clock.advance(hours=every, seconds=-901)
            await self.poll()
            await self.notices.tick()

    async def said(self) -> list[tuple[int, str]]:
        """Chat and text of every notice, in order."""
        async with self.database.read() as connection:
            rows = await connection.execute(
                select(outbox.c.chat_id, outbox.c.lane, outbox.c.silent, body.c.plain)
                .join(body, body.c.id == outbox.c.body_id)
                .order_by(outbox.c.id)
            )
            found = rows.all()
        assert {(row.lane, row.silent) for row in found} <= {("alert", True)}
        return [(row.chat_id, row.plain) for row in found]


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


async def test_a_failure_of_a_day_is_told_once_to_each_follower(world: World) -> None:
    """Not before a day, never again while it lasts, and in the chat's language."""
    english = await world.chat(1)
    german = await world.chat(2, language="de")
    russian = await world.chat(3, language="ru")
    world.shelf.found["Gazette"] = NOT_FOUND
    await world.hours(24)
    assert await world.said() == []

    await world.hours(9)
    said = dict(await world.said())
    await world.hours(72)

    assert list(said) == [english.id, german.id, russian.id]
    assert said[english.id].splitlines() == [
        "Gazette cannot be read: every try since Mon 2 Mar, 09:00 failed.",
        "There is nothing at its address any more (404); it may have moved.",
        "I keep trying, and what is new comes as soon as it can be read. "
        "To stop following it: /unsubscribe Gazette",
    ]
    assert "Unter der Adresse gibt es nichts mehr" in said[german.id]
    assert "больше ничего нет (404)" in said[russian.id]
    assert len(await world.said()) == 3


async def test_one_good_poll_in_a_day_is_no_failure(world: World) -> None:
    """The day begins anew with it."""
    await world.chat(1)
    world.shelf.found["Gazette"] = NOT_FOUND
    await world.hours(21)
    world.shelf.found["Gazette"] = Fetched()
    await world.hours(3)
    world.shelf.found["Gazette"] = NOT_FOUND
    await world.hours(24)
    assert await world.said() == []

    await world.hours(3)
    assert len(await world.said()) == 1


async def test_a_second_failure_is_told_when_the_source_was_well_for_a_while(world: World) -> None:
    """One that comes and goes is not spoken of every day."""
    await world.chat(1)
    for _ in range(4):
        world.shelf.found["Gazette"] = NOT_FOUND
        await world.hours(30)
        world.shelf.found["Gazette"] = Fetched()
        await world.hours(3)
    assert len(await world.said()) == 1

    await world.hours(7 * 24, every=12)
    world.shelf.found["Gazette"] = NOT_FOUND
    await world.hours(30)
    assert len(await world.said()) == 2


async def test_a_source_that_is_gone_is_told_with_what_to_do(world: World) -> None:
    """Proven is proven: it need not fail for another day."""
    await world.chat(1)
    world.shelf.found["Gazette"] = FetchError(FetchReason.GONE, "it is gone", final=True)
    await world.hours(6)

    ((_, text),) = await world.said()
    assert "has ended" in text
    assert text.endswith("To take it off your list: /unsubscribe Gazette")


async def test_when_lede_itself_was_down_nobody_is_told(world: World) -> None:
    """A day without polls and one that failed say nothing of the source."""
    await world.chat(1)
    await world.hours(3)
    world.shelf.found["Gazette"] = NOT_FOUND
    await world.hours(3)
    world.clock.advance(hours=40)
    await world.hours(3)
    assert await world.said() == []


async def test_only_those_are_told_who_follow_that_very_source(world: World) -> None:
    """Not who follows words or nothing, not who stopped, not who blocked the bot."""
    follower = await world.chat(1)
    stopped = await world.chat(2)
    blocked = await world.chat(3)
    by_words = await world.chat(4)
    now = world.clock.now()
    interests = InterestStore(world.database)
    words = await interests.ensure(InterestKind.QUERY, "gazette", "gazette", now)
    source = (await world.sources.all())[0]
    of_source = await interests.ensure(InterestKind.SOURCE, str(source.id), "", now)
    for chat in (stopped, by_words):
        await world.briefings.unsubscribe([await world.briefing_id(chat)], of_source.id)
    await world.briefings.subscribe(await world.briefing_id(by_words), words, now)
    defaults = ChatDefaults(zone="UTC", language="en", schedule=Schedule(times=()))
    await world.chats.ban(blocked.telegram_id, now, defaults)
    world.shelf.found["Gazette"] = NOT_FOUND
    await world.hours(30)

    assert [chat for chat, _ in await world.said()] == [follower.id]


async def test_of_a_channel_who_set_it_up_is_told(world: World) -> None:
    """In their private chat and language; where nobody is known, the channel itself."""
    owner = await world.chat(1, language="de")
    channel, orphan = await world.chat(-1001), await world.chat(-1002)
    async with world.database.write() as connection:
        await connection.execute(
            update(chat_table)
            .where(chat_table.c.id.in_([channel.id, orphan.id]))
            .values(kind=ChatKind.CHANNEL.value)
        )
    await world.chats.set_up(channel.id, by=1, now=world.clock.now())
    source = (await world.sources.all())[0]
    interests = InterestStore(world.database)
    of_source = await interests.ensure(InterestKind.SOURCE, str(source.id), "", world.clock.now())
    await world.briefings.unsubscribe([await world.briefing_id(owner)], of_source.id)
    world.shelf.found["Gazette"] = NOT_FOUND
    await world.hours(30)
    said = dict(await world.said())
    assert set(said) == {owner.id, orphan.id}
    assert "Unter der Adresse" in said[owner.id]


async def test_a_resting_chat_is_told_afterwards_if_it_is_still_true(world: World) -> None:
    """A pause is a pause; two briefings that follow the source make one notice."""
    chat = await world.chat(1)
    (first,) = await world.briefings.of_chat(chat.id)
    second = await world.briefings.add(chat.id, "science", first.schedule, world.clock.now())
    (followed,) = await world.briefings.subscriptions(first.id)
    await world.briefings.subscribe(second.id, followed.interest, world.clock.now())
    now = world.clock.now()
    await world.chats.pause(chat.id, now + timedelta(hours=40), now)
    world.shelf.found["Gazette"] = NOT_FOUND
    await world.hours(36)
    assert await world.said() == []

    await world.hours(6)
    assert [chat for chat, _ in await world.said()] == [chat.id]


async def test_telling_twice_at_the_same_moment_tells_once(world: World) -> None:
    """Two processes that found the same may both write; a source well again is not spoken of."""
    await world.chat(1)
    world.shelf.found["Gazette"] = NOT_FOUND
    await world.hours(27)
    store = NoticeStore(world.database)
    later = world.clock.now() + timedelta(days=8)
    assert await store.untold(now=later, limit=10) == []  # told already, in this period

    async with world.database.write() as connection:
        await connection.execute(outbox.delete())
    (untold,) = await store.untold(now=world.clock.now(), limit=10)
    message = render_failure(untold, now=world.clock.now())
    notice = Notice(about=untold, message=message)
    assert await store.tell([notice], now=world.clock.now()) == 1
    assert await store.tell([notice], now=world.clock.now()) == 0
    async with world.database.write() as connection:
        await connection.execute(outbox.delete())
    world.shelf.found["Gazette"] = Fetched()
    await world.poll()
    assert await store.tell([notice], now=world.clock.now()) == 0
