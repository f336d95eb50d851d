"""What becomes of chats through delivery: held, blocked, gone, moved to another id, back again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import NOT_FOUND_TWICE_S, ChatChange, Settlement
from bot.domain.models import ChatKind, ChatStatus, PartState
from bot.store.database import Database
from bot.store.outbox_rows import OPEN
from bot.store.tables import briefing, button, chat, edition, outbox, subscription

_PENDING = (PartState.WAITING.value, PartState.READY.value)
_AWAY = (ChatStatus.BLOCKED.value, ChatStatus.GONE.value)


class DeliveryChatStore:
    """Changes to chats that Telegram tells of. Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def block(self, telegram_id: int, *, now: datetime, gone: bool = False) -> None:
        """The chat cannot be written to any more: blocked, kicked, no rights, or gone for good."""
        async with self._database.write() as connection:
            await _leave(connection, telegram_id, now=now, gone=gone)

    async def reactivate(self, telegram_id: int) -> bool:
        """The chat can be written to again; False when it could all the time."""
        async with self._database.write() as connection:
            back = await connection.execute(
                update(chat)
                .where(chat.c.telegram_id == telegram_id, chat.c.status.in_(_AWAY))
                .values(status=ChatStatus.ACTIVE.value, not_found_at=None, held_until=None)
            )
        return back.rowcount > 0

    async def hold(self, telegram_id: int, until: datetime) -> None:
        """Send nothing to the chat before `until`; a longer hold stays."""
        async with self._database.write() as connection:
            await _hold(connection, telegram_id, until)

    async def migrate(self, old_id: int, new_id: int, *, now: datetime) -> None:
        """A group has become the supergroup `new_id`; may be told any number of times."""
        async with self._database.write() as connection:
            await _migrate(connection, old_id, new_id, now=now)

    async def leave_thread(self, telegram_id: int, thread_id: int, *, now: datetime) -> None:
        """A forum's thread was closed or deleted: its digests go to the chat itself."""
        async with self._database.write() as connection:
            await _to_general(connection, telegram_id, thread_id, now=now)


async def apply(connection: AsyncConnection, settled: Settlement, *, now: datetime) -> None:
    """Do to the chat what an outcome means for it."""
    part = settled.part
    if settled.chat is ChatChange.HOLD and settled.hold_until is not None:
        await _hold(connection, part.telegram_id, settled.hold_until)
    elif settled.chat in (ChatChange.BLOCK, ChatChange.GONE):
        gone = settled.chat is ChatChange.GONE
        await _leave(connection, part.telegram_id, now=now, gone=gone)
    elif settled.chat is ChatChange.NOT_FOUND:
        await _not_found(connection, part.telegram_id, now=now)
    elif settled.chat is ChatChange.GENERAL:
        await _to_general(connection, part.telegram_id, part.thread_id, now=now)
    elif settled.chat is ChatChange.MIGRATE and settled.migrate_to is not None:
        await _migrate(connection, part.telegram_id, settled.migrate_to, now=now)


async def follow_moves(connection: AsyncConnection) -> None:
    """Move parts that came back to a chat after it had moved."""
    moved = chat.alias("moved")
    await connection.execute(
        update(outbox)
        .where(
            OPEN,
            outbox.c.state.in_(_PENDING),
            outbox.c.chat_id.in_(
                select(moved.c.id).where(
                    moved.c.status == ChatStatus.MOVED.value, moved.c.successor_id.is_not(None)
                )
            ),
        )
        .values(
            chat_id=select(moved.c.successor_id)
            .where(moved.c.id == outbox.c.chat_id)
            .scalar_subquery()
        )
    )


async def _hold(connection: AsyncConnection, telegram_id: int, until: datetime) -> None:
    await connection.execute(
        update(chat)
        .where(
            chat.c.telegram_id == telegram_id,
            or_(chat.c.held_until.is_(None), chat.c.held_until < until),
        )
        .values(held_until=until)
    )


async def _leave(
    connection: AsyncConnection, telegram_id: int, *, now: datetime, gone: bool
) -> None:
    """Status and the end of everything pending for the chat and its threads."""
    status = ChatStatus.GONE if gone else ChatStatus.BLOCKED
    await connection.execute(
        update(chat)
        .where(
            chat.c.telegram_id == telegram_id,
            chat.c.status.in_((ChatStatus.ACTIVE.value, ChatStatus.BLOCKED.value)),
        )
        .values(status=status.value)
    )
    await _cancel(
        connection,
        outbox.c.chat_id.in_(select(chat.c.id).where(chat.c.telegram_id == telegram_id)),
        now=now,
    )


async def _cancel(
    connection: AsyncConnection, which: ColumnElement[bool], *, now: datetime
) -> None:
    await connection.execute(
        update(outbox)
        .where(OPEN, outbox.c.state.in_(_PENDING), which)
        .values(
            state=PartState.CANCELLED.value,
            done_at=now,
            lease_owner="",
            lease_until=None,
            epoch=outbox.c.epoch + 1,
        )
    )


