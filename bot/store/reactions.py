"""Reactions of groups and channels on what they were told; nobody's name is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.likings import Liking
from bot.domain.mutes import of_source
from bot.domain.reactions import COUNTED, shares, wishes
from bot.store.database import Database
from bot.store.dialect import upsert
from bot.store.kept_digests import DIGEST_COLUMNS, with_listings
from bot.store.tables import alert, article, chat, digest, edition, outbox, reaction, source
from bot.store.texts import read_messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """A message that was reacted on."""

    chat_id: int
    #: The source of each story it tells.
    sources: Sequence[int]


class ReactionStore:
    """The reaction table, and whether a chat wants it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def wanted(self, chat_id: int) -> bool:
        """True if a chat's digests are ranked by its reactions, too."""
        async with self._database.read() as connection:
            found = await connection.scalar(select(chat.c.by_reactions).where(chat.c.id == chat_id))
        return bool(found)

    async def want(self, chat_id: int, *, on: bool) -> None:
        """Rank a chat's digests by its reactions, or no longer: then they are forgotten."""
        async with self._database.write() as connection:
            await connection.execute(
                update(chat).where(chat.c.id == chat_id).values(by_reactions=on)
            )
            if not on:
                await connection.execute(delete(reaction).where(reaction.c.chat_id == chat_id))

    async def message(self, telegram_id: int, message_id: int, now: datetime) -> Reacted | None:
        """The message of this number, where it told stories to a chat that wants this."""
        async with self._database.read() as connection:
            mine = select(chat.c.id).where(chat.c.telegram_id == telegram_id, chat.c.by_reactions)
            ids = list((await connection.execute(mine)).scalars())
            if not ids:
                return None
            since = now - COUNTED
            return await _of_digest(connection, ids, message_id, since) or await _of_alert(
                connection, ids, message_id, since
            )

    async def add(self, found: Reacted, message_id: int, worth: int, now: datetime) -> None:
        """Count one reader's reaction, or its change, on a message."""
        await self._write(found, message_id, worth, now, anew=False)

    async def put(self, found: Reacted, message_id: int, worth: int, now: datetime) -> None:
        """All reactions on a message have this worth now."""
        await self._write(found, message_id, worth, now, anew=True)

    async def _write(
        self, found: Reacted, message_id: int, worth: int, now: datetime, *, anew: bool
    ) -> None:
        points = shares(found.sources)
        async with self._database.write() as connection:
            statement = upsert(connection, reaction, "reacted_at", added=("points",))
            if anew:
                statement = upsert(connection, reaction, "points", "reacted_at")
            for source_id, share in sorted(points.items()):
                await connection.execute(
                    statement,
                    {
                        "chat_id": found.chat_id,
                        "message_id": message_id,
                        "source_id": source_id,
                        "points": worth * share,
                        "reacted_at": now,
                    },
                )

    async def retire(self, now: datetime) -> int:
        """Forget what no longer counts; how many rows."""
        async with self._database.write() as connection:
            gone = await connection.execute(
                delete(reaction).where(reaction.c.reacted_at < now - COUNTED)
            )
        return gone.rowcount


async def wished_by_reactions(
    connection: AsyncConnection, chat_ids: Sequence[int]
) -> dict[int, tuple[Liking, ...]]:
    """For each chat that wants it, what its reactions wish; nothing for most."""
    rows = await connection.execute(
        select(
            reaction.c.chat_id,
            reaction.c.source_id,
            source.c.title,
            func.sum(reaction.c.points).label("points"),
        )
        .join(source, source.c.id == reaction.c.source_id)
        .join(chat, chat.c.id == reaction.c.chat_id)
        .where(reaction.c.chat_id.in_(chat_ids), chat.c.by_reactions)
        .group_by(reaction.c.chat_id, reaction.c.source_id, source.c.title)
        .order_by(reaction.c.chat_id, reaction.c.source_id)
    )
    points: dict[int, dict[int, int]] = {}
    titles: dict[int, str] = {}
    for row in rows:
        points.setdefault(row.chat_id, {})[row.source_id] = int(row.points)
        titles[row.source_id] = row.title
    return {
        chat_id: tuple(
            Liking(id=0, words=of_source(number), title=titles[number], more=more)
            for number, more in wishes(mine).items()
        )
        for chat_id, mine in points.items()
    }


async def _of_digest(
    connection: AsyncConnection, ids: Sequence[int], message_id: int, since: datetime
) -> Reacted | None:
    row = (
        await connection.execute(
            select(edition.c.chat_id, outbox.c.body_id, *DIGEST_COLUMNS)
            .join(outbox, outbox.c.edition_id == edition.c.id)
            .join(digest, digest.c.id == edition.c.digest_id)
            .where(
                edition.c.chat_id.in_(ids),
                edition.c.created_at >= since,
                outbox.c.message_id == message_id,
            )
            .limit(1)
        )
    ).one_or_none()
    if row is None:
        return None
    kept = await with_listings(connection, [row])
    speakers = [each.speaker_id for each in kept.told(row)]
    known = await _sources(connection, speakers)
    plain = (await read_messages(connection, [row.body_id]))[row.body_id].plain
    here = [number for number, headline in known.values() if headline and headline in plain]
    sources = here or [number for number, _ in known.values()]
    return Reacted(chat_id=row.chat_id, sources=sources) if sources else None


async def _of_alert(
    connection: AsyncConnection, ids: Sequence[int], message_id: int, since: datetime
) -> Reacted | None:
    rows = (
        await connection.execute(
            select(alert.c.chat_id, alert.c.article_id)
            .join(outbox, (outbox.c.alert == alert.c.part) & (outbox.c.chat_id == alert.c.chat_id))
            .where(
                alert.c.chat_id.in_(ids),
                alert.c.told_at >= since,
                outbox.c.message_id == message_id,
            )
        )
    ).all()
    known = await _sources(connection, [row.article_id for row in rows])
    sources = [number for number, _ in known.values()]
    return Reacted(chat_id=rows[0].chat_id, sources=sources) if sources else None


async def _sources(
    connection: AsyncConnection, article_ids: Sequence[int]
) -> Mapping[int, tuple[int, str]]:
    """By article, its source and its headline."""
    rows = await connection.execute(
        select(article.c.id, article.c.source_id, article.c.headline).where(
            article.c.id.in_(article_ids)
        )
    )
    return {row.id: (row.source_id, row.headline) for row in rows}
