"""Lists taken away and brought back, and those of other readers and bots."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InputError
from bot.domain.models import Style, Subscription
from bot.domain.mutes import of_source
from bot.domain.portable import (
    KINDS,
    Portable,
    PortableBriefing,
    Thing,
    read_portable,
    write_portable,
)
from bot.sources.opml import read_opml
from handlers.lists import SharedLists
from tests.handlers.test_left_out import Paper
from tests.support.articles import add_source
from tests.support.harness import Feed, Harness
from tests.support.people import NOW

ELSE = {"chat_id": 2002, "person_id": 2002}
SECRET = "https://paper.example/feed?token=abcdef123456"

#: As RSStT, flowerss and miniflux write them, and one that is none.
OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>RSStT</title></head><body>
<outline text="News"><outline type="rss" text="One" xmlUrl="https://one.example/feed"/>
<outline type="rss" title="Two" text="Two" xmlUrl="https://two.example/feed" htmlUrl="x"/></outline>
<outline type="rss" text="Wrong" xmlUrl="javascript:alert(1)"/>
<outline type="rss" text="Again" xmlUrl="https://one.example/feed"/>
</body></opml>"""


async def send(harness: Harness, name: str, content: bytes, **who: Any) -> list[str]:
    """Somebody sends a file, with nothing said."""
    harness.telegram.files["F1"] = content
    document = {
        "file_id": "F1",
        "file_unique_id": "u",
        "file_name": name,
        "file_size": len(content),
    }
    return await harness.say("", document=document, **who)


async def _titles(harness: Harness, telegram_id: int = 1001) -> set[str]:
    chat = await harness.services.chats.find(telegram_id)
    assert chat is not None
    followed = await harness.services.subscriptions.followed(chat.id)
    return {each.interest.title for each in followed}


async def _followed(harness: Harness, chat_id: int) -> list[Subscription]:
    return list(await harness.services.subscriptions.followed(chat_id))


async def test_opml_of_another_reader_is_taken_in_by_sending_it(harness: Harness) -> None:
    """All that can be followed, the rest with its reason; undone by one press."""
    said = await send(harness, "feeds.opml", OPML.encode())
    done = next(text for text in said if "Now followed" in text)
    assert "Now followed: 2 more." in done
    assert "1 cannot be followed" in done
    assert "Wrong" in done
    assert await _titles(harness) == {"One", "Two"}
    again = await send(harness, "feeds.opml", OPML.encode())
    assert "2 were followed already" in "".join(again)
    edits = [str(each) for each in harness.named("editMessageText")]
    data = next(each for each in edits if "unimport:" in each)
    undo = data[data.index("unimport:") :].split("'")[0]
    (undone,) = await harness.press(undo)
    assert "2" in undone
    assert await _titles(harness) == set()
    await harness.press(undo)  # once
    assert await _titles(harness) == set()


async def test_everything_goes_out_and_comes_back(harness: Harness) -> None:
    """Followed things with their briefings, schedule, zone, mutes and what was told."""
    source = await add_source(harness.services.chats._database, "gazette")
    await Paper(harness).bring(1)
    await harness.services.interests.add_topic(
        name="world", title="World", source_ids=[source.id], now=NOW
    )
    harness.web.feeds[SECRET] = [Feed(SECRET, "Mine")]
    for words in (
        "/timezone Europe/Berlin",
        "/schedule 07:30 weekdays",
        "/subscribe world",
        "/subscribe central bank",
        "/mute bitcoin",
        "/digest",
    ):
        await harness.say(words)
    await harness.say("/save 1")
    await harness.say("/why 1")
    await harness.press(harness.buttons()["Mute the source"])
    await harness.say("/why 1")
    await harness.press(harness.buttons()["More like this"])
    await harness.press(harness.buttons()["Gazette"])
    await harness.say(f"/subscribe {SECRET}")
    await harness.say("/subscribe river dam")
    mine = await harness.services.chats.find(1001)
    assert mine is not None
    (first,) = await harness.services.briefings.of_chat(mine.id)
    dam = (await harness.services.subscriptions.followed(mine.id))[-1]
    await harness.services.briefings.set_story(first.id, dam.interest.id, NOW)
    await harness.press("recap:on")
    await harness.say("/export")
    whole, opml = harness.telegram.documents["lede.json"], harness.telegram.documents["lede.opml"]
    assert [each.url for each in read_opml(opml)] == [SECRET]
    body = json.loads(whole)
    assert body["zone"] == "Europe/Berlin"
    assert body["briefings"][0]["schedule"] == "07:30 mon,tue,wed,thu,fri"

    said = await send(harness, "lede.json", whole, **ELSE)
    assert "Now followed: 4 more" in "".join(said)
    assert await _titles(harness, 2002) == {"World", "central bank", "Mine", "river dam"}
    chat = await harness.services.chats.find(2002)
    assert chat is not None
    assert chat.zone == "Europe/Berlin"
    (briefing,) = await harness.services.briefings.of_chat(chat.id)
    assert briefing.schedule.weekdays == (0, 1, 2, 3, 4)
    assert len(await harness.services.mutes.of_chat(chat.id)) == 2
    ends = [each.interest.title for each in await _followed(harness, chat.id) if each.story]
    assert ends == ["river dam"]
    again = read_portable(
        write_portable(await SharedLists(harness.services).chat(chat, secrets=True))
    )
    assert replace(again, saved=()) == replace(read_portable(whole), saved=())
    assert [each[1:] for each in again.saved] == [each[1:] for each in read_portable(whole).saved]


