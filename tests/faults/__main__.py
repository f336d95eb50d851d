"""The full fault matrix as a table: `python -m tests.faults [--short] [--rows 2,4] [--engine …]`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.faults.elsewhere import ELSEWHERE
from tests.faults.runner import CASES, Case, Result, run_cases
from tests.faults.testbed import FULL, SHORT
from tests.support.databases import PostgresServer, prepare_database


def main() -> int:
    """Run, print a line for each case as it ends, then the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--short", action="store_true", help="the form the tests run")
    parser.add_argument("--rows", default="", help="numbers, comma-separated")
    parser.add_argument("--engine", choices=["sqlite", "postgres"])
    parser.add_argument("--side-by-side", type=int, default=6)
    parser.add_argument("--chats", type=int, help="instead of 1,000 (24 in the short form)")
    options = parser.parse_args()
    rows = {row for row in options.rows.split(",") if row}
    cases = [
        case
        for case in CASES
        if (not rows or case.row.number in rows)
        and (options.engine is None or case.engine == options.engine)
    ]
    scale = SHORT if options.short else FULL
    if options.chats:
        scale = replace(scale, chats=options.chats)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        results = _run(cases, scale, Path(name), options.side_by_side)
    _print_table(cases, results)
    broken = sum(1 for result in results.values() if result.broken)
    print(
        f"\n{len(results) - broken} of {len(results)} kept, {scale.total} parts each, "
        f"{time.monotonic() - began:.0f} s"
    )
    return 1 if broken else 0


def _run(cases: list[Case], scale: object, folder: Path, side_by_side: int) -> dict[str, Result]:
    assert isinstance(scale, type(FULL))
    template = folder / "template.db"
    prepare_database(f"sqlite:///{template}")
    server: PostgresServer | None = None
    if any(case.engine == "postgres" for case in cases):
        server = PostgresServer()
        server.start()
        prepare_database(server.make_database("lede"))

    def make_url(case: Case) -> str:
        if server is not None and case.engine == "postgres":
            return server.make_database(f"faults-{case.name}", template="lede")
        file = folder / f"{case.name}.db"
        shutil.copyfile(template, file)
        return f"sqlite:///{file}"

    def done(result: Result) -> None:
        state = "BROKEN" if result.broken else "kept"
        print(f"{result.case.name}: {state}", file=sys.stderr, flush=True)

    try:
        return run_cases(cases, scale, make_url=make_url, side_by_side=side_by_side, done=done)
    finally:
        if server is not None:
            server.stop()


def _print_table(cases: list[Case], results: dict[str, Result]) -> None:
    print("| row | injected | engine | lost | doubled | told late | allowed | seconds | |")
    print("|--|--|--|--|--|--|--|--|--|")
    for case in cases:
        result, row = results[case.name], case.row
        if result.tally is None:
            why = result.broken.strip().splitlines()[-1][:160]
            print(f"| {row.number} | {row.injected} | {case.engine} | BROKEN: {why} | | | | |")
            continue
        tally = result.tally
        notes = ", ".join(f"{name} {value}" for name, value in tally.notes.items())
        print(
            f"| {row.number} | {row.injected} | {case.engine} | {tally.lost} | {tally.doubled} "
            f"| {tally.told_late} "
            f"| {row.allowed} | {tally.seconds:.0f} | {notes} |"
        )
    for number, (what, where) in ELSEWHERE.items():
        print(f"| {number} | {what} | shown by | {where} | | | | |")


if __name__ == "__main__":
    raise SystemExit(main())
