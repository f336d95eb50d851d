"""What a poll costs: a thousand feeds on loopback, ours and `reader`'s.

::

    python -m tests.bench.sources_polls [FEEDS]

The feeds (48 KB, 50 entries, gzip) are served by a process of its own, each from an address of
its own (127.x.y.z). Counted is the processor time of everything that fetches and reads: for
ours this process and its worker.

`200` and `304` are fetching and reading: ours ends with drafts and what the source remembers,
`reader` stores entries in SQLite. `stored` is all of a poll, with a database on both sides:
`first` takes 50 articles that are new, which ours also reads as articles (headline, lead, what
is noise, words for search), `next` a document with one new article in it, as most polls that
bring anything are, `same` one that did not change although the server says 200, and `304` one
that did not and says so. The last lines are many sources with three entries each, and what share
of a core ten thousand of them take, each asked every quarter of an hour.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import importlib.util
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from aiohttp import web

from bot.domain.drafts import Fetched
from bot.domain.models import Source, SourceKind
from bot.offload import Offload
from bot.services.ingest import IngestService
from bot.sources.http import GuardedClient
from bot.sources.registry import Fetchers
from bot.store.articles import ArticleStore
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.sources import SourceStore
from tests.bench.sources_speed import ENTRIES, feeds
from tests.support.clock import FakeClock

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CONCURRENCY = 16
PORT = 18_765
#: Rounds of polls, and what the server is told before each.
STORED = {"first": "again", "304": "", "next": "next", "same": "plain"}
MANY, EVERY_S = 10_000, 900.0
#: How long a slow host takes to answer.
SLOW_S = 15.0


def serve(ready: Any) -> None:
    """A server in its own process; every address gives the same feed.

    `/next` puts one more article at the head of it, `/plain` takes its validators off, `/again`
    begins anew.
    """
    start = feeds()["RSS short"].decode()
    said: dict[str, Any] = {"news": 0, "plain": False}

    def document() -> tuple[bytes, str]:
        first = start.index("<item>")
        item = start[first : start.index("</item>") + len("</item>")]
        more = "".join(
            item.replace("2026/11/0<", f"2026/11/new{number}<").replace("<title>", "<title>New ")
            for number in range(said["news"])
        )
        packed = gzip.compress((start[:first] + more + start[first:]).encode())
        return packed, f'"{hashlib.sha256(packed).hexdigest()[:16]}"'

    said["document"] = document()

    async def answer(request: web.Request) -> web.Response:
        packed, etag = said["document"]
        headers = {} if said["plain"] else {"ETag": etag}
        if headers and request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers=headers)
        return web.Response(
            body=packed,
            content_type="application/rss+xml",
            headers={**headers, "Content-Encoding": "gzip"},
        )

    async def more(_: web.Request) -> web.Response:
        said["news"] += 1
        said["document"] = document()
        return web.Response()

    async def plain(_: web.Request) -> web.Response:
        said["plain"] = True
        return web.Response()

    async def again(_: web.Request) -> web.Response:
        said.update(news=0, plain=False)
        said["document"] = document()
        return web.Response()

    few = "</item>".join(start.split("</item>")[:3]) + "</item></channel></rss>"

    async def small(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"small"':
            return web.Response(status=304)
        return web.Response(
            text=few, content_type="application/rss+xml", headers={"ETag": '"small"'}
        )

    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(SLOW_S)
        return await small(request)

    app = web.Application()
    app.router.add_get("/slow", slow)
    app.router.add_get("/feed", answer)
    app.router.add_get("/small", small)
    app.router.add_get("/next", more)
    app.router.add_get("/plain", plain)
    app.router.add_get("/again", again)
    web.run_app(app, host="0.0.0.0", port=PORT, access_log=None, print=lambda *_: ready.set())


def tell(what: str) -> None:
    """Ask the server to change, if there is anything to ask."""
    if not what:
        return
    httpx.get(f"http://127.0.0.1:{PORT}/{what}").raise_for_status()


def addresses(count: int, path: str = "feed") -> list[str]:
    return [f"http://127.1.{n // 250}.{n % 250 + 1}:{PORT}/{path}" for n in range(count)]


def cpu_s() -> float:
    """Of this process; of a worker while it lives it is read from /proc."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def cpu_of_children_s() -> float:
    """Of the workers: those that live, and those that were replaced."""
    ticks = os.sysconf("SC_CLK_TCK")
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = round((ended.ru_utime + ended.ru_stime) * ticks)
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
            command = (path.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and b"offload_child" in command:
            total += int(fields[11]) + int(fields[12])
    return total / ticks


def report(name: str, count: int, used_s: float, wall_s: float) -> float:
    """Print a line; the CPU seconds of one feed."""
    print(
        f"  {name:<22} {1000 * used_s / count:7.2f} CPU ms/feed  {count / wall_s:7.0f} feeds/s wall"
    )
    return used_s / count


async def ours(urls: list[str]) -> None:
    offload = Offload(workers=1)
    client = GuardedClient(allow_private=True, now=lambda: NOW)
    fetchers = Fetchers(client=client, offload=offload, now=lambda: NOW)
    sources = [
        Source(id=n, kind=SourceKind.FEED, locator=url, title="", added_at=NOW, trusted=True)
        for n, url in enumerate(urls)
    ]
    turns = asyncio.Semaphore(CONCURRENCY)

    async def poll(source: Source) -> Fetched:
        async with turns:
            fetched = await fetchers.fetch(source)
            assert fetched.not_modified or len(fetched.drafts) == ENTRIES
            return replace(fetched, drafts=())  # as they are dropped once they are stored

    try:
        await fetchers.fetch(sources[0])
        for name in ("lede 200", "lede 304"):
            before, started = cpu_s() + cpu_of_children_s(), time.monotonic()
            results = await asyncio.gather(*map(poll, sources))
            report(
                name, len(urls), cpu_s() + cpu_of_children_s() - before, time.monotonic() - started
            )
            assert all(one.not_modified == (name == "lede 304") for one in results)
            sources = [
                replace(source, memory=json.loads(json.dumps(dict(one.memory))))
                for source, one in zip(sources, results, strict=True)
            ]
    finally:
        await client.aclose()
        await offload.aclose()


@asynccontextmanager
async def ingesting(
    urls: list[str], folder: Path
) -> AsyncGenerator[tuple[Database, IngestService, FakeClock]]:
    """A database with a source for each address, what polls them, and its clock."""
    database = Database(f"sqlite:///{folder}/lede.db")
    await migrate(database)
    offload, clock = Offload(workers=1), FakeClock(NOW)
    client = GuardedClient(allow_private=True, now=clock.now)
    sources = SourceStore(database)
    service = IngestService(
        sources=sources,
        articles=ArticleStore(database),
        fetcher=Fetchers(client=client, offload=offload, now=clock.now),
        workbench=offload,
        clock=clock,
        interval_s=900,
    )
    try:
        for url in urls:
            await sources.add(kind=SourceKind.FEED, locator=url, title="", now=NOW)
        yield database, service, clock
    finally:
        await service.aclose()
        await client.aclose()
        await offload.aclose()
        await database.aclose()


async def ours_stored(
    urls: list[str], folder: Path, rounds: Sequence[str] = tuple(STORED)
) -> float:
    """Everything from the request to the commit; the CPU seconds of a poll in the last round."""
    async with ingesting(urls, folder) as (database, service, clock):
        used_s = 0.0
        for name in rounds:
            tell(STORED[name])
            clock.advance(seconds=1000)
            await SourceStore(database).poll_now(None, now=clock.now())
            before, started = cpu_s() + cpu_of_children_s(), time.monotonic()
            polled = await service.drain()
            assert polled == len(urls)
            used_s = report(
                f"lede stored, {name}",
                len(urls),
                cpu_s() + cpu_of_children_s() - before,
                time.monotonic() - started,
            )
        return used_s


def theirs_stored(urls: list[str], folder: Path) -> None:
    reader_module: Any = importlib.import_module("reader")
    reader = reader_module.make_reader(str(folder / "reader.db"))
    for url in urls:
        reader.add_feed(url)
    for name, change in STORED.items():
        tell(change)
        before, started = cpu_s(), time.monotonic()
        for _ in reader.update_feeds_iter(workers=10, scheduled=False):
            pass
        report(f"reader stored, {name}", len(urls), cpu_s() - before, time.monotonic() - started)
    reader.close()


def theirs(urls: list[str]) -> None:
    try:
        reader_module: Any = importlib.import_module("reader")
    except ImportError:
        print("  reader is not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        reader = reader_module.make_reader(str(Path(folder) / "reader.db"))
        for url in urls:
            reader.add_feed(url)
        for name in ("reader 200", "reader 304"):
            before, started = cpu_s(), time.monotonic()
            for _ in reader.update_feeds_iter(workers=10, scheduled=False):
                pass
            report(name, len(urls), cpu_s() - before, time.monotonic() - started)
        reader.close()


@contextmanager
def serving() -> Generator[None]:
    """The server, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    server = context.Process(target=serve, args=(ready,), daemon=True)
    server.start()
    ready.wait(30)
    try:
        yield
    finally:
        server.terminate()
        server.join()


def main() -> None:
    warnings.simplefilter("ignore")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with serving():
        print(f"{count} feeds of 48 KB with 50 entries each, {CONCURRENCY} at once")
        asyncio.run(ours(addresses(count)))
        theirs(addresses(count))
        few = addresses(max(count // 10, 1))
        print(f"{len(few)} of them into a database")
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(ours_stored(few, Path(folder)))
            if importlib.util.find_spec("reader"):
                theirs_stored(few, Path(folder))
        print(f"{count} sources of three entries")
        with tempfile.TemporaryDirectory() as folder:
            many = addresses(count, "small")
            one_s = asyncio.run(ours_stored(many, Path(folder), ("first", "304")))
        share = one_s * MANY / EVERY_S
        print(f"  {MANY} of them every {EVERY_S:.0f} s: {100 * share:.1f} % of a core")


if __name__ == "__main__":
    main()
