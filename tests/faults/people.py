"""The rows of the fault matrix in which people act while all of Lede runs: counted where they read.

Everybody follows the same news. Due are its headlines, and an answer to each question.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations, product

from sqlalchemy import update

from bot.domain.models import ChatKind
from bot.playground.server import Emulator
from bot.playground.world.state import EmulatedChat, ForumTopic, MemberState, Person
from bot.store.database import Database
from bot.store.tables import briefing
from tests.faults.matrix import BrokenPromiseError, Rows, keep
from tests.faults.receiver import Place, Tally
from tests.faults.testbed import SHORT, Testbed
from tests.support.readers import add_readers, tell

row = Rows()

HEADLINES = ("The dam holds", "A moth is found", "The chess final")
#: A bot with a number of its own, whose updates have theirs.
OTHER_TOKEN = "5550999999:AAEcanaryOfTheOtherBotOnTheSameData"  # nobody's
AWAY = "I was away"


def _group(testbed: Testbed, kind: str, chat_id: int, threads: Iterable[int] = ()) -> EmulatedChat:
    world, admin = testbed.emulator.world, _admin(chat_id)
    world.add_person(Person(id=admin, first_name="Ann"))
    members = {
        world.bot.id: MemberState(status="member"),
        admin: MemberState(status="administrator"),
    }
    made = world.add_chat(kind, "Readers", chat_id=chat_id, members=members)
    made.topics = {number: ForumTopic(id=number, name=f"T{number}") for number in threads}
    made.forum = bool(made.topics)
    made.refresh()
    return made


def few(testbed: Testbed) -> None:
    """In the short form ten chats show it as well as more."""
    if testbed.scale is SHORT:
        testbed.scale = replace(SHORT, chats=10)


def _admin(chat_id: int) -> int:
    """Who sets up a group: nobody may ask for more than one person can."""
    return 7_000_000 - chat_id


async def readers(
    testbed: Testbed,
    kind: ChatKind = ChatKind.PRIVATE,
    *,
    threads: Sequence[int] = (0,),
    zone: str = "UTC",
    due: bool = True,
    told: Sequence[str] = HEADLINES,
) -> list[int]:
    """Chats whose digest of the news is due, or is not yet; Telegram's numbers of them."""
    few(testbed)
    now = minutes_ago(60)
    numbers = list(range(1, testbed.scale.chats + 1))
    if kind is ChatKind.PRIVATE:
        for number in numbers:
            testbed.emulator.world.add_person(Person(id=number, first_name="P"))
    else:
        numbers = [-number for number in numbers]
        for number in numbers:
            _group(testbed, kind.value, number, [thread for thread in threads if thread])
    places = list(product(numbers, threads))
    database = Database(testbed.database_url)
    try:
        await add_readers(
            database, places, kind=kind, now=now, due_at=minutes_ago(9 if due else -99), zone=zone
        )
        for seq, headline in enumerate(told, start=1):
            await tell(database, headline, seq=seq, now=now)
    finally:
        await database.aclose()
    for number, thread_id in places if due else ():
        place: Place = (number, thread_id) if thread_id else number
        testbed.receiver.expect(place, *HEADLINES)
    return numbers


async def next_slot(testbed: Testbed) -> None:
    """The next slot of everybody is due."""
    due_at = minutes_ago(0)
    database = Database(testbed.database_url)
    try:
        async with database.write() as connection:
            await connection.execute(
                update(briefing).values(times=due_at.strftime("%H:%M"), next_slot_at=due_at)
            )
    finally:
        await database.aclose()


def minutes_ago(count: int) -> datetime:
    """So many minutes ago, at the full minute."""
    return datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=count)


def _missing(testbed: Testbed, without: Sequence[int]) -> int:
    left_out = frozenset(without)

    def among(place: Place, _: str) -> bool:
        return (place if isinstance(place, int) else place[0]) in left_out

    return testbed.receiver.tally(without=among).lost


async def all_but(testbed: Testbed, without: Sequence[int]) -> None:
    """Wait until nothing is missing but in these chats."""
    async with asyncio.timeout(600):
        while _missing(testbed, without):
            await asyncio.sleep(0.3)


