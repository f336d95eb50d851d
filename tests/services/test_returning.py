"""Sources that were away, or show for long what they showed: back again, and nothing told twice."""

from __future__ import annotations

import pytest

from bot.domain.drafts import Fetched
from bot.domain.errors import FetchError, FetchReason
from bot.domain.models import SourceState
from bot.store.database import Database
from bot.store.retention import RetentionStore
from tests.services.test_ingest import World, draft
from tests.support.articles import add_source


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


async def test_a_source_that_says_to_be_gone_is_asked_once_a_week_and_may_come_back(
    world: World,
) -> None:
    """What the fetcher remembers of a failure is kept; a site that was away says the same."""
    source = await add_source(world.database)
    gone = FetchError(FetchReason.GONE, "It is gone", memory={"gone_at": "then"})
    world.shelf.found["Gazette"] = gone
    await world.poll()
    found = await world.sources.get(source.id)
    assert found is not None
    assert (found.state, found.memory) == (SourceState.FAILING, {"gone_at": "then"})

    world.shelf.found["Gazette"] = FetchError(FetchReason.GONE, "It is gone", final=True)
    await world.poll()
    found = await world.sources.get(source.id)
    assert found is not None
    assert found.state is SourceState.GONE
    polled = len(world.shelf.polled)
    await world.poll()
    world.clock.advance(days=6)
    await world.poll()
    assert len(world.shelf.polled) == polled
    world.clock.advance(days=2)
    await world.poll()
    assert len(world.shelf.polled) == polled + 1
    world.shelf.found["Gazette"] = Fetched(drafts=[draft("1")])
    world.clock.advance(days=8)
    await world.poll()
    found = await world.sources.get(source.id)
    assert found is not None
    assert (found.state, found.failures, found.articles) == (SourceState.ACTIVE, 0, 1)


async def test_what_a_feed_shows_for_half_a_year_is_told_once(world: World) -> None:
    """Its articles outlive their time while they stand in it; out of it they go, and others stay."""
    source = await add_source(world.database)
    shown = [draft(number) for number in "123456789"]
    world.shelf.found["Gazette"] = Fetched(drafts=shown)
    await world.poll()
    for step in range(1, 15):
        world.clock.advance(days=14)
        away = FetchError(FetchReason.TIMEOUT, "away")
        world.shelf.found["Gazette"] = away if 8 <= step < 12 else Fetched(drafts=shown)
        await world.poll()
        await RetentionStore(world.database).clean(now=world.clock.now())
    found = await world.sources.get(source.id)
    assert found is not None
    assert found.articles == 9
    assert len(await world.leads("riverton")) == 9

    world.shelf.found["Gazette"] = Fetched(drafts=shown[:4])
    for _ in range(3):
        world.clock.advance(days=14)
        await world.poll()
    await RetentionStore(world.database).clean(now=world.clock.now())
    assert len(await world.leads("riverton")) == 4
