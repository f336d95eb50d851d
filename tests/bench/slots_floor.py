"""What no planner of a slot can be cheaper than: its rows written again by the bare driver.

Nothing is chosen, put together or rendered: what a tick wrote is taken out, and the best statements
we know write it into the same tables with the same indexes, `BATCH` briefings in a transaction,
after a claim and with the move to the next slot. Editions that tell the same, and their parts, are
made of a list of their briefings where they are kept, which takes less than half of rows given.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from typing import Any

import asyncpg

from bot.services.editions import BATCH
from bot.store.engines.sqlite.dialect import _PRAGMAS

#: Parents before children.
_TABLES = ("listing", "digest", "piece", "body", "edition", "outbox")
#: Written once for all that need it.
_SHARED = _TABLES[:4]
_LEASE_US = 60_000_000
#: What stands for the row that an edition and a part are made of.
_KEY = {"edition": "briefing_id", "outbox": "edition_id"}
_OWN = {"id", "chat_id", *_KEY.values()}
_CLAIM = """
UPDATE briefing SET lease_until = {lease} WHERE id IN (
    SELECT id FROM briefing WHERE next_slot_at <= {now}
    AND (lease_until IS NULL OR lease_until <= {now}) ORDER BY next_slot_at LIMIT {limit}
) RETURNING id
"""
_MOVE = """
UPDATE briefing SET lease_until = NULL, cursor = {cursor}, next_slot_at = {next},
    last_slot = {last} WHERE id {which}
"""

Row = dict[str, Any]
#: A statement and its parameters; many rows of them where it is carried out for each.
Step = tuple[str, Any, bool]
#: By table its columns with their types, empty where none is needed.
Kinds = dict[str, dict[str, str]]


async def floor_of(url: str, before: Sequence[tuple[Any, ...]]) -> float:
    """CPU seconds of our process for a slot that was planned there, by the bare driver.

    `before` are id, cursor, next slot and last slot of its briefings as they were before.
    """
    if url.startswith("sqlite"):
        return _of_file(url.removeprefix("sqlite:///"), before)
    return await _of_server(url, before)


def _of_file(path: str, before: Sequence[tuple[Any, ...]]) -> float:
    """All of SQLite's own work is in it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        rows = {
            table: [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY id")]
            for table in _TABLES
        }
        moved = tuple(
            connection.execute("SELECT cursor, next_slot_at, last_slot FROM briefing").fetchone()
        )
        for table in reversed(_TABLES):
            connection.execute(f"DELETE FROM {table}")
        connection.executemany(_reset("?1", "?2", "?3", "?4"), before)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        listed = "IN (SELECT value FROM json_each(?1))"
        claim = _CLAIM.format(lease="?1", now="?2", limit="?3")
        move = _MOVE.format(cursor="?2", next="?3", last="?4", which=listed)
        pieces = [[*_each(some), *_alike(some)] for some in _pieces(rows)]
        now = max(row[2] for row in before)
        began = time.process_time()
        for steps in pieces:
            connection.execute("BEGIN IMMEDIATE")
            ids = connection.execute(claim, (now + _LEASE_US, now, BATCH)).fetchall()
            connection.execute("COMMIT")
            connection.execute("BEGIN IMMEDIATE")
            for words, given, many in steps:
                (connection.executemany if many else connection.execute)(words, given)
            connection.execute(move, (json.dumps([row[0] for row in ids]), *moved))
            connection.execute("COMMIT")
        return time.process_time() - began
    finally:
        connection.close()


async def _of_server(url: str, before: Sequence[tuple[Any, ...]]) -> float:
    """What the server does is not in it."""
    connection = await asyncpg.connect(url)
    try:
        rows = {
            table: [
                dict(row) for row in await connection.fetch(f"SELECT * FROM {table} ORDER BY id")
            ]
            for table in _TABLES
        }
        kinds: Kinds = {}
        for table in _TABLES:
            found = await connection.fetch(
                "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
                " WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped",
                table,
            )
            kinds[table] = {row[0]: row[1] for row in found}
        moved = await connection.fetchrow("SELECT cursor, next_slot_at, last_slot FROM briefing")
        await connection.execute(f"TRUNCATE {', '.join(_TABLES)} CASCADE")
        await connection.executemany(_reset("$1", "$2", "$3", "$4"), before)
        listed = "= ANY($1::bigint[])"
        claim = _CLAIM.format(lease="$1", now="$2", limit="$3")
        move = _MOVE.format(cursor="$2", next="$3", last="$4", which=listed)
        pieces = [[*_at_once(some, kinds), *_alike_at_once(some, kinds)] for some in _pieces(rows)]
        now = max(row[2] for row in before)
        began = time.process_time()
        for steps in pieces:
            ids = await connection.fetch(claim, now, now, BATCH)
            async with connection.transaction():
                for words, given, _ in steps:
                    await connection.execute(words, *given)
                await connection.execute(move, [row[0] for row in ids], *moved)
        return time.process_time() - began
    finally:
        await connection.close()


