"""The address under which owners of sites reach who asks them."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.database import Database
from bot.store.dialect import put_fact
from bot.store.tables import bot_state

#: The fact's name in `bot_state`.
_NAME = "contact_url"


class ContactStore:
    """Left by the process that speaks to Telegram for those that only read sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, url: str) -> None:
        """Leave an address, in place of the one before."""
        async with self._database.write() as connection:
            await put_fact(connection, _NAME, url)

    async def get(self) -> str:
        """The address, or an empty text."""
        async with self._database.read() as connection:
            found = await connection.scalar(
                select(bot_state.c.value).where(bot_state.c.name == _NAME)
            )
            return str(found or "")
