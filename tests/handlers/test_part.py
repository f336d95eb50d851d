"""“Not the same story” tells two stories apart in one chat, and shows what was not told."""

from __future__ import annotations

from sqlalchemy import select

from bot.services.curate import CurateService
from bot.store.curation import CurationStore
from bot.store.tables import article
from tests.support.articles import add_source, new_article, store
from tests.support.harness import Harness

FIRST = "Council of Ellbury votes on the harbour plan"
OTHER = "Harbour plan of Ellbury's council explained"
LATER = "Harbour plan explained: what Ellbury's council left out of the picture"


async def bring(harness: Harness, name: str, headline: str) -> None:
    """An article of a source, curated at once."""
    database = harness.services.chats._database
    source = await add_source(database, name)
    brought = new_article(headline[-40:], headline=headline, body=f"{headline}, they said.")
    await store(database, source, brought, now=harness.clock.now())
    await CurateService(store=CurationStore(database), clock=harness.clock).tick()


async def told_together(harness: Harness) -> str:
    """A digest of one story by two sources; the data of the button that parts them."""
    for name in ("gazette", "herald"):
        await add_source(harness.services.chats._database, name)
    await harness.say("/subscribe Gazette")
    await harness.say("/subscribe Herald")
    await bring(harness, "gazette", FIRST)
    await bring(harness, "herald", OTHER)
    await harness.say("/digest")
    (why,) = await harness.say("/why 1")
    assert "shared words" in why
    (label, data), *_ = harness.buttons().items()
    assert label.startswith("Not the same: ")
    return data


async def test_what_is_parted_is_shown_at_once_and_counted(harness: Harness) -> None:
    """Its headline was not told before; operators see how often it is said."""
    data = await told_together(harness)
    (why,) = await harness.say("/why 1")
    answers = await harness.press(data)
    unsaid = OTHER if OTHER in why.split("•")[1] else FIRST
    assert any(unsaid in answer for answer in answers)
    figures = await harness.services.stats.figures(now=harness.clock.now())
    assert figures["partings"] == 1
    await harness.press(data)
    figures = await harness.services.stats.figures(now=harness.clock.now())
    assert figures["partings"] == 1


async def test_a_parting_can_be_taken_back(harness: Harness) -> None:
    """The answer has a button for that."""
    data = await told_together(harness)
    await harness.press(data)
    (again,) = harness.buttons().values()
    answers = await harness.press(again)
    assert answers == ["It is one story again."]
    figures = await harness.services.stats.figures(now=harness.clock.now())
    assert figures["partings"] == 0


async def test_what_no_digest_told_cannot_be_parted(harness: Harness) -> None:
    """Whatever a button says: only what stood in this chat's digest."""
    await told_together(harness)
    for data in ("part:1:99", "part:0:0", "part:1:1", "part:x:y"):
        await harness.press(data)
    figures = await harness.services.stats.figures(now=harness.clock.now())
    assert figures["partings"] == 0


async def test_what_follows_the_parted_article_is_a_story_of_its_own(harness: Harness) -> None:
    """No update of what was told: this chat said that it is other news."""
    data = await told_together(harness)
    speaker_id, away_id = map(int, data.split(":")[1:])
    database = harness.services.chats._database
    async with database.read() as connection:
        rows = await connection.execute(select(article.c.id, article.c.headline))
        headlines = {row.id: row.headline for row in rows}
    assert {headlines[speaker_id], headlines[away_id]} == {FIRST, OTHER}
    await harness.press(data)
    await bring(harness, "herald", f"{headlines[away_id]} once more by traders of the quay")
    async with database.read() as connection:
        stories = (await connection.execute(select(article.c.story_id).distinct())).scalars().all()
    assert len(stories) == 1
    await harness.say("/digest")
    (why, *_) = await harness.say("/why 1")
    assert "once more by traders" in why
    assert "You were told this story before" not in why