async def _answered(testbed: Testbed) -> None:
    """Wait until every question was answered."""
    async with asyncio.timeout(600):
        while testbed.receiver.tally(without=lambda _, label: label in HEADLINES).lost:
            await asyncio.sleep(0.3)


def nobody_is_late(testbed: Testbed) -> None:
    """No question was taken for one that had waited for long."""
    late = [entry for entry in testbed.emulator.journal.sent() if AWAY in entry.text]
    if late:
        raise BrokenPromiseError(f"{len(late)} questions were taken for old ones")


@row("65", "20 % block the bot before their digest and come back after it: told whole")
async def blocked_before(testbed: Testbed) -> Tally:
    leaving = (await readers(testbed))[4::5]
    for number in leaving:
        testbed.emulator.world.chat(number).blocked = True
    pid = await testbed.start_lede()
    await all_but(testbed, leaving)
    asked = Counter(e.chat_id for e in testbed.emulator.journal.entries if e.sends)
    await testbed.until(lambda: all(_asked(testbed, leaving)))
    if any(asked[number] > 1 for number in leaving):
        raise BrokenPromiseError("more than one request to a chat that blocked the bot")
    for number in leaving:
        testbed.ask(number)
    await _answered(testbed)
    await next_slot(testbed)
    await testbed.arrived()
    await testbed.stop(pid)
    return keep(testbed.tally())


def _asked(testbed: Testbed, numbers: Sequence[int]) -> list[bool]:
    asked = {entry.chat_id for entry in testbed.emulator.journal.entries if entry.sends}
    return [number in asked for number in numbers]


