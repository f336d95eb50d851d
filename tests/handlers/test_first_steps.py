"""The first minute, following, digests and search: as people do it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.store.database import Database
from bot.store.tables import outbox
from tests.handlers.test_left_out import last_part
from tests.support.harness import Feed, Harness
from tests.support.people import NOW, message, press, publish_articles
from tests.support.texts import texts_in


async def _topic(harness: Harness, database: Database) -> None:
    """A topic with two articles of today."""
    await publish_articles(database, None, {1: NOW - timedelta(hours=2), 2: None})
    (source,) = await harness.services.sources.all()
    await harness.services.interests.add_topic(
        name="world", title="World", source_ids=[source.id], now=NOW
    )


async def test_start_leads_through_topic_zone_and_time_to_a_first_digest(
    harness: Harness, database: Database
) -> None:
    """By buttons alone; the digest comes at the first topic and holds what that has now."""
    await _topic(harness, database)
    (hello,) = await harness.say("/start unsub_5")
    assert "Lede" in hello
    await harness.press(harness.buttons()["World"])
    assert harness.buttons()["✓ World"]
    async with database.read() as connection:
        assert len((await connection.execute(select(outbox))).all()) == 1
    assert "Next ›" not in harness.buttons()  # it stands under the digest
    message, _ = await last_part(harness)
    (clock,) = await harness.press(dict(message.buttons)["Next ›"])
    assert "today at 08:00 (UTC)" in clock
    (clock,) = await harness.press(harness.buttons()["Berlin"])
    assert "Europe/Berlin" in clock
    await harness.press(harness.buttons()["09:00"])
    (done,) = await harness.press(harness.buttons()["✓ Done"])
    assert "today at 09:00" in done
    texts = [text.html for _, text in await texts_in(database)]
    assert len(texts) == 1
    assert "Headline 1" in texts[0]
    assert "Headline 2" in texts[0]
    found = await harness.services.chats.find(1001)
    assert found is not None
    assert found.zone == "Europe/Berlin"


async def test_the_same_press_twice_is_one_wish(lite: Harness) -> None:
    """A press handled again after a crash does not undo itself."""
    await _topic(lite, lite.services.chats._database)
    await lite.say("/topics")
    update = press(77, lite.buttons()["World"])
    await lite.handler.handle(update)
    await lite.handler.handle(update)
    assert "✓ World" in lite.buttons()
    await lite.press(lite.buttons()["✓ World"])
    assert "World" in lite.buttons()


async def test_every_press_is_answered(harness: Harness, database: Database) -> None:
    """Also one that nothing belongs to."""
    await _topic(harness, database)
    presses = ["noop", "on:zone", "on", "topic:topic:1:0", "time", "zone", "set", "gibberish", ""]
    for data in presses:
        await harness.press(data)
    answered = harness.named("answerCallbackQuery")
    assert len(answered) == len(presses)


async def test_a_typed_zone_and_time_are_taken_after_a_restart(lite: Harness) -> None:
    """The question is in the store, not in the process; wrong words are told and asked again."""
    harness = lite
    await harness.say("/start")
    await harness.press("on:typezone")
    (wrong,) = await harness.say("Xyzzyplugh")
    assert "Xyzzyplugh" in wrong
    (asks,) = await harness.say("tokyo")
    assert "Asia/Tokyo" in asks
    await harness.press("on:typetime")
    answers = await harness.say("7:15 weekdays")
    assert "07:15" in answers[0]
    briefings = await harness.services.briefings.of_chat(1)
    assert briefings[0].schedule.weekdays == (0, 1, 2, 3, 4)


async def test_subscribe_takes_a_topic_words_or_an_address(
    harness: Harness, database: Database
) -> None:
    """Each of the three, in one line."""
    await _topic(harness, database)
    harness.web.feeds["https://site.example/feed"] = [
        Feed("https://site.example/feed", "The Site", ["One", "Two", "Three", "Four"])
    ]
    assert "World" in (await harness.say("/subscribe world"))[0]
    assert "central bank rates" in (await harness.say("/subscribe central bank  rates"))[0]
    (fed,) = await harness.say("/subscribe https://site.example/feed")
    assert "The Site" in fed
    assert "One" in fed
    assert "Four" not in fed
    (listed,) = await harness.say("/list")
    assert all(each in listed for each in ("World", "central bank rates", "The Site"))
    await harness.say("/unsubscribe WORLD")
    await harness.press(harness.buttons().get("none", "un:2:0"))
    (listed,) = await harness.say("/list")
    assert "World" not in listed
    assert "central bank rates" not in listed


async def test_a_pasted_link_is_followed_and_several_feeds_are_offered(lite: Harness) -> None:
    """A bare link means the same as /subscribe; two feeds become two buttons."""
    lite.web.feeds["https://two.example"] = [
        Feed("https://two.example/a", "Alpha"),
        Feed("https://two.example/b", "Beta & Co"),
    ]
    await lite.say("https://two.example")
    await lite.press(lite.buttons()["Beta & Co"])
    assert "Beta &amp; Co" in lite.texts()[-1]
    (listed,) = await lite.say("/list")
    assert "Alpha" not in listed


async def test_an_address_that_fails_says_why(lite: Harness) -> None:
    """The class of failure in words, with an example; nothing is followed."""
    (told,) = await lite.say("/subscribe https://gone.example/feed")
    assert "not found" in told
    assert "/subscribe https://" in told
    (listed,) = await lite.say("/list")
    assert "nothing" in listed


async def test_words_that_look_like_an_address_but_lead_nowhere_are_words(lite: Harness) -> None:
    """`node.js` is a thing to look for."""
    (told,) = await lite.say("/subscribe node.js")
    assert "You now follow <b>node.js</b>" in told.replace("\u2060", "")


async def test_other_words_are_offered_to_search_and_follow(
    harness: Harness, database: Database
) -> None:
    """Plain words are no command; both likely wishes are one press away."""
    await publish_articles(database, None, {1: None})
    await harness.say("headline")
    keys = harness.buttons()
    assert any(data.startswith("search:") for data in keys.values())
    await harness.press(keys["＋ Follow"])
    assert "headline" in harness.texts()[-1]


async def test_digest_sends_what_is_new_once_and_says_when_nothing_is(
    harness: Harness, database: Database
) -> None:
    """The second time there is nothing new; without subscriptions it says what to do."""
    await _topic(harness, database)
    (told,) = await harness.say("/digest")
    assert "follow nothing" in told
    await harness.say("/subscribe world")  # which sends what there is
    (world,) = await harness.services.subscriptions.followed(1)
    await publish_articles(database, world.interest, {3: NOW})
    previewed = await harness.say("/preview")
    assert any("Headline 3" in text for text in previewed)
    assert await harness.say("/digest") == []
    async with database.read() as connection:
        assert len((await connection.execute(select(outbox))).all()) == 2
    (told,) = await harness.say("/digest")
    assert "Nothing new" in told
    (told,) = await harness.say("/status")
    assert "0 of 1" in told


async def test_the_same_digest_update_twice_sends_one_digest(
    harness: Harness, database: Database
) -> None:
    """Handled again after a crash before it was marked done, it has its effect once."""
    await _topic(harness, database)
    await harness.say("/subscribe world")
    update = message(99, "/digest")
    await harness.handler.handle(update)
    await harness.handler.handle(update)
    async with database.read() as connection:
        assert len((await connection.execute(select(outbox))).all()) == 1


async def test_search_pages_in_place(harness: Harness, database: Database) -> None:
    """Newest first, five to a page, turned by buttons under the same message."""
    await publish_articles(database, None, dict.fromkeys(range(1, 13)))
    (first,) = await harness.say("/search headline")
    assert "Headline 12" in first
    assert "Headline 7" not in first
    (second,) = await harness.press(harness.buttons()["›"])
    assert harness.telegram.calls[-2][0] == "editMessageText"
    assert "Headline 7" in second
    (none,) = await harness.say("/search xyzzy")
    assert "xyzzy" in none
    (asked,) = await harness.say("/search")
    assert "looking for" in asked
    (typed,) = await harness.say("headline")
    assert "Headline 12" in typed


async def test_why_says_what_was_followed_and_which_words_made_one_story(
    harness: Harness, database: Database
) -> None:
    """The list by number, one story by a press or a number, and no digest at all."""
    (nothing,) = await harness.say("/why")
    assert "No digest" in nothing
    await _topic(harness, database)
    await harness.say("/subscribe world")
    await harness.say("/digest")
    (listed,) = await harness.say("/why")
    assert "Headline 1" in listed
    assert "World" in listed
    (story,) = await harness.press(harness.buttons()["1"])
    assert "You follow <b>World</b>" in story
    assert "how new it is" not in story  # plain words first
    (numbers,) = await harness.press(harness.buttons()["The numbers"])
    assert "how new it is" in numbers
    (again,) = await harness.say("/why 2")
    assert again.startswith("<b>2. ")
    (whole,) = await harness.press(harness.buttons()["‹ All stories"])
    assert whole == listed
