"""Operators' messages to everybody: written as drafts, sent once, stopped."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, insert, select, update

from bot.domain.delivery import BroadcastProgress
from bot.domain.models import RenderedMessage
from bot.domain.outbox import Lane, PartState
from bot.store.database import Database
from bot.store.outbox.audience import hears, refuses
from bot.store.outbox.insert import body_ids, insert_once, new_part
from bot.store.tables import broadcast, chat, outbox

_OPEN = (PartState.WAITING, PartState.READY, PartState.SENDING)


class BroadcastStore:
    """The broadcast table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def draft(self, admin_id: int, words: str, now: datetime) -> int:
        """Keep a text that is not sent yet; its number."""
        async with self._database.write() as connection:
            row = await connection.execute(
                insert(broadcast)
                .values(admin_id=admin_id, text=words, state="draft", created_at=now)
                .returning(broadcast.c.id)
            )
            return int(row.scalar_one())

    async def begin(self, broadcast_id: int, admin_id: int) -> str | None:
        """Take an operator's own draft to be sent; its text.

        None when there is none or it was stopped. May be called again for one that was begun:
        who has it already is not sent it twice.
        """
        async with self._database.write() as connection:
            row = await connection.execute(
                update(broadcast)
                .where(
                    broadcast.c.id == broadcast_id,
                    broadcast.c.admin_id == admin_id,
                    broadcast.c.state.in_(("draft", "sending")),
                )
                .values(state="sending")
                .returning(broadcast.c.text)
            )
            text: str | None = row.scalar_one_or_none()
        return text

    async def stop(self, broadcast_id: int) -> bool:
        """Never send a broadcast any further; False when there is none."""
        async with self._database.write() as connection:
            done = await connection.execute(
                update(broadcast).where(broadcast.c.id == broadcast_id).values(state="cancelled")
            )
        return done.rowcount > 0

    async def going(self) -> list[int]:
        """The numbers of those that are being sent."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(broadcast.c.id)
                .where(broadcast.c.state == "sending")
                .order_by(broadcast.c.id)
            )
            return [row.id for row in rows]

    async def progress(self, broadcast_id: int) -> BroadcastProgress:
        """The progress of a message, and the language of who sent it."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(outbox.c.state, func.count().label("parts"))
                .where(outbox.c.broadcast_id == broadcast_id)
                .group_by(outbox.c.state)
            )
            counts = {row.state: int(row.parts) for row in rows}
            language = await connection.scalar(
                select(chat.c.language)
                .join(broadcast, broadcast.c.admin_id == chat.c.telegram_id)
                .where(broadcast.c.id == broadcast_id)
            )
        return BroadcastProgress(
            all=sum(counts.values()),
            sent=counts.get(PartState.SENT.value, 0),
            open=sum(counts.get(state.value, 0) for state in _OPEN),
            language=language or "en",
        )

    async def end(self, broadcast_id: int, message: RenderedMessage, *, now: datetime) -> bool:
        """End one and put what became of it into its operator's chat; False when it was ended."""
        async with self._database.write() as connection:
            admin_id = (
                await connection.execute(
                    update(broadcast)
                    .where(broadcast.c.id == broadcast_id, broadcast.c.state == "sending")
                    .values(state="sent")
                    .returning(broadcast.c.admin_id)
                )
            ).scalar_one_or_none()
            if admin_id is None:
                return False
            to = await connection.scalar(
                select(chat.c.id).where(chat.c.telegram_id == admin_id, chat.c.thread_id == 0)
            )
            if to is not None:
                bodies = await body_ids(connection, [message], now=now)
                part = new_part(
                    alert=f"broadcast:{broadcast_id}",
                    chat_id=to,
                    lane=Lane.ALERT.value,
                    body_id=bodies[message],
                    now=now,
                )
                await insert_once(connection, part)
        return True

    async def audience(self) -> int:
        """The number of chats a broadcast reaches, a forum once."""
        async with self._database.read() as connection:
            count = await connection.execute(
                select(func.count(func.distinct(chat.c.telegram_id))).where(hears())
            )
            return int(count.scalar_one())

    async def refused(self, chat_id: int) -> bool:
        """True if a chat gets none, in whichever thread that was said."""
        async with self._database.read() as connection:
            found = await connection.scalar(
                select(chat.c.id).where(chat.c.id == chat_id, refuses())
            )
        return found is not None

    async def refuse(self, chat_id: int, *, refused: bool) -> None:
        """Let a chat with all its threads get none from now on, or get them again."""
        here = select(chat.c.telegram_id).where(chat.c.id == chat_id).scalar_subquery()
        async with self._database.write() as connection:
            await connection.execute(
                update(chat).where(chat.c.telegram_id == here).values(no_broadcasts=refused)
            )
