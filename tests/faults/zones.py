"""The row of the fault matrix in which people move far west, days in minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import func, select

from bot.domain.models import ChatKind
from bot.playground.world.state import Person
from bot.store.database import Database
from bot.store.tables import briefing
from tests.faults.matrix import BrokenPromiseError, Rows, keep
from tests.faults.people import few
from tests.faults.receiver import Tally
from tests.faults.testbed import Testbed
from tests.support.people import NOW
from tests.support.pipeline import word
from tests.support.running import RunningBot, running_bot

row = Rows()


@row("68", "all move 13, 17 or 20 hours west after a digest: 12 to 36 hours to the next")
async def moved_west(testbed: Testbed) -> Tally:
    zones = (
        ("Asia/Tokyo", "America/Halifax"),
        ("Asia/Tokyo", "America/Los_Angeles"),
        ("Asia/Tokyo", "Pacific/Pago_Pago"),
        ("Pacific/Auckland", "America/Halifax"),
    )
    few(testbed)
    numbers = range(1, testbed.scale.chats + 1)
    database = Database(testbed.database_url, server_leases=False)
    try:
        async with running_bot(database) as bot:
            testbed.move_to(bot.emulator)
            for number in numbers:
                bot.emulator.world.add_person(Person(id=number, first_name="P"))
            await bot.many_readers(numbers, kind=ChatKind.PRIVATE)
            await _settle(bot, {number: zones[number % len(zones)][0] for number in numbers})
            moment, moved = 0, False
            while (due_at := await _next_due(database)) < NOW + timedelta(hours=90):
                if not moved and due_at > NOW + timedelta(hours=19):
                    moved = True
                    bot.clock.set(NOW + timedelta(hours=19))
                    await _settle(
                        bot, {number: zones[number % len(zones)][1] for number in numbers}
                    )
                    continue
                if due_at < NOW + timedelta(hours=48):
                    # Something is new at each slot, so that every one is seen.
                    moment += 1
                    headline = f"{word(moment)} {word(moment + 500)}".title()
                    await bot.news(headline)
                    for number in numbers:
                        testbed.receiver.expect(number, headline)
                bot.clock.set(due_at)
                await bot.work()
            longest_h = 0.0
            for number in numbers:
                at = [entry.wall_at_s / 3600 for entry in bot.got(number)]
                apart = [late - early for early, late in pairwise(at)]
                if min(apart) < 12:
                    raise BrokenPromiseError(f"digests {min(apart):.0f} h apart")
                longest_h = max(longest_h, *apart)
            tally = testbed.tally()
            tally.notes["longest_h"] = round(longest_h)
            if longest_h > 36:
                raise BrokenPromiseError(str(tally))
            return keep(tally)
    finally:
        await database.aclose()


async def _settle(bot: RunningBot, zones: dict[int, str]) -> None:
    for number, zone in zones.items():
        chat = await bot.services.chats.find(number)
        assert chat is not None
        await bot.services.chats.set_zone(chat.id, zone, bot.clock.now())


async def _next_due(database: Database) -> datetime:
    async with database.read() as connection:
        found = await connection.scalar(select(func.min(briefing.c.next_slot_at)))
    assert isinstance(found, datetime)
    return found
