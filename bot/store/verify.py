"""Verification of a database's promises, and repair of what can be put right."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import ChatStatus, SourceState
from bot.domain.outbox import PartState
from bot.store.alerts import CURSOR
from bot.store.copying import sequences
from bot.store.database import Database
from bot.store.engines.dialect import PromiseCheck
from bot.store.engines.parts import KeyCounters
from bot.store.outbox.states import free_stuck
from bot.store.tables import (
    article,
    article_text,
    bot_state,
    briefing,
    chat,
    inbox,
    match,
    metadata,
    outbox,
    source,
)

#: States in which nothing more is done about a part.
_FINAL = ("sent", "unknown", "dead", "cancelled", "expired")


_Mend = Callable[[AsyncConnection, datetime], Awaitable[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Promise:
    name: str
    table: Table
    broken: ColumnElement[bool]
    #: None where only a person can say what is right.
    mend: _Mend | None = None


async def look_through(
    database: Database, *, now: datetime, mend: bool = False
) -> AsyncGenerator[PromiseCheck]:
    """Look at each promise in turn; with `mend`, what is broken is put right as well."""
    # first: what is mended below may need the engine's own things whole
    async for check in database.dialect.own_checks(database, mend=mend):
        yield check
    for promise in (*_orphans(), *_states(), *_places()):
        async with database.read() as connection:
            broken = int(
                await connection.scalar(
                    select(func.count()).select_from(promise.table).where(promise.broken)
                )
                or 0
            )
        mended = 0
        if broken and mend and promise.mend is not None:
            async with database.write() as connection:
                mended = await promise.mend(connection, now)
        yield PromiseCheck(promise=promise.name, broken=broken, mended=mended)
    yield await _alerts(database, mend=mend)
    if (keys := database.dialect.keys) is not None:
        yield await _behind(database, keys, mend=mend)


def _orphans() -> list[_Promise]:
    """Every row has the rows it belongs to."""
    found = []
    for table in metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                parent = key.column.table
                missing = and_(
                    column.is_not(None),
                    ~select(1).where(key.column == column).correlate(table).exists(),
                )
                found.append(
                    _Promise(
                        name=f"{table.name} has its {parent.name}",
                        table=table,
                        broken=missing,
                        mend=_deleting(table, missing),
                    )
                )
    return found


def _states() -> list[_Promise]:
    """Every state is one of the table of moves, and says what is true of it."""
    before = outbox.alias("before")
    stuck = and_(
        outbox.c.state == PartState.WAITING.value,
        outbox.c.edition_id.is_not(None),
        ~select(1)
        .where(
            before.c.edition_id == outbox.c.edition_id,
            before.c.part == outbox.c.part - 1,
            before.c.state.not_in(_FINAL),
        )
        .correlate(outbox)
        .exists(),
    )
    no_lease = and_(outbox.c.state == PartState.SENDING.value, outbox.c.lease_until.is_(None))
    no_end = and_(outbox.c.state.in_(_FINAL), outbox.c.done_at.is_(None))
    known: list[tuple[str, Table, ColumnElement[str], Iterable[str]]] = [
        ("outbox.state is one of the table of moves", outbox, outbox.c.state, list(PartState)),
        ("chat.status is known", chat, chat.c.status, list(ChatStatus)),
        ("source.state is known", source, source.c.state, list(SourceState)),
        ("inbox.state is known", inbox, inbox.c.state, ["new", "done", "dead"]),
    ]
    return [
        *(
            _Promise(name=name, table=table, broken=column.not_in([str(each) for each in states]))
            for name, table, column, states in known
        ),
        _Promise(
            name="a waiting part waits for one before it",
            table=outbox,
            broken=stuck,
            mend=lambda connection, _now: free_stuck(connection, stuck),
        ),
        _Promise(
            name="a part being sent has a lease",
            table=outbox,
            broken=no_lease,
            mend=_setting(outbox, no_lease, lease_until=None),
        ),
        _Promise(
            name="a part that is final says since when",
            table=outbox,
            broken=no_end,
            mend=_setting(outbox, no_end, done_at=None),
        ),
    ]


def _places() -> list[_Promise]:
    """The one order of articles, and who stands where in it."""
    newest = select(func.coalesce(func.max(article.c.seq), 0)).scalar_subquery()
    ahead = briefing.c.cursor > newest
    moved = (
        ~select(1)
        .where(article.c.id == match.c.article_id, article.c.seq == match.c.seq)
        .correlate(match)
        .exists()
    )
    return [
        _Promise(
            name="no briefing is ahead of the newest article",
            table=briefing,
            broken=ahead,
            mend=_setting(briefing, ahead, cursor=newest),
        ),
        _Promise(
            name="an interest has an article at its own place",
            table=match,
            broken=moved,
            mend=_deleting(match, moved),
        ),
        _Promise(
            name="an article has its text",
            table=article,
            broken=~select(1)
            .where(article_text.c.article_id == article.c.id)
            .correlate(article)
            .exists(),
            mend=_write_texts,
        ),
    ]


def _deleting(table: Table, which: ColumnElement[bool]) -> _Mend:
    async def mend(connection: AsyncConnection, _now: datetime) -> int:
        return (await connection.execute(delete(table).where(which))).rowcount

    return mend


def _setting(table: Table, which: ColumnElement[bool], **values: object) -> _Mend:
    """Set values; None stands for now."""

    async def mend(connection: AsyncConnection, now: datetime) -> int:
        given = {name: now if value is None else value for name, value in values.items()}
        return (await connection.execute(update(table).where(which).values(given))).rowcount

    return mend


async def _write_texts(connection: AsyncConnection, _now: datetime) -> int:
    """Give articles without a text their headline and lead as one, so that they are found."""
    words = article.c.headline + " " + article.c.lead
    missing = ~select(1).where(article_text.c.article_id == article.c.id).exists()
    rows = select(article.c.id, article.c.lead, func.lower(words)).where(missing)
    names = ["article_id", "body", "search_text"]
    return (await connection.execute(article_text.insert().from_select(names, rows))).rowcount


async def _alerts(database: Database, *, mend: bool) -> PromiseCheck:
    """The place of alerts in the order of articles, or no later than its end."""
    async with database.write() as connection:
        newest = int(await connection.scalar(select(func.max(article.c.seq))) or 0)
        at = await connection.scalar(select(bot_state.c.value).where(bot_state.c.name == CURSOR))
        broken = int(at or 0) > newest
        if broken and mend:
            await connection.execute(
                update(bot_state).where(bot_state.c.name == CURSOR).values(value=newest)
            )
    promise = "alerts are not ahead of the newest article"
    return PromiseCheck(promise=promise, broken=int(broken), mended=int(broken and mend))


async def _behind(database: Database, keys: KeyCounters, *, mend: bool) -> PromiseCheck:
    """The engine's counters of keys are not behind the keys that are there."""
    broken = mended = 0
    async with database.write() as connection:
        for table, column in sequences():
            highest = int(await connection.scalar(select(func.max(table.c[column]))) or 0)
            if await keys.last(connection, table, column) >= highest:
                continue
            broken += 1
            if mend:
                await keys.go_on(connection, table, column, highest)
                mended += 1
    return PromiseCheck(promise="new keys come after old ones", broken=broken, mended=mended)
