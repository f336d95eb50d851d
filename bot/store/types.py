"""Column types that mean the same on every engine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime
from sqlalchemy import Dialect as SqlDialect
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.store.engines.registry import DIALECTS, named

#: 64-bit keys.
Key: TypeEngine[Any] = BigInteger()
for _each in DIALECTS:
    if _each.key_type is not None:
        Key = Key.with_variant(_each.key_type, _each.name)


class Json(TypeDecorator[Any]):
    """Opaque JSON, in the engine's own form."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: SqlDialect) -> TypeEngine[Any]:
        """The engine's own type."""
        return dialect.type_descriptor(named(dialect.name).json_type())

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        """The type of a value compared with a member: its own, as with plain JSON."""
        return self.impl_instance.coerce_compared_value(op, value)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment, in the engine's own form. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: SqlDialect) -> TypeEngine[Any]:
        """The engine's own type."""
        return dialect.type_descriptor(named(dialect.name).moment_type)

    def process_bind_param(self, value: datetime | None, dialect: SqlDialect) -> Any:
        """To the engine."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return named(dialect.name).written(value)

    def process_result_value(self, value: Any, dialect: SqlDialect) -> datetime | None:
        """From the engine."""
        found: datetime | None = named(dialect.name).moment(value)
        return found
