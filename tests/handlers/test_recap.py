"""A look back at the week: on Sundays where it is wanted, once, in the chat's own zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.editions import LeftOut, ToldStory
from bot.domain.recap import MOST, WEEK, Edition, next_recap, week_of
from bot.services.recaps import RecapService
from bot.store.recaps import RecapStore
from bot.store.tables import body, outbox
from tests.handlers.test_left_out import Paper, title
from tests.support.harness import Harness

ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Tehran"])


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(
        lambda at: at.replace(tzinfo=UTC)
    ),
    zone=ZONES,
)
def test_it_is_due_on_the_next_sunday_evening(now: datetime, zone: str) -> None:
    """Later than now, at six by the wall clock, at the most a week and an hour away."""
    at = next_recap(now, ZoneInfo(zone))
    local = at.astimezone(ZoneInfo(zone))
    assert (local.weekday(), local.hour, local.minute) == (6, 18, 0)
    assert now < at <= now + WEEK + timedelta(hours=1)


def _told(story: int, *articles: int) -> ToldStory:
    return ToldStory(story_id=story, article_ids=articles, speaker_id=articles[0])


def test_a_week_names_the_biggest_and_what_nobody_told_later() -> None:
    """A story of several days counts once; what was told the next day was not missed."""
    week = week_of(
        [
            Edition(told=[_told(1, 1), _told(2, 2, 3, 4)], left=LeftOut(rest=(("A", (7, 8)),))),
            Edition(told=[_told(1, 1, 5)], left=LeftOut(rest=(("A", (9, 10)), ("B", (11,))))),
            Edition(told=[_told(8, 8)], left=LeftOut()),
            Edition(told=[], left=LeftOut()),
        ]
    )
    assert (week.told, week.digests) == (3, 3)
    assert week.biggest == (2, 1, 8)
    assert week.missed == (11, 9, 7, 10)
    many = Edition(told=[_told(n, n) for n in range(1, 50)], left=LeftOut(rest=(("A", (99,) * 3),)))
    assert len(week_of([many]).biggest) == MOST
    assert week_of([]).told == 0


async def _sent(harness: Harness) -> list[str]:
    async with harness.services.chats._database.read() as connection:
        rows = await connection.execute(
            select(body.c.plain)
            .join(outbox, outbox.c.body_id == body.c.id)
            .where(outbox.c.alert.like("recap:%"))
        )
        return list(rows.scalars())


async def test_it_comes_on_sundays_once_and_only_where_it_is_wanted(harness: Harness) -> None:
    """Switched on in the settings; told, saved, missed; again a week later; off again."""
    service = RecapService(store=RecapStore(harness.services.chats._database), clock=harness.clock)
    (nothing, off) = await harness.say("/recap")
    assert "nothing of the last seven days" in nothing
    assert "recap is off" in off
    paper = Paper(harness)
    await paper.bring()
    await harness.say("/subscribe Gazette")
    await paper.bring(*range(14))
    await harness.say("/digest")
    await harness.say("/save 1")
    await harness.say("/settings")
    await harness.press(harness.buttons()["Weekly recap"])
    (on,) = await harness.press(harness.buttons()["Weekly recap"])
    assert "Sun 8 Mar, 18:00" in on
    assert await service.tick() == 0
    harness.clock.set(datetime(2026, 3, 8, 18, 1, tzinfo=UTC))
    twin = RecapService(store=RecapStore(harness.services.chats._database), clock=harness.clock)
    assert await service.tick() + await twin.tick() == 1
    (week,) = await _sent(harness)
    assert "10 stories told · in 1 digest" in week
    assert "Saved (1)" in week
    assert "What did not fit" in week
    assert sum(title(number) in week for number in range(14)) >= MOST
    await harness.say("/timezone Asia/Tokyo")
    (shown, on) = await harness.say("/recap")
    assert "10 stories told" in shown
    assert "Sun 15 Mar, 18:00" in on
    harness.clock.set(datetime(2026, 3, 15, 9, 1, tzinfo=UTC))
    assert await service.tick() == 0  # nothing in a week without news
    await harness.press(harness.buttons()["✓ Weekly recap"])
    harness.clock.set(datetime(2026, 3, 22, 9, 1, tzinfo=UTC))
    await harness.say("/save 1")
    assert await service.tick() == 0
