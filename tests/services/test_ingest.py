"""A poll stores what is new, survives what is broken, and is never in the way of another."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import ColumnElement, func, select

from bot.cli.polling import poll_sources
from bot.clock import SystemClock
from bot.domain.drafts import Draft, Fetched
from bot.domain.errors import FetchError, FetchReason
from bot.domain.host_turns import TURN
from bot.domain.models import SourceKind, SourceState
from bot.domain.sight import EVERYTHING
from bot.offload import Offload
from bot.services.polls import CONCURRENCY, REFILL
from bot.services.spending import Spending
from bot.store.database import Database
from bot.store.lock import exclusive, leadership
from bot.store.search import SearchStore
from bot.store.tables import article, source
from tests.support.articles import add_source
from tests.support.pipeline import Here, Pipeline, word

BODY = (
    "The old dam above Riverton burst on Monday after a week of heavy rain, officials said.\n\n"
    "Nobody was hurt, because the village had been cleared the evening before."
)


def draft(key: str, body: str = BODY, headline: str = "Old dam bursts above Riverton") -> Draft:
    return Draft(key=key, headline=f"{headline} {key}", body=body, html=False, language="en")


class World(Pipeline):
    """A pipeline whose articles are looked for."""

    async def leads(self, words: str) -> list[str]:
        store = SearchStore(self.database)
        page = await store.search(words, sight=EVERYTHING, limit=50, now=self.clock.now())
        return [result.article.lead for result in page.results]


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


async def test_new_drafts_become_articles_and_known_ones_are_not_read_again(world: World) -> None:
    """The same document twice is read once."""
    source = await add_source(world.database)
    world.shelf.found["Gazette"] = Fetched(drafts=[draft("1"), draft("2")], memory={"etag": "e"})

    await world.poll()
    calls = world.bench.calls
    await world.poll()

    assert world.bench.calls == calls
    assert (await world.leads("riverton"))[0].startswith("The old dam above Riverton burst")
    stored = await world.sources.get(source.id)
    assert stored is not None
    assert (stored.articles, stored.memory) == (2, {"etag": "e"})


async def test_a_broken_source_stops_no_other_and_says_why(world: World) -> None:
    """The operator reads the reason; the wait doubles; the next good poll clears it."""
    broken = await add_source(world.database, "broken")
    await add_source(world.database, "whole")
    world.shelf.found["Broken"] = FetchError(FetchReason.NOT_FOUND, "The address leads to nothing")
    world.shelf.found["Whole"] = Fetched(drafts=[draft("1")])

    await world.poll()

    assert len(await world.leads("riverton")) == 1
    found = await world.sources.get(broken.id)
    assert found is not None
    assert found.state is SourceState.FAILING
    assert found.last_error == "The address leads to nothing"
    world.shelf.found["Broken"] = Fetched()
    world.clock.advance(hours=1)
    await world.poll()
    found = await world.sources.get(broken.id)
    assert found is not None
    assert (found.state, found.last_error, found.failures) == (SourceState.ACTIVE, "", 0)


async def test_a_poll_by_hand_waits_for_the_one_that_runs(world: World) -> None:
    """While a Lede holds the database it polls; one that was gone for good is tried once more."""
    gone = await add_source(world.database, "gone")
    await add_source(world.database, "whole")
    world.shelf.found["Gone"] = FetchError(FetchReason.GONE, "gone for good")
    world.shelf.found["Whole"] = Fetched(drafts=[draft("1")])
    leader = leadership(world.database, "ingest")
    with exclusive(world.database):
        assert await leader.held()
        asked = asyncio.create_task(poll_sources(world.database, None))
        while not asked.done():
            world.clock.set(SystemClock().now())
            await world.poll()
            await asyncio.sleep(0.01)
        assert [each.words for each in await asked] == ["gone for good", "1 new"]
        world.shelf.found["Gone"] = Fetched(drafts=[draft("2")])
        asked = asyncio.create_task(poll_sources(world.database, gone.id))
        while not asked.done():
            world.clock.set(SystemClock().now())
            await world.poll()
            await asyncio.sleep(0.01)
        assert [each.words for each in await asked] == ["1 new"]
        await leader.release()


async def test_a_slow_source_holds_up_no_other(world: World) -> None:
    """While one hangs, the others are polled again."""
    await add_source(world.database, "slow")
    await add_source(world.database, "quick")
    world.shelf.gate["Slow"] = asyncio.Event()
    world.shelf.found = {"Slow": Fetched(), "Quick": Fetched()}
    service = world.ingest()

    async def quick_is_polled(times: int) -> None:
        async with asyncio.timeout(20):
            while world.shelf.polled.count("Quick") < times or _polls_under_way() > 1:
                await asyncio.sleep(0.01)

    assert await service.tick() == 2
    await quick_is_polled(1)
    world.clock.advance(seconds=901)
    await world.sources.poll_now(None, now=world.clock.now())
    assert await service.tick() == 1
    await quick_is_polled(2)

    world.shelf.gate["Slow"].set()
    await service.aclose()


async def test_a_document_that_kills_its_reader_costs_itself_alone(world: World) -> None:
    """The others of its batch are read."""
    await add_source(world.database)
    world.bench = Here(deadly="poison")
    world.shelf.found["Gazette"] = Fetched(
        drafts=[draft("1"), draft("2", body="poison " + BODY), draft("3")]
    )

    await world.poll()

    assert len(await world.leads("riverton")) == 2


async def test_a_banner_nobody_knows_is_gone_after_three_articles(world: World) -> None:
    """It is taken out of what comes, and out of what came before."""
    await add_source(world.database)
    banner = "Zorblatt members read the evening paper before everybody else does."
    texts = [
        "The old dam above Riverton burst on Monday after a week of heavy rain, officials said.",
        "Night trains will return to the northern coast in May, the railway company announced.",
        "A moth that drinks the tears of sleeping birds was filmed in the lowland forest.",
        "The chess club of Lakeside won the national youth cup without losing a single game.",
        "Bakers in the old town will close on Sundays from the autumn, their guild decided.",
    ]
    more = (
        "The council will hear the report next week, and the mayor asked for patience until then."
    )
    for number, text in enumerate(texts):
        other = more.replace("next week", f"in {number + 2} weeks")
        body = f"{banner}\n\n{text}\n\n{other} {text.split()[1]} {text.split()[2]} were not named."
        item = draft(str(number), body=body)._replace(headline=" ".join(text.split()[:6]))
        world.shelf.found["Gazette"] = Fetched(drafts=[item])
        await world.poll()

    leads = await world.leads("riverton | trains | moth | chess | bakers")

    assert len(leads) == len(texts)
    assert [lead for lead in leads if "Zorblatt" in lead] == []


async def test_documents_are_read_in_worker_processes(world: World) -> None:
    """The same service over real processes."""
    world.bench = Offload()
    await add_source(world.database)
    world.shelf.found["Gazette"] = Fetched(drafts=[draft("1")])

    await world.poll()

    assert len(await world.leads("riverton")) == 1
    await world.bench.aclose()


async def test_a_feed_whose_ids_all_change_is_not_told_again(world: World) -> None:
    """New ids for the same addresses are the same articles; nothing is stored twice."""
    await add_source(world.database)
    old = [draft(str(n))._replace(url=f"https://gazette.test/{n}") for n in range(8)]
    world.shelf.found["Gazette"] = Fetched(drafts=old)
    await world.poll()

    world.shelf.found["Gazette"] = Fetched(
        drafts=[item._replace(key=f"https://new.test/{item.key}") for item in old]
    )
    await world.poll()

    assert len(await world.leads("riverton")) == 8


async def test_an_unknown_issue_is_news_and_a_proven_old_one_is_held_back(world: World) -> None:
    """All are stored and found; held back is what was there before, under other names."""
    source = await add_source(world.database)

    def issue(edition: str, body: str) -> list[Draft]:
        return [
            draft(f"{edition} {n}", body=f"{body} {word(n)}, says the {word(n + 50)} of Riverton.")
            for n in range(20)
        ]

    async def stored(which: ColumnElement[bool]) -> int:
        async with world.database.read() as connection:
            counted = select(func.count()).where(article.c.source_id == source.id, which)
            return (await connection.execute(counted)).scalar_one()

    world.shelf.found["Gazette"] = Fetched(drafts=issue("first", "This is of Monday"))
    await world.poll()
    world.shelf.found["Gazette"] = Fetched(drafts=issue("second", "This is of Tuesday"))
    await world.poll()
    assert await stored(article.c.is_news) == 40

    renamed = [
        each._replace(key=f"x{each.key}", body=f"{each.body} Read on there.")
        for each in issue("first", "This is of Monday")
    ]
    world.shelf.found["Gazette"] = Fetched(drafts=renamed)
    await world.poll()
    assert await stored(article.c.is_news) == 40
    assert await stored(article.c.held) == 20


@pytest.mark.parametrize(("kind", "stored"), [(SourceKind.SQL, 2), (SourceKind.FEED, 1)])
async def test_rows_with_a_key_of_their_own_are_articles_of_their_own(
    world: World, kind: SourceKind, stored: int
) -> None:
    """A table's key is proof; a feed's id is a hint, and the same headline of a day the same."""
    source = await add_source(world.database, kind=kind)
    first = draft("1")._replace(published_at=world.clock.now())
    world.shelf.found["Gazette"] = Fetched(drafts=[first, first._replace(key="2")])

    await world.poll()

    found = await world.sources.get(source.id)
    assert found is not None
    assert found.articles == stored


async def test_a_source_that_has_more_is_polled_again_at_once(world: World) -> None:
    """A large table is not read at the pace of a feed."""
    source = await add_source(world.database, kind=SourceKind.SQL)
    world.shelf.found["Gazette"] = Fetched(drafts=[draft("1")], more=True)
    service = world.ingest()
    assert await service.drain() == 1

    found = await world.sources.get(source.id)
    assert found is not None
    assert found.next_poll_at == world.clock.now() + timedelta(seconds=1)


async def test_a_source_that_costs_too_much_is_read_on_an_hour_later(world: World) -> None:
    """What was read is kept, the rest comes later and is not lost; other sources go on."""
    costly = await add_source(world.database, "costly", public=False)
    await add_source(world.database, "cheap")
    world.spending = Spending(theirs_s=0.0)
    drafts = [draft(str(n)) for n in range(50)]
    world.shelf.found["Costly"] = Fetched(drafts=drafts, memory={"etag": "e"})
    world.shelf.found["Cheap"] = Fetched(drafts=[draft("other")])
    for read in (20, 20, 40):
        await world.poll()
        assert len(await world.leads("riverton")) == read + 1
        stored = await world.sources.get(costly.id)
        assert stored is not None
        assert stored.memory == {}
        if read == 20:
            world.clock.advance(minutes=40)
    world.clock.advance(hours=1)
    await world.poll()
    stored = await world.sources.get(costly.id)
    assert stored is not None
    assert (stored.articles, stored.memory) == (50, {"etag": "e"})


def _polls_under_way() -> int:
    return sum(task.get_name().startswith("poll ") for task in asyncio.all_tasks())


async def test_a_poll_that_ends_gives_its_place_to_one_that_is_due(world: World) -> None:
    """One look for work is enough for more sources than are polled at once."""
    count = 2 * CONCURRENCY + REFILL
    for number in range(count):
        await add_source(world.database, f"source {number}")
        world.shelf.found[f"Source {number}"] = Fetched()
    service = world.ingest()

    assert await service.tick() == CONCURRENCY
    async with asyncio.timeout(60):
        while len(world.shelf.polled) < count or _polls_under_way():
            await asyncio.sleep(0.01)

    assert sorted(Counter(world.shelf.polled).values()) == [1] * count
    await service.aclose()


async def test_sources_of_one_host_wait_where_they_take_no_place(world: World) -> None:
    """Two are under way; the others are due one after another, and others' sources at once."""
    for number in range(5):
        await add_source(world.database, f"shared {number}")
    await add_source(world.database, "alone")
    for title in ("Alone", *(f"Shared {number}" for number in range(5))):
        world.shelf.found[title] = Fetched()
        world.shelf.gate[title] = asyncio.Event()
    service = world.ingest(host_of=lambda source: source.title.partition(" ")[0])

    assert await service.tick() == 3
    async with world.database.read() as connection:
        waiting = await connection.execute(
            select(source.c.next_poll_at)
            .where(source.c.lease_until.is_(None))
            .order_by(source.c.next_poll_at)
        )
        later = [(at - world.clock.now()) / TURN for at in waiting.scalars()]
    assert later == [1, 2, 3]
    await service.aclose()
