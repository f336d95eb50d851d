"""The curator gives every article its place, its story and its interests, once."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.domain.curation import Followables
from bot.domain.models import InterestKind
from bot.services.curate import PAGE, CurateService
from bot.store.curation import CurationStore
from bot.store.database import Database
from bot.store.editions import EditionStore
from bot.store.interests import InterestStore, count_change
from bot.store.tables import article, interest, match
from tests.support.articles import NOW, add_source, new_article, store
from tests.support.clock import FakeClock


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
    plans = EditionStore(database)
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


async def test_an_edited_article_is_compared_by_its_new_words(database: Database) -> None:
    """It leaves its story, and the next telling of the other event joins it; its seq stays."""
    gazette, herald = await add_source(database), await add_source(database, "herald")
    dam = "Old dam at Riverton bursts after a week of rain"
    storm = "Storm nears the coast of Osk with winds of 140 kilometres"
    service = curator(database)
    await store(database, gazette, new_article("1", headline=dam, lead=dam, body="x"))
    await store(database, herald, new_article("2", headline=dam + " again", lead=dam, body="y"))
    await service.tick()
    assert len({story for _, story in await stories(database)}) == 1

    await store(database, gazette, new_article("1", headline=storm, lead=storm, body="z"))
    assert await service.tick() == 0
    await store(database, herald, new_article("3", headline=storm + ", say all", lead=storm))
    await service.tick()

    (edited, left, joined) = await stories(database)
    assert edited[1] == joined[1] != left[1]
    assert [edited[0], left[0], joined[0]] == [1, 2, 3]
    assert await CurationStore(database).reworded(9) == []


async def test_an_interest_that_appears_meanwhile_misses_nothing(database: Database) -> None:
    """Whether an article is curated before or after the interest is made, it is matched once."""
    gazette = await add_source(database)
    service = curator(database)
    await store(database, gazette, new_article("1", headline="Bridge opens"))
    await service.tick()
    interest = await InterestStore(database).ensure(InterestKind.QUERY, "bridge", "bridge", NOW)
    await store(database, gazette, new_article("2", headline="Bridge closes"))

    await service.tick()

    found = await EditionStore(database).window(interest.id, after_seq=0, to_seq=9, limit=9)
    assert [item.seq for item in found] == [2, 1]


class _Counted(CurationStore):
    """A store that notes how many interests it gave."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.given: list[int] = []

    async def followed(self, *, after: int, limit: int) -> Followables:
        page = await super().followed(after=after, limit=limit)
        self.given.append(len(page.interests))
        return page


async def test_a_new_interest_costs_the_same_however_many_there_are(database: Database) -> None:
    """Only what is new is read and made ready; a start goes by pages."""
    gazette = await add_source(database)
    interests = InterestStore(database)
    for number in range(PAGE + 20):
        await interests.ensure(InterestKind.QUERY, f"word{number}", f"word{number}", NOW)
    counted = _Counted(database)
    service = CurateService(store=counted, clock=FakeClock(NOW))
    await store(database, gazette, new_article("1", headline="word7 came", lead="A word7."))
    await service.tick()
    assert counted.given == [PAGE, 20]
    late = await interests.ensure(InterestKind.QUERY, "zeppelin", "zeppelin", NOW)
    await store(database, gazette, new_article("2", headline="A zeppelin", lead="It flew."))
    await service.tick()
    assert counted.given == [PAGE, 20, 1]
    found = await EditionStore(database).window(late.id, after_seq=0, to_seq=9, limit=9)
    assert [item.seq for item in found] == [2]


async def test_a_forgotten_interest_finds_nothing_more(database: Database) -> None:
    """What is deleted is noticed, and the next article is curated without it."""
    gazette = await add_source(database)
    interests = InterestStore(database)
    gone = await interests.ensure(InterestKind.QUERY, "zeppelin", "zeppelin", NOW)
    await interests.ensure(InterestKind.QUERY, "flew", "flew", NOW)
    service = curator(database)
    await store(database, gazette, new_article("1", headline="A zeppelin", lead="It flew."))
    await service.tick()
    async with database.write() as connection:
        await count_change(connection)
        await connection.execute(delete(interest).where(interest.c.id == gone.id))
    await store(database, gazette, new_article("2", headline="One zeppelin", lead="It flew on."))
    assert await service.tick() == 1
    async with database.read() as connection:
        rows = await connection.execute(select(match.c.interest_id, match.c.seq))
        assert {row.seq for row in rows if row.interest_id == gone.id} == set()


async def test_a_changed_topic_is_the_only_one_made_anew(database: Database) -> None:
    """Its old words find nothing more, its new ones do, and so do its sources."""
    gazette = await add_source(database)
    interests = InterestStore(database)
    topic = await interests.add_topic(name="air", words="zeppelin", now=NOW)
    followed = await interests.ensure(InterestKind.TOPIC, str(topic.id), "Air", NOW)
    service = curator(database)
    await store(database, gazette, new_article("1", headline="A zeppelin", lead="It flew."))
    await service.tick()
    await interests.add_topic(name="air", words="balloon", now=NOW)
    await store(
        database,
        gazette,
        new_article("2", headline="Another zeppelin", lead="It sank."),
        new_article("3", headline="A balloon rose", lead="It was red."),
    )
    await service.tick()
    found = await EditionStore(database).window(followed.id, after_seq=0, to_seq=9, limit=9)
    assert [item.seq for item in found] == [3, 1]
