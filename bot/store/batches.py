"""Long steps of migrations: so many rows a transaction, from where the last one ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    column,
    func,
    inspect,
    literal,
    select,
    table,
)

from bot.store.tables import bot_state

#: Rows that are changed in one transaction: about a second on a small machine.
BATCH = 20_000

#: The row of `bot_state` that says which step is not finished, and how far it is.
MARK = "migration"

#: Told what is done, how far it is, and how far it goes.
Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches:
    """All rows of a table, in the order of their keys, changed after a migration."""

    table: str
    #: A column of whole numbers that has an index.
    key: str
    #: Changes the rows of keys above the first number and up to the second. It may come again
    #: for rows that were changed already, and makes no difference to them.
    step: Callable[[Connection, int, int], None]
    #: Which table has the rows before the migration, where that is another one.
    before: str = ""
    #: The only engine that needs it, or empty.
    engine: str = ""

    def needed(self, connection: Connection) -> bool:
        """True if this engine needs it."""
        return self.engine in ("", connection.dialect.name)

    def some(self, connection: Connection, after: int, size: int) -> int | None:
        """Change the next rows; the last one's key, or None when there were no more."""
        key: ColumnElement[int] = column(self.key)
        following = select(key).select_from(table(self.table)).where(key > bindparam("after"))
        following = following.order_by(key).limit(bindparam("size"))
        newest = select(func.max(following.subquery().c[self.key]))
        upto: int | None = connection.scalar(newest, {"after": after, "size": size})
        if upto is not None:
            self.step(connection, after, upto)
        return upto

    def exceeds(self, connection: Connection, size: int) -> bool:
        """True if there are more rows than that; a table that is not there has none."""
        name = self.before or self.table
        if not self.needed(connection) or not inspect(connection).has_table(name):
            return False
        beyond = select(literal(1)).select_from(table(name))
        return connection.scalar(beyond.limit(1).offset(size)) is not None

    def last(self, connection: Connection) -> int:
        """The highest key."""
        key: ColumnElement[int] = column(self.key)
        newest = select(func.max(key)).select_from(table(self.table))
        return connection.scalar(newest) or 0

    def all(self, connection: Connection, size: int) -> None:
        """Change all rows, within one transaction."""
        after: int | None = 0
        while after is not None and self.needed(connection):
            after = self.some(connection, after, size)


def mark(connection: Connection, revision: str, at: int | None = 0) -> None:
    """Keep how far the step after a revision is; None: it is finished."""
    connection.execute(bot_state.delete().where(bot_state.c.name == MARK))
    if at is not None:
        kept = {"revision": revision, "at": at}
        connection.execute(bot_state.insert().values(name=MARK, value=kept))


def marked(connection: Connection) -> tuple[str, int] | None:
    """After which revision a step is not finished, and how far it is; None where none is."""
    if not inspect(connection).has_table(bot_state.name):
        return None
    found = connection.scalar(select(bot_state.c.value).where(bot_state.c.name == MARK))
    return (found["revision"], found["at"]) if found else None
