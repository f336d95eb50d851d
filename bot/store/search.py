"""Search over stored articles, newest first, the same answers on both engines."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import ColumnElement, false, func, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import InputError, StoreSlowError
from bot.domain.hits import Hit, SearchPage
from bot.domain.query import Query, Term, parse_query
from bot.domain.sight import Sight
from bot.store.database import Database
from bot.store.fulltext import Match, Phrase, postgresql_match, sqlite_match
from bot.store.rows import ARTICLE_COLUMNS, read_article
from bot.store.sight import visible
from bot.store.tables import article, article_text, source
from bot.text.normalise import search_terms

#: Hits are counted up to here; more is "1000 and more".
MAX_TOTAL = 1000


class SearchStore:
    """Reads the search index."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def search(
        self,
        words: str,
        *,
        sight: Sight,
        language: str = "",
        limit: int = 5,
        offset: int = 0,
    ) -> SearchPage:
        """Articles that match the words (see `bot.domain.query`), newest first.

        Raises:
            InputError: nothing in the words can be searched for, or it takes too long.
        """
        query = parse_query(words)
        with answered_in_time("/search central bank"):
            return await self._page(
                query, sight=sight, language=language, limit=limit, offset=offset
            )

    async def _page(
        self, query: Query, *, sight: Sight, language: str, limit: int, offset: int
    ) -> SearchPage:
        async with self._database.read() as connection:
            found = (
                select(article_text.c.article_id)
                .join(article, article.c.id == article_text.c.article_id)
                .join(source, source.c.id == article.c.source_id)
                .where(matches(connection, query, language=language), visible(sight))
            )
            total = await connection.scalar(
                select(func.count()).select_from(found.limit(MAX_TOTAL).subquery())
            )
            rows = await connection.execute(
                found.with_only_columns(*ARTICLE_COLUMNS, article_text.c.body)
                .order_by(article_text.c.article_id.desc())
                .limit(limit)
                .offset(offset)
            )
            hits = tuple(Hit(article=read_article(row), body=row.body) for row in rows)
        return SearchPage(hits=hits, total=total or 0)


@contextmanager
def answered_in_time(example: str) -> Generator[None]:
    """Words that take the database too long are told to the person: they always would."""
    try:
        yield
    except StoreSlowError as error:
        raise InputError(
            "That search takes too long; look for fewer or for rarer words.",
            example=example,
            key="error.search_slow",
        ) from error


def matches(
    connection: AsyncConnection, query: Query, *, language: str = ""
) -> ColumnElement[bool]:
    """The condition on `article_text` that a query stands for, in the engine's words."""
    match = expand(query, language=language)
    if not match.clauses:
        return false()
    if connection.dialect.name == "sqlite":
        return article_text.c.article_id.in_(
            text("SELECT rowid FROM article_fts WHERE article_fts MATCH :match").bindparams(
                match=sqlite_match(match)
            )
        )
    return literal_column("article_text.tsv").op("@@")(
        func.to_tsquery("simple", postgresql_match(match))
    )


def expand(query: Query, *, language: str = "") -> Match:
    """A query with its words in the forms of the index."""

    def phrase(term: Term) -> Phrase:
        return [forms for forms in search_terms(term.text, language) if forms]

    clauses = [[ready for term in clause if (ready := phrase(term))] for clause in query.clauses]
    unwanted = [ready for term in query.unwanted if (ready := phrase(term))]
    return Match(clauses=[clause for clause in clauses if clause], unwanted=unwanted)