def _reset(*places: str) -> str:
    """A briefing as it was before its slot."""
    key, cursor, following, last = places
    return (
        f"UPDATE briefing SET lease_until = NULL, cursor = {cursor}, next_slot_at = {following},"
        f" last_slot = {last} WHERE id = {key}"
    )


class _Piece(dict[str, list[Row]]):
    """The rows of one transaction by table."""

    #: Its editions share what they tell: they and their parts are made where they are kept.
    alike = False


def _pieces(rows: dict[str, list[Row]]) -> list[_Piece]:
    """The rows of each transaction; a shared one goes with the first that needs it."""
    parents = {table: {row["id"]: row for row in rows[table]} for table in _SHARED}
    parts: dict[int, list[Row]] = {}
    for row in rows["outbox"]:
        parts.setdefault(row["edition_id"], []).append(row)
    found = []
    for at in range(0, len(rows["edition"]), BATCH):
        some = rows["edition"][at : at + BATCH]
        mine = [row for edition in some for row in parts[edition["id"]]]
        wanted = {
            "listing": [*parents["listing"]],
            "digest": [row["digest_id"] for row in some],
            "piece": [*parents["piece"]],
            "body": [row["body_id"] for row in mine],
        }
        piece = _Piece()
        for table in _SHARED:
            known = parents[table]
            piece[table] = [known.pop(key) for key in wanted[table] if key in known]
        piece |= {"edition": some, "outbox": mine}
        piece.alike = len(rows["digest"]) * 2 < len(rows["edition"])
        found.append(piece)
    return found


def _given(piece: _Piece) -> Iterator[tuple[str, list[Row]]]:
    """The rows that are given one by one."""
    for table, some in piece.items():
        if some and (table in _SHARED or not piece.alike):
            yield table, some


def _each(piece: _Piece) -> Iterator[Step]:
    """A statement carried out for each row."""
    for table, some in _given(piece):
        words = (
            f"INSERT INTO {table} ({', '.join(some[0])}) VALUES ({', '.join('?' * len(some[0]))})"
        )
        yield words, [tuple(row.values()) for row in some], True


def _at_once(piece: _Piece, kinds: Kinds) -> Iterator[Step]:
    """A statement with an array for each column."""
    for table, some in _given(piece):
        given = [f"${at}::{kinds[table][name]}[]" for at, name in enumerate(some[0], start=1)]
        words = (
            f"INSERT INTO {table} ({', '.join(some[0])}) SELECT * FROM unnest({', '.join(given)})"
        )
        yield (
            words,
            [list(column) for column in zip(*[row.values() for row in some], strict=True)],
            False,
        )


def _alike(piece: _Piece) -> Iterator[Step]:
    """Two statements for all editions that tell the same."""
    groups: dict[int, list[int]] = {}
    for row in piece["edition"] if piece.alike else ():
        groups.setdefault(row["digest_id"], []).append(row["briefing_id"])
    part_of = {row["edition_id"]: row for row in piece["outbox"]}
    one_of = {row["digest_id"]: row for row in piece["edition"]}
    for digest_id, ids in groups.items():
        edition = one_of[digest_id]
        for table, one, origin, key in (
            ("edition", edition, "briefing", "id"),
            ("outbox", part_of[edition["id"]], "edition", "briefing_id"),
        ):
            fixed = _fixed(one)
            places = ", ".join([f"?{at}" for at in range(2, len(fixed) + 2)])
            words = (
                f"INSERT INTO {table} ({_KEY[table]}, chat_id, {', '.join(fixed)}) SELECT id, chat_id,"
                f" {places} FROM {origin} WHERE {key} IN (SELECT value FROM json_each(?1))"
            )
            yield words, (json.dumps(ids), *fixed.values()), False


def _alike_at_once(piece: _Piece, kinds: Kinds) -> Iterator[Step]:
    """Two statements for all editions."""
    part_of = {row["edition_id"]: row for row in piece["outbox"]}
    editions = piece["edition"] if piece.alike else []
    for table, shared, rows, origin, key in (
        ("edition", "digest_id", editions, "briefing", "id"),
        ("outbox", "body_id", [part_of[e["id"]] for e in editions], "edition", "briefing_id"),
    ):
        if rows:
            fixed = _fixed(rows[0])
            fixed.pop(shared)
            places = [f"${at}::{kinds[table][name]}" for at, name in enumerate(fixed, start=3)]
            words = (
                f"INSERT INTO {table} ({_KEY[table]}, chat_id, {shared}, {', '.join(fixed)})"
                f" SELECT o.id, o.chat_id, r.shared, {', '.join(places)}"
                " FROM unnest($1::bigint[], $2::bigint[]) AS r (id, shared)"
                f" JOIN {origin} o ON o.{key} = r.id"
            )
            ids = [row["briefing_id"] for row in editions]
            yield words, (ids, [row[shared] for row in rows], *fixed.values()), False


def _fixed(row: Row) -> Row:
    """What is the same in all rows that are alike."""
    return {name: row[name] for name in row if name not in _OWN}
