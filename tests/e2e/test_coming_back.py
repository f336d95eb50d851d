"""A group that removed the bot, or moved, and is back: no thread and no story stays behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest

from bot.domain.models import ChatKind, ChatStatus
from bot.playground.world.state import ForumTopic, MemberState
from bot.services.returns import ReturnService
from bot.store.database import Database
from bot.store.outbox.away import AwayStore
from bot.store.outbox.delivery_chats import DeliveryChatStore
from bot.telegram.sender import PartSender
from tests.support.running import RunningBot, running_bot

FORUM = -100_88


@pytest.fixture
async def bot(database: Database) -> AsyncGenerator[RunningBot]:
    async with running_bot(database) as found:
        yield found


async def _forum(bot: RunningBot, *threads: int) -> None:
    """A forum whose threads follow the news."""
    member = MemberState(status="member")
    world_chat = bot.emulator.world.add_chat(
        "supergroup", "Readers", chat_id=FORUM, members={bot.emulator.world.bot.id: member}
    )
    world_chat.forum = True
    for thread_id in threads:
        world_chat.topics[thread_id or 1] = ForumTopic(id=thread_id or 1, name=f"T{thread_id}")
        await bot.reader(FORUM, kind=ChatKind.SUPERGROUP, thread_id=thread_id)


async def _has(bot: RunningBot, status: ChatStatus, *threads: int) -> bool:
    """Whether all these threads have that status."""
    found = [await bot.services.chats.find(FORUM, thread_id) for thread_id in threads]
    return all(chat is not None and chat.status is status for chat in found)


async def _soon(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(20):
        while not await condition():
            await asyncio.sleep(0.02)


async def _told_again(bot: RunningBot, threads: tuple[int, ...]) -> None:
    """At the next slot every thread is told what met the kick, once."""
    await bot.news("A moth is found")
    await bot.at(day=3, hour=8)
    told = [entry for entry in bot.got(FORUM) if "The dam holds" in entry.text]
    assert sorted(entry.thread_id for entry in told) == sorted(threads)
    assert bot.times_told(FORUM, "A moth is found") == [len(threads)]


@pytest.mark.parametrize("threads", [(0, 9, 12), (9, 12)])
@pytest.mark.parametrize("met", ["told", "refused"])
async def test_kicked_and_added_again_all_threads_wake(
    bot: RunningBot, threads: tuple[int, ...], met: str
) -> None:
    """Whether Telegram told of the kick, or a send met it: no thread's digest stays blocked."""
    await _forum(bot, *threads)
    await bot.news("The dam holds")
    if met == "told":
        bot.emulator.people.set_bot(FORUM, "kicked")
        await _soon(lambda: _has(bot, ChatStatus.BLOCKED, *threads))
    else:
        bot.emulator.world.chat(FORUM).members[bot.emulator.world.bot.id] = MemberState(
            status="kicked"
        )
    await bot.at(day=2, hour=8)
    assert await _has(bot, ChatStatus.BLOCKED, *threads)

    bot.emulator.people.set_bot(FORUM, "member")
    await bot.until(lambda: bool(bot.got(FORUM)))  # it says hello

    await _soon(lambda: _has(bot, ChatStatus.ACTIVE, *threads))
    await _told_again(bot, threads)


async def test_who_writes_in_one_topic_brings_back_the_others(bot: RunningBot) -> None:
    """The update of being added was missed: the first words prove that the bot is there."""
    await _forum(bot, 0, 9)
    bot.emulator.world.chat(FORUM).topics[12] = ForumTopic(id=12, name="Never heard of")
    await bot.news("The dam holds")
    fault = bot.emulator.faults.preset("kicked", chat_id=FORUM)
    await bot.at(day=2, hour=8)
    bot.emulator.faults.remove(fault.id)
    assert await _has(bot, ChatStatus.BLOCKED, 0, 9)

    await bot.people.add_person(501)
    bot.emulator.people.say(501, FORUM, "/help", thread_id=12)

    await _soon(lambda: _has(bot, ChatStatus.ACTIVE, 0, 9))
    await _told_again(bot, (0, 9))


