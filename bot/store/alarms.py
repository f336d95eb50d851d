"""Alarms that the database itself shows, what operators were told of it, and the telling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.alarms import Alarm
from bot.domain.models import Chat, ChatStatus, RenderedMessage, SourceState
from bot.domain.notices import FEWEST_FAILURES, SILENT_FOR
from bot.domain.outbox import Lane
from bot.domain.secrets import shown_locator
from bot.store.backup_state import read_state
from bot.store.database import Database
from bot.store.delivery_state import gate
from bot.store.dialect import put_fact
from bot.store.outbox.insert import body_ids, insert_once, new_part
from bot.store.rows import read_chat
from bot.store.tables import bot_state, chat, inbox, outbox, source

_ALARMS = "alarms"

#: So long a quarantined text or update is spoken of.
_RECENT = timedelta(days=1)
#: What has been due for so long is spoken of: a slot is late, or sending falls behind.
LATE = timedelta(minutes=10)
#: So many failing sources are named at once.
_MOST_SOURCES = 20


class AlarmStore:
    """Alarms of the whole bot."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def wrong(self, now: datetime) -> dict[str, str]:
        """Problems that the database shows, in words by name."""
        found: dict[str, str] = {}
        async with self._database.read() as connection:
            for table, words in ((outbox, "messages"), (inbox, "updates of people")):
                count = await connection.scalar(
                    select(func.count()).where(
                        table.c.state == "dead", table.c.done_at > now - _RECENT
                    )
                )
                if count:
                    found[f"quarantine:{table.name}"] = f"Quarantined {words}: {count}"
            rows = await connection.execute(
                select(source.c.id, source.c.title, source.c.locator, source.c.last_error)
                .where(
                    source.c.public,
                    source.c.failing_since_at.is_not(None),
                    (source.c.state == SourceState.GONE.value)
                    | (
                        (source.c.state == SourceState.FAILING.value)
                        & (source.c.failing_since_at <= now - SILENT_FOR)
                        & (source.c.failures >= FEWEST_FAILURES)
                    ),
                )
                .order_by(source.c.id)
                .limit(_MOST_SOURCES)
            )
            for row in rows:
                title = row.title or shown_locator(row.locator)
                found[f"source:{row.id}"] = f"{row.id}. {title}: {row.last_error}"
            due_at = await connection.scalar(
                select(func.min(outbox.c.not_before))
                .join(chat, chat.c.id == outbox.c.chat_id)
                .where(
                    outbox.c.state == literal_column("'ready'"),
                    outbox.c.not_before <= now - LATE,
                    chat.c.status == ChatStatus.ACTIVE.value,
                    chat.c.held_until.is_(None) | (chat.c.held_until <= now),
                )
            )
            if due_at is not None and not (await gate(connection)).hold:
                late = (now - due_at) // timedelta(minutes=1)
                found["backlog"] = f"a message has been due for {late} minutes"
            backup = await read_state(connection)
            if backup.error:
                found["backup"] = f"no copy of the database could be made: {backup.error}"
        return found

    async def known(self) -> dict[str, Alarm]:
        """The alarms that were on at the last check."""
        async with self._database.read() as connection:
            return _read(
                await connection.scalar(
                    select(bot_state.c.value).where(bot_state.c.name == _ALARMS)
                )
            )

    async def operators(self, ids: Sequence[int]) -> list[Chat]:
        """The operators' private chats, of those who wrote."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(chat).where(
                    chat.c.telegram_id.in_(ids), chat.c.status == ChatStatus.ACTIVE.value
                )
            )
            return [read_chat(row) for row in rows]

    async def keep(
        self,
        known: Mapping[str, Alarm],
        telling: Sequence[tuple[Chat, str, RenderedMessage]],
        *,
        now: datetime,
    ) -> None:
        """Remember what is wrong and put what is to be told into the outbox, all or nothing.

        Each telling has a name that makes it happen once in its chat.
        """
        value = {name: _written(alarm) for name, alarm in known.items()}
        async with self._database.write() as connection:
            await put_fact(connection, _ALARMS, value)
            await _tell(connection, telling, now=now)


async def _tell(
    connection: AsyncConnection,
    telling: Sequence[tuple[Chat, str, RenderedMessage]],
    *,
    now: datetime,
) -> None:
    bodies = await body_ids(connection, [message for _, _, message in telling], now=now)
    for to, name, message in telling:
        part = new_part(
            alert=name,
            chat_id=to.id,
            lane=Lane.ALERT.value,
            body_id=bodies[message],
            deadline_at=now + SILENT_FOR,
            now=now,
        )
        await insert_once(connection, part)


def _written(alarm: Alarm) -> dict[str, Any]:
    return {
        "words": alarm.words,
        "since": alarm.since_at.isoformat(),
        "told": alarm.told,
        "gone": alarm.gone_at.isoformat() if alarm.gone_at else None,
    }


def _read(value: Any) -> dict[str, Alarm]:
    return {
        name: Alarm(
            words=each["words"],
            since_at=datetime.fromisoformat(each["since"]),
            told=each["told"],
            gone_at=datetime.fromisoformat(each["gone"]) if each["gone"] else None,
        )
        for name, each in (value or {}).items()
    }
