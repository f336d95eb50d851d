"""Search over stored articles, newest first, the same answers on both engines."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.hits import Hit, SearchPage
from bot.domain.query import Query, parse_query
from bot.store.database import Database
from bot.store.fulltext import Terms, postgresql_match, sqlite_match
from bot.store.rows import ARTICLE_COLUMNS, read_article
from bot.store.tables import article, article_text, source
from bot.text.normalise import search_terms

#: Hits are counted up to here; more is "1000 and more".
MAX_TOTAL = 1000


class SearchStore:
    """Reads the search index."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def search(
        self, words: str, *, language: str = "", limit: int = 5, offset: int = 0
    ) -> SearchPage:
        """Articles that match the words (see `bot.domain.query`), newest first.

        Raises:
            InputError: nothing in the words can be searched for.
        """
        query = parse_query(words)
        async with self._database.read() as connection:
            condition = matches(connection, query, language=language)
            total = (
                await connection.execute(
                    select(func.count()).select_from(
                        _hits(select(article_text.c.article_id), condition)
                        .limit(MAX_TOTAL)
                        .subquery()
                    )
                )
            ).scalar_one()
            rows = await connection.execute(
                _hits(select(*ARTICLE_COLUMNS, article_text.c.body), condition)
                .join(article, article.c.id == article_text.c.article_id)
                .join(source, source.c.id == article.c.source_id)
                .order_by(article_text.c.article_id.desc())
                .limit(limit)
                .offset(offset)
            )
            hits = tuple(Hit(article=read_article(row), body=row.body) for row in rows)
        return SearchPage(hits=hits, total=total)


def _hits(
    statement: Select[tuple[object, ...]], condition: ColumnElement[bool]
) -> Select[tuple[object, ...]]:
    return statement.where(condition)


def matches(
    connection: AsyncConnection, query: Query, *, language: str = ""
) -> ColumnElement[bool]:
    """The condition on `article_text` that a query stands for, in the engine's words."""
    wanted, unwanted = expand(query, language=language)
    if connection.dialect.name == "sqlite":
        return article_text.c.article_id.in_(
            text("SELECT rowid FROM article_fts WHERE article_fts MATCH :match").bindparams(
                match=sqlite_match(wanted, unwanted)
            )
        )
    return literal_column("article_text.tsv").op("@@")(
        func.to_tsquery("simple", postgresql_match(wanted, unwanted))
    )


def expand(query: Query, *, language: str = "") -> tuple[list[Terms], list[str]]:
    """The groups of wanted words, any of which will do, and the unwanted words, stemmed."""
    wanted: list[Terms] = [
        [forms for word in group for forms in search_terms(word, language)]
        for group in query.groups
    ]
    unwanted = [
        form for word in query.excluded for forms in search_terms(word, language) for form in forms
    ]
    return [terms for terms in wanted if terms], unwanted
