"""Whatever can be set for a chat is in its export and comes back: found from the tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from bot.domain.chats import FOR_EVER
from bot.domain.portable import pause_words, paused_until
from bot.store.tables import briefing, chat, liking, metadata, mute, saved, subscription
from tests.support.harness import Feed, Harness
from tests.support.people import NOW

FROM: dict[str, Any] = {"chat_id": -7, "person_id": 7001, "kind": "group"}
TO: dict[str, Any] = {"chat_id": -8, "person_id": 7001, "kind": "group"}
FEED = "https://paper.example/feed"

#: Columns that somebody sets, and what they are set to: no default.
SET: dict[Table, dict[str, Any]] = {
    chat: {
        "language": "de",
        "zone": "Europe/Berlin",
        "reads": "de fr",
        "quiet": "22:00-07:00",
        "paused_until": NOW + timedelta(days=9),
        "recap_at": NOW + timedelta(days=2),
        "by_reactions": True,
        "no_broadcasts": True,
    },
    briefing: {
        "name": "evening",
        "times": "07:10 19:40",
        "weekdays": "024",
        "max_stories": 15,
        "minutes": 3,
        "style": "compact",
        "preview": True,
    },
    subscription: {"urgent": True, "story_at": NOW, "words": "river"},
    mute: {"words": "bitcoin", "title": "bitcoin"},
    liking: {"words": "chess", "title": "chess", "more": True},
    saved: {
        "url": "https://paper.example/1",
        "headline": "Dam",
        "lead": "It holds.",
        "saved_at": NOW,
    },
}
#: What is no setting: what Telegram or Lede knows of a chat, and where it stands in the news.
NO_SETTING = {
    chat: (
        "id telegram_id thread_id kind title status held_until away_at not_found_at refused_at "
        "refused_reason lost_thread_at set_at set_by successor_id created_at"
    ),
    briefing: "id chat_id cursor next_slot_at last_slot asked_at lease_until",
    subscription: "briefing_id interest_id since_at start_seq position asked",
    mute: "id chat_id created_at",
    liking: "id chat_id created_at",
    # where a saved story came from is not in a file: it names no source of another installation
    saved: "id chat_id mark source_title published_at",
}
#: Tables of a chat without settings. An archive's address is made anew where it is opened.
NO_TABLES = {"archive", "button", "look", "reaction", "alert", "edition", "parting", "outbox"}
#: Of these only whether they are set is taken along: their moments are the next ones.
MOMENTS = {"recap_at", "story_at"}


def test_every_column_of_a_chat_is_a_setting_or_none() -> None:
    """A column that is added without a decision is missed here."""
    of_chats = {
        table.name
        for table in metadata.sorted_tables
        if {"chat_id", "briefing_id"} & set(table.c.keys())
    }
    assert of_chats | {"chat"} == {table.name for table in SET} | NO_TABLES
    for table, settings in SET.items():
        assert {*settings, *NO_SETTING[table].split()} == set(table.c.keys()), table.name


async def _make(harness: Harness) -> None:
    """A chat in which everything is set that can be."""
    harness.web.feeds[FEED] = [Feed(FEED, "Paper")]
    for words in (f"/subscribe {FEED}", "/mute bitcoin"):
        await harness.say(words, **FROM)
    found = await harness.services.chats.find(FROM["chat_id"])
    assert found is not None
    await harness.services.likings.add(found.id, "chess", "chess", more=True, now=NOW)
    await harness.services.saved.bring(
        found.id, [(NOW, "Dam", "https://paper.example/1", "It holds.")]
    )
    async with harness.services.chats._database.write() as connection:
        for table, settings in SET.items():
            await connection.execute(update(table).values(settings))


async def _settings(harness: Harness, telegram_id: int, table: Table) -> Sequence[Any]:
    """What is set of a chat in a table."""
    columns = [table.c[name] for name in SET[table]]
    mine = select(chat.c.id).where(chat.c.telegram_id == telegram_id)
    of = {chat: chat.c.id, subscription: None}.get(table, table.c.get("chat_id"))
    rows = select(*columns).where(of.in_(mine)) if of is not None else select(*columns)
    if table is subscription:
        rows = rows.join(briefing, briefing.c.id == table.c.briefing_id)
        rows = rows.where(briefing.c.chat_id.in_(mine), briefing.c.name == "evening")
    if table is briefing:
        rows = rows.where(table.c.name == "evening")
    async with harness.services.chats._database.read() as connection:
        return [
            {
                name: bool(value) if name in MOMENTS else value
                for name, value in row._mapping.items()
            }
            for row in await connection.execute(rows)
        ]


async def test_everything_that_can_be_set_comes_back(lite: Harness) -> None:
    """In another chat, by the file alone; that it is paused is said with what was taken in."""
    for each in (FROM, TO):
        lite.telegram.members[each["chat_id"], 7001] = "administrator"
    await _make(lite)
    await lite.say("/export", **FROM)
    lite.telegram.files["F1"] = lite.telegram.documents["lede.json"]
    file = {"file_id": "F1", "file_unique_id": "u", "file_name": "lede.json", "file_size": 9}
    where = {"id": TO["chat_id"], "type": "group", "title": "Readers"}
    answered = {"message_id": 5, "date": 0, "chat": where, "document": file}
    said = "".join(await lite.say("/import", reply_to_message=answered, **TO))
    for table in SET:
        before = await _settings(lite, FROM["chat_id"], table)
        assert len(before) == 1
        assert all(before[0].values()), table.name
        assert await _settings(lite, TO["chat_id"], table) == before, table.name
    assert "11. März" in said
    assert "'resume'" in str(lite.named("editMessageText"))


@pytest.mark.parametrize(
    ("until", "now", "comes"),
    [
        (NOW, NOW - timedelta(days=1), NOW),
        (NOW, NOW, None),
        (FOR_EVER, NOW, FOR_EVER),
        (None, NOW, None),
    ],
)
def test_a_pause_is_taken_along_while_it_lasts(
    until: datetime | None, now: datetime, comes: datetime | None
) -> None:
    """One without an end stays one; one that is over by then is none."""
    assert paused_until(pause_words(until), now=now) == comes
    assert paused_until("soon", now=now) is None
