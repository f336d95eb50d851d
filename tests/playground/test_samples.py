"""The playground's sample news: what it is, where it appears and how it goes on."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
import feedparser
import pytest
from aiohttp import web

from bot.domain.query import parse_query
from bot.playground.samples.catalogue import load_catalogue
from bot.playground.samples.feed import FEED_PATH, MAX_ITEMS
from bot.playground.samples.site import MAX_LIVE_FILES, SampleNews
from bot.text.reading import read_document
from tests.support.clock import FakeClock

NOW = datetime(2026, 11, 23, 0, 10, tzinfo=UTC)
CATALOGUE = load_catalogue()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def news(tmp_path: Path, clock: FakeClock) -> SampleNews:
    news = SampleNews(tmp_path / "news", clock=clock, interval_s=0.01)
    news.lay()
    return news


@pytest.fixture
async def origin(news: SampleNews) -> AsyncGenerator[str]:
    """Where the sample feed is served."""
    application = web.Application()
    application.add_routes(news.routes())
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def documents(folder: Path) -> list[Path]:
    """Every file a reader of the folders sees."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.is_file() and not any(part.startswith(".") for part in file.parts[-2:])
    )


def test_there_are_eight_articles_or_more_in_each_language() -> None:
    """English, Russian and German readers each find enough, in texts and pages, also gzipped."""
    languages = Counter(sample.language for sample in CATALOGUE.samples)
    assert min(languages[code] for code in ("en", "ru", "de")) >= 8
    forms = Counter((sample.file.partition(".")[2], sample.gzip) for sample in CATALOGUE.samples)
    assert min(forms[kind, zipped] for kind in ("txt", "html") for zipped in (True, False)) >= 2
    assert {sample.topic for sample in CATALOGUE.samples} == {
        "world",
        "technology",
        "science",
        "business",
        "culture",
        "sports",
    }


@pytest.mark.parametrize("sample", CATALOGUE.samples, ids=lambda sample: sample.file)
def test_a_sample_holds_what_the_catalogue_says_of_it(sample: Any) -> None:
    """Headline and opening stand in the file, and nothing is left to fill in."""
    for time_round in (0, 2) if sample.live else (0,):
        text = sample.document(
            name="some-name", now=NOW, published_at=NOW, time_round=time_round
        ).decode()
        assert sample.opening_of(time_round) in text
        assert sample.source == "wire" or sample.headline_of(time_round) in text
        assert "{{" not in text


def test_the_first_document_keeps_its_bytes(news: SampleNews, tmp_path: Path) -> None:
    """The stored page with no-break spaces is laid as it is, not as an editor would save it."""
    file = tmp_path / "news" / "documents" / "putin-assad-cease-fire.txt"
    content = file.read_bytes()
    assert len(content) == 2268
    assert content.startswith(b"Support The Moscow Times!\n\nPutin and Assad Discuss")
    assert "held a\u00a0phone conversation".encode() in content
    assert content.endswith(b"Continue\n\nRead more")


def test_topics_name_sample_sources_and_words_that_can_be_looked_for() -> None:
    """Whoever puts the playground together can add every topic as it stands."""
    keys = {source.key for source in CATALOGUE.sources}
    for topic in CATALOGUE.topics:
        assert topic.words or topic.sources
        assert set(topic.sources) <= keys
        if topic.words:
            parse_query(topic.words)
    assert {"World", "Technology", "Science", "Business", "Culture"} <= {
        topic.title for topic in CATALOGUE.topics
    }
    assert {"Новости", "Nachrichten"} <= {topic.title for topic in CATALOGUE.topics}


def test_initial_documents_lie_in_their_folders_dated_within_a_day(
    news: SampleNews, tmp_path: Path
) -> None:
    """All are fresh enough to be told, whatever the hour of the start."""
    files = documents(tmp_path / "news")
    assert len(files) == sum(sample.source != "wire" for sample in CATALOGUE.initial)
    for file in files:
        age = NOW - datetime.fromtimestamp(file.stat().st_mtime, UTC)
        assert timedelta(0) < age < timedelta(hours=20)
    zipped = [file for file in files if file.suffix == ".gz"]
    assert len(zipped) == 6
    for file in zipped:
        assert len(gzip.decompress(file.read_bytes()).decode()) > 500


def test_laying_again_dates_the_documents_anew(news: SampleNews, tmp_path: Path) -> None:
    """Started three days later, the same documents are fresh, and what had appeared is gone."""
    before = documents(tmp_path / "news")
    for _ in CATALOGUE.live:
        news.bring()
    later = NOW + timedelta(days=3)
    SampleNews(tmp_path / "news", clock=FakeClock(later)).lay()
    assert documents(tmp_path / "news") == before
    for file in before:
        assert later - datetime.fromtimestamp(file.stat().st_mtime, UTC) < timedelta(hours=20)


def test_locators_name_the_folder_and_the_served_feed(news: SampleNews, tmp_path: Path) -> None:
    """What the composition root adds as sources."""
    assert news.locator("gazette", origin="http://127.0.0.1:1") == (
        f"folder:{tmp_path / 'news' / 'gazette'}"
    )
    assert news.locator("wire", origin="http://127.0.0.1:1/") == f"http://127.0.0.1:1{FEED_PATH}"


def test_every_round_brings_new_articles(news: SampleNews, clock: FakeClock) -> None:
    """The list begins again with other headlines, openings and names."""
    rounds = 3 * len(CATALOGUE.live)
    names = []
    for _ in range(rounds):
        clock.advance(seconds=30)
        names.append(news.bring())
    assert len(set(names)) == rounds
    told = [
        (sample.headline_of(time_round), sample.opening_of(time_round))
        for sample in CATALOGUE.live
        for time_round in range(3)
    ]
    assert len({headline for headline, _ in told}) == len({words for _, words in told}) == rounds
    assert len({item.headline for item in news.feed.items}) == len(news.feed.items)


