"""Sources that were away, or show for long what they showed: back again, and nothing told twice."""

from __future__ import annotations

import pytest

from bot.domain.drafts import Fetched
from bot.domain.errors import FetchError, FetchReason
from bot.domain.models import SourceState
from bot.store.database import Database
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
