"""The message that told a story first in a chat."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from bot.store.database import Database
from bot.store.kept_digests import DIGEST_COLUMNS, with_listings
from bot.store.tables import article, digest, edition, outbox
from bot.store.texts import read_messages


class FirstTellings:
    """Reads editions back with the messages that they became."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def messages(
        self, chat_id: int, story_ids: Collection[int], *, since: datetime
    ) -> dict[int, int]:
        """By story Telegram's number of the message that told it first since then.

        Of an edition of several parts the one that has its headline.
        """
        async with self._database.read() as connection:
            found_rows = await connection.execute(
                select(edition.c.id, *DIGEST_COLUMNS)
                .join(digest, digest.c.id == edition.c.digest_id)
                .where(edition.c.chat_id == chat_id, edition.c.created_at >= since)
                .order_by(edition.c.created_at, edition.c.id)
            )
            first: dict[int, tuple[int, int]] = {}
            editions = found_rows.all()
            kept = await with_listings(connection, editions)
            for row in editions:
                for told in kept.told(row):
                    if told.story_id in story_ids:
                        first.setdefault(told.story_id, (row.id, told.speaker_id))
            found_parts = await connection.execute(
                select(outbox.c.edition_id, outbox.c.message_id, outbox.c.body_id)
                .where(
                    outbox.c.edition_id.in_([number for number, _ in first.values()]),
                    outbox.c.message_id.is_not(None),
                )
                .order_by(outbox.c.part)
            )
            parts = found_parts.all()
            texts = await read_messages(connection, {part.body_id for part in parts})
            sent: dict[int, list[tuple[int, str]]] = {}
            for part in parts:
                sent.setdefault(part.edition_id, []).append(
                    (part.message_id, texts[part.body_id].plain)
                )
            names = await connection.execute(
                select(article.c.id, article.c.headline).where(
                    article.c.id.in_([speaker for _, speaker in first.values()])
                )
            )
            headlines = {name.id: name.headline for name in names}
        found = {}
        for story_id, (number, speaker) in first.items():
            messages = sent.get(number, [])
            headline = headlines.get(speaker, "")
            telling = [each for each, plain in messages if headline and headline in plain]
            if telling or len(messages) == 1:
                found[story_id] = telling[0] if telling else messages[0][0]
        return found
