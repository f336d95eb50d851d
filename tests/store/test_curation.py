"""Seq is given once, in order, by one sequencer; nothing falls between two views."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from bot.domain.curation import Decision
from bot.domain.errors import InputError
from bot.domain.models import InterestKind
from bot.domain.query import parse_query
from bot.domain.sight import EVERYTHING
from bot.services.curate import CurateService
from bot.store.curation import CurationStore
from bot.store.database import Database
from bot.store.editions import EditionStore
from bot.store.interests import InterestStore
from bot.store.search import SearchStore
from tests.support.articles import NOW, add_source, new_article, store
from tests.support.clock import FakeClock


async def seal_all(database: Database, *, interests: tuple[int, ...] = ()) -> int | None:
    """Curate everything, each article a story of its own."""
    curation = CurationStore(database)
    return await curation.seal(
        [
            Decision(article_id=found.id, story_id=found.id, interest_ids=interests)
            for found in await curation.uncurated(1000)
        ],
        version=await curation.followed_version(),
    )


async def test_seq_is_given_in_order_without_gaps_and_only_once(database: Database) -> None:
    """Sealing again changes nothing."""
    source = await add_source(database)
    await store(database, source, *(new_article(f"a{number}") for number in range(5)))
    curation = CurationStore(database)
    waiting = await curation.uncurated(1000)
    decisions = [
        Decision(article_id=found.id, story_id=found.id, interest_ids=()) for found in waiting
    ]
    version = await curation.followed_version()

    assert await curation.seal(decisions, version=version) == 5
    assert await curation.seal(decisions, version=version) == 5
    assert await curation.uncurated(1000) == []
    assert [told.id for told in await curation.told_since(NOW)] == [found.id for found in waiting]


async def test_a_decision_made_before_a_new_interest_is_refused(database: Database) -> None:
    """Whoever decided without knowing the interest decides again."""
    source = await add_source(database)
    await store(database, source, new_article("a"))
    curation = CurationStore(database)
    version = await curation.followed_version()

    await InterestStore(database).ensure(InterestKind.SOURCE, str(source.id), "Gazette", NOW)

    assert await curation.seal([], version=version) is None


async def test_a_new_interest_is_filled_in_with_the_last_days(database: Database) -> None:
    """Sources, topics and queries alike; what counts as seen and private words are left out."""
    gazette = await add_source(database)
    private = await add_source(database, "diary", public=False)
    await store(
        database,
        gazette,
        new_article("rates", headline="Central bank raises rates"),
        new_article("rain", headline="Rain in the hills"),
        new_article("old", headline="Bank rates of old", published_at=NOW - timedelta(days=3)),
    )
    await store(database, private, new_article("mine", headline="My bank and its rates"))
    await seal_all(database)
    interests = InterestStore(database)
    plans = EditionStore(database)

    async def keys(kind: InterestKind, ref: str) -> set[str]:
        found = await interests.ensure(kind, ref, ref, NOW)
        rows = await plans.window(found.id, after_seq=0, to_seq=99, limit=99)
        return {row.url.rpartition("/")[2] for row in rows}

    topic = await interests.add_topic(name="hills", words="hills OR valleys", now=NOW)
    assert await keys(InterestKind.SOURCE, str(gazette.id)) == {"rates", "rain"}
    assert await keys(InterestKind.QUERY, "bank rates") == {"rates"}
    assert await keys(InterestKind.TOPIC, str(topic.id)) == {"rain"}
    assert await keys(InterestKind.SOURCE, str(private.id)) == {"mine"}


async def test_search_gives_the_same_answers_on_both_engines(database: Database) -> None:
    """Newest first; all words, phrases, alternatives, exclusions, stems, hostile input."""
    source = await add_source(database)
    await store(
        database,
        source,
        new_article("1", headline="Central bank raises interest rates", body="x y"),
        new_article("2", headline="The bank of the river rose; central parks flooded", body="x"),
        new_article("3", headline="Ёлки in the café", body="O'Brien said <b>so</b>"),
        new_article("4", headline="Interest is central", body="rates of later"),
    )
    search = SearchStore(database)

    async def found(words: str) -> list[str]:
        page = await search.search(words, sight=EVERYTHING, now=NOW)
        assert page.total == len(page.results)
        return [result.article.url.rpartition("/")[2] for result in page.results]

    assert await found("bank central") == ["2", "1"]
    assert await found('"central bank"') == ["1"]
    assert await found('"bank central"') == []
    assert await found('"interest central"') == ["4"], "one short word may stand between"
    assert await found('interest -"interest rates"') == ["4"]
    assert await found('interest -"rates interest"') == ["4", "1"]
    assert await found('"raises central"') == []
    assert await found('"raises interest rates"') == ["1"]
    assert await found('"central bank raises interest rates"') == ["1"]
    assert await found('"raises interest central"') == []
    assert await found('"later central" | river') == ["2"]
    assert await found("rate | park") == ["4", "2", "1"]
    assert await found("bank -river") == ["1"]
    assert await found("елки CAFE") == ["3"]
    assert await found("raising") == ["1"]
    assert await found("nowhere") == []
    for hostile in (
        "a AND",
        "-x bank",
        "NEAR(",
        "col:x",
        "it's",
        "*x",
        "(a",
        'q"',
        "a & !b",
        "\\'",
    ):
        with suppress(InputError):
            await found(hostile)


async def test_fields_narrow_a_search_and_what_is_followed(database: Database) -> None:
    """By source, language, topic and day; what is followed gets the same as a search finds."""
    times = await add_source(database, "times", title="The Times")
    voice = await add_source(database, "voice", title="Вести", language="ru")
    interests = InterestStore(database)
    await interests.add_topic(name="money", title="Money", source_ids=[times.id], now=NOW)
    queries = {
        words: await interests.ensure(InterestKind.QUERY, parse_query(words).normalised, words, NOW)
        for words in ("bank source:times", "bank -source:times", "bank lang:ru", "bank topic:money")
    }
    await store(database, times, new_article("1", headline="The bank is calm", language="en"))
    await store(database, voice, new_article("2", headline="Русский bank", language="ru"))
    await CurateService(store=CurationStore(database), clock=FakeClock(NOW)).tick()
    plans, search = EditionStore(database), SearchStore(database)
    for words, expected in zip(queries, (["1"], ["2"], ["2"], ["1"]), strict=True):
        page = await search.search(words, sight=EVERYTHING, now=NOW)
        assert [result.article.url[-1] for result in page.results] == expected, words
        window = await plans.window(queries[words].id, after_seq=0, to_seq=9, limit=9)
        assert [each.url[-1] for each in window] == expected, words
    for words in ("bank source:вести", 'bank source:"The Times"', "bank lang:en"):
        page = await search.search(words, sight=EVERYTHING, now=NOW)
        assert page.total == 1, words
    for since, total in (("today", 2), ("2099-01", 0)):
        page = await search.search(f"bank since:{since}", sight=EVERYTHING, now=NOW)
        assert page.total == total
