"""What a new follower is told: by where an article stood, not by its date alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.models import Source
from bot.domain.polls import NewArticle, PollResult
from bot.store.articles import ArticleStore
from bot.store.database import Database
from bot.store.orphans import GRACE, OrphanStore
from tests.support.articles import NOW, add_source, new_article
from tests.support.pipeline import Pipeline, word

WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)


class World(Pipeline):
    """A pipeline with one source, whose articles come as they are."""

    async def bring(
        self,
        *articles: NewArticle,
        more: bool = False,
        curated: bool = True,
        source: Source | None = None,
    ) -> None:
        """A poll of the source that brings these."""
        source = source or await add_source(self.database)
        result = PollResult(next_poll_at=NOW + HOUR, more=more)
        now = self.clock.now()
        await ArticleStore(self.database).finish_poll(source.id, articles, result, now=now)
        if curated:
            await self.curate.tick()

    async def first_digest(self, day: int = 2) -> set[str]:
        """The keys of the articles that the digest of eight o'clock tells."""
        self.at(day=day, hour=8)
        await self.curate.tick()
        await self.editions.tick()
        text = " ".join(text for _, _, text in await self.parts())
        return {key for key in KEYS if title(key) in text}


KEYS = ("old", "recent", "undated", "late", "tardy", "ancient")


def title(key: str) -> str:
    number = KEYS.index(key) * 7
    return " ".join(word(number + place) for place in range(6)).capitalize()


def news(key: str, **changes: object) -> NewArticle:
    return new_article(key, headline=title(key), body=f"{title(key)}, they said.", **changes)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


async def test_what_stood_there_follows_the_rule_of_a_day(world: World) -> None:
    """By published date where known, else by when it was first seen."""
    world.clock.set(NOW - 2 * HOUR)
    await world.bring()
    await world.bring(
        news("old", published_at=NOW - WEEK),
        news("recent", published_at=NOW - 20 * HOUR),
        news("undated"),
    )
    world.clock.set(NOW)
    await world.chat(1)

    assert await world.first_digest() == {"recent", "undated"}


async def test_what_appears_after_it_is_news_whatever_its_date(world: World) -> None:
    """A source may date what it shows late, or show again what it wrote long ago."""
    await world.bring(news("recent", published_at=NOW - HOUR))
    await world.chat(1)
    world.clock.advance(seconds=60)
    await world.bring(
        news("late", published_at=NOW - 30 * HOUR),
        news("tardy", published_at=NOW - WEEK),
        news("ancient", published_at=NOW - 500 * WEEK),
    )

    assert await world.first_digest() == {"recent", "late", "tardy", "ancient"}


async def test_what_waited_for_its_place_when_it_was_followed_stood_there(world: World) -> None:
    """Its seq comes later, and it is not news for that."""
    await world.bring()
    await world.bring(news("old", published_at=NOW - WEEK), news("undated"), curated=False)
    world.clock.advance(seconds=1)
    await world.chat(1)

    assert await world.first_digest() == {"undated"}


async def test_a_new_source_is_read_to_its_end_before_old_dates_are_news(world: World) -> None:
    """A long first reading brings what stood there, over as many polls as it takes."""
    await world.chat(1)
    for key in ("old", "tardy"):
        world.clock.advance(seconds=60)
        await world.bring(news(key, published_at=NOW - WEEK), more=True)
    await world.bring(news("ancient", published_at=NOW - 500 * WEEK), news("recent"))
    world.clock.advance(seconds=60)
    await world.bring(news("late", published_at=NOW - WEEK))

    assert await world.first_digest() == {"recent", "late"}


async def test_what_stands_in_a_source_that_comes_back_is_not_news(world: World) -> None:
    """A source that was removed and added again is read as of a new one."""
    source = await add_source(world.database)
    await world.bring()
    await world.sources.remove(source.id)
    world.clock.advance(seconds=60)
    await world.chat(1)
    await add_source(world.database, now=world.clock.now())
    await world.bring(news("old", published_at=NOW - WEEK), news("undated"))

    assert await world.first_digest() == {"undated"}


@pytest.mark.parametrize("asked_for", [True, False], ids=["added", "followed"])
async def test_a_source_nobody_followed_is_a_new_one_to_who_follows_it_again(
    world: World, asked_for: bool
) -> None:
    """Whether it is added again or its old interest is followed and the keeper wakes it."""
    source = await add_source(world.database, public=False)
    await world.bring(news("ancient", published_at=NOW - 500 * WEEK), source=source)
    orphans = OrphanStore(world.database)
    await orphans.retire(world.clock.now())
    world.clock.advance(seconds=GRACE.total_seconds())
    await orphans.retire(world.clock.now())
    assert await world.sources.get(source.id) is None

    world.clock.set(NOW + timedelta(days=7))
    await world.chat(1, source=source)
    if asked_for:
        await add_source(world.database, public=False, now=world.clock.now())
    await orphans.retire(world.clock.now())
    assert await world.sources.get(source.id) is not None
    world.clock.advance(seconds=60)
    await world.bring(news("old", published_at=NOW), news("undated"), source=source)
    world.clock.advance(seconds=60)
    await world.bring(news("late", published_at=NOW), source=source)

    assert await world.first_digest(day=9) == {"undated", "late"}