async def test_what_is_wished_of_a_followed_source_comes_back(harness: Harness) -> None:
    """A source that is known by its address alone, muted and wished for, in another chat."""
    harness.web.feeds[SECRET] = [Feed(SECRET, "Mine")]
    await harness.say(f"/subscribe {SECRET}")
    found = await harness.services.sources.find(SECRET)
    mine = await harness.services.chats.find(1001)
    assert found is not None
    assert mine is not None
    words = of_source(found.id)
    await harness.services.mutes.add(mine.id, words, "Mine", NOW)
    await harness.services.likings.add(mine.id, words, "Mine", more=False, now=NOW)
    await harness.say("/export")
    await send(harness, "lede.json", harness.telegram.documents["lede.json"], **ELSE)
    other = await harness.services.chats.find(2002)
    assert other is not None
    assert [each.words for each in await harness.services.mutes.of_chat(other.id)] == [words]
    (wish,) = await harness.services.likings.of_chat(other.id)
    assert (wish.words, wish.more) == (words, False)


async def test_a_group_is_given_no_tokens(lite: Harness) -> None:
    """Its members read what its administrator brought in private."""
    group = {"chat_id": -5, "person_id": 7, "kind": "group"}
    lite.telegram.members[-5, 7] = "administrator"
    lite.web.feeds[SECRET] = [Feed(SECRET, "Mine")]
    await lite.say(f"/subscribe {SECRET}", **group)
    await lite.say("/export", **group)
    assert b"abcdef" not in lite.telegram.documents["lede.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"{}",
        b"[1]",
        b'{"lede": 2}',
        b"<html></html>",
        b"\x00\xff",
        b"hello",
        b'{"lede": 1, "briefings": 3, "mutes": {"a": 1}}',
        json.dumps(
            {
                "lede": 1,
                "zone": "Nowhere/Land",
                "quiet": "x",
                "reads": ["x" * 99],
                "mutes": ['"' * 5],
                "briefings": [
                    {"name": "x" * 999, "schedule": "never ever", "follows": [{"url": 5}, 7]},
                    {"name": "main", "follows": [{"url": "folder:/etc"}, {"url": "sql:a#b"}]},
                ],
            }
        ).encode(),
    ],
)
async def test_a_wrong_list_changes_nothing_and_is_answered(lite: Harness, content: bytes) -> None:
    """Whatever it is: one clear sentence, nothing followed, nothing lost."""
    await lite.say("/subscribe central bank")
    said = await send(lite, "list.json", content)
    assert said
    assert "Sorry" not in "".join(said)
    assert await _titles(lite) == {"central bank"}
    assert await lite.services.sources.all() == []


async def test_a_list_is_bounded(lite: Harness) -> None:
    """A hundred followed things at most, the others named; five lists an hour; a megabyte."""
    lines = "\n".join(f"https://site{number}.example/feed" for number in range(130))
    said = "".join(await send(lite, "list.txt", lines.encode()))
    assert "Now followed: 100 more" in said
    assert "30 cannot be followed" in said
    assert "larger than 1 MB" in (await send(lite, "list.txt", b"x" * 1_100_000))[-1]
    for _ in range(3):
        await send(lite, "list.txt", b"https://one.example/feed")
    assert "many lists" in (await send(lite, "list.txt", b"https://one.example/feed"))[-1]


async def test_forgetme_offers_a_backup_first(lite: Harness) -> None:
    """One press, before anything is deleted, and how much that would be."""
    await lite.say("/subscribe central bank")
    (asked,) = await lite.say("/forgetme")
    assert asked.endswith("Followed: 1 · digests: 0 · chats or threads: 1")
    await lite.press(lite.buttons()["⬇ Backup first"])
    assert b"central bank" in lite.telegram.documents["lede.json"]


@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_file_is_read_or_refused(data: bytes) -> None:
    """Never anything else."""
    for read in (SharedLists.read, read_portable):
        try:
            read(data)
        except InputError:
            continue


#: A text as it stays: no blanks at its ends or side by side.
_TEXT = (
    st.text(min_size=1, max_size=20)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text.isprintable() and text != "")
)


@st.composite
def _things(draw: st.DrawFn) -> Thing:
    marks = draw(st.sets(st.sampled_from(("urgent", "story", "more"))))
    kind = draw(st.sampled_from(KINDS))
    return {kind: draw(_TEXT), "title": draw(_TEXT), **dict.fromkeys(marks, True)}


_MANY = st.lists(_things(), max_size=4)


@given(
    st.builds(
        Portable,
        briefings=st.lists(
            st.builds(
                PortableBriefing,
                name=_TEXT,
                schedule=_TEXT,
                max_stories=st.integers(1, 99),
                minutes=st.integers(1, 99),
                style=st.sampled_from(Style),
                preview=st.booleans(),
                follows=_MANY,
            ),
            max_size=3,
        ),
        language=_TEXT,
        zone=_TEXT,
        reads=st.lists(_TEXT, max_size=3),
        quiet=_TEXT,
        mutes=st.lists(_TEXT, max_size=3),
        muted=_MANY,
        likings=_MANY,
        recap=st.booleans(),
        reactions=st.booleans(),
        no_broadcasts=st.booleans(),
        paused=_TEXT,
        saved=st.lists(st.tuples(_TEXT, _TEXT, _TEXT, _TEXT), max_size=3),
    )
)
def test_what_is_written_is_read(chat: Portable) -> None:
    """Everything that a chat has set, whatever the words."""
    assert read_portable(write_portable(chat)) == chat
