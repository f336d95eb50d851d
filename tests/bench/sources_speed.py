"""Processor time per feed of 50 entries, and what hostile documents cost.

::

    python -m tests.bench.sources_speed

Peers that are not installed are left out (`pip install fastfeedparser feedparser-rs`). The
hostile documents go the way of every feed: read in a worker process; `main` is how much the
process that waits grew (peak).
"""

from __future__ import annotations

import asyncio
import importlib.util
import io
import json
import random
import statistics
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from bot.domain.errors import FetchError
from bot.offload import Offload
from bot.sources.feed import read_answer
from bot.sources.feed_reading import read_feed
from bot.sources.http import BODY_BYTES, HttpAnswer
from tests.bench.sources_peers import PEERS, outcome

NOW = datetime(2026, 11, 23, tzinfo=UTC)
URL = "https://news.example/feed"
WORDS = [
    "harbour",
    "council",
    "report",
    "minister",
    "river",
    "bridge",
    "budget",
    "strike",
    "winter",
    "school",
    "market",
    "energy",
    "vote",
    "court",
    "train",
    "region",
    "water",
    "health",
    "museum",
    "festival",
    "company",
    "price",
    "week",
    "city",
    "north",
]
ENTRIES = 50


def _paragraphs(chance: random.Random, count: int) -> str:
    return "".join(
        f"<p>{' '.join(chance.choices(WORDS, k=60)).capitalize()}, "
        f"<a href='https://news.example/{number}'>more</a>.</p>"
        for number in range(count)
    )


def feeds() -> dict[str, bytes]:
    """The same news in four shapes."""
    chance = random.Random(1)
    stories: list[dict[str, Any]] = [
        {
            "title": " ".join(chance.choices(WORDS, k=8)).capitalize() + " & more",
            "url": f"https://news.example/2026/11/{number}",
            "short": f"<p>{' '.join(chance.choices(WORDS, k=90)).capitalize()}.</p>",
            "full": _paragraphs(chance, 12),
            "at": NOW - timedelta(hours=number),
        }
        for number in range(ENTRIES)
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    rss_head = (
        f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Example</title>'
        "<link>https://news.example/</link><description>News</description>"
    )

    def item(story: dict[str, Any], *, full: bool) -> str:
        body = f"<content:encoded><![CDATA[{story['full']}]]></content:encoded>" if full else ""
        return (
            f"<item><title>{escape(story['title'])}</title><link>{story['url']}</link>"
            f"<guid isPermaLink='true'>{story['url']}</guid><dc:creator>Desk</dc:creator>"
            f"<pubDate>{format_datetime(story['at'])}</pubDate><category>news</category>"
            f"<description>{escape(story['short'])}</description>{body}</item>"
        )

    def entry(story: dict[str, Any]) -> str:
        return (
            f"<entry><title>{escape(story['title'])}</title><link rel='alternate' "
            f"href='{story['url']}'/><id>{story['url']}</id><author><name>Desk</name></author>"
            f"<published>{story['at'].isoformat()}</published>"
            f"<updated>{story['at'].isoformat()}</updated>"
            f"<summary type='html'>{escape(story['short'])}</summary>"
            f"<content type='html'>{escape(story['full'])}</content></entry>"
        )

    return {
        "RSS short": (
            rss_head + "".join(item(s, full=False) for s in stories) + "</channel></rss>"
        ).encode(),
        "RSS full": (
            rss_head + "".join(item(s, full=True) for s in stories) + "</channel></rss>"
        ).encode(),
        "Atom full": (
            f'{head}<feed xmlns="http://www.w3.org/2005/Atom"><title>The Example</title>'
            f"<id>urn:x</id>{''.join(map(entry, stories))}</feed>"
        ).encode(),
        "JSON Feed": json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "The Example",
                "items": [
                    {
                        "id": s["url"],
                        "url": s["url"],
                        "title": s["title"],
                        "content_html": s["full"],
                        "summary": s["short"],
                        "date_published": s["at"].isoformat(),
                    }
                    for s in stories
                ],
            }
        ).encode(),
    }


def readers() -> dict[str, Callable[[bytes], int]]:
    """Each reader as a function that gives how many entries it saw."""
    found: dict[str, Callable[[bytes], int]] = {
        "lede": lambda data: len(read_feed(data, "", URL, NOW).drafts)
    }
    feedparser: Any = importlib.import_module("feedparser")
    found["feedparser"] = lambda data: len(feedparser.parse(io.BytesIO(data)).entries)
    found["feedparser, nothing sanitised"] = lambda data: len(
        feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False).entries
    )
    for name, module, call in (
        ("fastfeedparser", "fastfeedparser", "parse"),
        ("feedparser-rs", "feedparser_rs", "parse"),
    ):
        try:
            parse: Any = getattr(importlib.import_module(module), call)
        except ImportError:
            continue
        found[name] = partial(_count, parse)
    return found


def _count(parse: Any, data: bytes) -> int:
    return len(parse(data).entries)


def speed() -> None:
    """Processor milliseconds per feed, median of the rounds."""
    documents = feeds()
    sizes = ", ".join(f"{name} {len(data) // 1024} KB" for name, data in documents.items())
    print(f"CPU ms per feed of {ENTRIES} entries ({sizes})")
    for name, read in readers().items():
        cells = []
        for title, data in documents.items():
            try:
                seen = read(data)
                times = []
                for _ in range(9):
                    started = time.process_time()
                    read(data)
                    times.append((time.process_time() - started) * 1000)
                cells.append(
                    f"{title} {statistics.median(times):7.2f}"
                    + ("" if seen == ENTRIES else f" ({seen} entries)")
                )
            except Exception as error:
                cells.append(f"{title} {type(error).__name__}")
        print(f"  {name:<30} " + "   ".join(cells))


