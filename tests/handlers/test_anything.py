"""Everything a person sends in a private chat gets an answer that helps."""

from __future__ import annotations

from typing import Any

import pytest

from tests.handlers.test_briefings import _followed
from tests.support.harness import Feed, Harness
from tests.support.people import message

CHANNEL = {"id": -100123, "type": "channel", "title": "Courier"}


async def _send(harness: Harness, *, text: str = "", **what: Any) -> list[str]:
    harness._update_id += 1
    update = message(harness._update_id, text, at=harness.clock.now(), **what)
    if not text:
        del update["message"]["text"]
    return await harness.give(update)


def _forwarded(**channel: Any) -> dict[str, Any]:
    return {
        "forward_origin": {
            "type": "channel",
            "date": 1_700_000_000,
            "chat": CHANNEL | channel,
            "message_id": 5,
        }
    }


_FILE = {"file_id": "a", "file_unique_id": "b"}


@pytest.mark.parametrize(
    "what",
    [
        {"photo": [{**_FILE, "width": 9, "height": 9}]},
        {"voice": {**_FILE, "duration": 2}},
        {"sticker": {**_FILE, "width": 9, "height": 9, "type": "regular",
                     "is_animated": False, "is_video": False}},
        {"document": {**_FILE, "file_name": "a.pdf"}},
        {"contact": {"phone_number": "1", "first_name": "A"}},
        {"dice": {"emoji": "🎲", "value": 3}},
    ],
)  # fmt: skip
async def test_what_cannot_be_read_says_what_can(lite: Harness, what: dict[str, Any]) -> None:
    """Pictures, voices, stickers, files: one sentence."""
    (told,) = await _send(lite, **what)
    assert "words and links" in told


async def test_telegrams_own_messages_are_nothing_somebody_says(lite: Harness) -> None:
    """A changed picture or a pinned message gets no answer."""
    assert await _send(lite, delete_chat_photo=True) == []


async def test_a_place_on_no_map_asks_for_the_city(lite: Harness) -> None:
    """One that no map has; the button opens the question."""
    (told,) = await _send(lite, location={"latitude": 95.0, "longitude": 13.4})
    assert "city" in told
    await lite.press(lite.buttons()["Type a city…"])
    (told,) = await lite.say("Berlin")
    assert "Berlin" in told


async def test_a_forwarded_post_follows_its_channel(lite: Harness) -> None:
    """Text or picture; a private channel is told apart."""
    lite.web.feeds["@courier"] = [Feed("telegram:courier", "The Courier")]
    await _send(lite, text="Read this!", **_forwarded(username="courier"))
    assert await _followed(lite) == {("main", "The Courier")}
    (told,) = await _send(lite, photo=[{**_FILE, "width": 9, "height": 9}], **_forwarded())
    assert "private" in told


async def test_a_link_in_a_sentence_is_followed(lite: Harness) -> None:
    """The sentence's marks are not the link's."""
    lite.web.feeds["https://a.example/feed"] = [Feed("https://a.example/feed", "A")]
    await lite.say("Please follow (https://a.example/feed), thanks!")
    assert await _followed(lite) == {("main", "A")}


@pytest.mark.parametrize(
    "words",
    ["stop", "STOP!!", "Стоп", "please stop", "¡Basta!", "Dość.", "توقف", "停止。", "yeter"],
)
async def test_stop_offers_what_stops(lite: Harness, words: str) -> None:
    """Nothing is deleted by a word; the ways out are two buttons."""
    await lite.say(words)
    assert {"Pause", "Followed"} <= set(lite.buttons())


async def test_thanks_are_answered(lite: Harness) -> None:
    """In kind, in whichever language."""
    for words in ("Thanks!", "¡Gracias!", "Дякую", "شكرًا", "धन्यवाद।", "谢谢！", "terima kasih"):
        assert await lite.say(words) == ["You are welcome."]


@pytest.mark.parametrize(
    "words", ["help", "Hilfe!", "Помощь", "hi", "Hello, hello", "你好！", "?", "👍", "…", "सहायता"]
)
async def test_help_and_greetings_are_told_what_can_be_sent(lite: Harness, words: str) -> None:
    """Nobody who greets wants to follow the greeting; marks alone are no words to look for."""
    (told,) = await lite.say(words)
    assert told.startswith("I read words and links")
    assert not lite.buttons()


@pytest.mark.parametrize("words", ["help for farmers", "hello kitty", "C", "5", "hi-fi"])
async def test_words_that_hold_a_greeting_are_still_words(lite: Harness, words: str) -> None:
    """They can be followed and looked for."""
    (told,) = await lite.say(words)
    assert words in told


async def test_an_unknown_command_offers_the_nearest(lite: Harness) -> None:
    """With its words; an operator's command is never offered."""
    await lite.say("/subcribe black holes")
    await lite.press(lite.buttons()["/subscribe black holes"])
    assert await _followed(lite) == {("main", "black holes")}
    await lite.say("/broadcasts")
    assert not any("broadcast" in label for label in lite.buttons())
    await lite.press("do:broadcast:x")
    assert lite.named("sendMessage")[-1]["text"].startswith("That is no longer there")
