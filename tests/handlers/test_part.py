"""“Not the same story” tells two stories apart in one chat, and shows what was not told."""

from __future__ import annotations

from sqlalchemy import select

from bot.services.curate import CurateService
from bot.store.curation import CurationStore
from bot.store.tables import article
from tests.support.articles import add_source, new_article, store
from tests.support.office import Office

FIRST = "Council of Ellbury votes on the harbour plan"
OTHER = "Harbour plan of Ellbury's council explained"
LATER = "Harbour plan explained: what Ellbury's council left out of the picture"


async def bring(office: Office, name: str, headline: str) -> None:
    """An article of a source, curated at once."""
    database = office.desk.chats._database
    source = await add_source(database, name)
    brought = new_article(headline[-40:], headline=headline, body=f"{headline}, they said.")
    await store(database, source, brought, now=office.clock.now())
    await CurateService(store=CurationStore(database), clock=office.clock).tick()


async def told_together(office: Office) -> str:
    """A digest of one story by two sources; the data of the button that parts them."""
    for name in ("gazette", "herald"):
        await add_source(office.desk.chats._database, name)
    await office.say("/subscribe Gazette")
    await office.say("/subscribe Herald")
    await bring(office, "gazette", FIRST)
    await bring(office, "herald", OTHER)
    await office.say("/digest")
    (why,) = await office.say("/why 1")
    assert "shared words" in why
    (label, data), *_ = office.buttons().items()
    assert label.startswith("Not the same: ")
    return data


async def test_what_is_parted_is_shown_at_once_and_counted(desk_office: Office) -> None:
    """Its headline was not told before; operators see how often it is said."""
    data = await told_together(desk_office)
    (why,) = await desk_office.say("/why 1")
    answers = await desk_office.press(data)
    unsaid = OTHER if OTHER in why.split("•")[1] else FIRST
    assert any(unsaid in answer for answer in answers)
    figures = await desk_office.desk.stats.figures(now=desk_office.clock.now())
    assert figures["partings"] == 1
    await desk_office.press(data)
    figures = await desk_office.desk.stats.figures(now=desk_office.clock.now())
    assert figures["partings"] == 1


async def test_a_parting_can_be_taken_back(desk_office: Office) -> None:
    """The answer has a button for that."""
    data = await told_together(desk_office)
    await desk_office.press(data)
    (again,) = desk_office.buttons().values()
    answers = await desk_office.press(again)
    assert answers == ["It is one story again."]
    figures = await desk_office.desk.stats.figures(now=desk_office.clock.now())
    assert figures["partings"] == 0


async def test_what_no_digest_told_cannot_be_parted(desk_office: Office) -> None:
    """Whatever a button says: only what stood in this chat's digest."""
    await told_together(desk_office)
    for data in ("part:1:99", "part:0:0", "part:1:1", "part:x:y"):
        await desk_office.press(data)
    figures = await desk_office.desk.stats.figures(now=desk_office.clock.now())
    assert figures["partings"] == 0


async def test_what_follows_the_parted_article_is_a_story_of_its_own(desk_office: Office) -> None:
    """No update of what was told: this chat said that it is other news."""
    data = await told_together(desk_office)
    speaker_id, away_id = map(int, data.split(":")[1:])
    database = desk_office.desk.chats._database
    async with database.read() as connection:
        rows = await connection.execute(select(article.c.id, article.c.headline))
        headlines = {row.id: row.headline for row in rows}
    assert {headlines[speaker_id], headlines[away_id]} == {FIRST, OTHER}
    await desk_office.press(data)
    await bring(desk_office, "herald", f"{headlines[away_id]} once more by traders of the quay")
    async with database.read() as connection:
        stories = (await connection.execute(select(article.c.story_id).distinct())).scalars().all()
    assert len(stories) == 1
    await desk_office.say("/digest")
    (why, *_) = await desk_office.say("/why 1")
    assert "once more by traders" in why
    assert "You were told this story before" not in why
