"""Access to operators' pages: links that open once, and the sessions they begin."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select

from bot.domain.operators import LINK_LIFE, SESSION_LIFE, new_pass, stored_pass
from bot.store.database import Database
from bot.store.tables import operator_pass

_LINK, _SESSION = "link", "session"


class PassStore:
    """The table of passes; only their hashes are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def link(self, person_id: int, now: datetime) -> str:
        """The secret of a new link for a person; one given before no longer opens."""
        key = new_pass()
        async with self._database.write() as connection:
            await connection.execute(
                delete(operator_pass).where(
                    (operator_pass.c.expires_at <= now)
                    | ((operator_pass.c.person_id == person_id) & (operator_pass.c.kind == _LINK))
                )
            )
            await connection.execute(
                insert(operator_pass).values(
                    key_hash=stored_pass(key),
                    person_id=person_id,
                    kind=_LINK,
                    expires_at=now + LINK_LIFE,
                )
            )
        return key

    async def whose(self, key: str, now: datetime) -> int | None:
        """The owner of a link, which still opens; None for none."""
        return await self._find(key, _LINK, now)

    async def enter(self, key: str, now: datetime) -> str | None:
        """The secret of a session, for a link that was not used and is not too old; once."""
        async with self._database.write() as connection:
            # who deletes it has it: two at once get one session
            person_id = await connection.scalar(
                delete(operator_pass)
                .where(
                    operator_pass.c.key_hash == stored_pass(key),
                    operator_pass.c.kind == _LINK,
                    operator_pass.c.expires_at > now,
                )
                .returning(operator_pass.c.person_id)
            )
            if person_id is None:
                return None
            session = new_pass()
            await connection.execute(
                insert(operator_pass).values(
                    key_hash=stored_pass(session),
                    person_id=person_id,
                    kind=_SESSION,
                    expires_at=now + SESSION_LIFE,
                )
            )
        return session

    async def who(self, session: str, now: datetime) -> int | None:
        """The owner of a session; None for none, and for one that is over."""
        return await self._find(session, _SESSION, now)

    async def leave(self, session: str) -> None:
        """End a session."""
        async with self._database.write() as connection:
            await connection.execute(
                delete(operator_pass).where(operator_pass.c.key_hash == stored_pass(session))
            )

    async def _find(self, key: str, kind: str, now: datetime) -> int | None:
        async with self._database.read() as connection:
            found: int | None = await connection.scalar(
                select(operator_pass.c.person_id).where(
                    operator_pass.c.key_hash == stored_pass(key),
                    operator_pass.c.kind == kind,
                    operator_pass.c.expires_at > now,
                )
            )
        return found
