"""The durable inbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.domain.updates import MAX_ATTEMPTS, ChatLine
from bot.store.database import Database
from bot.store.forgetting import ForgetStore
from bot.store.inbox import InboxStore
from bot.store.lines import PER_CHAT
from bot.store.tables import inbox
from tests.support.people import NOW, meet, message


async def test_an_update_that_comes_twice_is_stored_once(database: Database) -> None:
    """The second time is no new update, also when it is done by then."""
    store = InboxStore(database)
    assert await store.store([message(7, "/start"), message(8, "/help")], NOW) == 2
    await store.done([7], NOW)
    assert await store.store([message(7, "/start"), message(9, "x")], NOW) == 1
    assert [each.update_id for each in await store.take(10)] == [8, 9]


async def test_the_offset_survives_and_grows_old(database: Database) -> None:
    """It is one more than the highest number; after days without updates it is not used."""
    store = InboxStore(database)
    assert await store.offset(NOW) is None
    await store.store([message(41, "a"), message(40, "b")], NOW)
    assert await InboxStore(database).offset(NOW) == 42
    await store.store([message(90, "by webhook")], NOW, polled=False)
    assert await store.offset(NOW) == 42
    assert await store.offset(NOW + timedelta(days=6)) is None


async def test_open_gives_each_chat_its_oldest_in_order(database: Database) -> None:
    """A chat that floods leaves room for others; busy chats are left out."""
    store = InboxStore(database)
    flood = [message(number, "x", chat_id=1) for number in range(100)]
    await store.store([*flood, message(100, "y", chat_id=2)], NOW)
    found = await store.take(50)
    assert [each.update_id for each in found] == [*range(PER_CHAT), 100]
    assert found[0].payload["message"]["text"] == "x"
    assert [each.update_id for each in await store.take(50, busy={"c1"})] == [100]


async def test_three_attempts_that_fail_quarantine_an_update(database: Database) -> None:
    """It stays open until the third; then it is dead and no longer given."""
    store = InboxStore(database)
    await store.store([message(1, "boom")], NOW)
    await store.begin([1])
    await store.spare(1)  # that one was not the update's fault
    verdicts = []
    for _ in range(MAX_ATTEMPTS):
        await store.begin([1])
        verdicts.append(await store.failed(1, "ValueError", NOW))
    assert verdicts == [False, False, True]
    assert await store.take(10) == []
    assert await store.dead() == 1
    await ForgetStore(database).forget(1001)
    assert await store.dead() == 0


async def test_what_was_handled_keeps_no_words_and_no_chat(database: Database) -> None:
    """After handling only the number is left, which tells repeats."""
    store = InboxStore(database)
    await store.store([message(1, "secret")], NOW)
    assert len(await store.take(10)) == 1
    await store.done([1], NOW)
    async with database.read() as connection:
        row = (await connection.execute(select(inbox))).one()
    assert (row.payload, row.chat_key, row.state) == ("", "", "done")
    assert await store.take(10) == []


async def test_handled_updates_are_deleted_after_a_week(database: Database) -> None:
    """Open ones stay however old they are."""
    store = InboxStore(database)
    await store.store([message(1, "a"), message(2, "b")], NOW)
    await store.done([1], NOW)
    assert await store.retire(NOW + timedelta(days=6)) == 0
    assert await store.retire(NOW + timedelta(days=8)) == 1
    assert [each.update_id for each in await store.take(10)] == [2]


async def test_a_malformed_update_is_stored_or_left_out(database: Database) -> None:
    """Odd shapes and characters make no error; without a number there is nothing to store."""
    store = InboxStore(database)
    odd: list[dict[str, Any]] = [
        {"update_id": 1, "message": "x\x00\ud800"},
        {"update_id": 2},
        {"nothing": 1},
    ]
    assert await store.store([*odd, {"update_id": 2**70}], NOW) == 2
    assert len(await store.take(10)) == 2


async def test_strangers_in_a_crowd_take_turns_with_who_was_here_before(
    database: Database,
) -> None:
    """Somebody known who writes after hundreds of new people is among the next; all in order."""
    store = InboxStore(database)
    await meet(database, 5, now=NOW - timedelta(hours=1))
    crowd = [message(number, "/start", chat_id=1000 + number) for number in range(300)]
    known = [message(number, "x", chat_id=5) for number in range(300, 303)]
    await store.store([*crowd, *known], NOW)
    found = await store.take(3)
    assert [each.update_id for each in found] == [0, 1, 300, 301, 302]
    rest = await store.take(1000, busy={"c5"})
    assert len(rest) == 300


async def test_a_chat_stands_in_the_line_of_its_oldest_update(database: Database) -> None:
    """What takes longer is not given along with what does not; of each line come as many as fit."""
    store = InboxStore(database)
    for chat_id in (1, 2, 3, 4):
        await meet(database, chat_id, now=NOW - timedelta(hours=1))
    words = ["/status", "/search a", "/status", "/search b", "/status", "/search c", "/status"]
    updates = [message(n, text, chat_id=1 + n // 2) for n, text in enumerate(words)]
    await store.store(updates, NOW, slow=lambda each: "search" in each["message"]["text"])
    found = [(each.update_id, each.line) for each in await store.take(10)]
    assert found == [
        (0, ChatLine.KNOWN),
        (2, ChatLine.KNOWN),
        (4, ChatLine.KNOWN),
        (6, ChatLine.KNOWN),
    ]
    await store.done([0, 2, 4], NOW)
    fits = {ChatLine.KNOWN: 1, ChatLine.SLOW: 2}
    found = [(each.update_id, each.line) for each in await store.take(10, room=fits)]
    assert found == [(1, ChatLine.SLOW), (3, ChatLine.SLOW), (6, ChatLine.KNOWN)]
    found = [(each.update_id, each.line) for each in await store.take(10, much={"c1"}, room=fits)]
    assert found == [(3, ChatLine.SLOW), (5, ChatLine.SLOW), (6, ChatLine.KNOWN)]
