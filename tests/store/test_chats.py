"""Chats in the store."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, select, update

from bot.domain.chats import FOR_EVER
from bot.domain.models import ChatKind, ChatStatus, Schedule
from bot.store.briefings import BriefingStore
from bot.store.buttons import ButtonStore
from bot.store.chats import ChatStore
from bot.store.database import Database
from bot.store.forgetting import ForgetStore
from bot.store.tables import briefing, button, chat, metadata
from tests.support.people import DEFAULTS, NOW, meet


async def test_a_new_chat_has_one_briefing_with_the_default_schedule(database: Database) -> None:
    """Who writes for the first time is planned for the next default slot."""
    found = await meet(database)
    (first,) = await BriefingStore(database).of_chat(found.id)
    assert first.name == "main"
    assert first.schedule == DEFAULTS.schedule
    assert first.next_slot_at == NOW.replace(hour=8)


async def test_seen_twice_is_one_chat_and_a_private_name_is_not_kept(database: Database) -> None:
    """Meeting is idempotent; a person's name is not stored."""
    first = await meet(database, title="Ann")
    again = await meet(database, title="Anna")
    assert first == again
    assert again.title == ""


async def test_threads_of_a_forum_are_chats_of_their_own(database: Database) -> None:
    """Each thread has its own row."""
    one = await meet(database, -100123, kind=ChatKind.SUPERGROUP, title="Readers")
    two = await meet(database, -100123, thread_id=7, kind=ChatKind.SUPERGROUP, title="Readers")
    assert one.id != two.id


async def test_a_group_with_a_new_title_is_renamed(database: Database) -> None:
    """Titles follow what Telegram says."""
    await meet(database, -5, kind=ChatKind.GROUP, title="Old")
    assert (await meet(database, -5, kind=ChatKind.GROUP, title="New")).title == "New"


async def test_who_had_blocked_comes_back_by_writing(database: Database) -> None:
    """A blocked chat is active again and planned again."""
    found = await meet(database)
    async with database.write() as connection:
        await connection.execute(update(chat).values(status=ChatStatus.BLOCKED.value))
        await connection.execute(update(briefing).values(next_slot_at=None))
    back = await meet(database)
    assert back.status is ChatStatus.ACTIVE
    (first,) = await BriefingStore(database).of_chat(found.id)
    assert first.next_slot_at == NOW.replace(hour=8)


async def test_a_ban_holds_whatever_the_chat_does(database: Database) -> None:
    """Writing does not lift a ban; a person never seen can be banned."""
    chats = ChatStore(database)
    await meet(database)
    await chats.ban(1001, NOW, DEFAULTS)
    await chats.ban(77, NOW, DEFAULTS)
    assert (await meet(database)).status is ChatStatus.BANNED
    assert (await chats.standing(77)).banned
    assert await chats.unban(77)
    assert not await chats.unban(77)
    assert not (await chats.standing(77)).banned


async def test_a_zone_change_after_a_slot_never_gives_a_second_digest_within_12_hours(
    database: Database,
) -> None:
    """Berlin's 08:00 was sent; New York's 08:00 of the same day would be the second."""
    chats, briefings = ChatStore(database), BriefingStore(database)
    found = await meet(database)
    await chats.set_zone(found.id, "Europe/Berlin", NOW)
    async with database.write() as connection:
        await connection.execute(update(briefing).values(last_slot="2026-03-02T08:00"))
    sent_at = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
    await chats.set_zone(found.id, "America/New_York", sent_at + timedelta(minutes=5))
    (first,) = await briefings.of_chat(found.id)
    assert first.next_slot_at is not None
    assert first.next_slot_at - sent_at >= timedelta(hours=12)
    assert first.next_slot_at == datetime(2026, 3, 3, 13, 0, tzinfo=UTC)


async def test_pause_and_resume_move_the_next_slot(database: Database) -> None:
    """Paused until a day: the first slot after it; for ever: none; resumed: the next one."""
    chats, briefings = ChatStore(database), BriefingStore(database)
    found = await meet(database)
    await chats.pause(found.id, NOW + timedelta(days=3), NOW)
    assert (await briefings.of_chat(found.id))[0].next_slot_at == NOW.replace(day=5, hour=8)
    await chats.pause(found.id, None, NOW)
    paused = await chats.get(found.id)
    assert paused is not None
    assert paused.paused_until == FOR_EVER
    assert (await briefings.of_chat(found.id))[0].next_slot_at is None
    await briefings.set_schedule(
        (await briefings.of_chat(found.id))[0].id, Schedule(times=(time(9),)), NOW
    )
    assert (await briefings.of_chat(found.id))[0].next_slot_at is None
    await chats.resume(found.id, NOW)
    assert (await briefings.of_chat(found.id))[0].next_slot_at == NOW.replace(hour=9)


async def test_forget_leaves_no_row_of_the_chat(database: Database) -> None:
    """After forgetting, no table names the chat."""
    found = await meet(database)
    await ButtonStore(database).keep(found.id, {"do": "x"}, NOW)
    assert (await ForgetStore(database).forget(1001)).chats == 1
    async with database.read() as connection:
        for table in (chat, briefing, button, metadata.tables["subscription"]):
            rows = await connection.execute(select(func.count()).select_from(table))
            assert rows.scalar_one() == 0, table.name
    assert await ChatStore(database).last_digest(found.id) is None


async def test_counts_name_every_status(database: Database) -> None:
    """Each status is counted, also those without a chat."""
    await meet(database)
    counts = await ChatStore(database).counts()
    assert counts[ChatStatus.ACTIVE] == 1
    assert counts[ChatStatus.GONE] == 0
