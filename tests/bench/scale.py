"""Growth of planning and search on both engines: `python -m tests.bench.scale [--chats N] …`.

Each at three sizes, each four times the last up to the one given, with the memory of the process at
its highest. A figure for one chat or one question that stays as it is while all grows is the aim.
The usual sizes take some minutes; `--chats 100000 --articles 1000000` takes hours.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys

from tests.bench.slots import table


def main() -> int:
    """Print the tables; 1 when a part of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale")
    parser.add_argument("--chats", type=int, default=16_000)
    parser.add_argument("--articles", type=int, default=64_000)
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgres"])
    options = parser.parse_args()
    print("planning a slot\n", flush=True)
    sizes = [options.chats // 16, options.chats // 4, options.chats]
    table(sizes, options.engines, ["distinct", "shared"])
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nmemory of the process at its highest: {peak_mb:,.0f} MB\n\nsearch\n", flush=True)
    search = [sys.executable, "-m", "tests.bench.search", "--most", str(options.articles)]
    return subprocess.run(search, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
