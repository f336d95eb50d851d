"""The meaning of buttons, and which question a person was asked last; both survive a restart."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select

from bot.store.connection import finish
from bot.store.database import Database
from bot.store.dialect import upsert
from bot.store.tables import button

#: How long an asked question waits for its answer.
ASK_LIFE = timedelta(hours=1)

#: How long another chat is managed from a private one after the last thing done there.
MANAGE_LIFE = timedelta(hours=12)

#: How long a button works.
BUTTON_LIFE = timedelta(days=30)


_GET = select(button.c.payload).where(
    button.c.id == bindparam("name"),
    button.c.chat_id == bindparam("chat"),
    button.c.created_at >= bindparam("since"),
)
_SEVERAL = select(button.c.id, button.c.payload, button.c.created_at).where(
    button.c.id.in_(bindparam("names", expanding=True)), button.c.chat_id == bindparam("chat")
)


class ButtonStore:
    """The button table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, chat_id: int, payload: Mapping[str, Any], now: datetime) -> str:
        """Remember what a button stands for; the short id that fits into its data.

        Keeping the same again gives a new id. Ids cannot be guessed.
        """
        name = secrets.token_urlsafe(9)
        await self._put(name, chat_id, payload, now)
        return name

    async def get(
        self, name: str, chat_id: int, now: datetime, *, life: timedelta = BUTTON_LIFE
    ) -> Mapping[str, Any] | None:
        """The payload of a button of this chat; None when it is too old or another chat's."""
        async with self._database.read() as connection:
            given = {"name": name, "chat": chat_id, "since": now - life}
            return (await connection.execute(_GET, given)).scalar_one_or_none()

    async def shared(self, name: str, now: datetime) -> list[Any] | None:
        """A list that a chat shared by its name, for whoever has the link; None when it is over."""
        async with self._database.read() as connection:
            found = await connection.execute(
                select(button.c.payload).where(
                    button.c.id == name, button.c.created_at >= now - BUTTON_LIFE
                )
            )
            payload = found.scalar_one_or_none() or {}
        things = payload.get("share")
        return things if isinstance(things, list) else None

    async def take(
        self, name: str, chat_id: int, now: datetime, *, life: timedelta = BUTTON_LIFE
    ) -> Mapping[str, Any] | None:
        """The same, once: it is gone afterwards, so that a confirmation counts one time."""
        async with self._database.write() as connection:
            found = await connection.execute(
                delete(button)
                .where(
                    button.c.id == name,
                    button.c.chat_id == chat_id,
                    button.c.created_at >= now - life,
                )
                .returning(button.c.payload)
            )
            return found.scalar_one_or_none()

    async def ask(
        self, chat_id: int, person_id: int, payload: Mapping[str, Any], now: datetime
    ) -> None:
        """Remember that a person was asked something; it replaces what they were asked before."""
        await self._put(_question(chat_id, person_id), chat_id, payload, now)

    async def asked(self, chat_id: int, person_id: int, now: datetime) -> Mapping[str, Any] | None:
        """The last question that a person has not answered, or None."""
        return await self.get(_question(chat_id, person_id), chat_id, now, life=ASK_LIFE)

    async def answered(self, chat_id: int, person_id: int) -> bool:
        """Forget what a person was asked; False when they were asked nothing."""
        async with self._database.write() as connection:
            gone = await connection.execute(
                delete(button).where(button.c.id == _question(chat_id, person_id))
            )
        return gone.rowcount > 0

    async def manage(self, home_id: int, chat_id: int, now: datetime) -> None:
        """Have what is written in a private chat be about another chat; 0 for itself again."""
        if chat_id:
            await self._put(_managed(home_id), home_id, {"chat": chat_id}, now)
            return
        async with self._database.write() as connection:
            await connection.execute(delete(button).where(button.c.id == _managed(home_id)))

    async def waiting(
        self, chat_id: int, person_id: int, now: datetime
    ) -> tuple[Mapping[str, Any] | None, int]:
        """The open question to a person in a chat, and the chat managed from it; see above."""
        question, managed = _question(chat_id, person_id), _managed(chat_id)
        life = {question: ASK_LIFE, managed: MANAGE_LIFE}
        async with self._database.read() as connection:
            rows = await connection.execute(_SEVERAL, {"names": list(life), "chat": chat_id})
            found = {row.id: row.payload for row in rows if row.created_at >= now - life[row.id]}
        return found.get(question), int(found[managed]["chat"]) if managed in found else 0

    async def managed(self, home_id: int, now: datetime) -> int:
        """Our number of the chat that is managed from a private one, 0 for none."""
        found = await self.get(_managed(home_id), home_id, now, life=MANAGE_LIFE)
        return int(found["chat"]) if found else 0

    async def retire(self, now: datetime) -> int:
        """Delete buttons that no longer work; how many."""
        async with self._database.write() as connection:
            gone = await connection.execute(
                delete(button).where(button.c.created_at < now - BUTTON_LIFE)
            )
        return gone.rowcount

    async def _put(
        self, name: str, chat_id: int, payload: Mapping[str, Any], now: datetime
    ) -> None:
        async with self._database.write() as connection:
            await finish(
                connection,
                upsert(connection, button, "payload", "created_at"),
                {"id": name, "chat_id": chat_id, "payload": dict(payload), "created_at": now},
            )


def questions_to(person_id: int) -> str:
    """A pattern (of LIKE) for the ids of everything a person was asked, in any chat."""
    return f"ask:%:{person_id:x}"


def _question(chat_id: int, person_id: int) -> str:
    """The id of what a person was asked in a chat, within 32 characters."""
    return f"ask:{chat_id:x}:{person_id:x}"


def _managed(home_id: int) -> str:
    return f"manage:{home_id:x}"
