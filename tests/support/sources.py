"""Sources, clients and worker processes for tests of fetchers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.drafts import Fetched
from bot.domain.models import Source, SourceKind
from bot.sources.locators import parse_locator
from tests.support.clock import FakeClock

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def fake_clock() -> FakeClock:
    """A clock at the moment test sources live in."""
    return FakeClock(NOW)


def make_source(
    locator: str, *, kind: SourceKind | None = None, memory: Mapping[str, Any] | None = None
) -> Source:
    """An operator's source as the store would give it before its first poll."""
    found, address = parse_locator(locator)
    return Source(
        id=1,
        kind=kind or found,
        locator=address,
        title="",
        memory=memory or {},
        added_at=NOW,
        trusted=True,
    )


def remembering(source: Source, fetched: Fetched) -> Source:
    """The source after a poll was stored."""
    return replace(source, memory=dict(fetched.memory))
