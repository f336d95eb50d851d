"""Puts parts and their texts into the outbox; nothing else does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import RenderedMessage
from bot.domain.outbox import PartState
from bot.store.dialect import insert_ignore
from bot.store.shared import shared_rows
from bot.store.tables import body, chat, outbox


async def insert_once(connection: AsyncConnection, part: Mapping[str, Any]) -> int:
    """Put in a part unless its chat has one of the same alert; 1, or 0 when it has."""
    added = await connection.execute(insert_ignore(connection, outbox).values(**part))
    return int(added.rowcount)


async def insert_all_once(connection: AsyncConnection, parts: Sequence[Mapping[str, Any]]) -> None:
    """Put in parts, each unless its chat has one of the same alert."""
    if parts:
        await connection.execute(insert_ignore(connection, outbox), [dict(part) for part in parts])


async def insert_for_each(
    connection: AsyncConnection, part: Mapping[str, Any], chats: Select[Any], *, broadcast_id: int
) -> int:
    """Put in a broadcast's part for each chat that does not have it yet; how many."""
    have = outbox.alias("have")
    columns = [literal(value, outbox.c[name].type).label(name) for name, value in part.items()]
    added = await connection.execute(
        insert(outbox).from_select(
            [*part, "chat_id"],
            select(*columns, chat.c.id).where(
                chat.c.id.in_(chats),
                ~exists().where(
                    have.c.broadcast_id == broadcast_id,
                    have.c.chat_id == chat.c.id,
                    have.c.part == part["part"],
                ),
            ),
        )
    )
    return int(added.rowcount)


def new_part(*, part: int = 1, parts: int = 1, now: datetime, **columns: Any) -> dict[str, Any]:
    """The columns of a part nothing has happened to; it waits unless it is the first."""
    return {
        "part": part,
        "parts": parts,
        "state": (PartState.READY if part == 1 else PartState.WAITING).value,
        "not_before": now,
        "attempts": 0,
        "ambiguous": 0,
        "rescues": 0,
        "level": 0,
        "silent": False,
        "epoch": 0,
        "lease_owner": "",
        "reason": "",
        "error": "",
        "created_at": now,
        **columns,
    }


async def body_ids(
    connection: AsyncConnection, messages: Iterable[RenderedMessage], *, now: datetime
) -> dict[RenderedMessage, int]:
    """The ids of texts, each stored once."""
    marks = {message: body_mark(message) for message in messages}
    wanted = {
        mark: {
            "html": message.html,
            "plain": message.plain,
            "buttons": [list(button) for button in message.buttons] or None,
            "preview": message.preview,
        }
        for message, mark in marks.items()
    }
    ids = await shared_rows(connection, body, wanted, now=now) if wanted else {}
    return {message: ids[mark] for message, mark in marks.items()}


def body_mark(message: RenderedMessage) -> str:
    """The fingerprint of a text."""
    text = f"{message.html}\x1f{message.plain}"
    if message.buttons:
        text += f"\x1f{message.buttons!r}"
    if message.preview:
        text += f"\x1e{message.preview}"
    data = text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()