def hostile() -> dict[str, bytes]:
    """Documents made to hurt."""
    item = "<item><title>T</title><link>https://news.example/1</link><description>D</description></item>"
    rss = '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>%s</channel></rss>'
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
    )
    return {
        "billion laughs": f"<!DOCTYPE rss [{laughs}]>{rss % item.replace('T<', '&l9;<')}".replace(
            '<?xml version="1.0"?>', ""
        ).encode(),
        "quadratic entity": (
            f'<!DOCTYPE rss [<!ENTITY a "{"a" * 50_000}">]>'
            f"{rss % item.replace('T<', '&a;' * 50_000 + '<')}"
        )
        .replace('<?xml version="1.0"?>', "")
        .encode(),
        "external entity": (
            f'<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            f"{rss % item.replace('T<', '&e;<')}"
        )
        .replace('<?xml version="1.0"?>', "")
        .encode(),
        "100,000 attributes": (
            rss
            % item.replace("<item>", "<item " + " ".join(f'a{n}="1"' for n in range(100_000)) + ">")
        ).encode(),
        "author of 62 KB": (
            rss % item.replace("<title>", f"<author>{'a@a.' * 15_500}!</author><title>")
        ).encode(),
        "200,000 entries": (
            rss % ("<item><title>T</title><link>https://a.example/</link></item>" * 170_000)
        ).encode(),
        "117 MB": (rss % (item * 1_400_000)).encode(),
        "100,000 nested": (rss % item.replace("D<", "<div>" * 100_000 + "<")).encode(),
        "NUL and controls": (rss % item.replace("T<", "T\x00\x08\x1b<")).encode(),
        "wrong charset": (
            rss.replace("1.0", '1.0" encoding="utf-8')
            % item.replace("T<", "Новости города сегодня и завтра<")
        ).encode("cp1251"),
        "cut off": (rss % (item * 50))[:3000].encode(),
        "title of 9 MB": (rss % item.replace("T<", "T" * 9_000_000 + "<")).encode(),
        "9 MB of ampersands": (rss % item.replace("T<", "&" * 9_000_000 + "<")).encode(),
        "9 MB of <": ("<rss>" + "<" * 9_000_000).encode(),
        "9 MB of open CDATA": (
            rss % item.replace("T<", "<![CDATA[" * 1_000_000 + "&" + "<")
        ).encode(),
        "9 MB of comments": (rss % ("<!--" * 2_200_000 + item)).encode(),
        "9 MB of &#": (rss % item.replace("T<", "&#" * 4_500_000 + "<")).encode(),
        "9 MB of spaces": (" " * 9_000_000 + "<rss").encode(),
        "JSON nested 100,000": ('{"items":' + "[" * 100_000 + "]" * 100_000 + "}").encode(),
        "JSON of 9 MB": (
            '{"items":[' + ",".join(['{"id":1,"title":"x"}'] * 400_000) + "]}"
        ).encode(),
        "number of 9 MB": ('{"items":[{"id":' + "9" * 9_000_000 + "}]}").encode(),
    }


def peak_bytes() -> int:
    """The most memory this process ever had."""
    text = Path("/proc/self/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) * 1024


def reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


async def harm() -> None:
    """Wall time, result, and growth of this process for each hostile document."""
    offload = Offload(workers=1)
    print("\nHostile documents: wall s, main process +MB, result")
    try:
        for name, data in hostile().items():
            await offload.run(
                read_feed,
                b"<rss><channel><title>x</title></channel></rss>",
                "",
                URL,
                NOW,
                timeout_s=60,
            )
            reset_peak()
            before, started = peak_bytes(), time.monotonic()
            if len(data) > BODY_BYTES:
                result = "refused when fetched: too large"
            else:
                answer = HttpAnswer(url=URL, status=200, headers={}, body=data)
                try:
                    document = await read_answer(offload, answer, now=NOW)
                    first = document.drafts[0].headline[:30] if document.drafts else ""
                    result = f"{len(document.drafts)} entries {first!r}"
                except FetchError as error:
                    result = f"{error.reason.value}: {error}"
            wall_s = time.monotonic() - started
            print(f"  {name:<22} {wall_s:6.2f}  {(peak_bytes() - before) / 1e6:6.1f}  {result}")
    finally:
        await offload.aclose()


#: Documents that the other readers are shown, too.
SHOWN_TO_PEERS = ("billion laughs", "external entity", "100,000 attributes", "author of 62 KB",
    "200,000 entries", "117 MB", "100,000 nested", "NUL and controls", "wrong charset", "cut off")  # fmt: skip


def peers_harm() -> None:
    """The same documents given to other readers, each in a process that may be ended."""
    documents = hostile()
    for reader, module in PEERS.items():
        if importlib.util.find_spec(module) is None:
            print(f"\n{reader}: absent")
            continue
        print(f"\n{reader}: wall, growth, result")
        for name in SHOWN_TO_PEERS:
            print(f"  {name:<22} {outcome(reader, documents[name])}", flush=True)


def main() -> None:
    warnings.simplefilter("ignore")
    speed()
    asyncio.run(harm())
    peers_harm()


if __name__ == "__main__":
    main()
