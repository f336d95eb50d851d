"""Whatever way the first thing was followed: its news comes at once, or when it has been read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.domain.links import DeepLink, LinkKind, write_link
from bot.services.editions import EditionService
from bot.store.sources import SourceStore
from bot.store.tables import chat, outbox
from tests.handlers.test_left_out import Paper, title
from tests.support.harness import Feed, Harness
from tests.support.people import NOW

GROUP = {"kind": "supergroup"}
#: The number of chat, person or group that goes one way.
Who = dict[str, Any]
Way = Callable[[Harness, str, Who], Awaitable[object]]


def _feed(name: str) -> str:
    return f"https://{name}.test/feed"


def _headline(name: str) -> str:
    return title(ord(name[-1]) - 96)


def _press(harness: Harness, label: str, who: Who) -> Awaitable[object]:
    data, *_ = [data for each, data in harness.buttons().items() if label in each] or [""]
    assert data, (label, harness.buttons(), harness.texts()[-2:])
    return harness.press(data, **who)


async def _paste(harness: Harness, name: str, who: Who) -> None:
    await harness.say(_feed(name), **who)


async def _in_a_sentence(harness: Harness, name: str, who: Who) -> None:
    await harness.say(f"I read {_feed(name)} every day.", **who)


async def _subscribe(harness: Harness, name: str, who: Who) -> None:
    await harness.say(f"/subscribe {_feed(name)}", **who)


async def _in_another_briefing(harness: Harness, name: str, who: Who) -> None:
    await harness.say(f"/subscribe Science: {_feed(name)}", **who)
    await _press(harness, "＋", who)


async def _with_words(harness: Harness, name: str, who: Who) -> None:
    await harness.say(f'/subscribe {_feed(name)} -"nothing of it"', **who)


async def _asked(harness: Harness, name: str, who: Who) -> None:
    await harness.say("/subscribe", **who)
    await harness.say(_feed(name), **who)


async def _article(harness: Harness, name: str, who: Who) -> None:
    await harness.say(f"https://{name}.test/an/article", **who)


async def _one_of_two(harness: Harness, name: str, who: Who) -> None:
    await harness.say(f"https://{name}.test/", **who)
    await _press(harness, name.capitalize(), who)


async def _channel_name(harness: Harness, name: str, who: Who) -> None:
    await harness.say(f"@{name}_news", **who)


async def _forwarded(harness: Harness, name: str, who: Who) -> None:
    origin = {
        "type": "channel",
        "date": 0,
        "chat": {"id": -100, "type": "channel", "title": name, "username": f"{name}_news"},
        "message_id": 1,
    }
    await harness.say("", forward_origin=origin, **who)


async def _link(harness: Harness, name: str, who: Who) -> None:
    link = DeepLink(kind=LinkKind.FOLLOW, value=_feed(name))
    await harness.say(f"/start {write_link(link)}", **who)
    await _press(harness, "Follow", who)


async def _file(harness: Harness, name: str, who: Who) -> None:
    content = f'<opml><body><outline text="x" xmlUrl="{_feed(name)}"/></body></opml>'
    harness.telegram.files["F1"] = content.encode()
    file = {"file_id": "F1", "file_unique_id": "u", "file_name": "a.opml", "file_size": 9}
    await harness.say("", document=file, **who)


async def _file_again(harness: Harness, name: str, who: Who) -> None:
    await harness.say("/subscribe of no news", **who)
    await _file(harness, name, who)


async def _after_words(harness: Harness, name: str, who: Who) -> None:
    await harness.say("/subscribe of no news", **who)
    await harness.say(_feed(name), **who)


async def _alert(harness: Harness, name: str, who: Who) -> None:
    await harness.say(f"/alert {_feed(name)}", **who)


async def _topic(harness: Harness, name: str, who: Who) -> None:
    source = await SourceStore(harness.services.chats._database).find(_feed(name))
    topics = harness.services.interests.add_topic
    assert source is not None
    await topics(name=name, title=f"All {name}", source_ids=[source.id], now=NOW)
    harness.services.subscriptions.offered.forget()
    await harness.say(f"/subscribe All {name}", **who)


async def _topic_tapped(harness: Harness, name: str, who: Who) -> None:
    await _topic(harness, name, {"chat_id": 999})
    await harness.say("/topics", **who)
    await _press(harness, f"All {name}", who)


async def _words(harness: Harness, name: str, who: Who) -> None:
    await harness.say(f"/subscribe {_headline(name)}", **who)


async def _found(harness: Harness, name: str, who: Who) -> None:
    await harness.say(f"/search {_headline(name)}", **who)
    await _press(harness, "Follow", who)


WAYS: dict[Way, Who] = {
    _paste: {},
    _in_a_sentence: {},
    _subscribe: {},
    _in_another_briefing: {},
    _with_words: {},
    _asked: {},
    _article: {},
    _one_of_two: {},
    _channel_name: {},
    _forwarded: {},
    _link: {},
    _file: {},
    _file_again: {},
    _after_words: {},
    _alert: {},
}
#: The same in other kinds of chat, as far as they are offered there.
PLACES: dict[str, Who] = {
    "group": GROUP,
    "topic": GROUP | {"thread_id": 9},
    "channel": {"kind": "channel"},
}


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
async def test_every_way_of_following_brings_a_first_digest(lite: Harness, *, known: bool) -> None:
    """One part for each, in its chat, whether or not somebody else follows the source before."""
    ways: list[tuple[str, Way, Who]] = [(way.__name__, way, who) for way, who in WAYS.items()]
    ways += [(place, _subscribe, who) for place, who in PLACES.items()]
    ways += [
        (f"link in {place}", _link, who) for place, who in PLACES.items() if place != "channel"
    ]
    if known:
        ways += [(way.__name__, way, {}) for way in (_topic, _topic_tapped, _words, _found)]
    came: dict[str, int] = {}
    for number, (label, way, who) in enumerate(ways, 1):
        name = f"paper{chr(96 + number)}"
        _serve(lite, name)
        if known:
            await Paper(lite, name).bring(number)
        person = 100 + number
        place = -person if who else person
        who = {"chat_id": place, "person_id": person} | who
        if who.get("kind", "private") != "private":
            lite.telegram.members[place, person] = "administrator"
        await way(lite, name, who)
        if not known:
            assert await _editions(lite).tick() == 0, label
            await Paper(lite, name).bring(number)
        await _editions(lite).tick()
        came[label] = await _parts(lite, place)
    assert came == dict.fromkeys(came, 1)
    assert len(came) == len(ways)


def _serve(harness: Harness, name: str) -> None:
    feed = Feed(_feed(name), name.capitalize(), ["One"])
    for address in (_feed(name), f"https://{name}.test/an/article", f"@{name}_news"):
        harness.web.feeds[address] = [feed]
    harness.web.feeds[f"https://{name}.test/"] = [feed, Feed(f"https://{name}.test/b", "Other")]


def _editions(harness: Harness) -> EditionService:
    assert isinstance(harness.services.editions, EditionService)
    return harness.services.editions


async def _parts(harness: Harness, telegram_id: int) -> int:
    """How many parts wait for a chat or were sent there."""
    async with harness.services.chats._database.read() as connection:
        found = await connection.execute(
            select(func.count())
            .select_from(outbox)
            .join(chat, chat.c.id == outbox.c.chat_id)
            .where(chat.c.telegram_id == telegram_id)
        )
        return int(found.scalar_one())


async def test_where_nothing_is_new_it_is_said_in_the_same_answer(lite: Harness) -> None:
    """And the next thing that is followed still brings the first digest, once."""
    _serve(lite, "papera")
    await Paper(lite, "papera").bring()
    (said,) = await lite.say(f"/subscribe {_feed('papera')}")
    assert "Nothing new in the last day" in said
    for number, name in enumerate(("paperb", "paperc"), 2):
        await Paper(lite, name).bring(number)
        (said,) = await lite.say(f"/subscribe {_feed(name)}")
        assert "Nothing new" not in said
        await _editions(lite).tick()
        assert await _parts(lite, 1001) == 1
