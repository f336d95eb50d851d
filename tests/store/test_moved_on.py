"""Where chats are that moved, and moved on: every row is found again, nothing ends a migration."""

from __future__ import annotations

from sqlalchemy import select, update

from bot.domain.models import Chat, ChatKind, ChatStatus
from bot.store.briefings import BriefingStore
from bot.store.buttons import ButtonStore
from bot.store.chats import ChatStore
from bot.store.database import Database
from bot.store.forgetting import ForgetStore
from bot.store.outbox.chat_moves import to_general
from bot.store.outbox.delivery_chats import DeliveryChatStore
from bot.store.outbox.ledger import OutboxStore
from bot.store.tables import chat, edition
from tests.store.test_outbox import claim
from tests.support.editions import add_editions, states
from tests.support.people import DEFAULTS, NOW, meet


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
    assert (await ChatStore(database).standing(-3)).banned


async def _group(database: Database, number: int, *, thread_id: int = 0) -> Chat:
    return await meet(database, number, kind=ChatKind.SUPERGROUP, thread_id=thread_id)


async def test_a_message_of_a_group_that_became_part_of_another_is_the_others(
    database: Database,
) -> None:
    """Handled late, or a press in the history: what it sets is set where the group is."""
    await _chain(database, -1, -2, -3)
    moves, chats = DeliveryChatStore(database), ChatStore(database)
    await moves.migrate(-1, -2, now=NOW)
    await moves.migrate(-2, -3, now=NOW)
    last = await chats.find(-3)
    assert last is not None
    for number in (-1, -2):
        found = await meet(database, number, kind=ChatKind.GROUP, title="Another title")
        assert found == last
        assert await chats.find(number) == last
    assert await _where(database) == {(-1, 0): "moved", (-2, 0): "moved", (-3, 0): "active"}


async def test_a_message_of_a_group_whose_row_went_along_makes_no_second_chat(
    database: Database,
) -> None:
    """Nobody had written in the supergroup: its row is the group's, and the old number leads there.

    Back where it was, or moved on, it is still one chat.
    """
    (first,) = await _chain(database, -1)
    moves, chats = DeliveryChatStore(database), ChatStore(database)
    await moves.migrate(-1, -2, now=NOW)
    assert (await meet(database, -1, kind=ChatKind.GROUP)).id == first
    await moves.migrate(-2, -3, now=NOW)
    for number in (-1, -2, -3):
        assert (await meet(database, number, kind=ChatKind.GROUP)).telegram_id == -3
    await moves.migrate(-3, -1, now=NOW)
    found = [await chats.find(number) for number in (-1, -2, -3)]
    assert [chat.telegram_id if chat else 0 for chat in found] == [-1, -1, -1]
    assert len(await claim(OutboxStore(database))) == 1


async def test_a_topic_that_somebody_writes_in_is_alive(database: Database) -> None:
    """Held for deleted, it was made part of General: it begins anew, and General keeps its own."""
    chats, briefings = ChatStore(database), BriefingStore(database)
    general, topic = await _group(database, -1), await _group(database, -1, thread_id=9)
    for _ in range(2):
        async with database.write() as connection:
            await to_general(connection, -1, 9, now=NOW)
        assert await chats.find(-1, 9) is None
        again = await _group(database, -1, thread_id=9)
        assert (again.id, again.status) == (topic.id, ChatStatus.ACTIVE)
        (first,) = await briefings.of_chat(topic.id)
        assert first.schedule == DEFAULTS.schedule
        assert first.next_slot_at is not None
    assert await chats.find(-1) == general


async def test_what_was_asked_in_a_group_is_answered_where_it_moved(database: Database) -> None:
    """The upgrade comes between a question and its answer."""
    old, new = await meet(database, -1, kind=ChatKind.GROUP), await _group(database, -2)
    buttons = ButtonStore(database)
    await buttons.ask(old.id, 4, {"ask": "zone"}, NOW)
    await DeliveryChatStore(database).migrate(-1, -2, now=NOW)
    assert await buttons.asked(new.id, 4, NOW) == {"ask": "zone"}
    assert await ChatStore(database).get(old.id) == await ChatStore(database).get(new.id)


async def test_who_is_forgotten_leaves_no_place_it_moved_through(database: Database) -> None:
    """However often it moved, whether its row went along or became part of another."""
    await _chain(database, -1, -2, -3)
    moves = DeliveryChatStore(database)
    for number in (-1, -2, -3):
        await moves.migrate(number, number - 1, now=NOW)
    await ForgetStore(database).forget(-4)
    assert await _where(database) == {}
