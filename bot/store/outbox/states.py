"""Writes the states of parts; nothing else does. Each write is a move of `bot.domain.delivery`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import MOVES, Settlement
from bot.domain.outbox import PartState
from bot.domain.outcomes import RefusalReason
from bot.store.outbox.rows import OPEN
from bot.store.raw import Raw
from bot.store.tables import outbox

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
#: Nobody owns the part any more, and what an owner still has to say does not count.
_FENCED: dict[str, Any] = {"epoch": outbox.c.epoch + 1, "lease_owner": "", "lease_until": None}
#: Parts of which no request is under way.
_PENDING = (PartState.WAITING, PartState.READY)


def _move(to: PartState, *, of: Sequence[PartState]) -> Any:
    """An update of parts in some states to another, which must be allowed."""
    assert all(to in MOVES[state] for state in of), (of, to)
    # Written out, not bound: a partial index is only used when its condition is seen.
    states: list[ColumnElement[Any]] = [literal_column(f"'{state.value}'") for state in of]
    return update(outbox).where(outbox.c.state.in_(states)).values(state=to.value)


#: Writes an outcome, while the part is in the epoch in which it was sent.
_RECORD = """
UPDATE outbox SET state = ?3, not_before = coalesce(?4, not_before), attempts = ?5, ambiguous = ?6,
    level = ?7, silent = ?8, message_id = ?9, reason = ?10, error = ?11, sent_at = ?12, done_at = ?13,
    lease_owner = '', lease_until = NULL
WHERE id = ?1 AND epoch = ?2 AND state = 'sending'
"""


async def record(
    connection: AsyncConnection, settlements: Iterable[Settlement], now: datetime
) -> None:
    """Write outcomes; thousands a second pass here, so that rows are the driver's own."""
    raw = Raw(connection)
    at = raw.written(now)
    await raw.each(_RECORD, [_recorded(raw, settled, at) for settled in settlements])


def _recorded(raw: Raw, settled: Settlement, at: Any) -> tuple[Any, ...]:
    assert settled.state in MOVES[PartState.SENDING]
    return (
        settled.part.id,
        settled.part.epoch,
        settled.state.value,
        raw.written(settled.not_before),
        settled.attempts,
        settled.ambiguous,
        settled.level,
        settled.silent,
        settled.message_id,
        settled.reason.value,
        settled.text,
        at if settled.state is PartState.SENT else None,
        at if settled.final else None,
    )


def beginning(mine: Sequence[ColumnElement[bool]], *, lease_end: ColumnElement[Any]) -> Any:
    """The statement that commits the intent to send parts."""
    return (
        _move(PartState.SENDING, of=[PartState.READY])
        .where(*mine)
        .values(attempts=outbox.c.attempts + 1, epoch=outbox.c.epoch + 1, lease_until=lease_end)
        .returning(outbox.c.id, outbox.c.epoch, outbox.c.attempts)
    )


async def rescue(
    connection: AsyncConnection,
    ids: Sequence[int],
    state: PartState,
    *,
    now: datetime,
    not_before: ColumnElement[Any],
) -> None:
    """Move parts whose sender died on: to be sent again, silently, or never known."""
    values: dict[str, Any] = {"silent": True, "not_before": not_before}
    if state is PartState.UNKNOWN:
        values = {"done_at": now}
    await connection.execute(
        _move(state, of=[PartState.SENDING])
        .where(outbox.c.id.in_(ids))
        .values(
            rescues=outbox.c.rescues + 1, reason=RefusalReason.RESTART.value, **values, **_FENCED
        )
    )


async def doubt_open(connection: AsyncConnection, *, now: datetime) -> None:
    """Of a copy that is put back, no open part is known to have stayed behind."""
    await connection.execute(
        _move(PartState.UNKNOWN, of=(*_PENDING, PartState.SENDING)).values(
            reason=RefusalReason.RESTORED.value, done_at=now, **_FENCED
        )
    )


async def end_pending(
    connection: AsyncConnection,
    which: ColumnElement[bool],
    state: PartState,
    *,
    now: datetime,
    reason: str = "",
) -> list[Any]:
    """End parts of which no request is under way, cancelled or expired; rows of what was ended."""
    values: dict[str, Any] = {"reason": reason} if reason else {}
    ended = await connection.execute(
        _move(state, of=_PENDING)
        .where(OPEN, which)
        .values(done_at=now, **values, **_FENCED)
        .returning(
            outbox.c.edition_id,
            outbox.c.broadcast_id,
            outbox.c.chat_id,
            outbox.c.part,
            outbox.c.parts,
        )
    )
    return list(ended.all())


async def free_stuck(connection: AsyncConnection, which: ColumnElement[bool]) -> int:
    """Make waiting parts ready that wait for nothing; how many."""
    changed = await connection.execute(_move(PartState.READY, of=[PartState.WAITING]).where(which))
    return int(changed.rowcount)


async def try_again(connection: AsyncConnection, ids: Sequence[int], *, now: datetime) -> int:
    """Send parts again as if nothing had happened to them, by an operator's word; how many."""
    changed = await connection.execute(
        _move(PartState.READY, of=[PartState.DEAD, PartState.UNKNOWN, PartState.READY])
        .where(outbox.c.id.in_(ids))
        .values(
            not_before=now,
            deadline_at=None,
            attempts=0,
            ambiguous=0,
            rescues=0,
            level=0,
            done_at=None,
            asked_by=None,
            **_FENCED,
        )
    )
    return int(changed.rowcount)


async def release_next(connection: AsyncConnection, done: Iterable[Any]) -> int:
    """Make the parts ready that follow on final ones; how many of `done` are not the last.

    `done` are parts or rows of them. Freed is the first part that is not final, if it waits; so
    an outcome that was not written down frees nothing, and dropped parts are passed over.
    """
    followed = [part for part in done if part.part < part.parts]
    for column in ("edition_id", "broadcast_id"):
        rows = [
            {"of_id": getattr(part, column), "of_chat": part.chat_id}
            for part in followed
            if getattr(part, column) is not None
        ]
        if rows:
            await connection.execute(_NEXT[column], rows)
    return len(followed)


def _next_statement(column: str) -> Any:
    all_parts = outbox.alias("all_parts")
    same = [outbox.c[column] == bindparam("of_id")]
    open_ones = [all_parts.c[column] == bindparam("of_id"), all_parts.c.done_at.is_(None)]
    if column == "broadcast_id":
        same.append(outbox.c.chat_id == bindparam("of_chat"))
        open_ones.append(all_parts.c.chat_id == bindparam("of_chat"))
    first_open = select(func.min(all_parts.c.part)).where(*open_ones).scalar_subquery()
    return _move(PartState.READY, of=[PartState.WAITING]).where(*same, outbox.c.part == first_open)


_NEXT = {column: _next_statement(column) for column in ("edition_id", "broadcast_id")}
