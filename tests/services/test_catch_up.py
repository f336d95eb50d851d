"""After days away one digest tells the best of them, not the backlog."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.catching_up import parse_since
from bot.domain.errors import InputError
from bot.store.database import Database
from tests.services.test_alerts import QUAKE, Wire
from tests.support.pipeline import word

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "days"),
    [("", 7), ("3d", 3), ("last 2 weeks", 14), ("90 days", 14), ("2 дня", 2), ("1 woche", 7)],
)
def test_how_far_back(words: str, days: int) -> None:
    """A number of days or weeks, at the most two weeks."""
    assert parse_since(words, now=NOW, zone=ZoneInfo("UTC")) == NOW - timedelta(days=days)


def test_since_a_day() -> None:
    """Its beginning on the chat's clock; a day to come is none."""
    assert parse_since("since monday", now=NOW, zone=ZoneInfo("UTC")).day == 2
    assert parse_since("2026-03-03", now=NOW, zone=ZoneInfo("Asia/Tokyo")).hour == 0
    for wrong in ("2026-03-09", "soon", "-3d", "0d"):
        with pytest.raises(InputError):
            parse_since(wrong, now=NOW, zone=ZoneInfo("UTC"))


def _titles(first: int, count: int) -> list[str]:
    return [" ".join(word(n * 6 + at) for at in range(6)) for n in range(first, first + count)]


@pytest.fixture
async def wire(database: Database) -> Wire:
    return Wire(database)


async def test_a_gap_is_caught_up_with_by_its_best_stories(wire: Wire) -> None:
    """Bounded, the widely told story of the first day among them; the backlog stays as it is."""
    reader = await wire.chat(1)
    wire.at(day=2, hour=9)
    for source in ("herald", "times", "courier"):
        await wire.bring(QUAKE, source=source)
    await wire.bring(QUAKE)
    for day in (3, 4, 5, 6):
        wire.at(day=day, hour=9)
        await wire.bring(*_titles(day * 200, 100))
    wire.at(day=7, hour=10)
    briefing = await wire.briefing_id(reader)
    since = wire.clock.now() - timedelta(days=7)
    parts = [
        await wire.editions.catch_up(briefing, since=since, key=key, now=wire.clock.now())
        for key in ("a", "a", "b")
    ]
    assert [each > 0 for each in parts] == [True, False, True]
    first, second = await wire.said(alerts=False)
    assert first == second
    _, text = first
    assert QUAKE in text
    assert text.count(". Z") + text.count(". z") <= 10
    assert "What is new in 7 days" in text
    assert (await wire.left_out())[0].more == 391

    assert await wire.editions.commit_now(briefing, key="now", now=wire.clock.now())
    *_, (_, now) = await wire.said(alerts=False)
    assert QUAKE not in now


async def test_after_a_pause_one_digest_tells_the_best_of_it(wire: Wire) -> None:
    """It says how many days it covers, once; the next one is like any other."""
    reader = await wire.chat(1)
    await wire.bring()
    wire.at(day=2, hour=8)
    await wire.editions.tick()
    until = wire.clock.now() + timedelta(days=4)
    await wire.chats.pause(reader.id, until, wire.clock.now())
    wire.at(day=3, hour=9)
    for source in ("herald", "times", "courier"):
        await wire.bring(QUAKE, source=source)
    await wire.bring(QUAKE)
    for day in (4, 5, 6):
        wire.at(day=day, hour=9)
        await wire.bring(*_titles(day * 200, 110))
        assert await wire.editions.tick() == 0
    wire.at(day=7, hour=8)
    await wire.editions.tick()
    _, (_, text) = await wire.said(alerts=False)
    assert "What is new in 5 days" in text
    assert QUAKE in text
    wire.at(day=8, hour=7)
    await wire.bring()
    wire.at(day=8, hour=8)
    await wire.editions.tick()
    *_, (_, text) = await wire.said(alerts=False)
    assert "What is new" not in text
