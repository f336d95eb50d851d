"""Precautions after a restore: the copy does not know what was sent after it was made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select, update

from bot.store.alerts import CURSOR
from bot.store.database import Database
from bot.store.dialect import put_fact
from bot.store.outbox.states import doubt_open
from bot.store.tables import article, briefing, inbox, source


async def count_as_told(database: Database, *, now: datetime) -> None:
    """Count everything as told that may have been told between the copy and now.

    Open parts become `unknown`: an operator may send them again, and with ON_AMBIGUOUS=ask the
    next digest names their headlines as perhaps not arrived. Briefings whose slot came since begin
    after what the copy holds. What stands in the sources at their next reading and was published
    before now, or has no date, is stored and found by a search, and not told.
    """
    async with database.write() as connection:
        newest = await connection.scalar(select(func.max(article.c.seq))) or 0
        await doubt_open(connection, now=now)
        await connection.execute(
            update(briefing)
            .where(or_(briefing.c.next_slot_at <= now, briefing.c.asked_at.is_not(None)))
            .values(cursor=newest, asked_at=None, lease_until=None)
        )
        await connection.execute(
            update(article).where(article.c.seq.is_(None)).values(is_news=False)
        )
        # a reading as the first, with a day of it: see `bot.store.articles`
        await connection.execute(update(source).values(settled=False, settled_at=now))
        await connection.execute(
            update(inbox).where(inbox.c.state == "new").values(state="done", done_at=now)
        )
        await put_fact(connection, CURSOR, newest)
