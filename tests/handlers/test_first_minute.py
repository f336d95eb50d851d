"""The first minute: one tap for a whole digest, whatever has been read by then."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.domain.likely_zones import likely_zone
from bot.services.editions import EditionService
from bot.store.database import Database
from bot.store.orphans import GRACE, OrphanStore
from bot.store.sources import SourceStore
from bot.store.tables import source
from tests.handlers.test_left_out import Paper, title
from tests.support.articles import add_source
from tests.support.harness import OPERATOR, Harness, open_harness
from tests.support.people import NOW
from tests.support.texts import texts_in


async def _texts(database: Database) -> list[str]:
    return [text.html for _, text in await texts_in(database)]


async def _topic(harness: Harness, name: str, *papers: str) -> None:
    database = harness.services.chats._database
    ids = [(await add_source(database, paper)).id for paper in papers]
    await harness.services.interests.add_topic(
        name=name.lower(), title=name, source_ids=ids, now=NOW
    )


def _editions(harness: Harness) -> EditionService:
    assert isinstance(harness.services.editions, EditionService)
    return harness.services.editions


@pytest.fixture
async def stocked(database: Database) -> AsyncGenerator[Harness]:
    """A harness with the starter catalogue."""
    async with open_harness(database, catalogue="all") as found:
        yield found


async def test_the_first_topic_waits_until_all_of_it_is_read(harness: Harness) -> None:
    """Said at once, sent once and whole; further topics bring no second first digest."""
    harness, database = harness, harness.services.chats._database
    await _topic(harness, "World", "gazette", "herald")
    await _topic(harness, "Local", "bote")
    await harness.say("/start")
    data = harness.buttons()
    said = await harness.press(data["World"])
    assert "read for the first time: Gazette, Herald" in said[-1]
    await Paper(harness).bring(1)
    assert await _editions(harness).tick() == 0  # the other one is still to be read
    assert len(await harness.press(data["Local"])) == 1  # only the screen
    await Paper(harness, "herald").bring(2)
    await Paper(harness, "bote").bring(3)
    assert await _editions(harness).tick() == 1
    (text,) = await _texts(database)
    assert all(title(number) in text for number in (1, 2, 3))


async def test_after_twenty_seconds_what_is_there_is_told_and_the_rest_when_it_is_read(
    harness: Harness,
) -> None:
    """A slow source takes nothing from the others, and is not forgotten."""
    harness, database = harness, harness.services.chats._database
    await _topic(harness, "World", "gazette", "slow")
    await harness.say("/start")
    await harness.press(harness.buttons()["World"])
    harness.clock.advance(seconds=21)
    assert await _editions(harness).tick() == 0  # nothing to tell: it waits on
    await Paper(harness).bring(1)
    assert await _editions(harness).tick() == 1
    assert await _editions(harness).tick() == 0
    await Paper(harness, "slow").bring(2)
    assert await _editions(harness).tick() == 1
    first, second = await _texts(database)
    assert title(1) in first
    assert title(2) in second
    assert title(1) not in second


async def test_a_source_that_cannot_be_read_is_not_waited_for(lite: Harness) -> None:
    """Its failure is an answer as well."""
    database = lite.services.chats._database
    await _topic(lite, "World", "gazette", "broken")
    await lite.say("/start")
    await lite.press(lite.buttons()["World"])
    await Paper(lite).bring(1)
    async with database.write() as connection:
        await connection.execute(
            update(source).where(source.c.title == "Broken").values(failures=1)
        )
    assert await _editions(lite).tick() == 1


async def test_zone_and_time_are_confirmed_on_one_screen(lite: Harness) -> None:
    """Guessed from the language; today and tomorrow are words; back leads to the topics."""
    await _topic(lite, "World", "gazette")
    await lite.say("/start", language="de")
    assert "Weiter ›" in lite.buttons()
    (screen,) = await lite.press("on:zone")
    assert "heute um 08:00 (Europe/Berlin)" in screen
    assert "✓ Berlin" in lite.buttons()
    (screen,) = await lite.press("on:time:0700")
    assert "morgen um 07:00" in screen
    await lite.press(lite.buttons()["‹ Zurück"])
    assert "World" in lite.buttons()


@pytest.mark.parametrize(
    ("language", "default", "zone"),
    [
        ("de", "UTC", "Europe/Berlin"),
        ("de-AT", "UTC", "Europe/Vienna"),
        ("pt-br", "UTC", "America/Sao_Paulo"),
        ("en-GB", "UTC", "Europe/London"),
        ("zh-hans", "UTC", "Asia/Shanghai"),
        ("uk", "UTC", "Europe/Kyiv"),
        ("en", "UTC", "UTC"),
        ("", "UTC", "UTC"),
        ("x" * 99, "UTC", "UTC"),
        ("ru", "Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_a_zone_is_guessed_from_the_language(language: str, default: str, zone: str) -> None:
    """By its region, else by the country of most speakers; an operator's own choice is kept."""
    assert likely_zone(language, default) == zone


