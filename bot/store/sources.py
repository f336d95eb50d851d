"""Sources as stored: added, claimed for a poll, listed, removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal, or_, select, update

from bot.domain.models import PageRule, Source, SourceKind, SourceState
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.rows import read_source
from bot.store.tables import source
from bot.store.types import Moment

_POLLED = (SourceState.ACTIVE.value, SourceState.FAILING.value)
#: Who said to be gone is asked as well, seldom: nothing else would tell that it is back.
_ASKED = (*_POLLED, SourceState.GONE.value)
_LEFT = (SourceState.REMOVED.value, SourceState.RETIRED.value)


def back_unless(polled: ColumnElement[bool], now: datetime) -> dict[str, ColumnElement[Any]]:
    """Values of a source that comes back, unless it is polled all the time.

    It is polled at once, and what stands in it then is read as of a new one.
    """
    at = literal(now, Moment())
    return {
        "state": case((polled, source.c.state), else_=SourceState.ACTIVE.value),
        "next_poll_at": case((polled, source.c.next_poll_at), else_=at),
        "failing_since_at": case((polled, source.c.failing_since_at), else_=None),
        "added_at": case((polled, source.c.added_at), else_=at),
        "settled": and_(source.c.settled, polled),
    }


class SourceStore:
    """The source table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        *,
        kind: SourceKind,
        locator: str,
        title: str,
        now: datetime,
        language: str = "",
        public: bool = True,
        trusted: bool | None = None,
        pages: PageRule | None = None,
    ) -> Source:
        """The source with this locator, added if it is new; a removed one comes back.

        Idempotent on the locator. An operator's addition makes a private source public. It is
        trusted where an operator brought it, which `public` says where nothing else does. What
        is said of `pages` is in force from now on, also for a source that was there.
        """
        polled = source.c.state.in_(_POLLED)
        async with self._database.write() as connection:
            await connection.execute(
                insert_ignore(connection, source),
                {
                    "kind": kind.value,
                    "locator": locator,
                    "title": title,
                    "language": language,
                    "state": SourceState.ACTIVE.value,
                    "memory": {},
                    "added_at": now,
                    "last_error": "",
                    "failures": 0,
                    "next_poll_at": now,
                    "weight": 1.0,
                    "public": public,
                    "trusted": public if trusted is None else trusted,
                    "articles": 0,
                    "pages": (pages or PageRule.SHORT).value,
                },
            )
            row = (
                await connection.execute(
                    update(source)
                    .where(source.c.locator == locator)
                    .values(
                        **back_unless(polled, now),
                        public=or_(source.c.public, literal(public)),
                        trusted=or_(
                            source.c.trusted, literal(public if trusted is None else trusted)
                        ),
                        unfollowed_at=None,
                        pages=literal(pages.value) if pages else source.c.pages,
                    )
                    .returning(source)
                )
            ).one()
        return read_source(row)

    async def all(self) -> list[Source]:
        """Every source that is not removed or retired, by id."""
        return await self._read(source.c.state.not_in(_LEFT))

    async def public(self) -> list[Source]:
        """Those that are listed to everybody, by id."""
        return await self._read(source.c.public, source.c.state.not_in(_LEFT))

    async def find(self, locator: str) -> Source | None:
        """The source with exactly this locator, or None when there is none or it is not read."""
        found = await self._read(source.c.locator == locator, source.c.state.not_in(_LEFT))
        return found[0] if found else None

    async def people_count(self) -> int:
        """The number of sources people brought that are polled."""
        async with self._database.read() as connection:
            return (
                await connection.execute(
                    select(func.count())
                    .select_from(source)
                    .where(~source.c.public, source.c.state.in_(_POLLED))
                )
            ).scalar_one()

    async def _read(self, *where: ColumnElement[bool]) -> list[Source]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(source).where(*where).order_by(source.c.id))
            return [read_source(row) for row in rows]

    async def get(self, source_id: int) -> Source | None:
        """One source, or None when there is none or it was removed."""
        found = await self._read(source.c.id == source_id, source.c.state.not_in(_LEFT))
        return found[0] if found else None

    async def remove(self, source_id: int) -> bool:
        """Stop polling a source; its articles stay for search. False when there is none."""
        async with self._database.write() as connection:
            done = await connection.execute(
                update(source)
                .where(source.c.id == source_id, source.c.state != SourceState.REMOVED.value)
                .values(state=SourceState.REMOVED.value)
            )
        return done.rowcount > 0

    async def poll_now(self, source_id: int | None, *, now: datetime) -> int:
        """Make one source due at once, or all that are read; how many.

        One that was said to be gone for good is tried once more.
        """
        statement = update(source).values(next_poll_at=now)
        if source_id is None:
            statement = statement.where(source.c.state.in_(_POLLED))
        else:
            tried = case(
                (source.c.state == SourceState.GONE.value, SourceState.FAILING.value),
                else_=source.c.state,
            )
            statement = statement.where(
                source.c.id == source_id, source.c.state.not_in(_LEFT)
            ).values(state=tried)
        async with self._database.write() as connection:
            return (await connection.execute(statement)).rowcount

    async def put_off(self, due: Mapping[int, datetime]) -> None:
        """Give back sources that were claimed, each to be due then."""
        async with self._database.write() as connection:
            await connection.execute(
                update(source)
                .where(source.c.id == bindparam("number"))
                .values(next_poll_at=bindparam("at"), lease_until=None),
                [{"number": number, "at": at} for number, at in due.items()],
            )

    async def claim_due(self, *, now: datetime, limit: int, lease_s: float) -> list[Source]:
        """Sources due for a poll, longest due first, each owned by the caller for the lease.

        Claims of several workers never overlap. A claim that is not released by `ArticleStore`
        comes back when its lease ends.
        """
        clock = self._database.lease_now(now)
        due = (
            select(source.c.id)
            .where(
                source.c.state.in_(_ASKED),
                source.c.next_poll_at <= now,
                or_(source.c.lease_until.is_(None), source.c.lease_until <= clock),
            )
            .order_by(source.c.next_poll_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        async with self._database.write() as connection:
            rows = await connection.execute(
                update(source)
                .where(source.c.id.in_(select(due.c.id)))
                .values(lease_until=self._database.lease_end(now, lease_s))
                .returning(source)
            )
            return [read_source(row) for row in rows]
