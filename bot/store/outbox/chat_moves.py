"""Updates of rows when chats move: a group to its supergroup, a lost thread to its chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, and_, delete, exists, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import ChatKind, ChatStatus
from bot.domain.outbox import PartState
from bot.store.outbox.rows import OPEN
from bot.store.outbox.states import end_pending
from bot.store.outbox.taking_back import take_back_pending
from bot.store.successors import leave_a_trace, take_questions
from bot.store.tables import (
    alert,
    archive,
    briefing,
    button,
    chat,
    edition,
    liking,
    look,
    mute,
    outbox,
    saved,
    subscription,
)

#: What a chat has of itself, whoever set it up.
_OWN = frozenset(
    {
        "id",
        "telegram_id",
        "thread_id",
        "kind",
        "title",
        "status",
        "held_until",
        "not_found_at",
        "refused_at",
        "refused_reason",
        "lost_thread_at",
        "successor_id",
        "away_at",
        "created_at",
    }
)
#: A chat that can be written to again.
BACK = {"status": ChatStatus.ACTIVE.value, "away_at": None, "held_until": None}
#: What a briefing has of itself, whatever its times and looks.
_PLACE = frozenset({"id", "chat_id", "name", "cursor", "lease_until"})

_PENDING = (PartState.WAITING.value, PartState.READY.value)
_AWAY = (ChatStatus.BLOCKED.value, ChatStatus.GONE.value)


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


async def to_general(
    connection: AsyncConnection, telegram_id: int, thread_id: int, *, now: datetime
) -> None:
    """The chat of a deleted thread becomes the chat itself, or part of it when that is known.

    It is to be told so.
    """
    rows = await _rows(connection, telegram_id)
    if thread_id not in rows or not thread_id:
        return
    place = await _place(connection, telegram_id, 0, coming=rows[thread_id])
    general = place.id if place else rows[thread_id]
    if place:
        await _merge(connection, rows[thread_id], place, now=now)
        thread = {}
    else:
        thread = {"thread_id": 0}
    await connection.execute(
        update(chat).where(chat.c.id == general).values(**thread, lost_thread_at=now)
    )


async def migrate(connection: AsyncConnection, old_id: int, new_id: int, *, now: datetime) -> None:
    """Every row of the old id gets the new one, or is merged into the row that has it."""
    if old_id == new_id:
        return
    was_banned = (
        await connection.execute(
            select(chat.c.id).where(
                chat.c.telegram_id == old_id, chat.c.status == ChatStatus.BANNED.value
            )
        )
    ).first()
    reached = []
    for thread_id, row_id in (await _rows(connection, old_id)).items():
        place = await _place(connection, new_id, thread_id, coming=row_id)
        if place:
            await _merge(connection, row_id, place, now=now)
            reached.append(place.id)
        else:
            await connection.execute(
                update(chat)
                .where(chat.c.id == row_id)
                .values(telegram_id=new_id, kind=ChatKind.SUPERGROUP.value)
            )
            await leave_a_trace(connection, row_id, old_id, thread_id, now=now)
    there = chat.alias("there")
    if was_banned:  # also where somebody wrote from the new place first
        await connection.execute(
            update(chat)
            .where(
                or_(
                    chat.c.telegram_id == new_id,
                    chat.c.telegram_id.in_(
                        select(there.c.telegram_id).where(there.c.id.in_(reached))
                    ),
                ),
                chat.c.status != ChatStatus.MOVED.value,
            )
            .values(status=ChatStatus.BANNED.value)
        )


async def _rows(connection: AsyncConnection, telegram_id: int) -> dict[int, int]:
    """The rows of a Telegram id that have not moved, by thread; locked."""
    rows = await connection.execute(
        select(chat.c.id, chat.c.thread_id)
        .where(chat.c.telegram_id == telegram_id, chat.c.status != ChatStatus.MOVED.value)
        .with_for_update()
    )
    return {row.thread_id: row.id for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class _RowInTheWay:
    """The row that another becomes part of."""

    id: int
    #: It had moved to that other row, which comes back: nothing in it is anybody's.
    left: bool = False


async def _place(
    connection: AsyncConnection, telegram_id: int, thread_id: int, *, coming: int
) -> _RowInTheWay | None:
    """The row that a chat's numbers lead to after all its moves; None where there is none."""
    row = (
        await connection.execute(
            select(chat.c.id, chat.c.status, chat.c.successor_id)
            .where(chat.c.telegram_id == telegram_id, chat.c.thread_id == thread_id)
            .with_for_update()
        )
    ).one_or_none()
    if row is None:
        return None
    first, passed = row.id, {coming}
    while row is not None and row.id not in passed:
        if row.status != ChatStatus.MOVED.value:
            return _RowInTheWay(id=row.id)
        passed.add(row.id)
        row = (
            await connection.execute(
                select(chat.c.id, chat.c.status, chat.c.successor_id)
                .where(chat.c.id == row.successor_id)
                .with_for_update()
            )
        ).one_or_none()
    await connection.execute(
        update(chat).where(chat.c.id == first).values(**BACK, successor_id=None)
    )
    return _RowInTheWay(id=first, left=True)


