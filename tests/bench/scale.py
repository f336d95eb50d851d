"""How everything grows, on both engines: `make scale`, `python -m tests.bench.scale [--share S]`.

A million articles, a hundred thousand chats whose interests follow Zipf's law, ten thousand
sources: each part at three sizes, each four times the last, in a process of its own, beside peers
where there are any: search (the bare indexes of both engines), planning a slot, following one more
query, polls while hosts are slow (and `reader`), stories, bytes of an article, messages with their
ledger (stock python-telegram-bot), a process at rest. With the memory of each part at its highest;
how long an event loop was busy at a time stands in the tables of planning and following. A figure
for one chat, question or article that stays as it is while all grows is the aim.

With `--share .05` all sizes are a twentieth. All of it takes at most `--minutes`; what is begun
then is ended and said to be so, and nothing more is begun. Bytes, the rest of stories and texts
need LEDE_DATA.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

ARTICLES, CHATS, SOURCES, QUERIES, MEMBERS = 1_000_000, 100_000, 10_000, 20_000, 50_000
MESSAGES, FEEDS = 1_000, 100

#: How long a part that is ended may take to end its servers.
_PATIENCE_S = 30.0

_STORIES = "from tests.bench.stories import cost; cost([{}])"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalePart:
    """A part that is measured in a process of its own."""

    name: str
    #: The rows of the table of what is wanted that it has figures for.
    rows: str
    arguments: Sequence[str]
    #: It needs real texts.
    data: bool = False


def parts(share: float) -> list[ScalePart]:
    """All that is measured, at this share of the sizes."""

    def sizes(most: int) -> list[str]:
        most = max(16, round(most * share))
        return [str(most // 16), str(most // 4), str(most)]

    def part(name: str, rows: str, module: str, *more: str, data: bool = False) -> ScalePart:
        arguments = ["-m", f"tests.bench.{module}", *more]
        return ScalePart(name=name, rows=rows, arguments=arguments, data=data)

    stories = ScalePart(
        name="stories",
        rows="5",
        arguments=["-c", _STORIES.format(", ".join(sizes(MEMBERS)))],
        data=True,
    )
    return [
        part("search", "2, 3", "search", "--most", sizes(ARTICLES)[-1]),
        part("planning a slot", "6, 7, 8", "slots", "--chats", *sizes(CHATS)),
        part("following one more query", "1", "follow", "--queries", *sizes(QUERIES)),
        part("bytes of an article", "9", "bytes", data=True),
        part("messages with their ledger", "10", "delivery", "--only=paid", f"--count={MESSAGES}"),
        part("polls while hosts are slow", "4", "sources_rate", *sizes(SOURCES)),
        stories,
        part(
            "a process at rest", "11", "start", "--rounds=1", "--rest=5", "--roles", "", "deliver"
        ),
        part("polls beside reader", "4", "sources_polls", str(FEEDS)),
        part("texts", "12", "text_quality", data=True),
    ]


def measure(part: ScalePart, *, until: float) -> bool:
    """Have a part print its figures; False when it failed or was ended."""
    began = time.monotonic()
    running = subprocess.Popen([sys.executable, *part.arguments], start_new_session=True)
    # servers that it began are of its group, and end with it
    ends = [(until, signal.SIGINT), (until + _PATIENCE_S, signal.SIGKILL)]
    while True:
        ended, status, used = os.wait4(running.pid, os.WNOHANG)
        if ended:
            break
        if ends and time.monotonic() > ends[0][0]:
            os.killpg(running.pid, ends.pop(0)[1])
            print("\nended: no time is left", flush=True)
        time.sleep(0.2)
    running.returncode = os.waitstatus_to_exitcode(status)
    print(
        f"\n{part.name}: {(time.monotonic() - began) / 60:.1f} minutes, "
        f"{used.ru_maxrss / 1024:,.0f} MB at its highest\n",
        flush=True,
    )
    return running.returncode == 0


def main() -> int:
    """Print the tables; 1 when a part failed, or no time was left for one."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale")
    parser.add_argument("--share", type=float, default=1.0, help="of all sizes")
    parser.add_argument("--minutes", type=float, default=30.0, help="for all, at most")
    options = parser.parse_args()
    until = time.monotonic() + 60 * options.minutes
    chosen = [each for each in parts(options.share) if not each.data or os.environ.get("LEDE_DATA")]
    failed = []
    for number, each in enumerate(chosen, 1):
        left = (until - time.monotonic()) / 60
        print(f"## {number} of {len(chosen)}: {each.name} (rows {each.rows})\n", flush=True)
        if left <= 0 or not measure(each, until=until):
            failed.append(each.name)
    print(f"{options.minutes - (until - time.monotonic()) / 60:.1f} minutes in all")
    if failed:
        print(f"not whole: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
