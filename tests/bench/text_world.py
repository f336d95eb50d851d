"""Main text on the pages that trafilatura measures itself with, ours beside it.

::

    git clone https://github.com/adbar/trafilatura /tmp/trafilatura
    LEDE_TRAFILATURA=/tmp/trafilatura/tests python -m tests.bench.text_world

About a thousand pages of news, blogs, shops and offices in a dozen languages, each with a few
phrases that its text has and a few that it must not have. Its maintainers chose them with their
own library at hand; ours was not made on them.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.sources.decode import decode
from bot.text.html import read_html
from tests.bench import text_peers as peers

Page = tuple[str, str, list[str], list[str]]


def pages(folder: Path) -> list[Page]:
    """Each page's markup, address, the phrases it has and those it must not have."""
    found: list[Page] = []
    said: dict[str, dict[str, Any]] = json.loads((folder / "evaldata.json").read_text())
    for url, item in said.items():
        for kind in ("cache", "eval"):
            path = folder / kind / item["file"]
            if path.is_file():
                html = decode(path.read_bytes())
                found.append((html, url, _bare(item["with"]), _bare(item["without"])))
                break
    return found


def _bare(phrases: list[str]) -> list[str]:
    return [" ".join(phrase.split()) for phrase in phrases]


def measure(extract: Callable[[str, str], str], found: list[Page]) -> tuple[float, ...]:
    """F1, precision, recall of phrases, and processor milliseconds a page."""
    right = wrong = missed = 0
    start = time.process_time()
    for html, url, has, has_not in found:
        text = " ".join(extract(html, url).split())
        held = sum(phrase in text for phrase in has)
        right += held
        missed += len(has) - held
        wrong += sum(phrase in text for phrase in has_not)
    spent = 1000 * (time.process_time() - start) / len(found)
    precision, recall = right / (right + wrong), right / (right + missed)
    return 2 * precision * recall / (precision + recall), precision, recall, spent


def main() -> int:
    """Print one table."""
    folder = os.environ.get("LEDE_TRAFILATURA", "")
    if not folder:
        print("LEDE_TRAFILATURA names no folder: nothing to measure on")
        return 0
    found = pages(Path(folder))
    readers: dict[str, Callable[[str, str], str]] = {
        "Lede": lambda html, url: "\n".join(read_html(html, url=url).paragraphs),
        "trafilatura": peers.trafilatura(),
        "trafilatura, precision": peers.trafilatura(favor_precision=True),
        "resiliparse": peers.resiliparse(),
    }
    print(f"{len(found)} pages: F1, precision, recall, ms")
    for name, extract in readers.items():
        f1, precision, recall, spent = measure(extract, found)
        print(f"  {name:<24} {f1:.4f}  {precision:.4f}  {recall:.4f}  {spent:6.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
