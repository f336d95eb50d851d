"""Prints the table of a week: `python -m tests.week [--short] [--faults] [--show]`."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from tests.week.agenda import agenda
from tests.week.count import count, table
from tests.week.life import START, live


def main() -> None:
    """One week, or two days of few texts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="two days, six texts of each series")
    parser.add_argument("--faults", action="store_true", help="say what went wrong")
    parser.add_argument("--show", action="store_true", help="print the messages")
    chosen = parser.parse_args()
    days, each = (2, 6) if chosen.short else (7, 30)
    articles = agenda(START, days=days, each=each)
    with tempfile.TemporaryDirectory() as folder:
        received = asyncio.run(live(Path(folder), articles, days=days))
    found = count(articles, received)
    if chosen.show:
        for message in received:
            print(
                f"--- {message.at:%a %H:%M}{' (opened)' if message.opened else ''}\n{message.text}"
            )
    print(table(found))
    if chosen.faults:
        print("", *found.faults, sep="\n")


if __name__ == "__main__":
    main()
