"""Alerts: found for all chats by one statement, told by way of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.alerts import FRESH, HOUR, WORTH, AlertOutcome, Pending
from bot.domain.models import ChatStatus
from bot.domain.outbox import Lane
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.outbox.insert import body_ids, insert_all_once, new_part
from bot.store.rows import (
    ARTICLE_COLUMNS,
    SUBSCRIPTION_COLUMNS,
    article_of,
    read_chat,
    read_subscription,
)
from bot.store.spoken import languages_of
from bot.store.tables import (
    alert,
    article,
    bot_state,
    briefing,
    chat,
    interest,
    match,
    source,
    subscription,
)

#: The row of `bot_state` with the seq up to which alerts were found.
CURSOR = "alerts_seq"
#: How long is remembered what was told, and how long something may wait.
KEPT, LONGEST_WAIT = timedelta(days=14), timedelta(days=2)
#: Articles looked at in one transaction.
SPAN = 500


class AlertStore:
    """Used by one process at a time; unique keys guard against two."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, *, now: datetime) -> bool:
        """Note who is to be told of what became visible; whether there is more to look at.

        One statement for all chats: what an article belongs to was decided when it was curated.
        At the first call nothing is found: what is there already is no news.
        """
        async with self._database.read() as connection:  # mostly there is nothing to write
            newest = int(await connection.scalar(select(func.max(article.c.seq))) or 0)
            if await connection.scalar(_CURSOR) == newest:
                return False
        async with self._database.write() as connection:
            await connection.execute(
                insert_ignore(connection, bot_state), {"name": CURSOR, "value": newest}
            )
            begin = int(await connection.scalar(_CURSOR.with_for_update()) or 0)
            if begin >= newest:
                return False
            end = min(newest, begin + SPAN)
            await connection.execute(_find(connection, begin, end, now=now))
            await connection.execute(
                update(bot_state).where(bot_state.c.name == CURSOR).values(value=end)
            )
        return end < newest

    async def due(self, *, now: datetime, chats: int) -> list[Pending]:
        """Pending alerts that are due, of at most so many chats, the longest waiting first."""
        mine = (
            select(alert.c.chat_id)
            .where(alert.c.state == "waiting", alert.c.due_at <= now)
            .group_by(alert.c.chat_id)
            .order_by(func.min(alert.c.due_at))
            .limit(chats)
        )
        async with self._database.read() as connection:
            ids = list((await connection.execute(mine)).scalars())
            rows: Sequence[Any] = (
                await connection.execute(
                    _PENDING.where(alert.c.chat_id.in_(ids), alert.c.due_at <= now)
                )
            ).all()
            spoken = await languages_of(connection, rows)
            owners = await connection.execute(select(chat).where(chat.c.id.in_(ids)))
            by_id = {row.id: read_chat(row) for row in owners}
        return [
            Pending(
                id=row.alert_id,
                chat=by_id[row.chat_id],
                briefing_id=row.alert_briefing,
                followed=read_subscription(row, spoken) if row.kind is not None else None,
                article=article_of(row),
                held=row.alert_held,
            )
            for row in rows
        ]

    async def recent(self, chat_ids: Sequence[int], *, now: datetime) -> dict[int, list[datetime]]:
        """The moments at which each chat was sent alerts within the last hour, one moment for each
        message.
        """
        found: dict[int, list[datetime]] = {}
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(alert.c.chat_id, func.max(alert.c.told_at).label("told_at"))
                .where(alert.c.chat_id.in_(chat_ids), alert.c.told_at > now - HOUR)
                .group_by(alert.c.chat_id, alert.c.part)
            )
            for row in rows:
                found.setdefault(row.chat_id, []).append(row.told_at)
        return found

    async def retire(self, now: datetime) -> int:
        """Forget alerts that are over, and those that nobody could be told; how many."""
        async with self._database.write() as connection:
            gone = await connection.execute(
                delete(alert).where(
                    or_(
                        alert.c.made_at < now - KEPT,
                        (alert.c.state == "waiting") & (alert.c.made_at < now - LONGEST_WAIT),
                    )
                )
            )
        return int(gone.rowcount)

    async def commit(self, outcome: AlertOutcome, *, now: datetime) -> int:
        """Put what is told into the outbox and note what became of all; how many messages.

        One transaction: a story is either waiting or in the outbox, whenever the process ends. A
        message whose stories are not all waiting any more is not sent.
        """
        wanted = [number for one in outcome.tellings for number in one.alert_ids]
        async with self._database.write() as connection:
            waiting = set(
                (
                    await connection.execute(
                        select(alert.c.id)
                        .where(alert.c.id.in_(wanted), alert.c.state == "waiting")
                        .with_for_update()
                    )
                ).scalars()
            )
            tellings = [one for one in outcome.tellings if waiting.issuperset(one.alert_ids)]
            bodies = await body_ids(connection, [one.message for one in tellings], now=now)
            await insert_all_once(
                connection,
                [
                    new_part(
                        alert=one.name,
                        chat_id=one.chat_id,
                        lane=Lane.ALERT.value,
                        body_id=bodies[one.message],
                        deadline_at=now + WORTH,
                        now=now,
                    )
                    for one in tellings
                ],
            )
            if tellings:
                await connection.execute(
                    _TELL,
                    [
                        {"number": number, "name": one.name, "now": now}
                        for one in tellings
                        for number in one.alert_ids
                    ],
                )
            for until, ids in outcome.waiting.items():
                await connection.execute(
                    update(alert).where(alert.c.id.in_(ids)).values(due_at=until, held=True)
                )
            await connection.execute(
                update(alert).where(alert.c.id.in_(outcome.dropped)).values(state="dropped")
            )
        return len(tellings)


