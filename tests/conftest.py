"""What every test may ask for."""

from __future__ import annotations

from tests.support.databases import (
    database,
    database_url,
    engine,
    postgres,
    postgres_name,
    sqlite_template,
)

__all__ = (
    "database",
    "database_url",
    "engine",
    "postgres",
    "postgres_name",
    "sqlite_template",
)
