"""The fault matrix in its short form: fewer chats and kills, shorter waits, the same promises."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.faults.elsewhere import ELSEWHERE
from tests.faults.rows import ROWS
from tests.faults.runner import SOME_CASES, Case, Result, run_cases
from tests.faults.testbed import SHORT
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


@pytest.mark.parametrize(("what", "where"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_is_shown_elsewhere_is_shown_there(what: str, where: str) -> None:
    """The table names no test that does not exist."""
    file, _, name = where.partition("::")
    assert f"def {name}(" in (Path(__file__).parents[2] / file).read_text(encoding="utf-8"), what


def test_every_row_of_the_matrix_is_run_or_named() -> None:
    """Rows 1 to 47 and 53 to 58; what sources do to each other (48 to 52) is theirs to show."""
    numbers = {row.number for row in ROWS}
    numbers |= {part for name in ELSEWHERE for part in name.split(", ")}
    shown = {int("".join(filter(str.isdigit, number))) for number in numbers}
    assert shown >= {*range(1, 48), *range(53, 59)}