async def _merge(
    connection: AsyncConnection, old: int, place: _RowInTheWay, *, now: datetime
) -> None:
    """One chat becomes part of another: nothing it follows is lost, nothing is told twice.

    How it is set up is kept of the one that somebody set up, whichever row was made first.
    """
    new = place.id
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
    await take_back_pending(connection, and_(outbox.c.chat_id == old, told_by_both), now=now)
    also = and_(outbox.c.chat_id == old, also_theirs)
    await end_pending(connection, also, PartState.CANCELLED, now=now)
    kept = place.left or await _set_up(connection, old, new) == old
    if kept:
        await _copy(connection, chat, old, new, leave=_OWN)
    await _merge_briefings(
        connection, old, new, kept=kept, leave=_PLACE - {"cursor"} if place.left else _PLACE
    )
    # What is being sent just now stays where it is until its outcome is known.
    await connection.execute(
        update(outbox)
        .where(outbox.c.chat_id == old, outbox.c.state.in_(_PENDING))
        .values(chat_id=new)
    )
    for table in (edition, button, look):
        await connection.execute(update(table).where(table.c.chat_id == old).values(chat_id=new))
    await take_questions(connection, old, new)
    for table, same in ((mute, "words"), (liking, "words"), (saved, "mark"), (alert, "article_id")):
        there = table.alias("there")
        await connection.execute(
            update(table)
            .where(
                table.c.chat_id == old,
                ~exists().where(there.c.chat_id == new, there.c[same] == table.c[same]),
            )
            .values(chat_id=new)
        )
    has_one = exists().where(archive.alias("there").c.chat_id == new)
    await connection.execute(
        update(archive).where(archive.c.chat_id == old, ~has_one).values(chat_id=new)
    )
    await connection.execute(
        update(chat)
        .where(chat.c.id == old)
        .values(status=ChatStatus.MOVED.value, successor_id=new, away_at=now)
    )
    await connection.execute(
        update(chat).where(chat.c.id == new, chat.c.status.in_(_AWAY)).values(**BACK)
    )


async def _set_up(connection: AsyncConnection, old: int, new: int) -> int:
    """The one of two chats that somebody set up: the one that follows something, else the later
    one.
    """
    follows = exists().where(
        briefing.c.chat_id == chat.c.id, subscription.c.briefing_id == briefing.c.id
    )
    rows = await connection.execute(
        select(chat.c.id, chat.c.set_at, follows.label("follows")).where(chat.c.id.in_((old, new)))
    )
    set_up = [(row.follows, row.set_at, row.id) for row in rows if row.set_at is not None]
    return int(max(set_up)[2]) if set_up else new


async def _copy(
    connection: AsyncConnection, table: Table, old: int, new: int, *, leave: frozenset[str]
) -> None:
    """Give one row what another has, but for some columns."""
    row = (await connection.execute(select(table).where(table.c.id == old))).one()
    values = {name: value for name, value in row._mapping.items() if name not in leave}
    await connection.execute(update(table).where(table.c.id == new).values(values))


async def _merge_briefings(
    connection: AsyncConnection, old: int, new: int, *, kept: bool, leave: frozenset[str]
) -> None:
    """Briefings move; of two with one name the new chat's stays and follows what either did.

    With `kept` it has the old one's times and looks, but for what `leave` names.
    """
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
    others = [
        column for column in subscription.c if column.name not in ("briefing_id", "start_seq")
    ]
    for name, loser in by_chat[old].items():
        if loser in free:
            continue
        keeper = by_chat[new][name]
        await connection.execute(
            update(look).where(look.c.briefing_id == loser).values(briefing_id=keeper)
        )
        if kept:
            await _copy(connection, briefing, loser, keeper, leave=leave)
        there = subscription.alias("there")
        await connection.execute(
            insert(subscription).from_select(
                ["briefing_id", "start_seq", *(column.name for column in others)],
                # Its window goes on where the old briefing had read to.
                select(
                    literal(keeper),
                    func.coalesce(
                        subscription.c.start_seq,
                        select(briefing.c.cursor).where(briefing.c.id == loser).scalar_subquery(),
                    ),
                    *others,
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
