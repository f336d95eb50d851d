"""A day in the life of an operator, through the running program: `python -m tests.bench.day`.

The wheel is installed, set up and run against the Bot API emulator; things go wrong one after the
other. What the operator saw at each step is printed; what is promised is asserted.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory

from bot.playground.server import Emulator
from bot.store.database import Database
from bot.store.migrate import alembic_config, newest_revision
from tests.bench.installed import Shell, saw, until
from tests.support.databases import PostgresServer
from tests.support.emulator import EmulatorClient, text_of
from tests.support.process import free_port
from tests.support.web import FeedServer, entry, rss
from tests.test_wheel import install

ADMIN, CHATS = 1001, 50


def paper(*titles: str) -> str:
    """A feed with these stories, published now."""
    at = datetime.now(UTC)
    return rss(*(entry(title, published_at=at) for title in titles), title="The Riverton Post")


async def day(folder: Path, server: PostgresServer) -> None:
    """All of it."""
    async with Emulator() as emulator, FeedServer() as web, EmulatorClient(emulator.url) as people:
        lede = await asyncio.to_thread(install, folder)
        shell = Shell(
            lede,
            folder / "work",
            TELEGRAM_API_URL=emulator.url,
            FETCH_ALLOW_PRIVATE="true",
            INGEST_INTERVAL_S="2",
            TICK_S="0.3",
            WEB_PORT=str(free_port()),
            METRICS_PORT="0",
            CATALOGUE="off",
        )
        saw("The wheel is installed", await shell("--version"))
        await people.add_person(ADMIN, "Olga")
        asked = ("--token", emulator.token, "--admin", str(ADMIN))
        saw("lede init", (await shell("init", *asked)).replace(str(folder), "…"))

        url = web.serve("/post", paper("Council opens the bridge", "Ferry line closes"))
        added = await shell("source", "add", url, "--topic", "world")
        saw("First topic: lede source add", added)
        async with shell.running() as pid:
            await _fifty_chats(shell, people, web)
            await _dead_source(shell, web)
            await _full_disk(shell, people, web, pid)
            await _telegram_away(shell, people, emulator, web)
            await _quarantine(shell, people, emulator)
        await _upgrade(shell, folder)
        url = await _moved(shell, people, server)
        await _elsewhere(shell, people, emulator, web, url)
        twice = await _twice(people)
        assert not twice, twice
        saw("At the end of the day", f"{CHATS} chats, no story told twice to anybody")


async def _fifty_chats(shell: Shell, people: EmulatorClient, web: FeedServer) -> None:
    numbers = list(range(2001, 2001 + CHATS))
    await people.add_people(numbers)
    for number in numbers:
        await people.say(number, "/subscribe world")
    await _everybody_told(people, "Council opens", "/digest")
    saw(f"{CHATS} chats follow it and are told", await shell("stats"))


async def _everybody_told(people: EmulatorClient, words: str, ask: str = "") -> None:
    """Everybody asks, and has a digest with these words."""
    numbers = range(2001, 2001 + CHATS)
    if ask:
        for number in numbers:
            await people.say(number, ask)

    async def all_have() -> bool:
        told = {each["chat_id"] for each in await people.sent() if words in str(each["text"])}
        return set(numbers) <= told

    await until(f"everybody is told “{words}”", all_have)


async def _dead_source(shell: Shell, web: FeedServer) -> None:
    web.serve("/gone", paper("Short-lived news"))
    await shell("source", "add", web.url("/gone"))
    web.serve("/gone", "", status=410)

    async def listed() -> str:
        said = await shell("source", "list", "--json")
        found = [each for each in map(json.loads, said.splitlines()) if each["last_error"]]
        return str(found[0]["last_error"]) if found else ""

    error = await until("the dead source is shown", listed)
    doctor = (await shell("doctor", "--json")).splitlines()
    said = [each for each in map(json.loads, doctor) if each["look"] == "source"]
    polled = await shell("source", "poll", "2")
    saw(
        "A source dies",
        f"source list: {error}",
        f"doctor: {said[0]['found']}",
        said[0]["remedy"],
        f"source poll 2: {polled}",
    )


async def _full_disk(shell: Shell, people: EmulatorClient, web: FeedServer, pid: int) -> None:
    infinite = resource.RLIM_INFINITY
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, infinite))
    found = await shell.ready(lambda status, _: status == 503)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (infinite, infinite))
    await shell.ready(lambda status, _: status == 200)
    saw("The disk is full for a while", f"/readyz 503: {found}", "then 200 by itself")


async def _telegram_away(
    shell: Shell, people: EmulatorClient, emulator: Emulator, web: FeedServer
) -> None:
    await emulator.go_down()
    web.serve("/post", paper("Dam above Riverton bursts", "Council opens the bridge"))
    found = await shell.ready(lambda status, said: status == 503 and "updates" in said)
    await emulator.come_back()
    await shell.ready(lambda status, _: status == 200)
    await until("the news is stored", lambda: shell("search", "dam riverton"))

    async def placed() -> bool:
        figures: dict[str, float] = json.loads(await shell("stats", "--json"))
        return figures["articles.uncurated"] == 0

    await until("it has its place", placed)
    await _everybody_told(people, "Dam above Riverton", "/digest")
    saw("Telegram is away", f"/readyz 503: {found}", "it comes back: everybody is told what came")


async def _quarantine(shell: Shell, people: EmulatorClient, emulator: Emulator) -> None:
    emulator.faults.preset("cant_parse", methods=("sendMessage",), chat_id=2001)
    await people.say(ADMIN, "/broadcast The service moves tonight")
    await until("the question", lambda: _has(people, ADMIN, "Send it?"))
    await people.press(ADMIN, "Send")

    async def dead() -> str:
        return await shell("outbox", "list", "--state", "dead")

    listed = await until("a quarantined text", dead)
    emulator.faults.clear()
    told = await until("the operator is told", lambda: _has(people, ADMIN, "Quarantined"))
    retried = await shell("outbox", "retry", listed.split()[0])
    await until("it arrives", lambda: _has(people, 2001, "moves tonight"))
    saw("A text is quarantined", f"outbox list: {listed}", f"in the chat: {told}", retried)


async def _has(people: EmulatorClient, chat: int, words: str) -> str:
    for each in await people.messages(chat):
        if words in text_of(each):
            return text_of(each)
    return ""


async def _upgrade(shell: Shell, folder: Path) -> None:
    """A database of the release before."""
    before = ScriptDirectory.from_config(alembic_config()).get_revision("head").down_revision
    database = Database(f"sqlite:///{folder / 'old.db'}")
    async with database.write() as connection:
        await connection.run_sync(_at, str(before))
    await database.aclose()
    old = f"sqlite:///{folder / 'old.db'}"
    refused = await shell("stats", status=78, DATABASE_URL=old)
    done = await shell("migrate", DATABASE_URL=old)
    kept = [each.name for each in folder.glob("old.db.*backup")]
    assert kept
    said = refused.replace(str(folder), "…")
    saw(f"An upgrade to {newest_revision()}", f"stats: {said}", f"migrate: {done}", f"kept: {kept}")


def _at(connection: Any, revision: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def _moved(shell: Shell, people: EmulatorClient, server: PostgresServer) -> str:
    """The address of the database on the other engine."""
    made = await shell("backup", "copy.db")
    url = await asyncio.to_thread(server.make_database, "moved")
    restored = await shell("restore", "copy.db", "--yes", DATABASE_URL=url)
    await shell("verify", DATABASE_URL=url)
    resumed = await shell("resume", DATABASE_URL=url)
    async with shell.running(DATABASE_URL=url):
        before = len(await people.sent(chat=2001))
        await people.say(2001, "/status")

        async def answered() -> bool:
            return len(await people.sent(chat=2001)) > before

        await until("an answer", answered)
    saw("The copy is restored on PostgreSQL", made, restored, resumed, "it answers")
    return url


async def _elsewhere(
    shell: Shell, people: EmulatorClient, emulator: Emulator, web: FeedServer, url: str
) -> None:
    """Another folder, back on SQLite, with a new token of the same bot."""
    folder = shell.folder.with_name("elsewhere")
    folder.mkdir()
    file = f"sqlite:///{folder / 'lede.db'}"
    copied = await shell("copy", "--to", file, DATABASE_URL=url)
    emulator.calls.token = (
        f"{emulator.token.partition(':')[0]}:AAEnewTokenOfTheSameBotMadeByItsFather"
    )
    there = Shell(
        shell.lede,
        folder,
        **shell.settings
        | {
            "TELEGRAM_BOT_TOKEN": emulator.calls.token,
            "ADMIN_IDS": str(ADMIN),
            "DATABASE_URL": file,
        },
    )
    before = len(await people.sent())
    async with there.running():
        await asyncio.sleep(10)  # nobody asked for anything
        unasked = [each for each in (await people.sent())[before:] if each["chat_id"] != ADMIN]
        assert not unasked, unasked
        await people.say(2001, "/digest")
        told = await until("an answer", lambda: _has(people, 2001, "Nothing new"))
        web.serve("/post", paper("Harbour festival begins", "Council opens the bridge"))
        polled = await there("source", "poll")
        await _everybody_told(people, "Harbour festival", "/digest")
    saw(
        "Another host, engine and token",
        copied,
        "nobody was asked or told anything",
        f"/digest: {told}",
        f"source poll: {polled}",
        "everybody is told what came",
    )


async def _twice(people: EmulatorClient) -> dict[tuple[int, str], int]:
    """What anybody was told more than once."""
    told: Counter[tuple[int, str]] = Counter()
    for each in await people.sent():
        for words in (
            "Council opens the bridge",
            "Ferry line closes",
            "Dam above Riverton",
            "Harbour festival",
        ):
            if words in str(each["text"]):
                told[each["chat_id"], words] += 1
    return {key: count for key, count in told.items() if count > 1}


def main() -> int:
    """Run it; 1 when a promise was broken."""
    server = PostgresServer()
    server.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(day(Path(folder), server))
    finally:
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
