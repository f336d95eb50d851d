"""The connection of a transaction gives what SQLAlchemy's own gives, and tells errors as it does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import (
    Connection,
    Insert,
    Select,
    bindparam,
    delete,
    event,
    func,
    insert,
    literal,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.store.database import Database
from bot.store.tables import bot_state, inbox
from bot.store.types import Moment

_AT = datetime(2026, 11, 28, 21, 0, 0, 123456, tzinfo=UTC)


def _row(number: int) -> dict[str, Any]:
    return {
        "update_id": number,
        "chat_key": f"c{number % 3}",
        "line": 1,
        "payload": "ü\u2028",
        "state": "new",
        "attempts": 0,
        "error": "",
        "received_at": _AT + timedelta(seconds=number),
        "done_at": None,
    }


async def _filled(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(insert(inbox), [_row(number) for number in range(1, 8)])
        await connection.execute(insert(bot_state), {"name": "a", "value": {"list": [1, None]}})
        await connection.execute(insert(bot_state).values(name="b", value="text"))


_NUMBERS = inbox.c.update_id.in_(bindparam("numbers", expanding=True))
_SOME = select(inbox.c.update_id, inbox.c.received_at.label("at")).order_by(inbox.c.update_id)


def _asked() -> list[tuple[Any, Any]]:
    after: Select[Any] = _SOME.where(inbox.c.received_at > _AT + timedelta(seconds=3))
    pairs = tuple_(inbox.c.update_id, inbox.c.chat_key).in_([(1, "c1"), (2, "c0"), (4, "c1")])
    words = text("SELECT update_id AS number, payload FROM inbox WHERE update_id < :most")
    typed = text("SELECT received_at FROM inbox WHERE update_id = :number")
    return [
        (select(inbox).order_by(inbox.c.update_id), None),
        (select(bot_state).order_by(bot_state.c.name), None),
        (after, None),
        (after.limit(2), None),
        *((_SOME.where(_NUMBERS), {"numbers": some}) for some in ([], [2], [3, 5], [7, 1, 2])),
        (_SOME.where(inbox.c.update_id.in_([1, 6])), None),
        (_SOME.where(pairs), None),
        (select(func.count(), func.max(inbox.c.received_at)).select_from(inbox), None),
        (
            select(inbox.c.update_id, bot_state.c.value, inbox.c.done_at)
            .join(bot_state, bot_state.c.name != inbox.c.state)
            .where(_NUMBERS)
            .order_by(bot_state.c.name),
            {"numbers": [1]},
        ),
        (select(inbox.c.update_id).union_all(select(inbox.c.line)).order_by("update_id"), None),
        (words, {"most": 3}),
        (typed.columns(received_at=Moment), {"number": 2}),
        (select(literal(None), literal(True), literal("x").label("named")), None),
    ]


def _all(full: Connection, statement: Any, given: Any) -> Any:
    return full.execute(statement, given).all()


async def test_rows_are_what_they_are_over_the_bridge(database: Database) -> None:
    """Values with their types, names, lists of any length: asked twice, as the second is kept."""
    await _filled(database)
    async with database.read() as connection:
        for statement, given in _asked() * 2:
            ours = await connection.execute(statement, given)
            theirs = await connection.run_sync(_all, statement, given)
            rows = ours.all()
            assert rows == theirs
            assert [row._mapping for row in rows] == [row._mapping for row in theirs]
        assert connection.dialect.name in ("sqlite", "postgresql")


async def test_what_is_changed_is_counted_and_brought_back(database: Database) -> None:
    """Also several rows in one statement, which bring what they were given."""
    await _filled(database)
    many: Insert = insert(inbox).returning(inbox.c.update_id)
    async with database.write() as connection:
        found = await connection.execute(many, [_row(10), _row(11)])
        assert sorted(found.scalars()) == [10, 11]
        state = update(inbox).values(state="done").where(_NUMBERS)
        assert (await connection.execute(state, {"numbers": [1, 2, 99]})).rowcount == 2
        gone = delete(inbox).where(inbox.c.state == "done").returning(inbox.c.update_id)
        assert sorted((await connection.execute(gone)).scalars()) == [1, 2]
        await connection.execute(
            update(inbox).where(inbox.c.update_id == bindparam("number")).values(line=2),
            [{"number": 3}, {"number": 4}],
        )
        assert await connection.scalar(select(func.sum(inbox.c.line))) == 9


async def test_errors_are_sqlalchemys_and_undo_all(database: Database) -> None:
    """A refused row is an `IntegrityError`; nothing of its transaction stays, the next one works."""
    await _filled(database)

    async def add(*numbers: int) -> None:
        async with database.write() as connection:
            for number in numbers:
                await connection.execute(insert(inbox), _row(number))

    async def ask(words: str) -> None:
        async with database.read() as connection:
            await connection.exec_driver_sql(words)

    with pytest.raises(IntegrityError):
        await add(20, 1)
    with pytest.raises(DBAPIError):
        await ask("SELECT nothing FROM nowhere")
    async with database.read() as connection:
        assert await connection.scalar(select(func.max(inbox.c.update_id))) == 7


async def test_who_is_gone_in_the_middle_leaves_nothing_checked_out(database: Database) -> None:
    """Wherever it was called off: the pool has all its connections again, and nothing is written."""
    await _filled(database)

    async def write() -> None:
        async with database.write() as connection:
            await connection.execute(insert(inbox), _row(30))
            await connection.scalar(select(func.count()).select_from(inbox))
            await connection.exec_driver_sql("SELECT undone")

    for turns in range(12):
        task = asyncio.create_task(write())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with database.read() as connection:
            assert await connection.scalar(select(func.max(inbox.c.update_id))) == 7
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # the pool has it


async def test_a_transaction_and_its_statements_are_heard_of(database: Database) -> None:
    """Whoever listens to the engine hears of each, in order."""
    begun: list[Any] = []
    heard: list[str] = []
    engine = database.engine.sync_engine
    await _filled(database)
    event.listen(engine, "begin", begun.append)
    event.listen(engine, "before_cursor_execute", lambda *told: heard.append(told[2]))
    async with database.read() as connection:
        await connection.scalar(select(func.count()).select_from(inbox))
    assert len(begun) == 1
    assert heard[-1].startswith("SELECT count(*)")
