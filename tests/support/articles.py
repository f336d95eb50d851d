"""Ready-made values of articles and sources for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.drafts import Reading
from bot.domain.models import Source, SourceKind
from bot.domain.polls import NewArticle, PollResult
from bot.store.articles import ArticleStore
from bot.store.database import Database
from bot.store.sources import SourceStore
from bot.text.words.normalise import stem_text

#: A quiet Monday morning.
NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def new_article(key: str, **changes: Any) -> NewArticle:
    """A plausible article; `changes` replace its fields."""
    headline = str(changes.pop("headline", f"Headline of {key}"))
    body = str(changes.pop("body", f"The body of {key} tells the whole of it."))
    reading = Reading(
        headline=headline,
        lead=str(changes.pop("lead", body)),
        body=body,
        language=str(changes.pop("language", "en")),
    )
    values: dict[str, Any] = {
        "key": key,
        "aliases": (),
        "content_hash": f"hash {headline} {body}",
        "url": f"https://news.test/{key}",
        "reading": reading,
        "search_text": stem_text(f"{headline}\n{body}", "en"),
        "published_at": None,
    }
    return NewArticle(**{**values, **changes})


async def add_source(database: Database, name: str = "gazette", **changes: Any) -> Source:
    """A stored source."""
    values: dict[str, Any] = {
        "kind": SourceKind.FEED,
        "locator": f"https://{name}.test/feed",
        "title": name.capitalize(),
        "now": NOW,
    }
    return await SourceStore(database).add(**{**values, **changes})


async def store(
    database: Database, source: Source, *articles: NewArticle, now: datetime = NOW
) -> None:
    """Articles as a successful poll brings them."""
    result = PollResult(next_poll_at=now + timedelta(minutes=15))
    await ArticleStore(database).finish_poll(source.id, articles, result, now=now)
