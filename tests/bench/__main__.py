"""Every benchmark, one after the other: `python -m tests.bench [NAME…]`.

Each is a process of its own, so that none sees another's caches or memory. `LEDE_DATA` names the
folder of text data sets; `LEDE_FEEDPARSER`, `LEDE_TRAFILATURA` and `LEDE_FUNDUS` the `tests`
folders of those projects' repositories; a benchmark without its data says so and the others go on.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

NAMES = (
    "text_quality",
    "text_world",
    "stories",
    "planning",
    "slots",
    "commands",
    "delivery",
    "abuse",
    "strangers",
    "search",
    "sources_speed",
    "sources_polls",
    "sources_corpus",
)


def main() -> int:
    """Run the named benchmarks, or all; 1 when one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    chosen = parser.parse_args().names or NAMES
    if unknown := sorted(set(chosen) - set(NAMES)):
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    failed = []
    for name in chosen:
        print(f"\n===== {name}", flush=True)
        if name == "sources_corpus" and not os.environ.get("LEDE_FEEDPARSER"):
            print("LEDE_FEEDPARSER names no folder: nothing to measure on")
            continue
        if subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
