"""The operations in which database engines differ: what each of them has to offer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import JSON, URL, ColumnElement, FromClause, Insert, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.types import TypeEngine

from bot.store.engines.matching import Match
from bot.store.engines.parts import Connections, EngineClock, KeyCounters, OwnCopies
from bot.store.engines.session import DriverSession


class Failure(Enum):
    """A driver's error by what its caller can do."""

    #: Ended because it took longer than it may.
    SLOW = auto()
    #: Busy or away: trying again later may work.
    BUSY = auto()
    #: Takes no writes: a standby that is being promoted, a server whose disk is full.
    READ_ONLY = auto()
    DISK_FULL = auto()
    DISK_BROKEN = auto()
    #: Not with this user, or not this database.
    REFUSED = auto()
    #: A fault of the program.
    OTHER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A database server behind an address."""

    name: str
    major: int
    #: The oldest version that its makers still look after, and Lede is tested with newer ones.
    oldest: int
    #: Something stands between it and us that gives a connection's transactions to others, too.
    pooled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseCheck:
    """One promise of a database, and in how many rows it is broken."""

    promise: str
    broken: int
    mended: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A property of an article that an engine may have in its index beside the words."""

    #: `s` for its source (the key), `l` its language, `d` its day (`2026-11-25`, of UTC).
    kind: str
    #: Any of these.
    values: Sequence[str]
    #: None of these.
    unwanted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """The articles that a search is about."""

    #: Tables joined, `article` the first.
    origin: FromClause
    #: The key of `article`.
    key: ColumnElement[int]
    #: All must hold.
    narrow: tuple[ColumnElement[bool], ...]
    #: Their parameters that are given where they are carried out.
    given: Mapping[str, Any] = field(default_factory=dict)
    #: What `narrow` says in part as well, for an index.
    labels: Sequence[Label] = ()
    #: When the time that they are of begins; and, where it has an end, its end and its days.
    since: datetime | None = None
    until: datetime | None = None
    days: Sequence[Label] = ()


