"""Where chats are that moved, and moved on: every row is found again, nothing ends a migration."""

from __future__ import annotations

from sqlalchemy import select, update

from bot.domain.models import ChatKind, ChatStatus
from bot.store.chat_moves import to_general
from bot.store.chats import ChatStore
from bot.store.database import Database
from bot.store.delivery_chats import DeliveryChatStore
from bot.store.outbox.ledger import OutboxStore
from bot.store.tables import chat, edition
from tests.store.test_outbox import claim
from tests.support.editions import add_editions, states
from tests.support.people import NOW, meet


async def _where(database: Database) -> dict[tuple[int, int], str]:
    """The status of every row, by Telegram's numbers."""
    async with database.read() as connection:
        rows = await connection.execute(select(chat.c.telegram_id, chat.c.thread_id, chat.c.status))
        return {(row.telegram_id, row.thread_id): row.status for row in rows}


async def _chain(database: Database, *numbers: int) -> list[int]:
    """Chats with a digest each."""
    return [
        (
            await add_editions(
                database,
                1,
                now=NOW,
                kind="supergroup",
                first_chat=-number,
                slot=f"now:{number}",
                texts=[f"of {number}"],
            )
        )[0]
        for number in numbers
    ]


async def test_a_group_that_moves_to_where_another_had_moved_away_goes_on_with_it(
    database: Database,
) -> None:
    """-2 is -3 by now, and -1 becomes -2: it is -3, and no part is lost."""
    first, _, last = await _chain(database, -1, -2, -3)
    moves = DeliveryChatStore(database)
    await moves.migrate(-2, -3, now=NOW)
    for _ in range(2):
        await moves.migrate(-1, -2, now=NOW)
    assert await _where(database) == {(-1, 0): "moved", (-2, 0): "moved", (-3, 0): "active"}
    found = await states(database)
    assert {text: state for text, state in found.items() if state != "ready"} == {}
    assert {part.chat_id for part in await claim(OutboxStore(database))} == {last}
    async with database.read() as connection:
        left = await connection.execute(select(edition.c.id).where(edition.c.chat_id != last))
        assert left.all() == []
    assert first != last


async def test_a_group_that_moves_back_is_where_it_was_said_last(database: Database) -> None:
    """-1 to -2 and back to -1: the row that was left is the chat again."""
    first, second = await _chain(database, -1, -2)
    moves = DeliveryChatStore(database)
    await moves.migrate(-1, -2, now=NOW)
    for _ in range(2):
        await moves.migrate(-2, -1, now=NOW)
    assert await _where(database) == {(-1, 0): "active", (-2, 0): "moved"}
    assert {part.chat_id for part in await claim(OutboxStore(database))} == {first}
    await moves.migrate(-1, -2, now=NOW)
    assert await _where(database) == {(-1, 0): "moved", (-2, 0): "active"}
    assert {part.telegram_id for part in await claim(OutboxStore(database))} <= {-2}
    assert second != first


async def test_a_move_to_itself_is_none(database: Database) -> None:
    """Telegram never says so; if it did, nothing would follow."""
    await _chain(database, -1)
    await DeliveryChatStore(database).migrate(-1, -1, now=NOW)
    assert await _where(database) == {(-1, 0): "active"}


async def test_a_deleted_topic_of_a_group_that_moved_goes_where_the_group_is(
    database: Database,
) -> None:
    """Its General row has moved: the topic's chat becomes part of what that has become."""
    await _chain(database, -1, -2)
    moves = DeliveryChatStore(database)
    await moves.migrate(-1, -2, now=NOW)
    await meet(database, -1, kind=ChatKind.SUPERGROUP, thread_id=9)
    async with database.write() as connection:
        await to_general(connection, -1, 9, now=NOW)
    assert await _where(database) == {(-1, 0): "moved", (-1, 9): "moved", (-2, 0): "active"}


async def test_a_topic_moves_to_where_one_of_its_number_was_deleted(database: Database) -> None:
    """Thread 9 of the new place is part of its General by now, and so is the one that comes."""
    await _chain(database, -1, -2)
    await meet(database, -2, kind=ChatKind.SUPERGROUP, thread_id=9)
    await meet(database, -1, kind=ChatKind.SUPERGROUP, thread_id=9)
    moves = DeliveryChatStore(database)
    async with database.write() as connection:
        await to_general(connection, -2, 9, now=NOW)
    await moves.migrate(-1, -2, now=NOW)
    found = await _where(database)
    assert found.pop((-2, 0)) == "active"
    assert set(found.values()) == {"moved"}


async def test_a_ban_follows_through_places_that_moved_on(database: Database) -> None:
    """Banned at -1, which becomes -2, which is -3: nobody there is answered."""
    await _chain(database, -1, -2, -3)
    moves = DeliveryChatStore(database)
    async with database.write() as connection:
        await connection.execute(
            update(chat).where(chat.c.telegram_id == -1).values(status=ChatStatus.BANNED.value)
        )
    await moves.migrate(-2, -3, now=NOW)
    await moves.migrate(-1, -2, now=NOW)
    assert await ChatStore(database).banned(-3)
