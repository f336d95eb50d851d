"""Buttons and questions in the store."""

from __future__ import annotations

from datetime import timedelta

from bot.store.buttons import ASK_LIFE, ButtonStore
from bot.store.database import Database
from tests.support.people import NOW, meet


async def test_a_button_belongs_to_its_chat_and_can_count_once(database: Database) -> None:
    """Another chat gets nothing from it; taken, it is gone."""
    one, two = await meet(database, 1), await meet(database, 2)
    store = ButtonStore(database)
    name = await store.keep(one.id, {"do": "forget"}, NOW)
    assert len(name) <= 16
    assert await store.get(name, two.id, NOW) is None
    assert await store.take(name, two.id, NOW) is None
    assert await store.get(name, one.id, NOW) == {"do": "forget"}
    assert await store.take(name, one.id, NOW, life=timedelta(seconds=-1)) is None
    assert await store.take(name, one.id, NOW) == {"do": "forget"}
    assert await store.take(name, one.id, NOW) is None


async def test_a_question_waits_an_hour_for_its_person(database: Database) -> None:
    """It is replaced by the next one, is nobody else's, and grows old."""
    found = await meet(database)
    store = ButtonStore(database)
    await store.ask(found.id, 5, {"ask": "zone"}, NOW)
    await store.ask(found.id, 5, {"ask": "time"}, NOW)
    assert await store.asked(found.id, 5, NOW) == {"ask": "time"}
    assert await store.asked(found.id, 6, NOW) is None
    assert await store.asked(found.id, 5, NOW + ASK_LIFE + timedelta(seconds=1)) is None
    assert await store.answered(found.id, 5)
    assert not await store.answered(found.id, 5)
    assert await store.retire(NOW + timedelta(days=31)) == 0
