"""Things a chat took away, as they can be kept for a while and brought back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import InputError
from bot.domain.models import InterestKind
from bot.store.briefings import replan
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.interests import InterestStore
from bot.store.successors import kept_briefing
from bot.store.tables import briefing, interest, subscription
from bot.store.types import Moment

#: A row as JSON can hold it.
Kept = Mapping[str, Any]

_NAMES = ("kind", "ref", "title")
#: Of a briefing that comes back its number is another, and nobody works at it.
_OWN = frozenset({"id", "chat_id", "asked_at", "lease_until", "next_slot_at"})


class UndoStore:
    """Subscriptions and briefings, read before they go and written back afterwards."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._interests = InterestStore(database)

    def at_once(self) -> AbstractAsyncContextManager[None]:
        """Within it what is taken away and the way back are written together."""
        return self._database.as_one()

    async def followed(self, pairs: Iterable[tuple[int, int]]) -> list[Kept]:
        """Subscriptions of briefings, by (briefing, interest)."""
        wanted = list(pairs)
        rows = (
            select(subscription, *(interest.c[name] for name in _NAMES))
            .join(interest, interest.c.id == subscription.c.interest_id)
            .where(tuple_(subscription.c.briefing_id, subscription.c.interest_id).in_(wanted))
            .order_by(subscription.c.briefing_id, subscription.c.position)
        )
        async with self._database.read() as connection:
            return [_plain(row._asdict()) for row in await connection.execute(rows)]

    async def follow_again(
        self, chat_id: int, kept: Sequence[Kept], *, most: int, now: datetime
    ) -> list[str]:
        """Follow it as before, from where it was told last; the titles of what is followed again.

        What is gone meanwhile, followed already, or more than a chat's `most`, is left out.
        """
        async with self._database.as_one():
            return [
                str(each["title"])
                for each in kept
                if await self._follow(chat_id, each, most=most, now=now)
            ]

    async def _follow(self, chat_id: int, each: Kept, *, most: int, now: datetime) -> bool:
        kind = InterestKind(each["kind"])
        try:
            found = await self._interests.ensure(kind, each["ref"], each["title"], now)
        except InputError:  # its source is gone
            return False
        async with self._database.write() as connection:
            where = await kept_briefing(connection, int(each["briefing_id"]))
            if await _room(connection, chat_id, where) >= most:
                return False
            row = _values(subscription, each) | {"briefing_id": where, "interest_id": found.id}
            added = await connection.execute(
                insert_ignore(connection, subscription)
                .values(row)
                .returning(subscription.c.interest_id)
            )
            return added.first() is not None

    async def briefing(self, briefing_id: int) -> Kept:
        """A briefing with what it follows."""
        async with self._database.read() as connection:
            row = (
                await connection.execute(select(briefing).where(briefing.c.id == briefing_id))
            ).one()
            ids = await connection.execute(
                select(subscription.c.interest_id).where(subscription.c.briefing_id == briefing_id)
            )
            pairs = [(briefing_id, each) for each in ids.scalars()]
        return {**_plain(row._asdict()), "follows": await self.followed(pairs)}

    async def brief_again(
        self, chat_id: int, kept: Kept, *, most: int, most_followed: int, now: datetime
    ) -> bool:
        """Bring a briefing back; False when the chat has `most`, or another of its name."""
        async with self._database.as_one():
            async with self._database.write() as connection:
                names = await connection.execute(
                    select(briefing.c.name).where(briefing.c.chat_id == chat_id)
                )
                having = set(names.scalars())
                if len(having) >= most or kept["name"] in having:
                    return False
                row = {
                    name: value
                    for name, value in _values(briefing, kept).items()
                    if name not in _OWN
                }
                made = (
                    await connection.execute(
                        insert_ignore(connection, briefing)
                        .values(row | {"chat_id": chat_id})
                        .returning(briefing.c.id)
                    )
                ).scalar_one()
                await replan(connection, chat_id, now=now, only=made)
            follows = [{**each, "briefing_id": made} for each in kept["follows"]]
            await self.follow_again(chat_id, follows, most=most_followed, now=now)
        return True


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's values as JSON has them."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _values(table: Table, kept: Kept) -> dict[str, Any]:
    """The values of a table's columns, of those that were kept."""
    return {
        column.name: datetime.fromisoformat(value)
        if isinstance(column.type, Moment) and isinstance(value, str)
        else value
        for column in table.c
        if (value := kept.get(column.name)) is not None
    }


async def _room(connection: AsyncConnection, chat_id: int, briefing_id: int) -> float:
    """The number of things a chat follows; without end where the briefing is not its own."""
    mine = select(briefing.c.id).where(briefing.c.chat_id == chat_id)
    if briefing_id not in set((await connection.execute(mine)).scalars()):
        return float("inf")
    count = select(func.count()).where(subscription.c.briefing_id.in_(mine))
    return int(await connection.scalar(count) or 0)
