"""Figures about everything stored, for operators."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, Select, Table, and_, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.operators import DAYS
from bot.domain.outbox import PartState
from bot.store.database import Database
from bot.store.tables import (
    alert,
    article,
    briefing,
    chat,
    edition,
    inbox,
    interest,
    liking,
    mute,
    outbox,
    parting,
    source,
    subscription,
)
from bot.store.types import Moment

HOUR = timedelta(hours=1)


class StatsStore:
    """Counts; cheap enough to be asked every minute."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def figures(self, *, now: datetime) -> dict[str, int | float]:
        """Counts of everything, by dotted name; ages in seconds."""
        day = now - timedelta(days=1)
        async with self._database.read() as connection:
            found: dict[str, int | float] = {}
            for name, table in (
                ("articles", article),
                ("briefings", briefing),
                ("interests", interest),
                ("subscriptions", subscription),
                ("editions", edition),
                ("partings", parting),
            ):
                found[name] = await _count(connection, table)
            found["articles.day"] = await _scalar(
                connection, select(func.count()).where(article.c.first_seen_at >= day)
            )
            found["articles.uncurated"] = await _scalar(
                connection, select(func.count()).where(article.c.seq.is_(None))
            )
            found["editions.day"] = await _scalar(
                connection, select(func.count()).where(edition.c.created_at >= day)
            )
            found["updates.waiting"] = await _scalar(
                connection, select(func.count()).where(inbox.c.state == "new")
            )
            for name, table, column in (
                ("sources", source, source.c.state),
                ("chats", chat, chat.c.status),
                ("parts", outbox, outbox.c.state),
            ):
                rows = await connection.execute(
                    select(column, func.count()).select_from(table).group_by(column)
                )
                found.update({f"{name}.{row[0]}": row[1] for row in rows})
            found["mutes"] = await _count(connection, mute)
            found["likings"] = await _count(connection, liking)
            found["alerts.waiting"] = await _scalar(
                connection, select(func.count()).where(alert.c.state == "waiting")
            )
            found["alerts.day"] = await _scalar(
                connection, select(func.count()).where(alert.c.told_at >= day)
            )
            oldest = await connection.scalar(
                select(func.min(outbox.c.not_before)).where(
                    outbox.c.state == "ready", outbox.c.not_before <= now
                )
            )
            found["parts.oldest_due_s"] = (
                round((now - oldest).total_seconds(), 1) if oldest is not None else 0
            )
        return found

    async def courses(self, *, now: datetime) -> tuple[list[int], list[int]]:
        """Messages that arrived in each of the last 24 hours; new articles in the last 14 days."""
        sent = outbox.c.state == PartState.SENT.value
        async with self._database.read() as connection:
            return (
                await _course(connection, outbox.c.done_at, HOUR, 24, now, sent),
                await _course(connection, article.c.first_seen_at, 24 * HOUR, DAYS, now),
            )


async def _course(
    connection: AsyncConnection,
    column: ColumnElement[datetime],
    step: timedelta,
    steps: int,
    now: datetime,
    *where: ColumnElement[bool],
) -> list[int]:
    """The number of rows that fall into each of the last steps, the oldest first."""
    begins = [literal(now - n * step, Moment()) for n in range(steps, -1, -1)]
    counts = [
        func.sum(case((and_(column > begin, column <= end), 1), else_=0))
        for begin, end in pairwise(begins)
    ]
    row = (await connection.execute(select(*counts).where(column > begins[0], *where))).one()
    return [int(each or 0) for each in row]


async def _count(connection: AsyncConnection, table: Table) -> int:
    return await _scalar(connection, select(func.count()).select_from(table))


async def _scalar(connection: AsyncConnection, statement: Select[int]) -> int:
    return int(await connection.scalar(statement) or 0)
