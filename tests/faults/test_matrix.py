"""The fault matrix in its short form: fewer chats and kills, shorter waits, the same promises."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.faults.arena import SHORT
from tests.faults.runner import SOME_CASES, Case, Result, run_cases
from tests.support.databases import PostgresServer


@pytest.fixture(scope="session")
def results(
    request: pytest.FixtureRequest,
    postgres: PostgresServer,
    postgres_name: str,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Result]:
    """What came of each chosen case; they wait more than they work, so they run side by side."""
    folder = tmp_path_factory.mktemp("faults")
    names = {item.name for item in request.session.items}

    def make_url(case: Case) -> str:
        if case.engine == "sqlite":
            file = folder / f"{case.name}.db"
            shutil.copyfile(sqlite_template, file)
            return f"sqlite:///{file}"
        return postgres.make_database(f"faults-{case.name}", template=postgres_name)

    # Whatever a test before left in it would be in every copy.
    asyncio.run(postgres.empty(postgres_name))
    chosen = [case for case in SOME_CASES if f"test_a_fault[{case.name}]" in names]
    return run_cases(chosen, SHORT, make_url=make_url, side_by_side=8)


@pytest.mark.parametrize("case", SOME_CASES, ids=lambda case: case.name)
def test_a_fault(case: Case, results: dict[str, Result]) -> None:
    """Nothing is lost, nothing doubled beyond what the row allows, order is kept.

    Counted at the receiver, from processes that really run and are really killed.
    """
    result = results[case.name]
    assert not result.broken, result.broken
