"""Briefings and subscriptions in the store."""

from __future__ import annotations

from datetime import time, timedelta

from sqlalchemy import event, insert

from bot.domain.models import Interest, InterestKind, Schedule, Style
from bot.store.briefings import BriefingStore
from bot.store.database import Database
from bot.store.tables import interest
from tests.support.people import NOW, meet, publish_articles

DAY_OLD = NOW - timedelta(hours=23)
OLD = NOW - timedelta(hours=25)


async def _interest(database: Database, ref: str = "rates") -> Interest:
    async with database.write() as connection:
        number = (
            await connection.execute(
                insert(interest).values(kind="query", ref=ref, title=ref).returning(interest.c.id)
            )
        ).scalar_one()
    return Interest(id=number, kind=InterestKind.QUERY, ref=ref, title=ref)


async def test_a_subscription_begins_with_the_last_24_hours(database: Database) -> None:
    """It starts just before the first match that is at most a day old, by published date."""
    found = await meet(database)
    store = BriefingStore(database)
    rates = await _interest(database)
    await publish_articles(database, rates, {1: OLD, 2: OLD, 3: DAY_OLD, 4: None, 5: OLD})
    (first,) = await store.of_chat(found.id)
    assert await store.subscribe(first.id, rates, NOW)
    (subscribed,) = await store.subscriptions(first.id)
    assert subscribed.start_seq == 2
    assert subscribed.since_at == NOW - timedelta(hours=24)
    assert subscribed.interest == rates


async def test_without_recent_matches_it_begins_with_the_newest_seq(database: Database) -> None:
    """Nothing recent: only what comes from now on."""
    found = await meet(database)
    store = BriefingStore(database)
    rates, other = await _interest(database), await _interest(database, "other")
    await publish_articles(database, other, {7: DAY_OLD})
    (first,) = await store.of_chat(found.id)
    await store.subscribe(first.id, rates, NOW)
    assert (await store.subscriptions(first.id))[0].start_seq == 7


async def test_subscribing_twice_changes_nothing(database: Database) -> None:
    """The second time says that it was followed already, and keeps the first beginning."""
    found = await meet(database)
    store = BriefingStore(database)
    rates = await _interest(database)
    (first,) = await store.of_chat(found.id)
    assert await store.subscribe(first.id, rates, NOW)
    before = await store.subscriptions(first.id)
    assert not await store.subscribe(first.id, rates, NOW + timedelta(hours=1))
    assert await store.subscriptions(first.id) == before
    assert await store.followers(InterestKind.QUERY, "rates") == 1


async def test_subscriptions_keep_the_order_in_which_they_were_made(database: Database) -> None:
    """The order of following is the order of sections."""
    found = await meet(database)
    store = BriefingStore(database)
    (first,) = await store.of_chat(found.id)
    for ref in ("b", "a", "c"):
        await store.subscribe(first.id, await _interest(database, ref), NOW)
    assert [each.interest.ref for each in await store.subscriptions(first.id)] == ["b", "a", "c"]


async def test_unsubscribe_says_whether_it_was_followed(database: Database) -> None:
    """Once yes, then no."""
    found = await meet(database)
    store = BriefingStore(database)
    rates = await _interest(database)
    (first,) = await store.of_chat(found.id)
    await store.subscribe(first.id, rates, NOW)
    assert await store.unsubscribe([first.id], rates.id)
    assert not await store.unsubscribe([first.id], rates.id)


async def test_a_second_briefing_has_its_own_schedule_and_layout(database: Database) -> None:
    """Adding is idempotent on the name; changes touch one briefing only."""
    found = await meet(database)
    store = BriefingStore(database)
    sundays = Schedule(times=(time(10),), weekdays=(6,))
    added = await store.add(found.id, "science", sundays, NOW)
    assert await store.add(found.id, "science", Schedule(times=()), NOW) == added
    assert added.next_slot_at == NOW.replace(day=8, hour=10)
    await store.set_layout(added.id, max_stories=5, style=Style.COMPACT, preview=True)
    changed = await store.set_schedule(added.id, Schedule(times=(time(5, 30),)), NOW)
    assert (changed.max_stories, changed.style, changed.preview) == (5, Style.COMPACT, True)
    assert changed.next_slot_at == NOW.replace(day=3, hour=5, minute=30)
    first, second = await store.of_chat(found.id)
    assert (first.max_stories, first.style, first.preview) == (10, Style.STANDARD, False)
    await store.remove(second.id)
    assert await store.of_chat(found.id) == [first]
    assert await store.counts() == (1, 0)


async def test_where_a_subscription_begins_is_one_look(database: Database) -> None:
    """Articles that are curated between two looks would be behind it and told to nobody."""
    found = await meet(database)
    store = BriefingStore(database)
    rates = await _interest(database)
    (first,) = await store.of_chat(found.id)
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", hear)
    assert await store.subscribe(first.id, rates, NOW)
    assert sum(".seq" in statement for statement in said) == 1
