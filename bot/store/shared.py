"""Rows that many others share, named by a fingerprint of what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialect import insert_ignore


async def shared_rows(
    connection: AsyncConnection,
    table: Any,
    wanted: Mapping[str, Mapping[str, Any]],
    *,
    now: datetime,
) -> dict[str, int]:
    """The ids of rows named by their fingerprint, written where they are missing."""
    await connection.execute(
        insert_ignore(connection, table),
        [
            {"fingerprint": fingerprint, "created_at": now, **values}
            for fingerprint, values in wanted.items()
        ],
    )
    names = list(wanted)
    found: dict[str, int] = {}
    for at in range(0, len(names), 500):
        rows = await connection.execute(
            select(table.c.fingerprint, table.c.id).where(
                table.c.fingerprint.in_(names[at : at + 500])
            )
        )
        found.update((row.fingerprint, row.id) for row in rows)
    return found