async def test_an_entry_of_the_catalogue_is_read_once_somebody_follows_it(
    stocked: Harness,
) -> None:
    """Two taps: Start, the topic. Before, nothing of it is in the store; a day after, no more."""
    harness, database = stocked, stocked.services.chats._database
    sources = SourceStore(database)
    await harness.say("/start", language="de")
    assert await sources.all() == []
    data = harness.buttons()["Wissenschaft"]
    said = await harness.press(data)
    assert "zum ersten Mal gelesen" in said[-1] or "gelesen" in said[-1]
    found = await sources.all()
    assert 0 < len(found) <= 8
    assert {each.language for each in found} == {"de"}
    assert not any(each.trusted for each in found)
    assert "✓ Wissenschaft" in str(harness.named("editMessageText")[-1])
    (listed,) = await harness.say("/list")
    assert listed.count("•") == 1

    await harness.press(data.replace(":on", ":off"))
    orphans = OrphanStore(database)
    await orphans.retire(NOW)
    assert len(await sources.all()) == len(found)
    await orphans.retire(NOW + GRACE + timedelta(hours=1))
    assert await sources.all() == []
    await harness.press(data)
    await orphans.retire(NOW + 2 * GRACE)
    assert len(await sources.all()) == len(found)


async def test_topics_open_countries_and_other_languages(stocked: Harness) -> None:
    """Page by page, each with a way back; a name in words finds an entry, too."""
    harness = stocked
    await harness.say("/topics")
    await harness.press(harness.buttons()["🌍 Countries"])
    while "Poland" not in harness.buttons():
        await harness.press(harness.buttons()["›"])
    await harness.press(harness.buttons()["Poland"])
    assert "✓ Poland" in str(harness.named("editMessageText")[-1])
    await harness.press("shelf:l::0")
    await harness.press(harness.buttons()["Deutsch"])
    assert "Wissenschaft" in harness.buttons()
    await harness.press(harness.buttons()["‹ Back"])
    assert "World" in harness.buttons()
    await harness.say("/start")
    await harness.press(harness.buttons()["🌍 Countries"])
    await harness.press(harness.buttons()["›"])
    await harness.press(harness.buttons()["‹ Back"])
    assert "Next ›" in harness.buttons()
    (said,) = await harness.say("/subscribe science")
    assert "Science" in said
    (listed,) = await harness.say("/list")
    assert "Poland" in listed
    assert "Science" in listed
    for wrong in ("shelf:t:xx:9", "shelf:c::99999999999999999999", "shelf", "shelf:t:en:0:none:on"):
        await harness.press(wrong)


async def test_an_operators_first_start_offers_what_is_missing(stocked: Harness) -> None:
    """The catalogue, a source of one's own, a test digest: to the operator alone."""
    who = {"chat_id": OPERATOR, "person_id": OPERATOR}
    said = await stocked.say("/start", **who)
    assert "operator" in said[-1]
    assert list(stocked.buttons()) == ["Catalogue", "＋ Own source", "Test digest"]
    assert len(await stocked.say("/start")) == 1
