"""One story is followed over weeks by its own words, shown before, and ends by itself."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import func, select, update

from bot.domain.models import ChatKind
from bot.domain.notices import STORY_OVER
from bot.services.notices import NoticeService
from bot.store.database import Database
from bot.store.notices import NoticeStore
from bot.store.tables import body, chat, edition, outbox
from tests.handlers.test_left_out import Paper
from tests.support.harness import Harness

DAM = {
    "headline": "Riverton dam bursts after rain",
    "body": "The old dam above Riverton burst, mayor Ada Quill said.",
}
OTHER = {"headline": "Chess club wins a cup", "body": "The chess club of Lakeside won the cup."}


async def _digest(harness: Harness) -> Paper:
    paper = Paper(harness)
    await paper.bring()
    await harness.say("/subscribe Gazette")
    harness.clock.advance(seconds=60)
    await paper.bring(1, **DAM)
    await paper.bring(2, **OTHER)
    await harness.say("/digest")
    return paper


def _number(text: str, words: str) -> str:
    (line,) = [line for line in text.splitlines() if words in line]
    found = re.search(r"\d+", line)
    assert found is not None
    return found[0]


async def test_a_story_is_followed_by_number_and_undone(harness: Harness) -> None:
    """Its words are shown first; it stands in /list as one story; one press takes it back."""
    await _digest(harness)
    (offered,) = await harness.say("/follow")
    number = _number(offered, "Riverton")
    (shown,) = await harness.say(f"/follow {number}")
    assert "I will tell you about" in shown
    words = shown.partition("about: <b>")[2].partition("</b>")[0]
    assert any(name in words for name in ("riverton", "quill", "dam"))
    (told,) = await harness.press(harness.buttons()["Follow the story"])
    assert "Following the story" in told
    undo = harness.buttons()["Undo"]
    (listed,) = await harness.say("/list")
    assert "one story" in listed
    (undone,) = await harness.press(undo)
    assert "one story" not in undone
    (refused,) = await harness.say("/follow 99")
    assert "no story of that number" in refused
    (refused,) = await harness.say("/follow some words")
    assert "no story of that number" in refused


async def test_a_story_is_followed_by_its_link(harness: Harness) -> None:
    """A link that is stored means the article behind it."""
    await _digest(harness)
    (shown,) = await harness.say("/follow https://news.test/1")
    assert "Riverton dam bursts" in shown


async def test_a_search_in_reply_finds_more_and_says_what_was_told(harness: Harness) -> None:
    """By the story's own words; a result of a digest bears its day and number; months narrow it."""
    await _digest(harness)
    answered = {
        "message_id": 5, "date": 0, "chat": {"id": 1001, "type": "private", "first_name": "A"},
        "text": "dam",
        "entities": [{"type": "text_link", "offset": 0, "length": 3, "url": "https://news.test/1"}],
    }  # fmt: skip
    (found,) = await harness.say("/search", reply_to_message=answered)
    assert "Riverton</b> dam" in found or "dam" in found
    assert "told today" in found or "no. " in found
    month = harness.clock.now().strftime("%Y-%m")
    (found,) = await harness.say(f"/search dam {month}")
    assert "bursts after rain" in found
    (none,) = await harness.say("/search dam 2001-05")
    assert "bursts after rain" not in none


async def test_why_in_reply_explains_that_story(harness: Harness) -> None:
    """Of the last digest by its reasons; of another what became of it."""
    paper = await _digest(harness)
    chess = {
        "message_id": 5, "date": 0, "chat": {"id": 1001, "type": "private", "first_name": "A"},
        "text": "x",
        "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "https://news.test/2"}],
    }  # fmt: skip
    (why,) = await harness.say("/why", reply_to_message=chess)
    assert "Chess club wins a cup</b>" in why
    assert "You follow" in why
    await paper.bring(3, headline="A new bridge opens", body="A new bridge opens, they said.")
    harness.clock.advance(seconds=60)
    await harness.say("/digest")
    (fate,) = await harness.say("/why", reply_to_message=chess)
    assert "Chess club wins a cup" in fate
    assert "as number" in fate