async def test_a_pause_outlives_the_kick(bot: RunningBot) -> None:
    """All threads wake; one that was paused stays so until somebody resumes it."""
    await _forum(bot, 0, 9)
    paused = await bot.services.chats.find(FORUM, 9)
    assert paused is not None
    await bot.services.chats.pause(paused.id, None, bot.clock.now())
    await bot.news("The dam holds")
    bot.emulator.people.set_bot(FORUM, "kicked")
    await _soon(lambda: _has(bot, ChatStatus.BLOCKED, 0, 9))
    bot.emulator.people.set_bot(FORUM, "member")
    await _soon(lambda: _has(bot, ChatStatus.ACTIVE, 0, 9))

    await bot.at(day=2, hour=8)
    told = [entry.thread_id for entry in bot.got(FORUM) if "The dam holds" in entry.text]
    assert told == [0]
    await bot.services.chats.resume(paused.id, bot.clock.now())
    await bot.at(day=3, hour=8)
    told = [entry.thread_id for entry in bot.got(FORUM) if "The dam holds" in entry.text]
    assert told == [0, 9]


async def test_a_bot_muted_for_a_while_tells_it_when_that_ends(bot: RunningBot) -> None:
    """A restriction has a date, and Telegram says nothing when it comes: the bot asks again."""
    await _forum(bot, 0)
    await bot.news("The dam holds")
    bot.emulator.people.set_bot(FORUM, "restricted")
    await bot.until(lambda: not bot.emulator.updates.pending)
    await bot.at(day=2, hour=8)
    assert bot.got(FORUM) == []
    assert await _has(bot, ChatStatus.ACTIVE, 0)

    bot.emulator.world.chat(FORUM).members[bot.emulator.world.bot.id] = MemberState(status="member")
    await bot.at(day=3, hour=8)

    assert bot.times_told(FORUM, "The dam holds") == [1]


def _returns(bot: RunningBot) -> ReturnService:
    emulator = bot.emulator
    return ReturnService(
        away=AwayStore(bot.database),
        chats=DeliveryChatStore(bot.database),
        reach=PartSender(bot.transport, token=emulator.token, api_url=emulator.url),
        clock=bot.clock,
    )


@pytest.mark.parametrize("away", ["blocked", "deactivated", "kicked", "lost"])
async def test_who_is_back_without_a_word_is_found_and_told(bot: RunningBot, away: str) -> None:
    """What Telegram tells of a return is kept for a day; an account may come back without a word.

    Asked seldom, never by a message, and no more once it is known.
    """
    world, returns = bot.emulator.world, _returns(bot)
    if away == "kicked":
        await _forum(bot, 0, 9)
    else:
        await bot.reader(FORUM * -1)
    place = FORUM if away == "kicked" else -FORUM
    await bot.news("The dam holds")
    if away == "kicked":
        world.chat(place).members[world.bot.id] = MemberState(status="kicked")
    elif away == "blocked":
        world.chat(place).blocked = True
    elif away == "deactivated":
        world.people[place].deactivated = True
    else:
        bot.emulator.faults.preset("chat_not_found", chat_id=place, methods=("*",))
    await bot.at(day=2, hour=8)
    for day in range(3, 9):
        await bot.at(day=day, hour=9)
        await returns.tick()
    chat = await bot.services.chats.find(place)
    assert chat is not None
    assert chat.status in (ChatStatus.BLOCKED, ChatStatus.GONE)
    asked = sum(each.method == "sendChatAction" for each in bot.emulator.journal.entries)
    assert 2 <= asked <= 3
    assert bot.got(place) == []

    if away == "lost":
        bot.emulator.faults.clear()
    elif away == "kicked":
        world.chat(place).members[world.bot.id] = MemberState(status="member")
    else:
        world.chat(place).blocked = world.people[place].deactivated = False
    for day in range(9, 15):
        await bot.at(day=day, hour=9)
        await returns.tick()

    count = 2 if away == "kicked" else 1
    assert bot.times_told(place, "The dam holds") == [count]
    again = sum(each.method == "sendChatAction" for each in bot.emulator.journal.entries)
    assert again == asked + 1
