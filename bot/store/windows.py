"""Articles in the windows of many interests, read for all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from bot.domain.editions import StoryInWindow
from bot.domain.models import Article
from bot.store.database import Database
from bot.store.raw import ARTICLE_WORDS, Raw

#: Numbers in one statement.
_MOST = 1000

# The place where an interest's newest so many begin is found in the index alone, so that a long
# window costs no more than what is read of it.
_NEWEST = """
SELECT m.interest_id, m.article_id
FROM (
    SELECT w.id, w.floor, coalesce(
        (SELECT x.seq FROM match x WHERE x.interest_id = w.id AND x.seq <= ?1
         ORDER BY x.seq DESC LIMIT 1 OFFSET ?2),
        0
    ) AS first
    FROM ({wanted}) w
) n
CROSS JOIN match m
WHERE m.interest_id = n.id AND m.seq >= n.first AND m.seq > n.floor AND m.seq <= ?1
ORDER BY m.interest_id, m.seq DESC
"""

# A story may be in many windows of an interest: what is asked of it is the same in all.
_STORIES = """
SELECT a.story_id, max(m.seq), (
    SELECT count(DISTINCT t.source_id) FROM article t JOIN source s ON s.id = t.source_id
    WHERE t.story_id = a.story_id AND s.public
)
FROM match m JOIN article a ON a.id = m.article_id
WHERE m.interest_id = ?1 AND m.seq > ?2 AND m.seq <= ?3 AND a.story_id IS NOT NULL AND NOT a.held
GROUP BY a.story_id
"""

_FROM = " FROM article a JOIN source s ON s.id = a.source_id WHERE "
_ARTICLES = "SELECT " + ARTICLE_WORDS + _FROM
_OF_STORIES = (
    "a.story_id IN {} AND NOT a.held AND EXISTS (SELECT 1 FROM match m WHERE m.article_id = a.id"
    " AND m.interest_id = ?2 AND m.seq > ?3 AND m.seq <= ?4) ORDER BY a.seq DESC"
)


class WindowStore:
    """Store that reads windows of articles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(
        self, floors: Mapping[int, int], *, to_seq: int, limit: int
    ) -> dict[int, list[int]]:
        """By interest its newest articles with floor < seq <= to_seq, newest first.

        `floors` are by interest; of each at the most so many.
        """
        found: dict[int, list[int]] = {interest_id: [] for interest_id in floors}
        if not floors:
            return found
        async with self._database.read() as connection:
            raw = Raw(connection)
            pairs, given = raw.pairs(3, floors.items(), ("id", "floor"))
            rows = await raw.fetch(_NEWEST.format(wanted=pairs), to_seq, limit - 1, *given)
        for interest_id, article_id in rows:
            found[interest_id].append(article_id)
        return found

    async def articles(self, ids: Iterable[int]) -> list[Article]:
        """These articles, as far as they are stored."""
        return await self._articles("a.id IN {}", sorted(ids))

    async def coverage(self, story_ids: Iterable[int], *, to_seq: int) -> dict[int, list[Article]]:
        """For each story, the articles of public sources that tell it, in their order."""
        found: dict[int, list[Article]] = {}
        told = "a.story_id IN {} AND a.seq <= ?2 AND s.public ORDER BY a.seq"
        for one in await self._articles(told, sorted(set(story_ids)), to_seq):
            if one.story_id is not None:
                found.setdefault(one.story_id, []).append(one)
        return found

    async def stories(
        self, interest_id: int, *, after_seq: int, to_seq: int
    ) -> list[StoryInWindow]:
        """All stories of an interest with after_seq < seq <= to_seq, and who tells them."""
        async with self._database.read() as connection:
            rows = await Raw(connection).fetch(_STORIES, interest_id, after_seq, to_seq)
        return [StoryInWindow(*row) for row in rows]

    async def of_stories(
        self, interest_id: int, story_ids: Iterable[int], *, after_seq: int, to_seq: int
    ) -> list[Article]:
        """An interest's articles of some stories, with after_seq < seq <= to_seq, newest first."""
        ids = sorted(set(story_ids))
        return await self._articles(_OF_STORIES, ids, interest_id, after_seq, to_seq)

    async def _articles(self, which: str, ids: Collection[int], *more: int) -> list[Article]:
        wanted, found = list(ids), []
        async with self._database.read() as connection:
            raw = Raw(connection)
            words = _ARTICLES + which.format(raw.numbers(1))
            for at in range(0, len(wanted), _MOST):
                found += await raw.articles(words, raw.many(wanted[at : at + _MOST]), *more)
        return found
