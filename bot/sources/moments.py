"""Moments as they are written into a source's memory."""

from __future__ import annotations

from datetime import datetime


def parse_moment(text: object) -> datetime | None:
    """A moment as it was written into a memory, or None."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else None
