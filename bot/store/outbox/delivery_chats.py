"""The status of chats through delivery: held, refusing for a while, blocked, gone, back again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.away import FIRST
from bot.domain.delivery import ASK_FOR, NOT_FOUND_TWICE_S, ChatChange, Settlement, next_ask
from bot.domain.models import ChatStatus
from bot.domain.outbox import OutboxPart, PartState
from bot.domain.outcomes import RefusalReason
from bot.store.database import Database
from bot.store.outbox.chat_moves import BACK, migrate, to_general
from bot.store.outbox.rows import READY
from bot.store.outbox.states import end_pending
from bot.store.outbox.taking_back import take_back_pending
from bot.store.tables import briefing, chat, outbox
from bot.store.types import Moment

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
        """The chat can be written to again, in all its threads; False when it could all the time."""
        async with self._database.write() as connection:
            return bool(await wake(connection, telegram_id))

    async def reopened(self, telegram_id: int, *, now: datetime) -> None:
        """Telegram says that something about the bot's place in a chat changed: ask it at once."""
        async with self._database.write() as connection:
            await welcome(connection, chat.c.telegram_id == telegram_id, now=now)

    async def forgive(self, telegram_ids: Collection[int], *, now: datetime) -> None:
        """Undo the refusals of these chats: it was the server's fault, they are as before."""
        async with self._database.write() as connection:
            which = chat.c.telegram_id.in_(telegram_ids)
            await connection.execute(
                update(chat).where(which, chat.c.status.in_(_AWAY)).values(**BACK)
            )
            await connection.execute(
                update(chat)
                .where(which, chat.c.not_found_at.is_not(None))
                .values(not_found_at=None)
            )
            await welcome(connection, which, now=now)

    async def hold(self, telegram_id: int, until: datetime) -> None:
        """Send nothing to the chat before `until`; a longer hold stays."""
        async with self._database.write() as connection:
            await _hold(connection, telegram_id, until)

    async def migrate(self, old_id: int, new_id: int, *, now: datetime) -> None:
        """A group has become the supergroup `new_id`; may be told any number of times."""
        async with self._database.write() as connection:
            await migrate(connection, old_id, new_id, now=now)


async def apply(connection: AsyncConnection, settled: Settlement, *, now: datetime) -> None:
    """Do to the chat what an outcome means for it."""
    part = settled.part
    if settled.chat is ChatChange.HOLD and settled.hold_until is not None:
        await _hold(connection, part.telegram_id, settled.hold_until)
    elif settled.chat in (ChatChange.BLOCK, ChatChange.GONE):
        gone = settled.chat is ChatChange.GONE
        await _leave(connection, part.telegram_id, now=now, gone=gone)
    elif settled.chat is ChatChange.REFUSED:
        await _refuse(connection, settled, now=now)
    elif settled.chat is ChatChange.NOT_FOUND:
        await _not_found(connection, part.telegram_id, now=now)
    elif settled.chat is ChatChange.GENERAL:
        await to_general(connection, part.telegram_id, part.thread_id, now=now)
    elif settled.chat is ChatChange.MIGRATE and settled.migrate_to is not None:
        await migrate(connection, part.telegram_id, settled.migrate_to, now=now)


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
        .values(
            status=status.value,
            away_at=func.coalesce(chat.c.away_at, literal(now, Moment())),
            held_until=now + FIRST,
        )
    )
    mine = outbox.c.chat_id.in_(select(chat.c.id).where(chat.c.telegram_id == telegram_id))
    await take_back_pending(connection, mine, now=now)
    alone = mine & outbox.c.edition_id.is_(None)
    await end_pending(connection, alone, PartState.CANCELLED, now=now)


async def wake(connection: AsyncConnection, telegram_id: int) -> list[int]:
    """A chat that was away is back with all its threads; our numbers of those that were.

    What was begun goes on, what was taken back is told at the next slots,
    which are planned while a chat is away as well.
    """
    back = await connection.execute(
        update(chat)
        .where(chat.c.telegram_id == telegram_id, chat.c.status.in_(_AWAY))
        .values(**BACK, not_found_at=None, refused_at=None, refused_reason="")
        .returning(chat.c.id)
    )
    return list(back.scalars())


async def _refuse(connection: AsyncConnection, settled: Settlement, *, now: datetime) -> None:
    """The chat is asked again later; what waits for it waits until then."""
    part = settled.part
    # Rights are the whole chat's, a closed topic is one thread's.
    which = (
        chat.c.telegram_id == part.telegram_id
        if settled.reason is RefusalReason.NO_RIGHTS
        else chat.c.id == part.chat_id
    )
    slots = select(func.min(briefing.c.next_slot_at)).where(
        briefing.c.chat_id.in_(select(chat.c.id).where(which)), briefing.c.next_slot_at > now
    )
    first = (
        await connection.execute(select(func.min(chat.c.refused_at)).where(which))
    ).scalar_one()
    if first is not None and now - first >= ASK_FOR and settled.reason is RefusalReason.NO_RIGHTS:
        await _leave(connection, part.telegram_id, now=now, gone=False)
        return
    at = next_ask(
        now=now,
        refused_at=first,
        next_slot_at=(await connection.execute(slots)).scalar_one(),
    )
    await connection.execute(
        update(chat)
        .where(which)
        .values(
            refused_at=func.coalesce(chat.c.refused_at, literal(now, Moment())),
            refused_reason=settled.reason.value,
            held_until=at,
        )
    )
    mine = outbox.c.chat_id.in_(select(chat.c.id).where(which))
    await connection.execute(update(outbox).where(READY, mine).values(not_before=at))
    # Kept until its chat is asked, however late that is; the next edition takes it in.
    await connection.execute(
        update(outbox)
        .where(READY, mine, outbox.c.edition_id.is_not(None), outbox.c.deadline_at.is_not(None))
        .values(deadline_at=(first or now) + ASK_FOR)
    )


async def welcome(
    connection: AsyncConnection, which: ColumnElement[bool], *, now: datetime
) -> None:
    """Chats refuse no longer what is sent to them, or are asked once more: what waits may go."""
    refusing = which & chat.c.refused_at.is_not(None)
    mine = outbox.c.chat_id.in_(select(chat.c.id).where(refusing))
    await connection.execute(
        update(outbox).where(READY, mine, outbox.c.not_before > now).values(not_before=now)
    )
    await connection.execute(
        update(chat).where(refusing).values(refused_at=None, refused_reason="", held_until=None)
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


async def accepted(
    connection: AsyncConnection, parts: Collection[OutboxPart], *, now: datetime
) -> None:
    """Chats that were in doubt took what was sent to them."""
    ids = [part.chat_id for part in parts]
    await connection.execute(update(chat).where(chat.c.id.in_(ids)).values(not_found_at=None))
    # Rights are the whole chat's: its other threads may be written to as well.
    rights = (chat.c.refused_reason == RefusalReason.NO_RIGHTS.value) & chat.c.telegram_id.in_(
        [part.telegram_id for part in parts]
    )
    await welcome(connection, chat.c.id.in_(ids) | rights, now=now)
