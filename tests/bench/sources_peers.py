"""Other readers on documents made to hurt, each in a process of its own with limits.

`outcome` is what `tests.bench.sources_speed` asks; the module itself is the process:
`python -m tests.bench.sources_peers READER` reads a document from standard input.
"""

from __future__ import annotations

import importlib
import io
import json
import resource
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

#: Reader to the module that has its `parse`.
PEERS = {
    "feedparser": "feedparser",
    "fastfeedparser": "fastfeedparser",
    "feedparser-rs": "feedparser_rs",
}
#: What a peer may take before it is ended.
LIMIT_S, LIMIT_BYTES = 15.0, 3_000_000_000


def outcome(reader: str, document: bytes) -> str:
    """Wall seconds, growth in MB and result, or how it ended."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.sources_peers", reader],
            input=document,
            capture_output=True,
            timeout=LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"ended after {LIMIT_S:.0f} s"
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["killed"]
        return f"status {done.returncode}: {why[0][:60]}"
    found = json.loads(done.stdout)
    return f"{found['s']:6.2f} s {found['mb']:6.0f} MB  {found['result']}"


def _peak_bytes() -> int:
    text = Path("/proc/self/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) * 1024


def _read(reader: str) -> dict[str, Any]:
    parse: Any = importlib.import_module(PEERS[reader]).parse
    document = sys.stdin.buffer.read()
    parse(b"<rss version='2.0'><channel><title>x</title></channel></rss>")
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
    before, started = _peak_bytes(), time.monotonic()
    try:
        given = io.BytesIO(document) if reader == "feedparser" else document
        entries = parse(given).entries
        title = str(entries[0].get("title", "") if reader != "feedparser-rs" else entries[0].title)
        result = f"{len(entries)} entries {title[:24]!r}" if entries else "no entries"
    except (Exception, MemoryError) as error:
        result = type(error).__name__
    return {
        "s": time.monotonic() - started,
        "mb": (_peak_bytes() - before) / 1e6,
        "result": result.encode("utf-8", "replace").decode(),
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps(_read(sys.argv[1])))
