"""The languages a chat reads: what it is told follows, and what is left out has a door."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.services.curate import CurateService
from bot.store.curation import CurationStore
from bot.store.tables import body
from tests.handlers.test_left_out import title
from tests.support.articles import add_source, new_article, store
from tests.support.office import Office

SOURCES = {"gazette": "en", "kurier": "de", "vestnik": "ru"}


async def world(office: Office) -> None:
    """A topic of three sources in three languages, each with a story of its own, followed."""
    database = office.desk.chats._database
    sources = [
        await add_source(database, name, language=language) for name, language in SOURCES.items()
    ]
    for source in sources:
        await store(database, source, now=office.clock.now())
    await office.desk.interests.add_topic(
        name="world", source_ids=[each.id for each in sources], now=office.clock.now()
    )
    await office.say("/subscribe world")
    for number, source in enumerate(sources):
        article = new_article(
            f"{number}",
            headline=title(number),
            body=f"{title(number)}, they said.",
            language=source.language,
        )
        await store(database, source, article, now=office.clock.now())
    await CurateService(store=CurationStore(database), clock=office.clock).tick()


async def told(office: Office) -> list[int]:
    """Which of the three stories stand in all digests so far."""
    async with office.desk.chats._database.read() as connection:
        text = " ".join((await connection.execute(select(body.c.plain))).scalars())
    return [number for number in range(3) if title(number) in text]


async def test_stories_in_other_languages_are_left_out_and_named(desk_office: Office) -> None:
    """An English reader of a topic in three languages is told one, and /why opens the others."""
    office = desk_office
    await world(office)
    await office.say("/digest")
    assert await told(office) == [0]

    (why,) = await office.say("/why")
    assert "2 stories in languages you do not read (German, Russian)" in why
    (opened,) = await office.press(office.buttons()["Other languages (2)"])
    assert title(1) in opened
    assert title(2) in opened


async def test_the_list_is_shown_and_changed_in_settings(desk_office: Office) -> None:
    """One press takes a language in, another out; any language, or by what is followed."""
    office = desk_office
    await world(office)
    (shown,) = await office.say("/settings")
    assert "You read: English" in shown
    await office.press(office.buttons()["Languages I read"])
    assert "✓ English" in office.buttons()

    (shown,) = await office.press(office.buttons()["Deutsch"])
    assert "You read: English and German" in shown
    await office.say("/digest")
    assert await told(office) == [0, 1]

    await office.press("reads")
    (shown,) = await office.press(office.buttons()["✓ English"])
    assert "You read: German" in shown
    (shown,) = await office.press(office.buttons()["Any language"])
    assert "any language" in shown
    (shown,) = await office.press(office.buttons()["By what I follow"])
    assert "You read: English" in shown


async def test_what_is_followed_says_what_is_read(lite: Office) -> None:
    """A source of its own in another language adds that; a preview then tells its stories."""
    await world(lite)
    await lite.say("/subscribe Kurier")
    (shown,) = await lite.say("/settings")
    assert "You read: English and German" in shown
    await lite.say("/digest")
    assert await told(lite) == [0, 1]


async def test_a_topic_in_other_languages_alone_is_told(lite: Office) -> None:
    """Who follows it wants it, unless they have said what they read."""
    await world(lite)
    sources = await lite.desk.sources.all()
    await lite.desk.interests.add_topic(
        name="east", source_ids=[sources[2].id], now=lite.clock.now()
    )
    await lite.say("/unsubscribe world")
    await lite.say("/subscribe east")
    await lite.press("reads:fr")
    (nothing,) = await lite.say("/digest")
    assert "1 story in languages you do not read (Russian)" in nothing
    await lite.press("reads:auto")
    await lite.say("/digest")
    assert await told(lite) == [2]


async def test_a_topic_of_words_in_other_languages_alone_is_told(lite: Office) -> None:
    """Its stories show in which languages it is; one of those that are read is enough."""
    await world(lite)
    word = title(2).split()[0]
    await lite.desk.interests.add_topic(name="far", words=word, now=lite.clock.now())
    await lite.say("/unsubscribe world")
    await lite.say("/subscribe far")
    await lite.say("/digest")
    assert await told(lite) == [2]


async def test_a_topic_of_words_is_told_in_the_readers_language_on_every_day(
    desk_office: Office,
) -> None:
    """A day on which it has nothing in that language brings no other languages."""
    office = desk_office
    await world(office)
    words = " OR ".join(title(number).split()[0] for number in (0, 2))
    await office.desk.interests.add_topic(name="both", words=words, now=office.clock.now())
    await office.say("/unsubscribe world")
    await office.say("/subscribe both")
    await office.say("/digest")
    assert await told(office) == [0]

    database = office.desk.chats._database
    sources = await office.desk.sources.all()
    russian = new_article(
        "9", headline=f"{title(2)} again", body=f"{title(2)} again, they said.", language="ru"
    )
    await store(database, sources[2], russian, now=office.clock.now())
    await CurateService(store=CurationStore(database), clock=office.clock).tick()
    (nothing,) = await office.say("/digest")
    assert "in languages you do not read (Russian)" in nothing
    assert await told(office) == [0]


async def test_made_up_languages_change_nothing(lite: Office) -> None:
    """Only what is offered can be chosen."""
    await world(lite)
    for wrong in ("reads:xx", "reads:<b>", "reads:en ru", "reads:::"):
        texts: list[Any] = await lite.press(wrong)
        assert "You read: English" in texts[-1]
