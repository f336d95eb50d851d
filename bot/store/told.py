"""The stories that a chat was told, as stories are now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.breath import Breath
from bot.store.kept_digests import read_listings
from bot.store.packing import Listing, Segment, listings_of, unpack
from bot.store.raw import Raw

#: Numbers in one statement.
_MOST = 2000

#: A story as it was told: its id, who spoke, and its articles.
_Told = tuple[int, int, tuple[int, ...]]
#: Stories, each with the articles that told it.
Stories = Mapping[int, frozenset[int]]

_EDITIONS = """
SELECT e.chat_id, CASE WHEN e.packed IS NULL THEN e.digest_id ELSE -e.id END,
    coalesce(e.packed, d.packed), CASE WHEN d.packed IS NULL THEN CAST(d.stories AS TEXT) END
FROM edition e JOIN digest d ON d.id = e.digest_id
WHERE e.created_at >= ?2 AND e.chat_id IN
"""


async def told_stories(
    connection: AsyncConnection,
    chat_ids: Sequence[int],
    *,
    since: datetime,
    segments: dict[bytes, Segment] | None = None,
) -> dict[int, Stories]:
    """For each chat, the stories told to it since then, each with the articles told.

    What was told is the article that spoke, and the story it belongs to by now: a story that
    took it in later is told too, and one that it has left is not. A story that has become
    another is named by its old id as well: a list made before may know it by that. Chats that
    were told the same share what is given. `segments` are what was read before.
    """
    raw, known = Raw(connection), {} if segments is None else segments
    rows = await raw.fetch(_EDITIONS + raw.numbers(1), raw.many(chat_ids), raw.written(since))
    packed_ones = {row[1]: row[2] for row in rows if row[2] is not None}
    wanted = {number for packed in packed_ones.values() for number in listings_of(packed)}
    listings = await read_listings(connection, wanted)
    digests: dict[int, list[_Told]] = {}
    editions: dict[int, list[int]] = {}
    breath = Breath()
    for chat_id, digest_id, packed, stories in rows:
        editions.setdefault(chat_id, []).append(digest_id)
        if breath.over:
            await breath.take()  # several of each of thousands of chats
        if digest_id not in digests:
            digests[digest_id] = _read(packed, stories, known, listings)
    numbers = {number for told in digests.values() for one in told for number in one[:2]}
    now = await _stories_of(raw, numbers)
    same: dict[tuple[int, ...], Stories] = {}
    found: dict[int, Stories] = {}
    for chat_id, ids in editions.items():
        if breath.over:
            await breath.take()
        key = tuple(sorted(ids))
        if key not in same:
            same[key] = _as_now([one for each in key for one in digests[each]], now)
        found[chat_id] = same[key]
    return found


def _as_now(told: Iterable[_Told], now: Mapping[int, int]) -> Stories:
    stories: dict[int, frozenset[int]] = {}
    for story_id, speaker_id, article_ids in told:
        ids = [now.get(speaker_id, story_id)]
        # a story bears the id of its first article
        if now.get(story_id) != story_id and story_id not in ids:
            ids.append(story_id)
        for each in ids:
            before = stories.get(each)
            stories[each] = before.union(article_ids) if before else frozenset(article_ids)
    return stories


def _read(
    packed: bytes | None,
    stories: str | None,
    known: dict[bytes, Segment],
    listings: Mapping[int, Listing],
) -> list[_Told]:
    if packed is not None:
        kept = unpack(packed, known, listings).segments
        return [(one.story_id, one.speaker_id, one.article_ids) for one in kept]
    found: list[_Told] = []
    for story_id, article_ids, *more in json.loads(stories or "[]"):
        speaker_id = (more[0] if more else {}).get("speaker") or next(iter(article_ids), 0)
        found.append((story_id, speaker_id, tuple(article_ids)))
    return found


async def _stories_of(raw: Raw, article_ids: Iterable[int]) -> dict[int, int]:
    """The stories that articles belong to by now; of those that are still stored."""
    wanted = sorted(article_ids)
    stories: dict[int, int] = {}
    words = (
        f"SELECT id, story_id FROM article WHERE story_id IS NOT NULL AND id IN {raw.numbers(1)}"
    )
    for at in range(0, len(wanted), _MOST):
        rows = await raw.fetch(words, raw.many(wanted[at : at + _MOST]))
        stories.update((row[0], row[1]) for row in rows)
    return stories
