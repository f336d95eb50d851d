"""Writes a migration: `python -m tests.make_revision 0002 "what changes"` (then read it)."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from bot.store.database import Database
from bot.store.migrate import alembic_config, migrate


def make_revision(connection: Connection, message: str, number: str) -> None:
    """Write a new revision from the difference between the tables and the database."""
    config = alembic_config()
    config.attributes["connection"] = connection
    command.revision(config, message=message, autogenerate=True, rev_id=number)


async def main(number: str, message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'new.db'}")
        if number != "0001":
            await migrate(database)
        async with database.write() as connection:
            await connection.run_sync(make_revision, message, number)
        await database.aclose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
