"""Packs the texts of articles that were stored before texts were packed, a piece at a time."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from sqlalchemy import func, select, text

from bot.log import log_event
from bot.store.database import Database
from bot.store.dialect import put_fact
from bot.store.tables import article_text, bot_state

logger = logging.getLogger(__name__)

#: Texts packed in one transaction: some hundredths of a second.
PIECE = 200
#: Pieces after which the log tells how far it is.
_TOLD = 100
#: The row of `bot_state` that says up to which article all are packed, and up to which they were
#: stored before.
_PROGRESS = "texts_packed"

_PACK = text(
    "UPDATE article_text SET body = lede_pack(body), "
    "search_text = lede_pack_words(search_text, body) "
    "WHERE article_id > :after AND article_id <= :upto AND typeof(search_text) = 'text'"
)


class TextPacking:
    """There is something to do only after an upgrade; what comes meanwhile is packed already."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def retire(self, _now: datetime) -> int:
        """Pack all that is not, from where it was broken off; 0, as nothing is deleted."""
        if not self._database.dialect.packs_texts:
            return 0
        after, last = await self._progress()
        pieces = 0
        while after < last:
            upto = await self._end_of_piece(after) or last
            async with self._database.write() as connection:
                await connection.execute(_PACK, {"after": after, "upto": upto})
                await put_fact(connection, _PROGRESS, [upto, last])
            after, pieces = upto, pieces + 1
            if pieces % _TOLD == 0 or after >= last:
                log_event(logger, logging.INFO, "texts.packed", upto=after, of=last)
            await asyncio.sleep(0)
        return 0

    async def _progress(self) -> tuple[int, int]:
        """Up to which article texts are packed, and up to which one they have to be."""
        async with self._database.read() as connection:
            found = await connection.scalar(
                select(bot_state.c.value).where(bot_state.c.name == _PROGRESS)
            )
            if found is not None:
                return int(found[0]), int(found[1])
            return 0, await connection.scalar(select(func.max(article_text.c.article_id))) or 0

    async def _end_of_piece(self, after: int) -> int:
        """The last id of a piece; 0 where nothing is left."""
        ids = (
            select(article_text.c.article_id)
            .where(article_text.c.article_id > after)
            .order_by(article_text.c.article_id)
            .limit(PIECE)
            .subquery()
        )
        async with self._database.read() as connection:
            return int(await connection.scalar(select(func.max(ids.c.article_id))) or 0)
