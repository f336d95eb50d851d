"""The curator gives every article its place, its story and its interests, once."""

from __future__ import annotations

from sqlalchemy import select

from bot.clock import FakeClock
from bot.domain.models import InterestKind
from bot.services.curate import CurateService
from bot.store.curation import CurationStore
from bot.store.database import Database
from bot.store.interests import InterestStore
from bot.store.planning import PlanStore
from bot.store.tables import article
from tests.support.articles import NOW, add_source, new_article, store


def curator(database: Database) -> CurateService:
    return CurateService(store=CurationStore(database), clock=FakeClock(NOW))


async def stories(database: Database) -> list[tuple[int, int]]:
    async with database.read() as connection:
        rows = await connection.execute(
            select(article.c.seq, article.c.story_id).order_by(article.c.seq)
        )
        return [(row.seq, row.story_id) for row in rows]


async def test_articles_get_seq_story_and_interests(database: Database) -> None:
    """Two tellings of one event are one story; words and sources find their articles."""
    gazette = await add_source(database)
    herald = await add_source(database, "herald")
    interests = InterestStore(database)
    query = await interests.ensure(InterestKind.QUERY, "dam", "dam", NOW)
    source = await interests.ensure(InterestKind.SOURCE, str(herald.id), "Herald", NOW)
    service = curator(database)
    event = "Old dam at Riverton bursts after a week of rain"
    lead = "The old dam above Riverton burst on Monday after a week of heavy rain, officials said."
    await store(database, gazette, new_article("1", headline=event, lead=lead, body=lead))
    await store(
        database,
        herald,
        new_article("2", headline="Riverton dam bursts after week of rain", lead=lead, body=lead),
        new_article("3", headline="Chess club wins the cup", lead="The chess club won the cup."),
    )

    assert await service.tick() == 3
    assert await service.tick() == 0

    (first, second, third) = await stories(database)
    assert [first[0], second[0], third[0]] == [1, 2, 3]
    assert first[1] == second[1] != third[1]
    plans = PlanStore(database)
    found = await plans.window(query.id, after_seq=0, to_seq=9, limit=9)
    assert [item.seq for item in found] == [2, 1]
    found = await plans.window(source.id, after_seq=0, to_seq=9, limit=9)
    assert [item.seq for item in found] == [3, 2]


async def test_a_story_goes_on_after_a_restart(database: Database) -> None:
    """A new curator knows the stories of the last days from the store."""
    gazette = await add_source(database)
    headline = "Old dam at Riverton bursts after a week of rain"
    await store(database, gazette, new_article("1", headline=headline, lead=headline, body="x"))
    await curator(database).tick()
    await store(
        database, gazette, new_article("2", headline=headline + " again", lead=headline, body="y")
    )

    await curator(database).tick()

    (first, second) = await stories(database)
    assert first[1] == second[1]


async def test_an_interest_that_appears_meanwhile_misses_nothing(database: Database) -> None:
    """Whether an article is curated before or after the interest is made, it is matched once."""
    gazette = await add_source(database)
    service = curator(database)
    await store(database, gazette, new_article("1", headline="Bridge opens"))
    await service.tick()
    interest = await InterestStore(database).ensure(InterestKind.QUERY, "bridge", "bridge", NOW)
    await store(database, gazette, new_article("2", headline="Bridge closes"))

    await service.tick()

    found = await PlanStore(database).window(interest.id, after_seq=0, to_seq=9, limit=9)
    assert [item.seq for item in found] == [2, 1]
