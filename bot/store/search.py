"""Search over stored articles, newest first, the same answers on both engines."""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    String,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.hits import Hit, SearchPage
from bot.domain.models import InterestKind
from bot.domain.query import Query, Term, parse_query
from bot.store.database import Database
from bot.store.fulltext import Match, Phrase, postgresql_match, sqlite_match
from bot.store.rows import ARTICLE_COLUMNS, read_article
from bot.store.tables import article, article_text, briefing, interest, source, subscription
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
        language: str = "",
        limit: int = 5,
        offset: int = 0,
        chat_id: int | None = None,
    ) -> SearchPage:
        """Articles that match the words (see `bot.domain.query`), newest first.

        With a chat, in everybody's sources and those the chat follows; without, in all.

        Raises:
            InputError: nothing in the words can be searched for.
        """
        query = parse_query(words)
        async with self._database.read() as connection:
            found = (
                select(article_text.c.article_id)
                .join(article, article.c.id == article_text.c.article_id)
                .join(source, source.c.id == article.c.source_id)
                .where(matches(connection, query, language=language), _visible(chat_id))
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


def _visible(chat_id: int | None) -> ColumnElement[bool]:
    """Which sources a chat may find articles of."""
    if chat_id is None:
        return true()
    followed = (
        select(interest.c.ref)
        .join(subscription, subscription.c.interest_id == interest.c.id)
        .join(briefing, briefing.c.id == subscription.c.briefing_id)
        .where(briefing.c.chat_id == chat_id, interest.c.kind == InterestKind.SOURCE.value)
    )
    return or_(source.c.public, cast(source.c.id, String).in_(followed))


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