async def test_why_in_reply_to_an_older_digest_explains_that_one(
    harness: Harness, database: Database
) -> None:
    """Known by its buttons; by number as well, and the last one where the answered is none of ours."""
    paper = await _digest(harness)
    async with database.read() as connection:
        older = f"reason:{await connection.scalar(select(func.max(edition.c.id)))}"
    await paper.bring(3, headline="A new bridge opens", body="A new bridge opens, they said.")
    harness.clock.advance(seconds=60)
    await harness.say("/digest")
    answered = _answered("https://news.test/1", "https://news.test/2")
    answered["reply_markup"] = {"inline_keyboard": [[{"text": "Why", "callback_data": older}]]}
    (why,) = await harness.say("/why", reply_to_message=answered)
    assert "Chess club" in why
    assert "new bridge" not in why
    (why,) = await harness.say("/why 1", reply_to_message=answered)
    assert "new bridge" not in why
    answered["reply_markup"]["inline_keyboard"][0][0]["callback_data"] = "reason:999"
    (why,) = await harness.say("/why", reply_to_message=answered)
    assert "new bridge" in why


async def test_a_hit_leads_to_the_digest_that_told_it(harness: Harness) -> None:
    """To the page of the archive where messages have no address; to the message where they do."""
    await _digest(harness)
    (plain,) = await harness.say("/search dam")
    assert "no. 1</i>" in plain
    found = await harness.services.chats.find(1001)
    assert found is not None
    archive = await harness.services.archives.open(found.id, harness.clock.now())
    (linked,) = await harness.say("/search dam")
    assert f'<a href="https://news.example.org/a/{archive.key}/1">told' in linked
    database = harness.services.chats._database
    async with database.write() as connection:
        await connection.execute(update(outbox).values(message_id=77, state="sent"))
        await connection.execute(
            update(chat).values(kind=ChatKind.SUPERGROUP.value, telegram_id=-1001234)
        )
    group = {"chat_id": -1001234, "kind": "supergroup", "person_id": 5}
    (linked,) = await harness.say("/search dam", **group)
    assert '<a href="https://t.me/c/1234/77">told' in linked


async def test_a_story_without_news_ends_and_that_is_told(harness: Harness) -> None:
    """News keeps it; two weeks without end it once; what is followed otherwise stays."""
    database = harness.services.chats._database
    paper = await _digest(harness)
    await harness.say("/follow https://news.test/1")
    await harness.press(harness.buttons()["Follow the story"])
    found = await harness.services.chats.find(1001)
    assert found is not None
    notices = NoticeService(store=NoticeStore(database), clock=harness.clock)
    harness.clock.advance(days=10)
    headline = "Riverton dam: Ada Quill resigns over the old dam that burst"
    await paper.bring(3, headline=headline, body=f"{headline}, mayor Ada Quill said after rain.")
    harness.clock.advance(days=8)
    assert await notices.tick() == 0
    harness.clock.advance(seconds=int(STORY_OVER.total_seconds()))
    assert await notices.tick() == 1
    harness.clock.advance(days=1)
    assert await notices.tick() == 0
    left = [each.interest.title for each in await harness.services.briefings.followed(found.id)]
    assert left == ["Gazette"]
    async with database.read() as connection:
        said = await connection.scalar(
            select(body.c.plain)
            .join(outbox, outbox.c.body_id == body.c.id)
            .order_by(outbox.c.id.desc())
            .limit(1)
        )
    assert "no longer follow" in str(said)


def _answered(*urls: str) -> dict[str, Any]:
    """A message with links, as one that is replied to."""
    spots = [
        {"type": "text_link", "offset": at, "length": 1, "url": url} for at, url in enumerate(urls)
    ]
    chat = {"id": 1001, "type": "private", "first_name": "A"}
    return {"message_id": 5, "date": 0, "chat": chat, "text": "x" * len(urls), "entities": spots}


async def test_of_a_digest_with_several_stories_one_is_chosen(lite: Harness) -> None:
    """By /search and by /follow in reply to it: its stories by their numbers, in their order."""
    await _digest(lite)
    digest = _answered("https://news.test/2", "https://elsewhere.test/", "https://news.test/1")
    (asked,) = await lite.say("/search", reply_to_message=digest)
    assert asked.startswith("More of which story?")
    assert asked.index("Chess") < asked.index("Riverton")
    (found,) = await lite.press(lite.buttons()["2"])
    assert "Riverton" in found
    assert "Chess" not in found
    (asked,) = await lite.say("/follow", reply_to_message=digest)
    assert asked.index("Chess") < asked.index("Riverton")
    (shown,) = await lite.press(lite.buttons()["1"])
    assert "I will tell you about" in shown
    assert "Chess" in shown
    (nothing,) = await lite.say("/search", reply_to_message=_answered("https://elsewhere.test/"))
    assert "looking for" in nothing
