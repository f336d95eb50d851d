"""The languages a chat reads: what it is told follows, and what is left out has a door."""

from __future__ import annotations

from typing import Any

from bot.services.curate import CurateService
from bot.store.curation import CurationStore
from tests.handlers.test_left_out import title
from tests.support.articles import add_source, new_article, store
from tests.support.harness import Harness
from tests.support.texts import texts_in

SOURCES = {"gazette": "en", "kurier": "de", "vestnik": "ru"}


async def world(harness: Harness) -> None:
    """A topic of three sources in three languages, each with a story of its own, followed."""
    database = harness.services.chats._database
    sources = [
        await add_source(database, name, language=language) for name, language in SOURCES.items()
    ]
    for source in sources:
        await store(database, source, now=harness.clock.now())
    await harness.services.interests.add_topic(
        name="world", source_ids=[each.id for each in sources], now=harness.clock.now()
    )
    await harness.say("/subscribe world")
    for number, source in enumerate(sources):
        article = new_article(
            f"{number}",
            headline=title(number),
            body=f"{title(number)}, they said.",
            language=source.language,
        )
        await store(database, source, article, now=harness.clock.now())
    await CurateService(store=CurationStore(database), clock=harness.clock).tick()


async def told(harness: Harness) -> list[int]:
    """Which of the three stories stand in all digests so far."""
    found = await texts_in(harness.services.chats._database)
    text = " ".join(each.plain for _, each in found)
    return [number for number in range(3) if title(number) in text]


async def test_stories_in_other_languages_are_left_out_and_named(harness: Harness) -> None:
    """An English reader of a topic in three languages is told one, and /why opens the others."""
    await world(harness)
    await harness.say("/digest")
    assert await told(harness) == [0]

    (why,) = await harness.say("/why")
    assert "2 stories in languages you do not read (German and Russian)" in why
    (opened,) = await harness.press(harness.buttons()["Other languages (2)"])
    assert title(1) in opened
    assert title(2) in opened


async def test_the_list_is_shown_and_changed_in_settings(harness: Harness) -> None:
    """One press takes a language in, another out; any language, or by what is followed."""
    await world(harness)
    (shown,) = await harness.say("/settings")
    assert "You read: English" in shown
    await harness.press(harness.buttons()["Languages I read"])
    assert "✓ English" in harness.buttons()

    (shown,) = await harness.press(harness.buttons()["Deutsch"])
    assert "You read: English and German" in shown
    await harness.say("/digest")
    assert await told(harness) == [0, 1]

    await harness.press("reads")
    (shown,) = await harness.press(harness.buttons()["✓ English"])
    assert "You read: German" in shown
    (shown,) = await harness.press(harness.buttons()["Any language"])
    assert "any language" in shown
    (shown,) = await harness.press(harness.buttons()["By what I follow"])
    assert "You read: English" in shown


async def test_what_is_followed_says_what_is_read(lite: Harness) -> None:
    """A source of its own in another language adds that; a preview then tells its stories."""
    await world(lite)
    await lite.say("/subscribe Kurier")
    (shown,) = await lite.say("/settings")
    assert "You read: English and German" in shown
    await lite.say("/digest")
    assert await told(lite) == [0, 1]


async def test_a_topic_in_other_languages_alone_is_told(lite: Harness) -> None:
    """Who follows it wants it, unless they have said what they read."""
    await world(lite)
    sources = await lite.services.sources.all()
    await lite.services.interests.add_topic(
        name="east", source_ids=[sources[2].id], now=lite.clock.now()
    )
    await lite.say("/unsubscribe world")
    await lite.press("reads:fr")
    await lite.say("/subscribe east")
    (nothing,) = await lite.say("/digest")
    assert "1 story in languages you do not read (Russian)" in nothing
    await lite.press("reads:auto")
    await lite.say("/digest")
    assert await told(lite) == [2]


async def test_a_topic_of_words_in_other_languages_alone_is_told(lite: Harness) -> None:
    """Its stories show in which languages it is; one of those that are read is enough."""
    await world(lite)
    word = title(2).split()[0]
    await lite.services.interests.add_topic(name="far", words=word, now=lite.clock.now())
    await lite.say("/unsubscribe world")
    await lite.say("/subscribe far")
    await lite.say("/digest")
    assert await told(lite) == [2]


async def test_a_topic_of_words_is_told_in_the_readers_language_on_every_day(
    harness: Harness,
) -> None:
    """A day on which it has nothing in that language brings no other languages."""
    await world(harness)
    words = " OR ".join(title(number).split()[0] for number in (0, 2))
    await harness.services.interests.add_topic(name="both", words=words, now=harness.clock.now())
    await harness.say("/unsubscribe world")
    await harness.say("/subscribe both")
    await harness.say("/digest")
    assert await told(harness) == [0]

    database = harness.services.chats._database
    sources = await harness.services.sources.all()
    russian = new_article(
        "9", headline=f"{title(2)} again", body=f"{title(2)} again, they said.", language="ru"
    )
    await store(database, sources[2], russian, now=harness.clock.now())
    await CurateService(store=CurationStore(database), clock=harness.clock).tick()
    (nothing,) = await harness.say("/digest")
    assert "in languages you do not read (Russian)" in nothing
    assert await told(harness) == [0]


async def test_made_up_languages_change_nothing(lite: Harness) -> None:
    """Only what is offered can be chosen."""
    await world(lite)
    for wrong in ("reads:xx", "reads:<b>", "reads:en ru", "reads:::"):
        texts: list[Any] = await lite.press(wrong)
        assert "You read: English" in texts[-1]
