"""Search over stored articles, newest first, the same answers on both engines."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    cast,
    false,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import InputError, StoreSlowError
from bot.domain.models import InterestKind
from bot.domain.query import Query, Term, parse_query
from bot.domain.query_fields import SEARCHED, Field, since_at, span_of, with_months
from bot.domain.search_results import SearchPage, SearchResult
from bot.domain.sight import Sight
from bot.store.database import Database
from bot.store.engines.dialect import Among, Label
from bot.store.engines.matching import Match, Phrase
from bot.store.engines.registry import behind
from bot.store.packed import words_of_row
from bot.store.rows import ARTICLE_COLUMNS, article_of
from bot.store.sight import visible
from bot.store.tables import article, article_text, interest, match, source, topic, topic_source
from bot.text.words.normalise import search_terms

#: So many results beyond a page are looked for, to say how many pages there are at least.
AHEAD = 50

#: So many sources are looked for by their labels; more are most of what there is.
_MOST_SOURCES = 100

_UTC = ZoneInfo("UTC")

_ORIGIN = article.join(source, source.c.id == article.c.source_id)
_RESULTS = (
    select(*ARTICLE_COLUMNS, article_text.c.body)
    .join(article, article.c.id == article_text.c.article_id)
    .join(source, source.c.id == article.c.source_id)
    .where(article.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(article.c.id.desc())
)


class SearchStore:
    """Reads the search index."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def search(
        self,
        words: str,
        *,
        sight: Sight,
        now: datetime,
        zone: ZoneInfo = _UTC,
        language: str = "",
        limit: int = 5,
        offset: int = 0,
        among: Sequence[int] | None = None,
    ) -> SearchPage:
        """Articles that match the words (see `bot.domain.query`), newest first.

        `now` and `zone` say which day a `since:monday` is; `among` is the ids of the only articles
        that are asked.

        Raises:
            InputError: nothing in the words can be searched for, or it takes too long.
        """
        query = parse_query(with_months(words), known=SEARCHED)
        spans = [span_of(each.value, zone=zone) for each in query.fields if each.name == "in"]
        since = [
            since_at(each.value, now=now, zone=zone)
            for each in query.fields
            if each.name == "since"
        ]
        with answered_in_time("/search central bank"):
            return await self._page(
                query,
                since=max((*since, *(begin for begin, _ in spans)), default=None),
                until=min((end for _, end in spans), default=None),
                among=among,
                sight=sight,
                language=language,
                limit=limit,
                offset=offset,
            )

    async def _page(
        self,
        query: Query,
        *,
        since: datetime | None,
        until: datetime | None,
        among: Sequence[int] | None,
        sight: Sight,
        language: str,
        limit: int,
        offset: int,
    ) -> SearchPage:
        wanted = expand(query, language=language)
        if not wanted.clauses:
            return SearchPage(results=(), total=0)
        seen, given = visible(sight)
        narrow = [seen, *_fields(query)]
        at = func.coalesce(article.c.published_at, article.c.first_seen_at)
        if since is not None:
            narrow.append(at >= since)
        if until is not None:
            narrow.append(at < until)
        if among is not None:
            narrow.append(article.c.id.in_(among))
        async with self._database.read() as connection:
            ids = await self._database.dialect.newest(
                connection,
                wanted,
                Among(
                    origin=_ORIGIN,
                    key=article.c.id,
                    narrow=tuple(narrow),
                    given=given,
                    labels=await _labels(connection, query),
                    since=since,
                    until=until,
                    days=days_of(since, until),
                ),
                limit=offset + limit + AHEAD,
            )
            here = ids[offset : offset + limit]
            rows = await connection.execute(_RESULTS, {"ids": here})
            results = tuple(SearchResult(article=article_of(row), body=row.body) for row in rows)
        more = len(ids) == offset + limit + AHEAD
        return SearchPage(results=results, total=len(ids), more=more)


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
    connection: AsyncConnection, query: Query, *, first: int = 0, language: str = ""
) -> ColumnElement[bool]:
    """The condition on `article_text` that a query stands for, in the engine's words.

    `first` is the lowest id of an article that is asked for; SQLite reads its index from there.
    """
    words = _words(connection, query, first=first, language=language)
    fields = _fields(query)
    if not fields:
        return words
    chosen = select(article.c.id).join(source, source.c.id == article.c.source_id).where(*fields)
    return and_(words, article_text.c.article_id.in_(chosen))


