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
from tests.support.office import Feed, Office
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


async def send(office: Office, name: str, content: bytes, **who: Any) -> list[str]:
    """Somebody sends a file, with nothing said."""
    office.telegram.files["F1"] = content
    document = {
        "file_id": "F1",
        "file_unique_id": "u",
        "file_name": name,
        "file_size": len(content),
    }
    return await office.say("", document=document, **who)


async def _titles(office: Office, telegram_id: int = 1001) -> set[str]:
    chat = await office.desk.chats.find(telegram_id)
    assert chat is not None
    followed = await office.desk.subscriptions.followed(chat.id)
    return {each.interest.title for each in followed}


async def _followed(office: Office, chat_id: int) -> list[Subscription]:
    return list(await office.desk.subscriptions.followed(chat_id))


async def test_opml_of_another_reader_is_taken_in_by_sending_it(desk_office: Office) -> None:
    """All that can be followed, the rest with its reason; undone by one press."""
    office = desk_office
    said = await send(office, "feeds.opml", OPML.encode())
    done = next(text for text in said if "Now followed" in text)
    assert "Now followed: 2 more." in done
    assert "1 cannot be followed" in done
    assert "Wrong" in done
    assert await _titles(office) == {"One", "Two"}
    again = await send(office, "feeds.opml", OPML.encode())
    assert "2 were followed already" in "".join(again)
    edits = [str(each) for each in office.named("editMessageText")]
    data = next(each for each in edits if "unimport:" in each)
    undo = data[data.index("unimport:") :].split("'")[0]
    (undone,) = await office.press(undo)
    assert "2" in undone
    assert await _titles(office) == set()
    await office.press(undo)  # once
    assert await _titles(office) == set()


async def test_everything_goes_out_and_comes_back(desk_office: Office) -> None:
    """Followed things with their briefings, schedule, zone, mutes and what was told."""
    office = desk_office
    source = await add_source(office.desk.chats._database, "gazette")
    await Paper(office).bring(1)
    await office.desk.interests.add_topic(
        name="world", title="World", source_ids=[source.id], now=NOW
    )
    office.web.feeds[SECRET] = [Feed(SECRET, "Mine")]
    for words in (
        "/timezone Europe/Berlin",
        "/schedule 07:30 weekdays",
        "/subscribe world",
        "/subscribe central bank",
        "/mute bitcoin",
        "/digest",
    ):
        await office.say(words)
    await office.say("/save 1")
    await office.say("/why 1")
    await office.press(office.buttons()["Mute the source"])
    await office.say("/why 1")
    await office.press(office.buttons()["More like this"])
    await office.press(office.buttons()["Gazette"])
    await office.say(f"/subscribe {SECRET}")
    await office.say("/subscribe river dam")
    mine = await office.desk.chats.find(1001)
    assert mine is not None
    (first,) = await office.desk.briefings.of_chat(mine.id)
    dam = (await office.desk.subscriptions.followed(mine.id))[-1]
    await office.desk.briefings.set_story(first.id, dam.interest.id, NOW)
    await office.press("recap:on")
    await office.say("/export")
    whole, opml = office.telegram.documents["lede.json"], office.telegram.documents["lede.opml"]
    assert [each.url for each in read_opml(opml)] == [SECRET]
    body = json.loads(whole)
    assert body["zone"] == "Europe/Berlin"
    assert body["briefings"][0]["schedule"] == "07:30 mon,tue,wed,thu,fri"

    said = await send(office, "lede.json", whole, **ELSE)
    assert "Now followed: 4 more" in "".join(said)
    assert await _titles(office, 2002) == {"World", "central bank", "Mine", "river dam"}
    chat = await office.desk.chats.find(2002)
    assert chat is not None
    assert chat.zone == "Europe/Berlin"
    (briefing,) = await office.desk.briefings.of_chat(chat.id)
    assert briefing.schedule.weekdays == (0, 1, 2, 3, 4)
    assert len(await office.desk.mutes.of_chat(chat.id)) == 2
    ends = [each.interest.title for each in await _followed(office, chat.id) if each.story]
    assert ends == ["river dam"]
    again = read_portable(write_portable(await SharedLists(office.desk).chat(chat, secrets=True)))
    assert replace(again, saved=()) == replace(read_portable(whole), saved=())
    assert [each[1:] for each in again.saved] == [each[1:] for each in read_portable(whole).saved]


async def test_what_is_wished_of_a_followed_source_comes_back(desk_office: Office) -> None:
    """A source that is known by its address alone, muted and wished for, in another chat."""
    office = desk_office
    office.web.feeds[SECRET] = [Feed(SECRET, "Mine")]
    await office.say(f"/subscribe {SECRET}")
    found = await office.desk.sources.find(SECRET)
    mine = await office.desk.chats.find(1001)
    assert found is not None
    assert mine is not None
    words = of_source(found.id)
    await office.desk.mutes.add(mine.id, words, "Mine", NOW)
    await office.desk.likings.add(mine.id, words, "Mine", more=False, now=NOW)
    await office.say("/export")
    await send(office, "lede.json", office.telegram.documents["lede.json"], **ELSE)
    other = await office.desk.chats.find(2002)
    assert other is not None
    assert [each.words for each in await office.desk.mutes.of_chat(other.id)] == [words]
    (wish,) = await office.desk.likings.of_chat(other.id)
    assert (wish.words, wish.more) == (words, False)


async def test_a_group_is_given_no_tokens(lite: Office) -> None:
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
async def test_a_wrong_list_changes_nothing_and_is_answered(lite: Office, content: bytes) -> None:
    """Whatever it is: one clear sentence, nothing followed, nothing lost."""
    await lite.say("/subscribe central bank")
    said = await send(lite, "list.json", content)
    assert said
    assert "Sorry" not in "".join(said)
    assert await _titles(lite) == {"central bank"}
    assert await lite.desk.sources.all() == []


async def test_a_list_is_bounded(lite: Office) -> None:
    """A hundred followed things at most, the others named; five lists an hour; a megabyte."""
    lines = "\n".join(f"https://site{number}.example/feed" for number in range(130))
    said = "".join(await send(lite, "list.txt", lines.encode()))
    assert "Now followed: 100 more" in said
    assert "30 cannot be followed" in said
    assert "larger than 1 MB" in (await send(lite, "list.txt", b"x" * 1_100_000))[-1]
    for _ in range(3):
        await send(lite, "list.txt", b"https://one.example/feed")
    assert "many lists" in (await send(lite, "list.txt", b"https://one.example/feed"))[-1]


async def test_forgetme_offers_a_backup_first(lite: Office) -> None:
    """One press, before anything is deleted."""
    await lite.say("/subscribe central bank")
    await lite.say("/forgetme")
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
        saved=st.lists(st.tuples(_TEXT, _TEXT, _TEXT, _TEXT), max_size=3),
    )
)
def test_what_is_written_is_read(chat: Portable) -> None:
    """Everything that a chat has set, whatever the words."""
    assert read_portable(write_portable(chat)) == chat
