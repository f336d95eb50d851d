"""The stories that a chat was told, as stories are now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.editions import read_told
from bot.store.tables import article, digest, edition


async def told_stories(
    connection: AsyncConnection, chat_ids: Sequence[int], *, since: datetime
) -> dict[int, dict[int, frozenset[int]]]:
    """For each chat, the stories told to it since then, each with the articles told.

    What was told is the article that spoke, and the story it belongs to by now: a story that
    took it in later is told too, and one that it has left is not. A story that has become
    another is named by its old id as well: a list made before may know it by that.
    """
    rows = await connection.execute(
        select(edition.c.chat_id, digest.c.stories)
        .join(digest, digest.c.id == edition.c.digest_id)
        .where(edition.c.chat_id.in_(chat_ids), edition.c.created_at >= since)
    )
    editions = [(row.chat_id, told) for row in rows for told in read_told(row.stories)]
    numbers = {number for _, told in editions for number in (told.story_id, told.speaker_id)}
    now = await _stories_of(connection, numbers)
    found: dict[int, dict[int, frozenset[int]]] = {}
    for chat_id, told in editions:
        ids = {now.get(told.speaker_id, told.story_id)}
        # a story bears the id of its first article
        if now.get(told.story_id) != told.story_id:
            ids.add(told.story_id)
        stories = found.setdefault(chat_id, {})
        for story_id in ids:
            stories[story_id] = stories.get(story_id, frozenset()).union(told.article_ids)
    return found


async def _stories_of(connection: AsyncConnection, article_ids: Iterable[int]) -> dict[int, int]:
    """The stories that articles belong to by now; of those that are still stored."""
    wanted = sorted(article_ids)
    stories: dict[int, int] = {}
    for at in range(0, len(wanted), 500):
        rows = await connection.execute(
            select(article.c.id, article.c.story_id).where(article.c.id.in_(wanted[at : at + 500]))
        )
        stories.update((row.id, row.story_id) for row in rows if row.story_id is not None)
    return stories
