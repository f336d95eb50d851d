"""The ways strangers could hurt others, tried by hand: `python -m tests.bench.strangers`.

For each engine Lede starts in an empty folder against the emulator, is given each attack as a
person, a source or a neighbour would, and must pass it while others ask for `/help` and wait. One
line per point: what was done, what was seen, the others' longest wait, ok or not. At the end Lede
is started anew to see what a day without followers does to a source.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.clock import SystemClock
from bot.domain.models import SourceKind
from bot.playground.server import Emulator
from bot.store.database import Database
from bot.store.sources import SourceStore
from tests.bench.scene import (
    ANN,
    BOB,
    BOUND_S,
    EVE,
    FIRST_OTHER,
    OPERATOR,
    OTHERS,
    SECRET,
    SLOW,
    TRACES,
    Scene,
    Seen,
)
from tests.bench.strangers_small import banned_forum, forwarded, unfollowed
from tests.support.articles import new_article, store
from tests.support.databases import PostgresServer
from tests.support.emulator import EmulatorClient, buttons_of, text_of
from tests.support.process import TOKEN, free_port, lede, run_lede
from tests.support.web import FeedServer, entry, page, rss


async def dots(scene: Scene) -> Seen:
    await scene.ask(BOB, "/subscribe " + "a." * 1500)
    said = await scene.ask(BOB, "/subscribe www." + "a." * 40 + "@://", "no address")
    return Seen(ok=bool(said), did="addresses of 40 and 1,500 dots", saw=said)


async def robots(scene: Scene) -> Seen:
    bomb = "".join(f"User-agent: a{n}\nDisallow: /{n}\n" for n in range(8000))
    agents = "".join(f"User-agent: b{n}\n" for n in range(8000))
    scene.site.serve("/robots.txt", bomb + agents + "Disallow: /x\n", content_type="text/plain")
    now, url = SystemClock().now(), scene.site.url
    short = [entry(f"Short {n}", link=url(f"/p{n}"), published_at=now) for n in range(5)]
    scene.site.serve("/short", rss(*short))
    for n in range(5):
        scene.site.serve(f"/p{n}", page("<p>Words of it.</p>"), content_type="text/html")
    before = scene.memory_mb()
    await scene.ask(OPERATOR, f"/subscribe {scene.site.url('/short')}", "You now follow")
    async with asyncio.timeout(60):
        while not any(each.path == "/robots.txt" for each in scene.site.seen):
            await asyncio.sleep(0.2)
    await asyncio.sleep(5)
    grown = scene.memory_mb() - before
    asked = sum(each.path == "/robots.txt" for each in scene.site.seen)
    saw = f"{grown} MB more, robots.txt asked for {asked} time(s)"
    return Seen(ok=grown < 150, did="a robots.txt of 16,000 agents", saw=saw)


async def phrases(scene: Scene) -> Seen:
    words = " ".join(f"word{n}" for n in range(300))
    said = await scene.ask(BOB, f'/search "{words}"')
    more = await scene.ask(BOB, f'/subscribe "{words[:90]}"')
    return Seen(ok=bool(said and more), did="a phrase of 300 words", saw=said)


async def private_feeds(scene: Scene) -> Seen:
    now = SystemClock().now()
    source = await SourceStore(scene.database).add(
        kind=SourceKind.FEED, locator=SECRET, title="Annsdiary", now=now, public=False
    )
    diary = new_article("mine", headline="Xylophonists of Annstown", body="Quokkas annsleeping.")
    await store(scene.database, source, diary, now=now)
    await scene.ask(ANN, f"/subscribe {SECRET}", "You now follow")
    mine = await scene.ask(ANN, "/search xylophonists")
    theirs = await scene.ask(BOB, "/search xylophonists")
    ok = "Annstown" in mine and "Annstown" not in theirs and "tokenof" not in theirs
    return Seen(ok=ok, did="another searches for words of a private feed", saw=theirs)


async def slow_sites(scene: Scene) -> Seen:
    async def never(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(40)
        writer.close()

    server = await asyncio.start_server(never, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    said = ""
    for n in range(5):
        said = await scene.ask(SLOW, f"/subscribe http://127.0.0.1:{port}/{n}")
    await asyncio.sleep(5)
    server.close()
    return Seen(ok="Looking" in said, did="five addresses that never answer", saw=said)


async def many_addresses(scene: Scene) -> Seen:
    said: dict[str, Any] = {}
    for n in range(25):
        said = await scene.people.say(BOB, f"/subscribe https://s{n}.example.invalid/feed")
        await asyncio.sleep(0.05)
    answer = await scene.people.wait_for(BOB, lambda _: True, 30, since=said["message_id"] - 40)
    count = len([each for each in await SourceStore(scene.database).all() if not each.trusted])
    saw = f"{text_of(answer)}; {count} untrusted sources stored"
    return Seen(ok=count <= 20, did="25 new addresses of one person at once", saw=saw)


async def heavy_texts(scene: Scene) -> Seen:
    body = "中文。" * 12_000
    heavy = [entry(f"Heavy {n}", summary=body) for n in range(20)]
    scene.site.serve("/heavy", rss(*heavy))
    said = await scene.ask(OPERATOR, f"/subscribe {scene.site.url('/heavy')}", "You now follow", 90)
    await asyncio.sleep(5)
    return Seen(ok=bool(said), did="a feed of 20 x 108 KB of 中文。", saw=said)


async def forgotten(scene: Scene) -> Seen:
    await scene.ask(ANN, "/subscribe zeppelins of annswords")
    await scene.ask(ANN, "/forgetme")
    await scene.people.press(ANN, "Delete everything")
    told = await scene.people.wait_for(ANN, lambda each: "is deleted" in text_of(each), 30)
    left = {"?"}
    deadline = time.monotonic() + 60
    while left and time.monotonic() < deadline:
        left = await _traces(scene)
        await asyncio.sleep(1)
    saw = f"{text_of(told)}; found of them afterwards: {sorted(left) or 'nothing'}"
    return Seen(ok=not left, did="/forgetme, then a search of all that is stored", saw=saw)


async def _traces(scene: Scene) -> set[str]:
    if scene.database.dialect.name == "sqlite":
        # whoever closes a file gives up all locks that their process holds on it: SQLite's, too
        await scene.database.engine.dispose()
        files = [file for file in scene.folder.rglob("*") if file.is_file()]
        pairs = [(file, trace) for file in files for trace in TRACES]
        return {f"{file.name}: {it}" for file, it in pairs if it.encode() in file.read_bytes()}
    found = set()
    async with scene.database.read() as connection:
        names = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        for name in (await connection.execute(text(names))).scalars().all():
            for trace in TRACES:
                query = text(f'SELECT count(*) FROM "{name}" AS t WHERE t::text LIKE :what')
                if (await connection.execute(query, {"what": f"%{trace}%"})).scalar_one():
                    found.add(f"{name}: {trace}")
    return found


async def loose_files(scene: Scene) -> Seen:
    made = [file for file in scene.folder.rglob("*") if file.name != ".env"]
    loose = [file.name for file in made if file.stat().st_mode & 0o077]
    warned = ".env" in scene.running.output
    canary = "postgresql://lede:canaryPassword@127.0.0.1:1/lede"
    checked = await run_lede("check", folder=scene.folder, settings={"DATABASE_URL": canary})
    shown = "canaryPassword" in checked.output
    saw = f"readable by others: {loose or 'nothing'}; warned of .env: {warned}; password: {shown}"
    return Seen(ok=not loose and warned and not shown, did="files, a loose .env, check", saw=saw)


async def half_open(scene: Scene) -> Seen:
    resource.prlimit(scene.running.pid, resource.RLIMIT_NOFILE, (1024, 1024))
    writers = []
    for _ in range(1500):
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", scene.web_port)
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            writers.append(writer)
    await asyncio.sleep(3)
    for writer in writers:
        writer.close()
    await asyncio.sleep(1)
    status = await _raw(scene.web_port, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    traces = scene.running.output.count("Traceback")
    saw = f"then /healthz says {status}; {traces} tracebacks"
    ok = status.endswith("200 OK") and not traces
    return Seen(ok=ok, did="1,500 half-open requests, 1,024 descriptors", saw=saw)


async def _raw(port: int, request: bytes) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    async with asyncio.timeout(20):
        line = await reader.readline()
    writer.close()
    return line.decode("latin-1").strip()


async def live_words(scene: Scene) -> Seen:
    headline = "Tap /hold now @operator #tag evil.example \u202etxt.exe"
    scene.site.serve("/live", rss(entry(headline), title="\u202eLive /hold"))
    await scene.ask(OPERATOR, f"/subscribe {scene.site.url('/live')}", "You now follow", 90)
    shown = await scene.people.wait_for(OPERATOR, lambda each: "Tap" in text_of(each), 60)
    held = {each["type"] for each in shown.get("entities", [])} & {"bot_command", "mention"}
    asked = await scene.ask(OPERATOR, "/hold", "?")
    stranger = await scene.ask(EVE, f"/subscribe {scene.site.url('/inside')}", "private network")
    inside = any(each.path == "/inside" for each in scene.site.seen)
    empty = await _raw(
        int(scene.emulator.url.rpartition(":")[2]), b"GET / HTTP/1.1\r\nHost: \r\n\r\n"
    )
    turned = "\u202e" in "".join((text_of(shown), *buttons_of(shown)))
    ok = not held and not inside and not turned
    saw = f"{text_of(shown)[:80]}; live: {held or 'nothing'}; /hold: {asked}; stranger: {stranger}; no Host: {empty}"
    return Seen(ok=ok and " 500" not in empty, did="a headline of commands, /hold, inside", saw=saw)


#: By their numbers in the list of what was seen; some have several faults.
POINTS: tuple[tuple[int, Callable[[Scene], Awaitable[Seen]]], ...] = (
    *enumerate((dots, robots, phrases, private_feeds, slow_sites, many_addresses, heavy_texts), 1),
    *enumerate((forgotten, loose_files, half_open, live_words), 8),
    *((11, banned_forum), (11, forwarded)),
)


async def _others(scene: Scene) -> None:
    """Others ask in turn, each seldom enough for anybody's limit."""
    for person in cycle(range(FIRST_OTHER, FIRST_OTHER + OTHERS)):
        began = time.monotonic()
        with suppress(TimeoutError):
            await scene.ask(person, "/help")
        scene.waits_s.append(time.monotonic() - began)
        await asyncio.sleep(0.5)