async def _not_found(connection: AsyncConnection, telegram_id: int, *, now: datetime) -> None:
    """The first time may be a glitch; still not found a day later, the chat is gone."""
    first = (
        await connection.execute(
            select(func.min(chat.c.not_found_at)).where(chat.c.telegram_id == telegram_id)
        )
    ).scalar_one()
    if first is None:
        await connection.execute(
            update(chat).where(chat.c.telegram_id == telegram_id).values(not_found_at=now)
        )
    elif now - first >= timedelta(seconds=NOT_FOUND_TWICE_S):
        await _leave(connection, telegram_id, now=now, gone=True)


async def _to_general(
    connection: AsyncConnection, telegram_id: int, thread_id: int, *, now: datetime
) -> None:
    """The chat of a thread becomes the chat itself, or part of it when that is known already."""
    rows = await _rows(connection, telegram_id)
    if thread_id not in rows or not thread_id:
        return
    if 0 in rows:
        await _merge(connection, rows[thread_id], rows[0], now=now)
    else:
        await connection.execute(
            update(chat).where(chat.c.id == rows[thread_id]).values(thread_id=0)
        )


async def _migrate(connection: AsyncConnection, old_id: int, new_id: int, *, now: datetime) -> None:
    """Every row of the old id gets the new one, or is merged into the row that has it."""
    new_rows = await _rows(connection, new_id)
    for thread_id, row_id in (await _rows(connection, old_id)).items():
        if thread_id in new_rows:
            await _merge(connection, row_id, new_rows[thread_id], now=now)
        else:
            await connection.execute(
                update(chat)
                .where(chat.c.id == row_id)
                .values(telegram_id=new_id, kind=ChatKind.SUPERGROUP.value)
            )


async def _rows(connection: AsyncConnection, telegram_id: int) -> dict[int, int]:
    """The rows of a Telegram id that have not moved, by thread; locked."""
    rows = await connection.execute(
        select(chat.c.id, chat.c.thread_id)
        .where(chat.c.telegram_id == telegram_id, chat.c.status != ChatStatus.MOVED.value)
        .with_for_update()
    )
    return {row.thread_id: row.id for row in rows}


async def _merge(connection: AsyncConnection, old: int, new: int, *, now: datetime) -> None:
    """One chat becomes part of another: nothing it follows is lost, nothing is told twice."""
    await _merge_briefings(connection, old, new)
    mine, theirs = edition.alias("mine"), edition.alias("theirs")
    twin = outbox.alias("twin")
    told_by_both = exists().where(
        mine.c.id == outbox.c.edition_id,
        theirs.c.chat_id == new,
        theirs.c.slot == mine.c.slot,
    )
    also_theirs = exists().where(
        twin.c.chat_id == new,
        or_(twin.c.alert == outbox.c.alert, twin.c.broadcast_id == outbox.c.broadcast_id),
    )
    await _cancel(
        connection,
        and_(outbox.c.chat_id == old, or_(told_by_both, also_theirs)),
        now=now,
    )
    # What is being sent just now stays where it is until its outcome is known.
    await connection.execute(
        update(outbox)
        .where(outbox.c.chat_id == old, outbox.c.state.in_(_PENDING))
        .values(chat_id=new)
    )
    for table in (edition, button):
        await connection.execute(update(table).where(table.c.chat_id == old).values(chat_id=new))
    await connection.execute(
        update(chat).where(chat.c.id == old).values(status=ChatStatus.MOVED.value, successor_id=new)
    )
    await connection.execute(
        update(chat)
        .where(chat.c.id == new, chat.c.status.in_(_AWAY))
        .values(status=ChatStatus.ACTIVE.value)
    )


async def _merge_briefings(connection: AsyncConnection, old: int, new: int) -> None:
    """Briefings move; of two with one name the new chat's stays and follows what either did."""
    rows = await connection.execute(
        select(briefing.c.id, briefing.c.chat_id, briefing.c.name).where(
            briefing.c.chat_id.in_((old, new))
        )
    )
    by_chat: dict[int, dict[str, int]] = {old: {}, new: {}}
    for row in rows:
        by_chat[row.chat_id][row.name] = row.id
    free: Sequence[int] = [
        found for name, found in by_chat[old].items() if name not in by_chat[new]
    ]
    await connection.execute(update(briefing).where(briefing.c.id.in_(free)).values(chat_id=new))
    for name, loser in by_chat[old].items():
        if loser in free:
            continue
        keeper = by_chat[new][name]
        there = subscription.alias("there")
        await connection.execute(
            insert(subscription).from_select(
                ["briefing_id", "interest_id", "since_at", "start_seq", "position", "urgent"],
                select(
                    literal(keeper),
                    subscription.c.interest_id,
                    subscription.c.since_at,
                    subscription.c.start_seq,
                    subscription.c.position,
                    subscription.c.urgent,
                ).where(
                    subscription.c.briefing_id == loser,
                    ~exists().where(
                        there.c.briefing_id == keeper,
                        there.c.interest_id == subscription.c.interest_id,
                    ),
                ),
            )
        )
        await connection.execute(delete(subscription).where(subscription.c.briefing_id == loser))
        # It stays as the parent of its editions, and is never due again.
        await connection.execute(
            update(briefing).where(briefing.c.id == loser).values(times="", next_slot_at=None)
        )
