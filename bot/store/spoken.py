"""Followed interests, and in which languages it is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import Interest, InterestKind, Subscription
from bot.store.raw import Raw
from bot.store.rows import SUBSCRIPTION_COLUMNS, read_subscription
from bot.store.tables import article, interest, match, source, subscription, topic_source

#: So many of an interest's newest articles show in which languages it is told.
_NEWEST = 300

#: What is followed, in the order of briefings and of what each follows.
FOLLOWED = (
    select(*SUBSCRIPTION_COLUMNS)
    .join(interest, interest.c.id == subscription.c.interest_id)
    .order_by(subscription.c.briefing_id, subscription.c.position, subscription.c.interest_id)
)
#: The same in the engines' own words, for all briefings of a slot.
_FOLLOWED = """
SELECT s.briefing_id, s.interest_id, s.since_at, s.start_seq, s.asked, s.urgent, s.story_at,
    i.kind, i.ref, i.title, s.words
FROM subscription s JOIN interest i ON i.id = s.interest_id
WHERE s.briefing_id IN """
_INTERESTS = "SELECT id, kind, ref, title FROM interest WHERE id IN "
_IN_ORDER = " ORDER BY s.briefing_id, s.position, s.interest_id"


_REFS: BindParameter[Any] = bindparam("refs", expanding=True)
#: The languages of what is followed, by the numbers of its kind.
_SPOKEN = {
    InterestKind.SOURCE: select(source.c.id.label("ref"), source.c.language).where(
        source.c.id.in_(_REFS), source.c.language != ""
    ),
    InterestKind.TOPIC: select(topic_source.c.topic_id.label("ref"), source.c.language)
    .distinct()
    .join(source, source.c.id == topic_source.c.source_id)
    .where(topic_source.c.topic_id.in_(_REFS), source.c.language != ""),
}


async def languages_of(
    connection: AsyncConnection, followed: Iterable[Row[Any]]
) -> dict[int, frozenset[str]]:
    """The languages of interests that are a source or a topic with sources, where known.

    `followed` are rows with `interest_id`, `kind` and `ref`.
    """
    return await _languages(connection, {row.interest_id: (row.kind, row.ref) for row in followed})


async def _languages(
    connection: AsyncConnection, refs: Mapping[int, tuple[str, str]]
) -> dict[int, frozenset[str]]:
    """The same for interests by id, each with its kind and ref."""
    if not refs:
        return {}
    found: dict[int, set[str]] = {}
    for kind, statement in _SPOKEN.items():
        mine = {int(ref): each for each, (its, ref) in refs.items() if its == kind.value}
        wanted = sorted(mine)
        for at in range(0, len(wanted), 500):
            for row in await connection.execute(statement, {"refs": wanted[at : at + 500]}):
                found.setdefault(mine[row.ref], set()).add(row.language)
    return {interest_id: frozenset(languages) for interest_id, languages in found.items()}


async def is_told_in(
    connection: AsyncConnection, interest_id: int, languages: frozenset[str]
) -> bool:
    """True if one of an interest's newest articles is in one of these languages."""
    newest = (
        select(match.c.article_id)
        .where(match.c.interest_id == interest_id)
        .order_by(match.c.seq.desc())
        .limit(_NEWEST)
        .subquery()
    )
    found = select(
        exists().where(article.c.id == newest.c.article_id, article.c.language.in_(languages))
    )
    return bool(await connection.scalar(found))


async def followed_by(
    connection: AsyncConnection, briefing_ids: Sequence[int]
) -> list[Subscription]:
    """The subscriptions of briefings, in the order of briefings and of what each follows."""
    raw = Raw(connection)
    rows = await raw.fetch(_FOLLOWED + raw.numbers(1) + _IN_ORDER, raw.many(briefing_ids))
    interests: dict[int, Interest] = {}
    for row in rows:
        if row[1] not in interests:
            interests[row[1]] = Interest(
                id=row[1], kind=InterestKind(row[7]), ref=row[8], title=row[9]
            )
    refs = {each.id: (each.kind.value, each.ref) for each in interests.values()}
    languages = await _languages(connection, refs)
    moment, unknown = raw.moment, frozenset[str]()
    return [
        Subscription(
            briefing_id=row[0],
            interest=interests[row[1]],
            since_at=moment(row[2]),
            start_seq=row[3],
            languages=languages.get(row[1], unknown),
            asked=tuple(row[4].split("\n")) if row[4] else (),
            urgent=bool(row[5]),
            story=row[6] is not None,
            words=row[10],
        )
        for row in rows
    ]


async def read_interests(
    connection: AsyncConnection, ids: Collection[int]
) -> list[tuple[Interest, frozenset[str]]]:
    """Interests with the languages in which they are told, where known."""
    if not ids:
        return []
    raw = Raw(connection)
    rows = await raw.fetch(_INTERESTS + raw.numbers(1), raw.many(ids))
    languages = await _languages(connection, {row[0]: (row[1], row[2]) for row in rows})
    return [
        (
            Interest(id=row[0], kind=InterestKind(row[1]), ref=row[2], title=row[3]),
            languages.get(row[0], frozenset()),
        )
        for row in rows
    ]


async def read_followed(connection: AsyncConnection, rows: Sequence[Any]) -> list[Subscription]:
    """The subscriptions of rows of `FOLLOWED`, in their order."""
    languages = await languages_of(connection, rows)
    return [read_subscription(row, languages) for row in rows]
