"""Core fields of entries on feedparser's own test files, with feedparser as the oracle.

::

    git clone https://github.com/kurtmckee/feedparser /tmp/feedparser
    PYTHONPATH=/tmp/feedparser LEDE_FEEDPARSER=/tmp/feedparser/tests \\
        python -m tests.bench.sources_corpus [LINES]

The first variable makes the oracle the version that the files belong to; LINES shows so many
differences of each group.

For each field the share of entries in which a reader gives what feedparser does: titles and
texts as plain words, links and ids as they are, dates as moments. `fast` is the lxml reader
alone; `lede` is what a source gives (the lenient reader where the fast one is suspicious).
Only entries that say anything in the field count, and dates that can be believed.
"""

from __future__ import annotations

import calendar
import html
import io
import os
import re
import sys
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser

from bot.domain.errors import DocumentError
from bot.sources.dates import parse_date
from bot.sources.decode import decode
from bot.sources.drafts import absolute, clean
from bot.sources.feed_document import FeedEntry
from bot.sources.feed_reading import read_feed
from bot.sources.feed_xml import entries_of, entry_elements
from bot.sources.xml_parsing import parse_xml

NOW = datetime(2026, 11, 23, tzinfo=UTC)
URL = "http://127.0.0.1:8097/tests/feed.xml"
MAINSTREAM = ("atom", "atom10", "rss", "rdf", "itunes", "media-rss", "namespace")
FIELDS = ("title", "link", "id", "date", "text")
_TAG = re.compile(r"<[^>]*>")
_HEADER = re.compile(r"^\s*Header:\s*([\w-]+):\s*(.+?)\s*$", re.MULTILINE)

Fields = dict[str, str]


@dataclass
class Score:
    """How often a reader agreed."""

    files: int = 0
    all_right: int = 0
    count_right: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, oracle: Sequence[Fields], ours: Sequence[Fields]) -> None:
        self.files += 1
        same_count = len(oracle) == len(ours)
        self.count_right += same_count
        good = same_count
        for theirs, mine in zip(oracle, ours, strict=False):
            for key in FIELDS:
                if not theirs[key]:
                    continue
                self.fields[key] += 1
                if theirs[key] == mine[key]:
                    self.right[key] += 1
                else:
                    good = False
                    self.wrong.append(f"{name}: {key}: {theirs[key][:70]!r} / {mine[key][:70]!r}")
        if not same_count:
            self.wrong.append(f"{name}: {len(oracle)} entries / {len(ours)}")
        self.all_right += good

    @property
    def share(self) -> float:
        """Of all fields and counts."""
        total = sum(self.fields.values()) + self.files
        return (sum(self.right.values()) + self.count_right) / max(total, 1)


def words(text: str) -> str:
    """A text as a reader sees it."""
    text = _TAG.sub(" ", text)
    for _ in range(3):
        text = html.unescape(text)
    return " ".join(_TAG.sub(" ", text).split())


def of_feedparser(data: bytes, headers: dict[str, str]) -> list[Fields]:
    feed = feedparser.parse(
        io.BytesIO(data),
        sanitize_html=False,
        resolve_relative_uris=True,
        response_headers={"content-location": URL, **headers},
    )
    return [_of_feedparser(entry) for entry in feed.entries]


def _of_feedparser(entry: Any) -> Fields:
    moment = next(
        (
            datetime.fromtimestamp(calendar.timegm(parsed), UTC)
            for key in ("published_parsed", "created_parsed", "updated_parsed")
            # `updated` falls back to `published` with a warning when it is asked for.
            if (parsed := dict.get(entry, key)) and parsed[0] > 1900
        ),
        None,
    )
    link = entry.get("link", "")
    contents = [words(one.get("value") or "") for one in entry.get("content", ())]
    return {
        "title": words(entry.get("title", "")),
        "link": absolute(URL, link),
        "id": entry.get("id", ""),
        "date": moment.isoformat() if moment and moment.year > 1995 and moment < NOW else "",
        "text": max(contents, key=len, default="") or words(entry.get("summary", "")),
    }


def of_entry(entry: FeedEntry) -> Fields:
    moment = parse_date(entry.date, now=NOW)
    return {
        "title": words(entry.title),
        "link": absolute(entry.base or URL, entry.link or (entry.key if entry.key_is_link else "")),
        "id": entry.key,
        "date": moment.replace(microsecond=0).isoformat() if moment else "",
        "text": words(entry.body) or words(entry.summary),
    }


def _clean(entry: Fields) -> Fields:
    return {key: clean(value, 1 << 20) for key, value in entry.items()}


def of_fast(data: bytes, headers: dict[str, str]) -> list[Fields]:
    root = parse_xml(decode(data, headers.get("content-type", "")))
    if root is None:
        return []
    return [_clean(of_entry(entry)) for entry in entries_of(list(entry_elements(root)), URL)]


def falls_back(data: bytes, headers: dict[str, str]) -> bool:
    """Whether the lenient reader is asked."""
    try:
        return read_feed(data, headers.get("content-type", ""), URL, NOW).suspicious
    except DocumentError:
        return False


def _filled(entries: Sequence[Fields]) -> int:
    return sum(bool(entry[key]) for entry in entries for key in FIELDS) + len(entries)


def run(folder: Path, names: Sequence[str], *, show: int) -> None:
    fast, trusted, both = Score(), Score(), Score()
    fallbacks = worse = 0
    for name in names:
        for path in sorted((folder / name).glob("*.xml")):
            data = path.read_bytes()
            found = _HEADER.findall(data[:2000].decode("latin-1"))
            headers = {key.lower(): value for key, value in found}
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                oracle = of_feedparser(data, headers)
            label = f"{name}/{path.name}"
            ours = of_fast(data, headers)
            fast.add(label, oracle, ours)
            back = falls_back(data, headers)
            fallbacks += back
            if not back:
                trusted.add(label, oracle, ours)
            combined = oracle if back and _filled(oracle) > _filled(ours) else ours
            both.add(label, oracle, combined)
            worse += _filled(combined) < _filled(oracle)
    print(f"\n{', '.join(names)}: {fast.files} files, {fallbacks} fall back, {worse} say less")
    for title, score in (("fast", fast), ("fast, trusted", trusted), ("lede", both)):
        cells = "  ".join(f"{key} {score.right[key]}/{score.fields[key]}" for key in FIELDS)
        print(
            f"  {title}: {100 * score.share:.1f}% of fields; files all right "
            f"{score.all_right}/{score.files}; counts {score.count_right}/{score.files}; {cells}"
        )
    for line in both.wrong[:show]:
        print("    ", line)


def main() -> None:
    folder = Path(os.environ["LEDE_FEEDPARSER"])
    show = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    well = [f"wellformed/{name}" for name in MAINSTREAM]
    rest = sorted(
        f"wellformed/{path.name}"
        for path in (folder / "wellformed").iterdir()
        if path.is_dir() and path.name not in (*MAINSTREAM, "http")
    )
    run(folder, well, show=show)
    run(folder, rest, show=show)
    run(folder, ["illformed", "illformed/chardet", "illformed/geo", "encoding"], show=show)
    run(folder, ["entities"], show=show)


if __name__ == "__main__":
    main()
