"""Articles of a poll, stored in one transaction with what the source is to remember."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.floods import Earlier
from bot.domain.models import SourceState
from bot.domain.polls import KnownSource, NewArticle, Noise, PollResult, Stored
from bot.domain.secrets import shown_locator
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.furniture import keep_noise, noise_from
from bot.store.names import number_of
from bot.store.packed import PACKED_VALUES, packed
from bot.store.tables import article, article_name, article_text, noise, source

T = TypeVar("T")

#: It is noted once a week which articles their source shows still, from two months on.
OLD_AFTER = timedelta(days=53)

#: An article is rewritten at most this often; a source that changes it for ever costs nothing.
MAX_EDITS = 24

#: Of what stood in a source when it was added, what is older than this counts as seen.
SEEN_BEFORE = timedelta(hours=24)

#: Whether an article that was published then is news.
NewsRule = Callable[[datetime | None], bool]

#: So many of a source's newest articles are compared with a flood.
EARLIER = 1000


class ArticleStore:
    """Articles as they come in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, source_id: int, names: Sequence[str], *, since: datetime) -> KnownSource:
        """The known articles of these names, and how many came since then.

        The source's boilerplate is given where there are names to read.
        """
        hashes: dict[str, str] = {}
        still: set[int] = set()
        learned = None
        async with self._database.read() as connection:
            for chunk in _chunks(names):
                asked = {number_of(name): name for name in chunk}
                rows = await connection.execute(
                    select(
                        article_name.c.name,
                        article.c.content_hash,
                        article.c.id,
                        _unnoted(since).label("still"),
                    )
                    .join(article, article.c.id == article_name.c.article_id)
                    .where(article_name.c.source_id == source_id, article_name.c.name.in_(asked))
                )
                for row in rows:
                    hashes[asked[row.name]] = row.content_hash
                    if row.still:
                        still.add(row.id)
            if names:
                learned = (
                    await connection.execute(select(noise).where(noise.c.source_id == source_id))
                ).one_or_none()
            recent = await connection.scalar(
                select(func.count()).where(
                    article.c.source_id == source_id, article.c.first_seen_at >= since
                )
            )
        return KnownSource(
            hashes=hashes,
            noise=noise_from(learned.learned) if learned else Noise(),
            recent=recent or 0,
            still=tuple(sorted(still)),
        )

    async def finish_poll(
        self, source_id: int, articles: Sequence[NewArticle], result: PollResult, *, now: datetime
    ) -> Stored:
        """Store what a poll brought and release the source, all or nothing.

        Idempotent: an article known by its key or any alias is rewritten silently when its
        content changed, never stored twice.
        """
        stored = Stored()
        async with self._database.write() as connection:
            row = (
                await connection.execute(
                    select(source).where(source.c.id == source_id).with_for_update()
                )
            ).one_or_none()
            if row is None:
                return stored
            if articles:
                stored = await self._store(
                    connection,
                    source_id,
                    articles,
                    now=now,
                    is_news=_news_rule(row),
                )
            await connection.execute(
                update(source)
                .where(source.c.id == source_id)
                .values(_release(row, result, stored, now=now))
            )
            for chunk in _chunks(result.still):
                await connection.execute(
                    update(article).where(article.c.id.in_(chunk)).values(shown_at=now)
                )
            if result.noise is not None:
                await keep_noise(connection, source_id, result.noise)
        return stored

    async def earlier(self, source_id: int) -> list[Earlier]:
        """The source's newest articles, the newest first."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(article.c.headline, article.c.lead, article.c.first_seen_at)
                .where(article.c.source_id == source_id)
                .order_by(article.c.id.desc())
                .limit(EARLIER)
            )
            return [Earlier(**row._mapping) for row in rows]

    async def _store(
        self,
        connection: AsyncConnection,
        source_id: int,
        articles: Sequence[NewArticle],
        *,
        now: datetime,
        is_news: NewsRule,
    ) -> Stored:
        known = await self._known(connection, source_id, articles)
        new: list[NewArticle] = []
        edits: dict[int, NewArticle] = {}
        for item in articles:
            names = (item.key, *item.aliases)
            article_id = next((known[name] for name in names if name in known), None)
            if article_id is None:
                new.append(item)
                known.update(dict.fromkeys(names, 0))
            elif article_id > 0:
                edits[article_id] = item
        ids = await self._insert(connection, source_id, new, now=now, is_news=is_news)
        names_of = [*zip(ids, new, strict=True), *edits.items()]
        await connection.execute(
            insert_ignore(connection, article_name),
            [
                {"source_id": source_id, "name": number_of(name), "article_id": article_id}
                for article_id, item in names_of
                for name in dict.fromkeys((item.key, *item.aliases))
            ],
        )
        return Stored(new=len(new), edited=await self._edit(connection, edits))

    async def _known(
        self, connection: AsyncConnection, source_id: int, articles: Sequence[NewArticle]
    ) -> dict[str, int]:
        names = list({name for item in articles for name in (item.key, *item.aliases)})
        known: dict[str, int] = {}
        for chunk in _chunks(names):
            asked = {number_of(name): name for name in chunk}
            rows = await connection.execute(
                select(article_name.c.name, article_name.c.article_id).where(
                    article_name.c.source_id == source_id, article_name.c.name.in_(asked)
                )
            )
            known.update((asked[row.name], row.article_id) for row in rows)
        return known

    async def _insert(
        self,
        connection: AsyncConnection,
        source_id: int,
        new: Sequence[NewArticle],
        *,
        now: datetime,
        is_news: NewsRule,
    ) -> list[int]:
        if not new:
            return []
        rows = await connection.execute(
            insert(article).returning(article.c.id, sort_by_parameter_order=True),
            [
                {
                    "source_id": source_id,
                    "key": item.key,
                    "url": item.url,
                    "headline": item.reading.headline,
                    "lead": item.reading.lead,
                    "language": item.reading.language,
                    "published_at": item.published_at,
                    "first_seen_at": now,
                    "content_hash": item.content_hash,
                    "is_news": not item.held and is_news(item.published_at),
                    "held": item.held,
                    "edits": 0,
                }
                for item in new
            ],
        )
        ids = [row.id for row in rows]
        await connection.execute(
            insert(article_text).values(PACKED_VALUES),
            [
                {
                    "article_id": article_id,
                    "body": item.reading.body,
                    "search_text": item.search_text,
                }
                for article_id, item in zip(ids, new, strict=True)
            ],
        )
        return ids

    async def _edit(self, connection: AsyncConnection, edits: Mapping[int, NewArticle]) -> int:
        """Rewrite changed articles silently; they keep their place and are not told again."""
        if not edits:
            return 0
        rows = await connection.execute(
            select(article.c.id, article.c.content_hash, article.c.edits, article.c.seq).where(
                article.c.id.in_(list(edits))
            )
        )
        changed = [
            row
            for row in rows
            if row.content_hash != edits[row.id].content_hash and row.edits < MAX_EDITS
        ]
        for row in changed:
            article_id, item = row.id, edits[row.id]
            await connection.execute(
                update(article)
                .where(article.c.id == article_id)
                .values(
                    headline=item.reading.headline,
                    lead=item.reading.lead,
                    url=item.url,
                    language=item.reading.language,
                    content_hash=item.content_hash,
                    edits=article.c.edits + 1,
                    reworded=row.seq is not None,
                )
            )
            await connection.execute(
                update(article_text)
                .where(article_text.c.article_id == article_id)
                .values(packed(item.reading.body, item.search_text))
            )
        return len(changed)


def _news_rule(row: Any) -> NewsRule:
    """True if an article of a source is news, by when it was published.

    After the first reading everything is; in it what is recent or undated. In the first reading
    after a restore (see `bot.store.after_restore`) what was there may have been told.
    """
    if row.settled:
        return lambda _published_at: True
    if row.settled_at is not None and row.settled_at > row.added_at:
        return lambda at: at is not None and at >= row.settled_at
    since = row.added_at - SEEN_BEFORE
    return lambda at: at is None or at >= since


def _release(row: Any, result: PollResult, stored: Stored, *, now: datetime) -> dict[str, Any]:
    """The columns of a source after a poll."""
    values: dict[str, Any] = {
        "lease_until": None,
        "next_poll_at": result.next_poll_at,
        "last_error": result.error[:500],
    }
    if row.state != SourceState.REMOVED.value:
        values["state"] = result.state.value
    if result.memory is not None:
        values["memory"] = dict(result.memory)
    if result.error:
        values["failures"] = source.c.failures + 1
        values["last_reason"] = result.reason.value if result.reason is not None else ""
        values["failing_since_at"] = row.failing_since_at or now
        return values
    values["failures"] = 0
    values["last_reason"] = ""
    values["failing_since_at"] = None
    values["last_success_at"] = now
    if not row.settled and not result.more:
        values |= {"settled": True, "settled_at": now}
    values["articles"] = source.c.articles + stored.new
    if result.title and row.title in ("", row.locator, shown_locator(row.locator)):
        values["title"] = result.title[:200]
    if result.language and not row.language:
        values["language"] = result.language
    if result.moved_to:
        values["locator"] = result.moved_to
    return values


def _unnoted(since: datetime) -> ColumnElement[bool]:
    """True of old articles of which it was not noted since then that their source shows them."""
    noted_before = or_(article.c.shown_at.is_(None), article.c.shown_at < since)
    return (article.c.first_seen_at < since - OLD_AFTER) & noted_before


def _chunks(names: Sequence[T], size: int = 500) -> list[Sequence[T]]:
    """Pieces small enough for one statement."""
    return [names[at : at + size] for at in range(0, len(names), size)]
