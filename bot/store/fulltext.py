"""Full-text search beside the declared tables: made with them, and left alone by migrations."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, event

from bot.store.engines.registry import DIALECTS, named
from bot.store.tables import metadata

#: What belongs to search and not to the declared tables; migrations leave it alone.
NAMES = tuple(name for dialect in DIALECTS for name in dialect.search_names)


@event.listens_for(metadata, "after_create")
def _create(_target: MetaData, connection: Connection, **_kwargs: object) -> None:
    for statement in named(connection.dialect.name).search_ddl():
        connection.exec_driver_sql(statement)
