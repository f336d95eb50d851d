"""Runs rows of the matrix side by side, each with its own emulator, database and workers."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.faults.matrix import BrokenPromiseError, Row
from tests.faults.receiver import Tally
from tests.faults.rows import ROWS
from tests.faults.testbed import SERVERS, Scale, testbed
from tests.support.databases import PostgresServer, prepare_database


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row on an engine."""

    row: Row
    engine: str

    @property
    def name(self) -> str:
        """How tests call it."""
        return f"{self.row.number}-{self.engine}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a case."""

    case: Case
    tally: Tally | None = None
    #: Why it failed, or empty.
    broken: str = ""


CASES = [Case(row=row, engine=engine) for row in ROWS for engine in row.engines]
#: Rows that every run of the tests shows on both engines; the others take turns.
_ALWAYS = ("1", "2", "4", "20")
SOME_CASES = [
    case
    for place, row in enumerate(ROWS)
    for case in CASES
    if case.row is row
    and (row.number in _ALWAYS or case.engine == row.engines[place % len(row.engines)])
]


def run_cases(
    cases: Sequence[Case],
    scale: Scale,
    *,
    make_url: Callable[[Case], str],
    side_by_side: int,
    done: Callable[[Result], None] = lambda _: None,
) -> dict[str, Result]:
    """The result of each case, by its name."""
    return asyncio.run(_run(cases, scale, make_url, side_by_side, done))


def _own_url(case: Case) -> str:
    """An empty database of this version's tables, on a server that nobody else uses."""
    server = PostgresServer(case.row.server or "")
    server.start()
    url = server.make_database("lede")
    prepare_database(url)
    SERVERS[url] = server
    return url


async def _run(
    cases: Sequence[Case],
    scale: Scale,
    make_url: Callable[[Case], str],
    side_by_side: int,
    done: Callable[[Result], None],
) -> dict[str, Result]:
    places = asyncio.Semaphore(side_by_side)
    results: dict[str, Result] = {}
    # Nothing lasts so long but what hangs.
    limit_s = 90 + 10 * scale.total / scale.rate + 10 * scale.long_s

    async def one(case: Case) -> None:
        url = ""
        async with places:
            try:
                url = await asyncio.to_thread(_own_url if case.row.server else make_url, case)
                async with asyncio.timeout(limit_s), testbed(url, scale) as made:
                    result = Result(case=case, tally=await case.row.run(made))
            except BrokenPromiseError as error:
                result = Result(case=case, broken=str(error))
            except Exception:  # one row's trouble is told with the others' results
                result = Result(case=case, broken=traceback.format_exc())
            finally:
                if (server := SERVERS.pop(url, None)) is not None:
                    await asyncio.to_thread(server.stop)
            results[case.name] = result
            done(result)

    await asyncio.gather(*(one(case) for case in cases))
    return results