_CURSOR = select(bot_state.c.value).where(bot_state.c.name == CURSOR)

_TELL = (
    update(alert)
    .where(alert.c.id == bindparam("number"))
    .values(state="told", told_at=bindparam("now"), part=bindparam("name"))
)

_PENDING = (
    select(
        *ARTICLE_COLUMNS,
        alert.c.id.label("alert_id"),
        alert.c.chat_id,
        alert.c.briefing_id.label("alert_briefing"),
        alert.c.held.label("alert_held"),
        *SUBSCRIPTION_COLUMNS,
    )
    .select_from(alert)
    .join(article, article.c.id == alert.c.article_id)
    .join(source, source.c.id == article.c.source_id)
    .outerjoin(
        subscription,
        (subscription.c.briefing_id == alert.c.briefing_id)
        & (subscription.c.interest_id == alert.c.interest_id)
        & subscription.c.urgent,
    )
    .outerjoin(interest, interest.c.id == subscription.c.interest_id)
    .where(alert.c.state == "waiting")
    .order_by(alert.c.chat_id, article.c.seq, alert.c.id)
)


def _find(connection: AsyncConnection, begin: int, end: int, *, now: datetime) -> Any:
    """The chats to be told of the articles with begin < seq <= end.

    Chats that can be written to and are not paused; stories they were not alerted of; news, not
    what stood in a source when it was added.
    """
    before, same = alert.alias("before"), article.alias("same")
    columns = {
        "chat_id": chat.c.id,
        "briefing_id": briefing.c.id,
        "interest_id": subscription.c.interest_id,
        "article_id": article.c.id,
        "state": literal("waiting"),
        "held": literal(False),
        "due_at": literal(now, alert.c.due_at.type),
        "made_at": literal(now, alert.c.made_at.type),
        "part": literal(""),
        "ticked": literal(False),
    }
    found = (
        select(*(column.label(name) for name, column in columns.items()))
        .select_from(article)
        .join(source, source.c.id == article.c.source_id)
        .join(match, match.c.article_id == article.c.id)
        .join(subscription, subscription.c.interest_id == match.c.interest_id)
        .join(briefing, briefing.c.id == subscription.c.briefing_id)
        .join(chat, chat.c.id == briefing.c.chat_id)
        .where(
            article.c.seq > begin,
            article.c.seq <= end,
            ~article.c.held,
            article.c.first_seen_at > now - FRESH,
            or_(
                article.c.published_at >= source.c.added_at,
                source.c.settled
                & or_(
                    source.c.settled_at.is_(None),
                    article.c.first_seen_at > source.c.settled_at,
                ),
            ),
            subscription.c.urgent,
            chat.c.status == ChatStatus.ACTIVE.value,
            or_(chat.c.paused_until.is_(None), chat.c.paused_until <= now),
            ~exists().where(
                before.c.chat_id == chat.c.id,
                before.c.article_id == same.c.id,
                same.c.story_id == article.c.story_id,
            ),
        )
        .order_by(article.c.seq, briefing.c.id, subscription.c.position)
    )
    return insert_ignore(connection, alert).from_select(list(columns), found)
