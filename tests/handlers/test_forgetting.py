"""/forgetme: everything of a person goes, with what nobody else has, from every file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.domain.models import ChatStatus
from bot.services.curate import CurateService
from bot.services.editions import EditionService
from bot.store.curation import CurationStore
from bot.store.database import Database
from bot.store.editions import EditionStore
from bot.store.raw import Raw
from bot.store.scrubbing import Scrubber
from bot.store.tables import article, metadata
from tests.support.articles import new_article, store
from tests.support.harness import Feed, Harness, open_harness

ANN, BOB, GROUP = 7712345678, 1002, -100500
SECRET = "https://diary.example/feed?key=tokenof7712345678"


async def _live(services: Harness, database: Database) -> None:
    """A person's day: words, a feed of their own, searches, digests, a group."""
    services.web.feeds["https://diary.example/feed"] = [Feed(url=SECRET, title="Annsdiary")]
    await services.say("/start", chat_id=ANN)
    await services.say("/subscribe zeppelins", chat_id=ANN)
    await services.say("/subscribe Marmots!! Of Annswords", chat_id=ANN)
    await services.say("/subscribe marmots of annswords", chat_id=BOB)
    await services.say("/subscribe https://diary.example/feed", chat_id=ANN)
    (source,) = await services.services.sources.all()
    diary = new_article("mine", headline="Xylophonists of Annstown", body="Quokkas annsleeping.")
    await store(database, source, diary, now=services.clock.now())
    await CurateService(store=CurationStore(database), clock=services.clock).tick()
    services.clock.advance(hours=3)
    await EditionService(store=EditionStore(database), clock=services.clock).tick()
    await services.say("/search annssearch", chat_id=ANN)
    await services.say("annstyped words", chat_id=ANN)
    await services.say("/search", chat_id=GROUP, person_id=ANN, kind="supergroup")
    await services.say("/forgetme", chat_id=GROUP, person_id=ANN, kind="supergroup")


async def _forget(services: Harness) -> str:
    await services.say("/forgetme", chat_id=ANN)
    (_, forget, _) = services.buttons().values()
    return (await services.press(forget, chat_id=ANN))[-1]


async def test_what_nobody_else_has_goes_and_what_others_have_stays(
    harness: Harness, database: Database
) -> None:
    """Own words and feeds go with their articles, others' stay; counts are told."""
    await _live(harness, database)
    told = await _forget(harness)
    assert "Followed: 3 · digests: 1 · words of its own: 1 · feeds of its own: 1" in told
    assert "30 days" in told
    assert await harness.services.sources.all() == []
    bob = await harness.services.chats.find(BOB)
    assert bob is not None
    followed = await harness.services.subscriptions.followed(bob.id)
    assert [each.interest.title for each in followed] == ["annswords marmots of"]
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(article)) == 0
        for table in metadata.sorted_tables:
            for row in await connection.execute(select(table)):
                words = " ".join(map(str, row)).lower()
                for trace in ("7712345678", "zeppelin", "annstown", "annstyped", "tokenof"):
                    assert trace not in words, table.name
    counts = await harness.services.chats.counts()
    assert counts[ChatStatus.ACTIVE] == 2
    assert "30 days" in (await harness.say("/privacy", chat_id=BOB))[0]


async def test_a_feed_of_two_stays_until_both_are_forgotten(
    harness: Harness, database: Database
) -> None:
    """Nobody loses a feed because somebody else left."""
    harness.web.feeds["https://diary.example/feed"] = [Feed(url=SECRET, title="Diary")]
    for person in (ANN, BOB):
        await harness.say("/subscribe https://diary.example/feed", chat_id=person)
    assert "feeds of its own: 0" in await _forget(harness)
    assert len(await harness.services.sources.all()) == 1
    await harness.say("/forgetme", chat_id=BOB)
    (_, forget, _) = harness.buttons().values()
    await harness.press(forget, chat_id=BOB)
    assert await harness.services.sources.all() == []