class Dialect(ABC):
    """One database engine."""

    #: Its name in addresses, and in SQLAlchemy.
    name: ClassVar[str]
    #: The name of its asynchronous driver in SQLAlchemy.
    driver: ClassVar[str]
    #: Whether the engine lets in one writer at a time.
    one_writer: ClassVar[bool]
    #: Whether an INSERT may stand in a WITH and hand its rows on.
    chains: ClassVar[bool]
    #: Whether Lede packs the texts of articles: the engine does not pack long values itself.
    packs_texts: ClassVar[bool]

    # -- Parts that it has, or None

    #: The clock of a server, on whose database several processes may work at once.
    clock: ClassVar[EngineClock | None] = None
    #: Counters that it gives keys from.
    keys: ClassVar[KeyCounters | None] = None
    #: Copies in a form of its own.
    copies: ClassVar[OwnCopies | None] = None

    @property
    def shared(self) -> bool:
        """True if several processes may work on one database at once."""
        return self.clock is not None

    # -- Column types

    #: 64-bit keys; None for SQLAlchemy's own.
    key_type: ClassVar[TypeEngine[Any] | None] = None
    #: Aware UTC moments.
    moment_type: ClassVar[TypeEngine[Any]]

    def json_type(self) -> TypeEngine[Any]:
        """The type of opaque JSON."""
        return JSON()

    @abstractmethod
    def written(self, value: datetime | None) -> Any:
        """A moment as the driver takes it."""

    @abstractmethod
    def moment(self, value: Any) -> Any:
        """A moment, or None, from what the driver gives."""

    @abstractmethod
    def true(self, column: str) -> str:
        """A column of truth values as the condition of an index."""

    # -- Statements of SQLAlchemy

    @abstractmethod
    def insert(self, table: Table) -> Any:
        """The engine's own INSERT, with SQLAlchemy's `excluded` and `on_conflict_do_…`."""

    def insert_ignore(self, table: Table) -> Insert:
        """An INSERT that leaves rows alone whose unique key is already there."""
        statement: Insert = self.insert(table).on_conflict_do_nothing()
        return statement

    def upsert(
        self, table: Table, keys: Collection[str], changed: Collection[str], added: Collection[str]
    ) -> Insert:
        """An INSERT that gives a row whose key is already there some columns anew.

        What is `changed` becomes the new value, what is `added` grows by it.
        """
        statement = self.insert(table)
        new = statement.excluded
        values: dict[str, ColumnElement[Any]] = {name: new[name] for name in changed}
        values |= {name: table.c[name] + new[name] for name in added}
        upsert: Insert = statement.on_conflict_do_update(index_elements=list(keys), set_=values)
        return upsert

    @abstractmethod
    def unused(
        self, key: ColumnElement[int], used: ColumnElement[int], *which: ColumnElement[bool]
    ) -> ColumnElement[bool]:
        """True of keys that no other row, of some, names; in one pass over those."""

    # -- Statements in the engine's own words, for many rows at once

    @abstractmethod
    def worded(self, words: str) -> str:
        """A statement whose parameters are written `?1`, `?2`, as the driver takes it."""

    @abstractmethod
    def many(self, values: Collection[Any]) -> Any:
        """Many values as one parameter."""

    @abstractmethod
    def listed(self, place: int, kind: str) -> str:
        """The values of `many` as that parameter, for the right side of an `IN`."""

    @abstractmethod
    def gathered(self, words: str) -> str:
        """An aggregate that gives an expression's values of all rows; see `gathered_values`."""

    @abstractmethod
    def gathered_values(self, found: Any) -> list[Any]:
        """The values of `gathered`, in the same order for all that one row has."""

    @abstractmethod
    def strung(self, words: str) -> str:
        """An aggregate that gives a text's values of all rows, parted by commas."""

    @abstractmethod
    def pairs(
        self, place: int, rows: Collection[tuple[int, int]], names: tuple[str, str]
    ) -> tuple[str, tuple[Any, ...]]:
        """A query that gives pairs of numbers by these names, and its parameters from a place on."""

    @abstractmethod
    async def insert_rows(
        self,
        connection: AsyncConnection,
        table: str,
        columns: Mapping[str, str],
        rows: Sequence[tuple[Any, ...]],
    ) -> None:
        """Insert rows but for those whose unique key is there; see `Raw.insert`."""

    @abstractmethod
    async def update_rows(
        self,
        connection: AsyncConnection,
        table: str,
        values: str,
        columns: Mapping[str, str],
        rows: Mapping[tuple[Any, ...], Sequence[int]],
    ) -> None:
        """Set values in the rows of some ids; see `Raw.update`."""

    # -- Full-text search

    #: How the names of what search made for itself begin.
    search_names: ClassVar[tuple[str, ...]]

    @abstractmethod
    def search_ddl(self) -> Sequence[str]:
        """The tables, triggers and indexes of search."""

    def search_drop(self) -> Sequence[str]:
        """Statements that take away what of search does not go with the tables."""
        return ()

    @abstractmethod
    def holds(
        self, match: Match, key: ColumnElement[int], words: ColumnElement[str], *, first: int
    ) -> ColumnElement[bool]:
        """True of articles whose text matches, by the key and the words of `article_text`.

        `first` is the lowest id that is asked for: an index may be read from there.
        """

    @abstractmethod
    async def newest(
        self, connection: AsyncConnection, match: Match, among: Among, *, limit: int
    ) -> list[int]:
        """The highest ids of articles whose text matches."""

    # -- Connections and transactions

    @abstractmethod
    def options(self, pool_size: int, command_s: float | None) -> dict[str, Any]:
        """Options for `create_async_engine`; a server is waited for `command_s`, None: for ever."""

    @abstractmethod
    def prepare(self, engine: AsyncEngine) -> None:
        """Listen to an engine's connections."""

    @abstractmethod
    def session(self, adapted: Any) -> DriverSession:
        """The driver's connection behind one of SQLAlchemy's adapters, for transactions."""

    @abstractmethod
    def limited(
        self,
        connection: AsyncConnection,
        limit_s: float | None,
        *,
        before_s: float | None,
        writes: bool,
    ) -> AbstractAsyncContextManager[None]:
        """Keep statements to a limit; `before_s` is what the transaction was given before."""

    @abstractmethod
    def failure(self, error: DBAPIError) -> Failure:
        """The class of error of a statement that failed."""

    # -- Locks

    @abstractmethod
    def exclusive(self, database: Connections) -> AbstractContextManager[None]:
        """Keeps a second Lede off where one process may work; see `bot.store.lock`."""

    async def lock_migration(self, connection: AsyncConnection) -> None:
        """Wait until no other process migrates; held to the end of the transaction."""

    # -- Files, copies and care

    def place(self, address: str) -> str:
        """All of an address behind its colon, as SQLAlchemy reads it."""
        return address

    def file(self, url: URL) -> Path | None:
        """The file of a database; None on a server."""
        return None

    def check_file(self, file: Path) -> None:
        """Raises ConfigError when a file is there and is no database of this engine."""

    @abstractmethod
    async def copy_to(self, database: Connections, target: Path) -> bool:
        """Write a consistent copy by the engine's own means; False where it has none here.

        Raises:
            ConfigError: the copy is not whole.
        """

    async def server(self, database: Connections) -> Server | None:
        """The server; None where there is none."""
        return None

    async def own_checks(self, database: Connections, *, mend: bool) -> AsyncIterator[PromiseCheck]:
        """Promises that only this engine makes, looked at one by one."""
        none: tuple[PromiseCheck, ...] = ()
        for check in none:
            yield check

    async def merge_search(self, database: Connections) -> None:
        """Take the words of deleted articles out of the files of search."""

    async def empty_log(self, database: Connections) -> bool:
        """Take what was deleted out of the engine's log; False while somebody reads it."""
        return True


def turned(rows: Sequence[tuple[Any, ...]]) -> tuple[list[Any], ...]:
    """Rows as columns."""
    return tuple(map(list, zip(*rows, strict=True)))
