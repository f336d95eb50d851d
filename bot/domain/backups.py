"""The moment when a copy of the database is due, and which copies are too old to stay."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

_FORM = "lede-%Y%m%dT%H%M%SZ.backup"
_NAME = re.compile(r"lede-\d{8}T\d{6}Z\.backup")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupState:
    """The last copy that was made, and what is wrong since."""

    file: str = ""
    size_bytes: int = 0
    made_at: datetime | None = None
    #: Why the newest attempt made none; empty where it did.
    error: str = ""
    failed_at: datetime | None = None

    def failed(self, why: str, now: datetime) -> BackupState:
        """The same after an attempt that made none."""
        return replace(self, error=why[:300], failed_at=now)


def name_at(now: datetime) -> str:
    """The name of a copy made then."""
    return now.astimezone(UTC).strftime(_FORM)


def due(made_at: datetime | None, *, every: timedelta, now: datetime) -> bool:
    """True if a copy is to be made; never with `every` zero. A clock set back makes one due."""
    if not every:
        return False
    return made_at is None or now - made_at >= every or made_at > now


def to_delete(names: Iterable[str], *, keep: int, keep_for: timedelta, now: datetime) -> list[str]:
    """Of the names in a folder, the copies that are too many or too old; never the newest.

    What has another name is not ours and stays.
    """
    copies = sorted((name for name in names if _NAME.fullmatch(name)), reverse=True)
    oldest = name_at(now - keep_for)
    return [name for place, name in enumerate(copies) if place and (place >= keep or name < oldest)]
