"""A driver's connection as a transaction uses it: begin, ask, commit, give back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

#: How a transaction begins: READING where nothing else is said.
READING, WRITING, REPEATABLE = "reading", "writing", "repeatable"
#: One statement that writes, and nothing else: an engine may begin and commit on its way.
SINGLE = "single"

#: An option of a connection of SQLAlchemy's own that goes over a transaction that is open.
OPEN = "lede_open"


class DriverSession(ABC):
    """One connection of the pool, without SQLAlchemy's bridge; errors are the driver's own."""

    @abstractmethod
    async def ask(
        self, words: str, rows: Any, *, many: bool, last: bool = False
    ) -> tuple[Sequence[Any], Sequence[Any] | None, int]:
        """Carry out a statement, once or for each of several parameters.

        `last` says that a commit follows: an engine may do both in one. Its rows, what describes
        them (None where it brings none), how many it changed (-1 where the driver does not say).
        """

    @abstractmethod
    async def begin(self, how: str) -> str:
        """Begin a transaction; the words it begins with, empty where the driver has its own."""

    @abstractmethod
    async def commit(self) -> None:
        """End a transaction, keeping what it wrote."""

    @abstractmethod
    async def let_go(self) -> None:
        """End a transaction that only read."""

    def give_back(self) -> None:
        """Make the connection what it was, before the pool has it again."""