@row("66", "groups become supergroups in the middle of the digests, told in every order")
async def upgraded(testbed: Testbed) -> Tally:
    numbers = await readers(testbed, ChatKind.GROUP, zone="Asia/Tokyo")
    pid = await testbed.start_lede()
    await testbed.until(lambda: testbed.accepted >= len(numbers) // 2)
    updates, orders = testbed.emulator.updates, list(permutations(range(3)))
    for place, old_id in enumerate(numbers[::3]):
        before = set(map(id, updates.pending))
        new = testbed.emulator.people.migrate(old_id)
        change = {"chat": new.brief, "date": testbed.emulator.world.date()}
        change |= {"from": testbed.emulator.world.user(_admin(old_id))}
        for name, status in (("old_chat_member", "left"), ("new_chat_member", "member")):
            change[name] = {"status": status, "user": testbed.emulator.world.bot_user}
        updates.add("my_chat_member", change)
        told = [each for each in updates.pending if id(each) not in before]
        contents = [{k: v for k, v in each.items() if k != "update_id"} for each in told]
        for each, which in zip(told, orders[place % len(orders)], strict=True):
            number = each["update_id"]
            each.clear()
            each |= {"update_id": number, **contents[which]}
        testbed.receiver.moved(old_id, new.id)
        testbed.emulator.people.say(_admin(old_id), new.id, "/settings")
        testbed.receiver.expect(old_id, "Tokyo")
        testbed.ask(new.id, person=_admin(old_id), due=old_id)
    await testbed.arrived()
    await testbed.stop(pid)
    return keep(testbed.tally())


@row("67", "a button in a topic, older than Telegram keeps: it acts on its topic alone")
async def old_buttons(testbed: Testbed) -> Tally:
    numbers = await readers(testbed, ChatKind.SUPERGROUP, threads=(0, 9), due=False)
    pid = await testbed.start_lede()
    people, world = testbed.emulator.people, testbed.emulator.world
    for number in numbers:
        people.say(_admin(number), number, "/language", thread_id=9)
    pressed: set[int] = set()
    async with asyncio.timeout(600):
        while len(pressed) < len(numbers):
            for number in set(numbers) - pressed:
                chat = world.chat(number)
                if data := _button(chat, "Deutsch"):
                    old = {"chat": chat.brief, "message_id": 1, "date": 0}
                    people.query(_admin(number), chat, old, data)
                    pressed.add(number)
            await asyncio.sleep(0.2)
    await testbed.until(lambda: not testbed.emulator.updates.pending)
    for number in numbers:
        testbed.ask(
            number, person=_admin(number), thread_id=9, answer="Nichts gefunden für „{word}“"
        )
        testbed.ask(number, person=_admin(number), answer="Nothing found for “{word}”")
    await testbed.arrived()
    await testbed.stop(pid)
    return keep(testbed.tally())


def _button(chat: EmulatedChat, label: str) -> str:
    for message in chat.messages.values():
        for line in message.get("reply_markup", {}).get("inline_keyboard", ()):
            for key in line:
                if label in key["text"]:
                    return str(key["callback_data"])
    return ""


@row("70", "20 % of the forums remove the bot and add it again: every topic's digest is told")
async def added_again(testbed: Testbed) -> Tally:
    numbers = await readers(testbed, ChatKind.SUPERGROUP, threads=(0, 9))
    leaving = numbers[4::5]
    people, world = testbed.emulator.people, testbed.emulator.world
    for place, number in enumerate(leaving):
        if place % 2:  # Telegram tells of it before the digest; else a send meets it
            people.set_bot(number, "kicked")
        else:
            world.chat(number).members[world.bot.id] = MemberState(status="kicked")
    pid = await testbed.start_lede()
    await all_but(testbed, leaving)
    await testbed.until(lambda: all(_asked(testbed, leaving[::2])))
    for number in leaving:
        people.set_bot(number, "member")
        testbed.ask(number, person=_admin(number))
    await _answered(testbed)
    await next_slot(testbed)
    await testbed.arrived()
    await testbed.stop(pid)
    return keep(testbed.tally())


@row("71", "another bot's token on the same data, in the middle of the digests")
async def another_bot(testbed: Testbed) -> Tally:
    numbers = await readers(testbed)
    for number in numbers:
        testbed.ask(number)
    pid = await testbed.start_lede()
    await testbed.until(lambda: testbed.accepted >= len(numbers))
    await testbed.stop(pid)
    # What the other bot took and had not answered is dropped, and said: these ask again.
    unanswered = testbed.receiver.call_off(lambda _, label: label not in HEADLINES)
    # One in five has not started the new bot yet, which then may not write to them.
    strangers = numbers[4::5]
    async with Emulator(token=OTHER_TOKEN, latency_s=testbed.scale.latency_s) as other:
        for number in numbers:
            known = number not in strangers
            other.world.add_person(Person(id=number, first_name="P"), started=known)
        testbed.move_to(other)
        for number in numbers:
            if number not in strangers:
                testbed.ask(number)
        pid = await testbed.start_lede()
        await all_but(testbed, strangers)
        late = _missing(testbed, ())
        for number in strangers:
            testbed.ask(number)
        await _answered(testbed)
        await next_slot(testbed)
        await testbed.arrived()
        await testbed.stop(pid)
        tally = testbed.tally()
    tally.notes["told_late"] = late
    tally.notes["unanswered"] = unanswered
    return keep(tally)


async def _clock_off(testbed: Testbed, minutes: float) -> Tally:
    numbers = await readers(testbed)
    testbed.emulator.clock.offset = timedelta(minutes=minutes)
    for number in numbers[::2]:  # asked while the bot was not there
        testbed.ask(number)
    pid = await testbed.start_lede()
    await testbed.until(lambda: testbed.accepted >= 1)
    for number in numbers[1::2]:
        testbed.ask(number)
    await testbed.arrived()
    for number in numbers:
        testbed.emulator.people.say(number, number, "/digest")
        testbed.receiver.expect(number, "Nothing new")
    await testbed.arrived()
    await testbed.stop(pid)
    nobody_is_late(testbed)
    return keep(testbed.tally())


@row("72a", "the host's clock is 20 minutes ahead: no question is taken for an old one")
async def clock_ahead(testbed: Testbed) -> Tally:
    return await _clock_off(testbed, -20)


@row("72b", "the host's clock is 20 minutes behind")
async def clock_behind(testbed: Testbed) -> Tally:
    return await _clock_off(testbed, 20)
