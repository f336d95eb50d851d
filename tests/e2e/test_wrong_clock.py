"""A clock that is a month ahead for an hour: the months after it cost nobody a digest."""

from __future__ import annotations

from datetime import timedelta

from bot.store.database import Database
from bot.store.far_times import FarTimesStore
from bot.store.sources import SourceStore
from tests.support.running import running_bot

PERSON = 501


async def test_a_month_ahead_for_an_hour_puts_nothing_off_by_a_month(database: Database) -> None:
    """Slots, polls and pauses go on by the right clock; what is due as usual stays as it is."""
    sources = SourceStore(database)
    async with running_bot(database) as bot:
        await bot.reader(PERSON)
        await bot.news("The dam holds")
        right = bot.clock.now()
        bot.clock.set(right + timedelta(days=31))
        await bot.work()
        assert bot.times_told(PERSON, "The dam holds") == [1]
        (source, *_) = await sources.all()
        await sources.put_off({source.id: bot.clock.now() + timedelta(hours=1)})
        bot.clock.set(right)
        assert await FarTimesStore(database).retire(bot.clock.now()) > 0
        assert await FarTimesStore(database).retire(bot.clock.now()) == 0

        await bot.news("A moth is found")
        await bot.at(day=3, hour=8)
        assert bot.times_told(PERSON, "A moth is found") == [1]
        due = await sources.claim_due(now=bot.clock.now(), limit=9, lease_s=60)
        assert source.id in {each.id for each in due}
