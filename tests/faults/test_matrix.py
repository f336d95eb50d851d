"""The fault matrix in its short form: fewer chats and kills, shorter waits, the same promises."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.faults.arena import SHORT, arena
from tests.faults.rows import ROWS, Row
from tests.faults.worker import Nursery


@pytest.fixture(scope="session")
def nursery() -> Generator[Nursery]:
    """The process that starts workers."""
    made = Nursery()
    try:
        yield made
    finally:
        made.close()


def _cases() -> list[object]:
    return [
        pytest.param(row, engine, id=f"{row.number}-{engine}")
        for row in ROWS
        for engine in row.engines
    ]


@pytest.mark.parametrize(("row", "engine"), _cases(), indirect=["engine"])
async def test_a_fault_loses_nothing_and_doubles_no_more_than_allowed(
    row: Row, nursery: Nursery, database_url: str
) -> None:
    """Counted at the receiver, from a process that really runs and is really killed."""
    async with arena(nursery, database_url, SHORT) as made:
        await row.run(made)
