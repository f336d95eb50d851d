"""Times further off than any that is ever set: a clock that was wrong for a while set them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from bot.domain.polling import GONE_AGAIN_S
from bot.store.briefings import replan
from bot.store.database import Database
from bot.store.delivery_state import forget_pause, gate
from bot.store.outbox.rows import READY
from bot.store.tables import briefing, chat, outbox, source

#: Nothing waits longer than that but what is said below; leases last minutes.
FAR, LEASE = timedelta(days=9), timedelta(hours=1)
#: A source that said to be gone is asked once a week, and none says to wait longer.
_POLL = timedelta(seconds=GONE_AGAIN_S) + timedelta(days=2)
#: Chats planned anew in one transaction; the others an hour later.
_MOST = 5000
#: A slot's name as in `last_slot`; two days are more than two zones can differ by.
_NAME, _ZONES = "%Y-%m-%dT%H:%M", timedelta(days=2)


class FarTimesStore:
    """Brings back what a wrong clock put off; by a clock that is right."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def retire(self, now: datetime) -> int:
        """Make due what waits for longer than anything may; how many rows."""
        mended = 0
        async with self._database.write() as connection:
            for statement in (
                update(source).where(source.c.next_poll_at > now + _POLL).values(next_poll_at=now),
                update(source).where(source.c.lease_until > now + LEASE).values(lease_until=None),
                update(briefing)
                .where(briefing.c.lease_until > now + LEASE)
                .values(lease_until=None),
                update(outbox).where(READY, outbox.c.not_before > now + FAR).values(not_before=now),
                update(outbox)
                .where(READY, outbox.c.lease_until > now + LEASE)
                .values(lease_until=None, lease_owner=""),
                update(chat)
                .where(chat.c.away_at.is_(None), chat.c.held_until > now + FAR)
                .values(held_until=None),
            ):
                mended += (await connection.execute(statement)).rowcount
            paused = (await gate(connection)).paused_until
            if paused is not None and paused > now + FAR:
                await forget_pause(connection)
                mended += 1
            chats = await connection.execute(
                select(briefing.c.chat_id)
                .distinct()
                .join(chat, chat.c.id == briefing.c.chat_id)
                .where(
                    briefing.c.next_slot_at > now + FAR,
                    or_(chat.c.paused_until.is_(None), chat.c.paused_until <= now),
                )
                .limit(_MOST)
            )
            for chat_id in chats.scalars().all():
                # The names of slots that are to come were not theirs yet.
                await connection.execute(
                    update(briefing)
                    .where(
                        briefing.c.chat_id == chat_id,
                        briefing.c.last_slot > (now + _ZONES).strftime(_NAME),
                    )
                    .values(last_slot="")
                )
                await replan(connection, chat_id, now=now)
                mended += 1
        return mended