async def test_a_feed_that_was_left_before_goes_too(harness: Harness, database: Database) -> None:
    """Its address may hold a token, and nobody needs it."""
    harness.web.feeds["https://diary.example/feed"] = [Feed(url=SECRET, title="Diary")]
    await harness.say("/subscribe https://diary.example/feed", chat_id=ANN)
    await harness.say("/unsubscribe diary", chat_id=ANN)
    await _forget(harness)
    async with database.read() as connection:
        found = await connection.execute(select(metadata.tables["source"]))
        assert found.all() == []


@pytest.mark.parametrize("last", [ANN, BOB])
async def test_what_somebody_else_left_last_keeps_its_grace(
    harness: Harness, database: Database, last: int
) -> None:
    """Feeds of others in their day of grace are not taken by who is forgotten meanwhile."""
    for name in ("diary", "letters"):
        url = f"https://{name}.example/feed"
        harness.web.feeds[url] = [Feed(url=url, title=name.title())]
    for person in (ANN, BOB):
        await harness.say("/subscribe https://diary.example/feed", chat_id=person)
    await harness.say("/subscribe https://letters.example/feed", chat_id=BOB)
    await harness.say("/unsubscribe letters", chat_id=BOB)
    for person in (ANN + BOB - last, last):
        await harness.say("/unsubscribe diary", chat_id=person)
    await _forget(harness)
    left = {source.title for source in await harness.services.sources.all()}
    assert left == ({"Letters"} if last == ANN else {"Letters", "Diary"})
    await harness.say("/subscribe https://letters.example/feed", chat_id=BOB)
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(metadata.tables["source"]))


async def test_a_feed_that_goes_while_it_is_polled_or_chosen_harms_nobody(
    harness: Harness, database: Database
) -> None:
    """The poll's articles are dropped; who follows it at that moment is told."""
    harness.web.feeds["https://diary.example/feed"] = [Feed(url=SECRET, title="Diary")]
    await harness.say("/subscribe https://diary.example/feed", chat_id=ANN)
    (source,) = await harness.services.sources.all()
    await _forget(harness)
    await store(database, source, new_article("late"), now=harness.clock.now())
    assert (await harness.services.subscriptions.followed(1)) == []
    await harness.say("/start", chat_id=BOB)
    (told,) = await harness.press(f"topic:source:{source.id}:0:on", chat_id=BOB)
    assert "no longer there" in told


def _traces() -> Iterator[bytes]:
    """The person's number as text and as SQLite stores it, and every word of theirs."""
    yield str(ANN).encode()
    yield ANN.to_bytes(5, "big")
    for word in (
        *("zeppelin", "annssearch", "annstyped", "tokenof", "annsdiary", "Marmots!! Of Annswords"),
        *("annstown", "Annstown", "quokka", "annsleep", "xylophonist"),
    ):
        yield word.encode()


async def _packed_texts(database: Database) -> list[bytes]:
    """The articles' texts as they stand in the file, in which no word can be seen."""
    async with database.read() as connection:
        rows = await Raw(connection).fetch("SELECT body, search_text FROM article_text")
        return [text for row in rows for text in row]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_no_file_holds_anything_of_who_was_forgotten(
    database: Database, tmp_path: Path
) -> None:
    """Database, log and all others, while the bot runs on."""
    async with open_harness(database) as services:
        await _live(services, database)
        before = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        packed = await _packed_texts(database)
        for trace in (b"zeppelin", b"tokenof", ANN.to_bytes(5, "big"), b"Annstown", *packed):
            assert trace in before
        await _forget(services)
        await Scrubber(database).scrub()
        files = [file for file in tmp_path.iterdir() if file.is_file()]
        assert {file.suffix for file in files} >= {".db", ".db-wal"}
        for file in files:
            content = file.read_bytes()
            for trace in (*_traces(), *packed):
                assert trace not in content, (file.name, trace)
