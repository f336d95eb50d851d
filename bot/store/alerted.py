"""The stories that alerts told chats, and which of them digests have ticked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.alerts import Alerted
from bot.domain.outbox import PartState
from bot.store.rows import ARTICLE_COLUMNS, article_of
from bot.store.tables import alert, article, outbox, source

#: Outcomes of the outbox by which an alert told nobody anything.
_LOST = (PartState.DEAD.value, PartState.CANCELLED.value, PartState.EXPIRED.value)


async def alerted(
    connection: AsyncConnection, chat_ids: Sequence[int], *, since: datetime
) -> dict[int, list[Alerted]]:
    """For each chat, the stories that alerts told it since then, as far as they may have arrived."""
    rows = await connection.execute(
        select(
            *ARTICLE_COLUMNS,
            alert.c.id.label("alert_id"),
            alert.c.chat_id,
            alert.c.briefing_id,
            alert.c.ticked,
        )
        .select_from(alert)
        .join(article, article.c.id == alert.c.article_id)
        .join(source, source.c.id == article.c.source_id)
        .where(
            alert.c.chat_id.in_(chat_ids),
            alert.c.told_at >= since,
            ~exists().where(
                outbox.c.alert == alert.c.part,
                outbox.c.chat_id == alert.c.chat_id,
                outbox.c.state.in_(_LOST),
            ),
        )
        .order_by(alert.c.chat_id, alert.c.told_at, alert.c.id)
    )
    found: dict[int, list[Alerted]] = {}
    for row in rows:
        found.setdefault(row.chat_id, []).append(
            Alerted(
                id=row.alert_id,
                briefing_id=row.briefing_id,
                article=article_of(row),
                ticked=row.ticked,
            )
        )
    return found


async def tick(connection: AsyncConnection, alert_ids: Sequence[int]) -> None:
    """Note that a digest has ticked these."""
    if alert_ids:
        await connection.execute(update(alert).where(alert.c.id.in_(alert_ids)).values(ticked=True))
