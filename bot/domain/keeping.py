"""Saved stories: a copy of what was told, kept until the chat takes it away."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from bot.domain.models import Article

#: Stories that one chat may save.
MAX_SAVED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A story that a chat keeps, also when its article is no longer stored."""

    id: int
    url: str
    headline: str
    lead: str
    source_title: str
    published_at: datetime | None
    saved_at: datetime


def mark_of(article: Article) -> str:
    """The same for the same headline at the same address: what was saved is not saved twice."""
    return mark_of_words(article.url, article.headline)


def mark_of_words(url: str, headline: str) -> str:
    """The same of an address and a headline."""
    text = f"{url}\n{headline}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).hexdigest()
