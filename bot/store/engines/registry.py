"""The engines that Lede works on, each found by its name or an address."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.engines.dialect import Dialect
from bot.store.engines.postgresql.dialect import PostgresqlDialect
from bot.store.engines.sqlite.dialect import SqliteDialect

#: One object for each engine; the first keeps a database in a file of its own.
DIALECTS: tuple[Dialect, ...] = (SqliteDialect(), PostgresqlDialect())
_IN_FILE = DIALECTS[0]
_NAMED = {dialect.name: dialect for dialect in DIALECTS}
#: Other names that people write.
_ALSO = {"postgres": "postgresql"}


def named(name: str) -> Dialect:
    """The engine that SQLAlchemy calls so; the last where it only writes a statement down."""
    return _NAMED.get(name, DIALECTS[-1])


def behind(connection: AsyncConnection) -> Dialect:
    """The engine behind a connection."""
    return _NAMED[connection.dialect.name]


def read_address(database_url: str) -> tuple[Dialect, URL]:
    """The engine of a database, and its address for the asynchronous driver."""
    scheme, colon, rest = database_url.partition(":")
    scheme = _ALSO.get(scheme, scheme)
    dialect = _NAMED[scheme.partition("+")[0]]
    url = make_url(scheme + colon + dialect.place(rest))
    return dialect, url.set(drivername=dialect.driver)


def address_of_file(file: Path | str) -> str:
    """The address of a database in a file of its own."""
    return f"{_IN_FILE.name}:///{file}"


def file_of(database_url: str) -> Path | None:
    """The file of a database; None on a server."""
    dialect, url = read_address(database_url)
    return dialect.file(url)