def test_the_count_goes_on_after_a_restart(
    news: SampleNews, tmp_path: Path, clock: FakeClock
) -> None:
    """What appeared before a restart does not appear again under the same name."""
    before = {news.bring() for _ in range(len(CATALOGUE.live))}
    again = SampleNews(tmp_path / "news", clock=clock)
    again.lay()
    assert not before & {again.bring() for _ in range(len(CATALOGUE.live))}


def test_folders_and_feed_stay_bounded(news: SampleNews, tmp_path: Path, clock: FakeClock) -> None:
    """A playground that is left running fills no disk; the initial documents stay."""
    initial = set(documents(tmp_path / "news"))
    for _ in range(30 * len(CATALOGUE.live)):
        clock.advance(seconds=30)
        news.bring()
    assert initial <= set(documents(tmp_path / "news"))
    assert len(news.feed.items) == MAX_ITEMS
    for key in ("gazette", "vestnik", "bote"):
        numbered = [file for file in (tmp_path / "news" / key).iterdir() if file.name[0] == "0"]
        assert len(numbered) == MAX_LIVE_FILES


async def test_run_brings_articles_until_it_is_told_to_stop(
    news: SampleNews, tmp_path: Path
) -> None:
    """It ends at once when the event is set, and leaves no half-written file."""
    stop = asyncio.Event()
    task = asyncio.create_task(news.run(stop))
    before = len(documents(tmp_path / "news"))
    async with asyncio.timeout(20):
        while len(documents(tmp_path / "news")) < before + 3:
            await asyncio.sleep(0.01)
        stop.set()
        await task
    assert not list((tmp_path / "news" / ".arriving").iterdir())


async def test_a_document_that_cannot_be_written_does_not_end_the_run(tmp_path: Path) -> None:
    """The folder may be taken away under it; the feed goes on."""
    news = SampleNews(tmp_path / "news", clock=FakeClock(NOW), interval_s=0.001)
    news.lay()
    for folder in (tmp_path / "news").iterdir():
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    stop = asyncio.Event()
    task = asyncio.create_task(news.run(stop))
    for _ in range(20):
        await asyncio.sleep(0.001)
    assert not task.done()
    stop.set()
    await task


async def test_the_feed_is_well_formed_and_dated_before_now(origin: str) -> None:
    """A strict reader finds every item with headline, link, text and date."""
    async with aiohttp.ClientSession() as session, session.get(origin + FEED_PATH) as response:
        assert response.status == 200
        body = await response.read()
    parsed = feedparser.parse(body)
    assert not parsed.bozo
    assert len(parsed.entries) == sum(sample.source == "wire" for sample in CATALOGUE.initial)
    for entry in parsed.entries:
        assert entry.title
        assert entry.summary.startswith("<p>")
        age = NOW - parsedate_to_datetime(entry.published)
        assert timedelta(0) < age < timedelta(hours=24)
        assert entry.link.startswith(origin)
    assert any("content" in entry for entry in parsed.entries)


async def test_an_unchanged_feed_answers_304_to_either_validator(
    origin: str, news: SampleNews, clock: FakeClock
) -> None:
    """And the whole feed again once something was added."""
    async with aiohttp.ClientSession() as session:

        async def status(**headers: str) -> int:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            async with session.get(origin + FEED_PATH, headers=named) as response:
                await response.read()
                return response.status

        async with session.get(origin + FEED_PATH) as response:
            tag, changed = response.headers["ETag"], response.headers["Last-Modified"]
        assert parsedate_to_datetime(changed) == NOW
        assert await status(If_None_Match=tag) == 304
        assert await status(If_None_Match=f'"other", W/{tag}') == 304
        assert await status(If_Modified_Since=changed) == 304
        assert await status(If_None_Match='"other"', If_Modified_Since=changed) == 200
        assert await status(If_Modified_Since="yesterday") == 200
        while len(news.feed.items) == 6:
            clock.advance(seconds=30)
            news.bring()
        assert await status(If_None_Match=tag) == 200
        assert await status(If_Modified_Since=changed) == 200


async def test_each_item_has_a_page_behind_its_link(origin: str) -> None:
    """A reader who follows a link finds the article; a wrong one is not found."""
    async with aiohttp.ClientSession() as session:
        async with session.get(origin + FEED_PATH) as response:
            parsed = feedparser.parse(await response.read())
        for entry in parsed.entries:
            async with session.get(entry.link) as response:
                assert response.status == 200
                assert entry.title in await response.text()
        async with session.get(f"{origin}/samples/articles/none") as response:
            assert response.status == 404


def test_samples_are_read_as_the_catalogue_says() -> None:
    """Headline and opening sentence come out of banners, captions, datelines and appeals."""
    missed = []
    for sample in CATALOGUE.samples:
        text = sample.document(name="some-name", now=NOW, published_at=NOW).decode()
        in_feed = sample.source == "wire"
        reading = read_document(
            text,
            html=sample.file.endswith("html"),
            headline=sample.headline if in_feed else "",
            language=sample.language,
        )
        opening = sample.opening.replace("\u00a0", " ")
        if reading.headline != sample.headline or not reading.lead.startswith(opening):
            missed.append((sample.file, reading.headline, reading.lead[:100]))
        assert reading.language == sample.language
    # a caption without a credit, and an opening sentence that looks like one
    assert len(missed) <= 2, missed
