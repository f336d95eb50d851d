"""How everything grows, on both engines: `make scale`, `python -m tests.bench.scale [--full]`.

Each part at three sizes, each four times the last, in a process of its own: planning a slot,
search beside the bare indexes of both engines, following one more query, stories, polls while
hosts are slow, bytes of an article. With the memory of each part at its highest, and how far it is.
A figure for one chat, question or article that stays as it is while all grows is the aim.

The usual sizes take some minutes on two cores; `--full` is 100,000 chats and 1,000,000 articles. A
part that takes longer than `--minutes` is ended, and said to be so. Stories and bytes need LEDE_DATA.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

_STORIES = "from tests.bench.stories import cost; cost()"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalePart:
    """A part that is measured in a process of its own."""

    name: str
    arguments: Sequence[str]
    #: It needs real texts.
    data: bool = False


def parts(chats: int, articles: int, queries: int, sources: int) -> list[ScalePart]:
    """All that is measured, up to these sizes."""

    def sizes(most: int) -> list[str]:
        return [str(most // 16), str(most // 4), str(most)]

    def module(name: str, *more: str) -> list[str]:
        return ["-m", f"tests.bench.{name}", *more]

    return [
        ScalePart(name="planning a slot", arguments=module("slots", "--chats", *sizes(chats))),
        ScalePart(name="search", arguments=module("search", "--most", str(articles))),
        ScalePart(
            name="following one more query",
            arguments=module("follow", "--queries", *sizes(queries)),
        ),
        ScalePart(name="polls", arguments=module("sources_rate", str(sources))),
        ScalePart(name="stories", arguments=["-c", _STORIES], data=True),
        ScalePart(name="bytes of an article", arguments=module("bytes"), data=True),
    ]


def measure(part: ScalePart, *, minutes: float) -> bool:
    """Have a part print its figures; False when it failed or was ended."""
    began = time.monotonic()
    running = subprocess.Popen([sys.executable, *part.arguments])
    while True:
        ended, status, used = os.wait4(running.pid, os.WNOHANG)
        if not ended and time.monotonic() - began > 60 * minutes:
            running.terminate()
            print(f"\nended after {minutes:.0f} minutes", flush=True)
            ended, status, used = os.wait4(running.pid, 0)
        if ended:
            break
        time.sleep(0.2)
    running.returncode = os.waitstatus_to_exitcode(status)
    print(
        f"\n{part.name}: {(time.monotonic() - began) / 60:.1f} minutes, "
        f"{used.ru_maxrss / 1024:,.0f} MB at its highest\n",
        flush=True,
    )
    return running.returncode == 0


def main() -> int:
    """Print the tables; 1 when a part failed or was ended."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale")
    parser.add_argument("--full", action="store_true", help="100,000 chats, 1,000,000 articles")
    parser.add_argument("--chats", type=int, default=16_000)
    parser.add_argument("--articles", type=int, default=64_000)
    parser.add_argument("--queries", type=int, default=20_000)
    parser.add_argument("--sources", type=int, default=1_000)
    parser.add_argument("--minutes", type=float, default=30.0, help="for each part, at most")
    options = parser.parse_args()
    chats = 100_000 if options.full else options.chats
    articles = 1_000_000 if options.full else options.articles
    chosen = [
        part
        for part in parts(chats, articles, options.queries, options.sources)
        if not part.data or os.environ.get("LEDE_DATA")
    ]
    whole = True
    for number, part in enumerate(chosen, 1):
        print(f"## {number} of {len(chosen)}: {part.name}\n", flush=True)
        whole = measure(part, minutes=options.minutes) and whole
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