async def _labels(connection: AsyncConnection, query: Query) -> list[Label]:
    """Labels for what the fields of a query ask for; topics have none."""
    labels = []
    for each in query.fields:
        if each.name == "lang":
            labels.append(Label(kind="l", values=[each.value], unwanted=each.unwanted))
        elif each.name == "source" and not each.unwanted:
            some = select(source.c.id).where(_field(each)).limit(_MOST_SOURCES + 1)
            ids = [str(row.id) for row in await connection.execute(some)]
            if len(ids) <= _MOST_SOURCES:
                labels.append(Label(kind="s", values=ids or ["0"]))
    return labels


def days_of(since: datetime | None, until: datetime | None) -> list[Label]:
    """The days of UTC from a moment to another, as one label; they are a month at most."""
    if since is None or until is None:
        return []
    first, last = (each.astimezone(UTC).date() for each in (since, until))
    days = [first + timedelta(days=each) for each in range(max(1, (last - first).days + 1))]
    return [Label(kind="d", values=[day.isoformat() for day in days])]


def _fields(query: Query) -> list[ColumnElement[bool]]:
    """The conditions of a query's fields on `article` and `source`, but for times."""
    return [_field(each) for each in query.fields if each.name not in ("since", "in")]


def _field(field: Field) -> ColumnElement[bool]:
    """The condition on `article` and `source` that a field stands for."""
    value = field.value
    if field.name == "lang":
        condition: ColumnElement[bool] = article.c.language == value
    elif field.name == "source":
        # SQLite knows small letters of the Latin alphabet alone.
        forms = {value, value.capitalize(), value.title(), value.upper()}
        condition = or_(
            func.lower(source.c.title).contains(value, autoescape=True),
            *(source.c.title.contains(form, autoescape=True) for form in sorted(forms)),
            func.lower(source.c.locator).contains(value, autoescape=True),
        )
    else:
        topics = select(topic.c.id).where(
            or_(func.lower(topic.c.name) == value, func.lower(topic.c.title) == value)
        )
        followed = (
            select(match.c.article_id)
            .join(interest, interest.c.id == match.c.interest_id)
            .where(
                interest.c.kind == InterestKind.TOPIC.value,
                interest.c.ref.in_(select(cast(topics.subquery().c.id, String))),
            )
        )
        members = select(topic_source.c.source_id).where(topic_source.c.topic_id.in_(topics))
        condition = or_(article.c.source_id.in_(members), article.c.id.in_(followed))
    return not_(condition) if field.unwanted else condition


def _words(
    connection: AsyncConnection, query: Query, *, first: int, language: str
) -> ColumnElement[bool]:
    wanted = expand(query, language=language)
    if not wanted.clauses:
        return false()
    words = words_of_row(article_text.c.search_text)
    return behind(connection).holds(wanted, article_text.c.article_id, words, first=first)


def expand(query: Query, *, language: str = "") -> Match:
    """A query with its words in the forms of the index."""

    def phrase(term: Term) -> Phrase:
        return [forms for forms in search_terms(term.text, language) if forms]

    clauses = [[ready for term in clause if (ready := phrase(term))] for clause in query.clauses]
    unwanted = [ready for term in query.unwanted if (ready := phrase(term))]
    return Match(clauses=[clause for clause in clauses if clause], unwanted=unwanted)
