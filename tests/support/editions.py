"""Chats with editions in the outbox, written straight into the tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from bot.domain.models import RenderedMessage
from bot.domain.outbox import Lane
from bot.store.database import Database
from bot.store.outbox.insert import new_part
from bot.store.tables import body, briefing, chat, digest, edition, outbox

#: Rows per INSERT, so that thousands of chats take no time.
_BATCH = 1000


async def add_editions(
    database: Database,
    chats: int,
    *,
    now: datetime,
    parts: int = 1,
    first_chat: int = 1,
    slot: str = "2026-03-02T08:00",
    deadline_s: float | None = None,
    window: tuple[int, int] = (10, 20),
    kind: str = "private",
    texts: Sequence[str] | None = None,
) -> list[int]:
    """One edition for each of so many chats; the ids of their rows.

    Telegram ids count from `first_chat` (negative for groups); the text of part k of chat c is
    `c:k/parts` unless `texts` are given. A chat that is there already gets another edition.
    """
    sign = -1 if kind != "private" else 1
    telegram_ids = [sign * number for number in range(first_chat, first_chat + chats)]
    async with database.write() as connection:
        known = dict((await connection.execute(select(chat.c.telegram_id, chat.c.id))).all())
        new = [
            {"telegram_id": telegram_id, "kind": kind, "status": "active", "created_at": now}
            for telegram_id in telegram_ids
            if telegram_id not in known
        ]
        await _insert(connection, chat, new)
        ids = dict((await connection.execute(select(chat.c.telegram_id, chat.c.id))).all())
        await _insert(
            connection,
            briefing,
            [
                {"chat_id": ids[row["telegram_id"]], "name": "main", "times": "08:00"}
                | {"weekdays": "0123456", "cursor": window[1], "max_stories": 10}
                for row in new
            ],
        )
        having = set((await connection.execute(select(briefing.c.chat_id))).scalars())
        await _insert(
            connection,
            briefing,
            [
                {"chat_id": ids[number], "name": "main", "cursor": window[1]}
                for number in telegram_ids
                if ids[number] not in having  # banned before it was ever heard of
            ],
        )
        briefings = dict(
            (await connection.execute(select(briefing.c.chat_id, briefing.c.id))).all()
        )
        digest_id = (
            await connection.execute(
                insert(digest)
                .values(fingerprint=f"{slot}/{first_chat}", stories=[[1, [1]]], created_at=now)
                .returning(digest.c.id)
            )
        ).scalar_one()
        chat_ids = [ids[telegram_id] for telegram_id in telegram_ids]
        await _insert(
            connection,
            edition,
            [
                {"briefing_id": briefings[chat_id], "chat_id": chat_id, "slot": slot}
                | {"slot_at": now, "digest_id": digest_id, "created_at": now}
                | {"window_from": window[0], "window_to": window[1]}
                for chat_id in chat_ids
            ],
        )
        editions = dict(
            (
                await connection.execute(
                    select(edition.c.chat_id, edition.c.id).where(edition.c.slot == slot)
                )
            ).all()
        )
        wanted = [
            (ids[telegram_id], part, texts[part - 1] if texts else f"{telegram_id}:{part}/{parts}")
            for telegram_id in telegram_ids
            for part in range(1, parts + 1)
        ]
        names = sorted({f"{slot} {text}" for _, _, text in wanted})
        await _insert(
            connection,
            body,
            [
                {"fingerprint": name[:64], "created_at": now}
                | {"html": name.split(" ", 1)[1]}
                | {"plain": re.sub(r"<[^<>]*>", "", name.split(" ", 1)[1])}
                for name in names
            ],
        )
        bodies = dict((await connection.execute(select(body.c.fingerprint, body.c.id))).all())
        await _insert(
            connection,
            outbox,
            [
                new_part(
                    edition_id=editions[chat_id],
                    chat_id=chat_id,
                    lane=Lane.DIGEST.value,
                    part=part,
                    parts=parts,
                    body_id=bodies[f"{slot} {text}"[:64]],
                    deadline_at=None if deadline_s is None else now + timedelta(seconds=deadline_s),
                    now=now,
                )
                for chat_id, part, text in wanted
            ],
        )
    return chat_ids


async def _insert(connection: Any, table: Any, rows: list[dict[str, Any]]) -> None:
    for at in range(0, len(rows), _BATCH):
        await connection.execute(insert(table), rows[at : at + _BATCH])


async def states(database: Database) -> dict[str, str]:
    """The state of every part, by its text."""
    async with database.read() as connection:
        rows = await connection.execute(
            select(body.c.html, outbox.c.state)
            .join(body, body.c.id == outbox.c.body_id)
            .order_by(outbox.c.id)
        )
        return {row.html: row.state for row in rows}


def message(text: str) -> RenderedMessage:
    """A message whose forms are the same."""
    return RenderedMessage(html=text, plain=text)
