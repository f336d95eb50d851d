"""What one chat follows is nobody else's matter: search, previews, topics, reasons."""

from __future__ import annotations

from bot.services.curate import CurateService
from bot.store.curation import CurationStore
from bot.store.database import Database
from tests.support.articles import new_article, store
from tests.support.harness import OPERATOR, Feed, Harness

OWNER, STRANGER, GROUP = 1001, 1002, -100500
SECRET = "https://diary.example/feed?token=canary-of-the-owner"


async def _curate(harness: Harness, database: Database) -> None:
    await CurateService(store=CurationStore(database), clock=harness.clock).tick()


async def _followed_feed(harness: Harness, database: Database) -> None:
    """A person's own feed with an article, followed by them alone."""
    harness.web.feeds["https://diary.example/feed"] = [Feed(url=SECRET, title="My diary")]
    await harness.say("/subscribe https://diary.example/feed", chat_id=OWNER)
    (source,) = await harness.services.sources.all()
    assert not source.public
    await store(
        database,
        source,
        new_article(
            "mine",
            headline="The merger is signed on Friday",
            url="https://diary.example/mine?token=canary-of-the-owner",
        ),
        now=harness.clock.now(),
    )
    await _curate(harness, database)


async def test_search_shows_a_private_feed_to_who_follows_it_alone(
    harness: Harness, database: Database
) -> None:
    """By words, by a page turned, and in a group the person is in."""
    await _followed_feed(harness, database)
    (mine,) = await harness.say("/search merger", chat_id=OWNER)
    assert "The merger" in mine
    (theirs,) = await harness.say("/search merger", chat_id=STRANGER)
    assert "The merger" not in theirs
    assert "canary" not in theirs
    (group,) = await harness.say(
        "/search merger", chat_id=GROUP, person_id=OWNER, kind="supergroup"
    )
    assert "canary" not in group
    await harness.say("/unsubscribe my diary", chat_id=OWNER)
    (after,) = await harness.say("/search merger", chat_id=OWNER)
    assert "canary" not in after


async def test_a_topic_shows_nobodys_own_feed(harness: Harness, database: Database) -> None:
    """Not as an offer, and an operator cannot put it into a topic by its number."""
    await _followed_feed(harness, database)
    (source,) = await harness.services.sources.all()
    (refused,) = await harness.say(
        f"/topic add business sources: {source.id}", chat_id=OPERATOR, person_id=OPERATOR
    )
    assert f"no source {source.id}" in refused
    await harness.say("/topics", chat_id=STRANGER)
    assert not any("diary" in label for label in harness.buttons())
    await harness.press(f"topic:source:{source.id}:0:on", chat_id=STRANGER)
    assert await harness.services.subscriptions.followed(2) == []


async def test_words_and_previews_find_nothing_of_anybodys_own_feed(
    harness: Harness, database: Database
) -> None:
    """Though the words stand in it, before and after they are followed."""
    await _followed_feed(harness, database)
    await harness.say("/subscribe merger", chat_id=STRANGER)
    (source,) = await harness.services.sources.all()
    harness.clock.advance(seconds=60)
    await store(
        database,
        source,
        new_article("more", headline="The merger is told to nobody"),
        now=harness.clock.now(),
    )
    await _curate(harness, database)
    for asked in ("/preview", "/digest", "/why", "/list", "/status"):
        for text in await harness.say(asked, chat_id=STRANGER):
            assert "The merger" not in text, asked
            assert "canary" not in text, asked
    shown = await harness.say("/preview", chat_id=OWNER)
    assert any("The merger" in text for text in shown)


async def test_a_stranger_cannot_name_somebodys_feed(harness: Harness, database: Database) -> None:
    """Its title finds nothing; only who knows the whole address may follow it."""
    await _followed_feed(harness, database)
    await harness.say("/subscribe my diary", chat_id=STRANGER)
    followed = await harness.services.subscriptions.followed(2)
    assert [each.interest.kind.value for each in followed] == ["query"]
