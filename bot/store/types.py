"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

#: 64-bit keys; SQLite only makes an INTEGER primary key an alias of its row id.
Key = BigInteger().with_variant(Integer, "sqlite")

#: Opaque JSON.
Json = JSON().with_variant(JSONB, "postgresql")


def to_micros(value: datetime | None) -> int | None:
    """A moment as SQLite keeps it."""
    return None if value is None else (value - _EPOCH) // _MICROSECOND


def from_micros(value: int | None) -> Any:
    """A moment from how SQLite keeps it."""
    return None if value is None else _EPOCH + timedelta(microseconds=value)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment: timestamptz on PostgreSQL, whole microseconds on SQLite.

    Whole numbers compare and index faster than text and lose no zone. Naive values are refused.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The engine's own type."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the engine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        if dialect.name == "sqlite":
            return to_micros(value)
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the engine."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            found: datetime = from_micros(value)
            return found
        assert isinstance(value, datetime)
        return value.astimezone(UTC)
