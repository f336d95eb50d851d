"""What a poll brings is stored once, silently rewritten, and releases its source."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.domain.models import SourceState
from bot.domain.polls import Noise, PollResult
from bot.store.articles import MAX_EDITS, ArticleStore
from bot.store.database import Database
from bot.store.sources import SourceStore
from bot.store.tables import article
from tests.support.articles import NOW, add_source, new_article

RESULT = PollResult(next_poll_at=NOW + timedelta(minutes=15), memory={"etag": "x"})


async def headlines(database: Database) -> list[str]:
    async with database.read() as connection:
        rows = await connection.execute(select(article.c.headline).order_by(article.c.id))
        return list(rows.scalars())


async def test_an_article_is_stored_once_however_often_it_is_brought(database: Database) -> None:
    """The same key, or any alias of it, is the same article."""
    source = await add_source(database)
    articles = ArticleStore(database)

    first = await articles.finish_poll(
        source.id, [new_article("a", aliases=("a2",)), new_article("b")], RESULT, now=NOW
    )
    again = await articles.finish_poll(
        source.id, [new_article("a"), new_article("c", aliases=("a2",))], RESULT, now=NOW
    )

    assert (first.new, again.new) == (2, 0)
    assert len(await headlines(database)) == 2
    stored = await SourceStore(database).get(source.id)
    assert stored is not None
    assert (stored.articles, stored.memory, stored.failures) == (2, {"etag": "x"}, 0)


async def test_an_edit_rewrites_silently_and_not_for_ever(database: Database) -> None:
    """A changed article keeps its row; a source that changes it for ever is given up on."""
    source = await add_source(database)
    articles = ArticleStore(database)

    for number in range(MAX_EDITS + 5):
        edited = new_article("a", headline=f"Version {number}")
        await articles.finish_poll(source.id, [edited], RESULT, now=NOW)

    assert await headlines(database) == [f"Version {MAX_EDITS}"]


async def test_two_articles_of_one_poll_that_share_an_alias_are_one(database: Database) -> None:
    """A source that lists the same article twice in one document brings it once."""
    source = await add_source(database)
    stored = await ArticleStore(database).finish_poll(
        source.id,
        [new_article("a", aliases=("x",)), new_article("b", aliases=("x",))],
        RESULT,
        now=NOW,
    )
    assert stored.new == 1


async def test_what_stood_in_a_source_long_before_it_was_added_counts_as_seen(
    database: Database,
) -> None:
    """At the first poll only the last 24 hours are fresh; undated articles are."""
    source = await add_source(database)
    await ArticleStore(database).finish_poll(
        source.id,
        [
            new_article("old", published_at=NOW - timedelta(hours=25)),
            new_article("new", published_at=NOW - timedelta(hours=23)),
            new_article("undated"),
        ],
        RESULT,
        now=NOW,
    )
    async with database.read() as connection:
        rows = await connection.execute(select(article.c.key).where(article.c.is_news))
        assert set(rows.scalars()) == {"new", "undated"}


async def test_a_failed_poll_keeps_memory_and_counts(database: Database) -> None:
    """What a source remembered outlives its failures; the operator sees why."""
    source = await add_source(database)
    articles = ArticleStore(database)
    await articles.finish_poll(source.id, [], RESULT, now=NOW)
    failure = PollResult(
        next_poll_at=NOW + timedelta(hours=1), error="no answer", state=SourceState.FAILING
    )

    await articles.finish_poll(source.id, [], failure, now=NOW)
    await articles.finish_poll(source.id, [], failure, now=NOW)

    stored = await SourceStore(database).get(source.id)
    assert stored is not None
    assert (stored.failures, stored.last_error, stored.memory) == (2, "no answer", {"etag": "x"})


async def test_claims_of_sources_never_overlap(database: Database) -> None:
    """Eight claims at once share the due sources out."""
    store = SourceStore(database)
    for number in range(40):
        await add_source(database, f"paper{number}")

    claims = await asyncio.gather(
        *(store.claim_due(now=NOW, limit=7, lease_s=60) for _ in range(8))
    )

    ids = [source.id for claim in claims for source in claim]
    assert len(ids) == len(set(ids)) == 40
    assert await store.claim_due(now=NOW, limit=7, lease_s=60) == []
    later = NOW + timedelta(seconds=61)
    assert len(await store.claim_due(now=later, limit=50, lease_s=60)) == 40


async def test_a_removed_source_is_not_polled_and_comes_back_when_added(
    database: Database,
) -> None:
    """Removing keeps the row, so that its articles stay and it can return."""
    store = SourceStore(database)
    source = await add_source(database)

    assert await store.remove(source.id)
    assert not await store.remove(source.id)
    assert await store.all() == []
    assert await store.claim_due(now=NOW, limit=5, lease_s=60) == []

    back = await add_source(database)
    assert back.id == source.id
    assert [found.id for found in await store.all()] == [source.id]


async def test_known_hashes_tell_what_need_not_be_read_again(database: Database) -> None:
    """Names that were never seen are not in the answer."""
    source = await add_source(database)
    item = new_article("a", aliases=("a2",))
    articles = ArticleStore(database)
    await articles.finish_poll(source.id, [item], RESULT, now=NOW)

    known = (await articles.known(source.id, ["a", "a2", "b"], since=NOW)).hashes

    assert known == {"a": item.content_hash, "a2": item.content_hash}


async def test_what_is_learned_of_a_source_is_kept_with_its_articles(database: Database) -> None:
    """Furniture is replaced as a whole, and only by a poll that learned."""
    source = await add_source(database)
    articles = ArticleStore(database)
    assert (await articles.known(source.id, ["a"], since=NOW)).noise == Noise()

    learned = Noise(pieces={"aa": (1.5, 2, 739312)}, openings=((3, 7), (1,)), articles=2)
    await articles.finish_poll(source.id, [], replace(RESULT, noise=learned), now=NOW)
    await articles.finish_poll(source.id, [], RESULT, now=NOW)

    assert (await articles.known(source.id, ["a"], since=NOW)).noise == learned