async def _all_on(database_url: str) -> bool:
    """Try every point on one engine; whether all held."""
    web_port, failed = free_port(), set[int]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = database_url or f"sqlite:///{folder / 'data' / 'lede.db'}"
        (folder / ".env").write_text("LOG_LEVEL=INFO\n", encoding="utf-8")
        (folder / ".env").chmod(0o644)
        async with Emulator(token=TOKEN) as emulator, FeedServer() as site:
            settings = {
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": emulator.url,
                "DATABASE_URL": url,
                "ADMIN_IDS": f"{OPERATOR},{SLOW}",
                "FETCH_ALLOW_PRIVATE": "true",
                "INGEST_INTERVAL_S": "2",
                "WEB_PORT": str(web_port),
                "LOG_LEVEL": "INFO",
            }
            async with (
                EmulatorClient(emulator.url) as people,
                lede("run", folder=folder, settings=settings) as running,
            ):
                await running.wait_for("app.started")
                database = Database(url)
                known: dict[str, Any] = {
                    "emulator": emulator,
                    "people": people,
                    "site": site,
                    "running": running,
                }
                scene = Scene(database=database, folder=folder, web_port=web_port, **known)
                await people.add_person(ANN, "Annsname", started=False)
                everybody = [OPERATOR, SLOW, BOB, EVE, *range(FIRST_OTHER, FIRST_OTHER + OTHERS)]
                await people.add_people(everybody, started=False)
                asking = asyncio.create_task(_others(scene))
                for number, point in POINTS:
                    if not await _point(scene, number, point):
                        failed.add(number)
                asking.cancel()
                ended: list[int] = []

                async def stop() -> None:
                    ended.append(await running.stop())

                async def left(scene: Scene) -> Seen:
                    return await unfollowed(scene, settings, stop, site)

                if not await _point(scene, 6, left):
                    failed.add(6)
                await database.aclose()
    count = max(number for number, _ in POINTS)
    print(f"{count - len(failed)} of {count} hold; SIGTERM: ended with status {ended}", flush=True)
    return not failed and ended == [0]


async def _point(scene: Scene, number: int, point: Callable[[Scene], Awaitable[Seen]]) -> bool:
    scene.waits_s.clear()
    try:
        seen = await point(scene)
    except (TimeoutError, OSError, AssertionError) as error:
        seen = Seen(ok=False, did=point.__name__, saw=f"{type(error).__name__}: {error}"[:400])
    await asyncio.sleep(1)
    longest = max(scene.waits_s, default=0.0)
    ok = seen.ok and longest <= BOUND_S
    saw = " ".join(seen.saw.split())[:300]
    print(f"{number:2}. {'ok ' if ok else 'NOT'} {seen.did} | {saw} | others <= {longest:.1f} s")
    return ok


def main() -> int:
    """Try everything on the engines asked for; 1 when something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.strangers")
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    engine = parser.parse_args().engine
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    held = True
    if engine != "postgresql":
        print("SQLite")
        held &= asyncio.run(_all_on(""))
    if engine != "sqlite":
        print("PostgreSQL")
        server = PostgresServer()
        server.start()
        try:
            held &= asyncio.run(_all_on(server.make_database("strangers")))
        finally:
            server.stop()
    return int(not held)


if __name__ == "__main__":
    sys.exit(main())
