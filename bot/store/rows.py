"""How rows that several stores read become values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement

from bot.domain.models import Article
from bot.store.tables import article, source

#: What `read_article` needs, from `article` joined with `source`.
ARTICLE_COLUMNS: tuple[ColumnElement[Any], ...] = (
    article.c.id,
    article.c.source_id,
    source.c.title.label("source_title"),
    article.c.headline,
    article.c.lead,
    article.c.url,
    article.c.language,
    article.c.published_at,
    article.c.first_seen_at,
    article.c.seq,
    article.c.story_id,
    source.c.weight,
    article.c.held,
)


def read_article(row: Any) -> Article:
    """The value of a row of `ARTICLE_COLUMNS`."""
    return Article(
        id=row.id,
        source_id=row.source_id,
        source_title=row.source_title,
        headline=row.headline,
        lead=row.lead,
        url=row.url,
        language=row.language,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        seq=row.seq,
        story_id=row.story_id,
        weight=row.weight,
        held=row.held,
    )
