"""Delivery against a model of Telegram in another process: rate, refusals, waits for replies, CPU.

`python -m tests.bench.delivery` prints two tables: paid (1,000 messages a second offered, answers
after 50 ms, other clients beside ours) and free (2,000 chats under limits the bot does not know).
Rates and losses are counted at the receiver; CPU is that of the sending process alone.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from telegram import Bot
from telegram.ext import AIORateLimiter, ExtBot

from bot.clock import SystemClock
from bot.services.deliver import DeliverService
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.outbox.ledger import OutboxStore
from bot.telegram.limiter import Limiter
from bot.telegram.ratelimiter import ReplyRateLimiter
from bot.telegram.request import AiohttpRequest
from bot.telegram.sender import PartSender
from bot.telegram.transport import Transport, to_json
from tests.support.editions import add_editions
from tests.support.emulator import EmulatorClient
from tests.support.emulator_process import emulator_process
from tests.support.process import TOKEN

TEXT = "<b>Headline of a story</b>\n" + "The opening sentences of an article, as it has them. " * 7
_LATENCY_S = 0.05
_REPLIES_FROM = 1_000_000


class Stopwatch:
    """CPU of this process between two moments, in seconds."""

    def __init__(self) -> None:
        self._began = time.process_time()

    @property
    def cpu_s(self) -> float:
        """CPU since it was made."""
        return time.process_time() - self._began


async def _ours(options: argparse.Namespace) -> dict[str, Any]:
    """Our outbox on SQLite, from the first claim to the last outcome, with replies beside it."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        await migrate(database)
        await add_editions(database, options.count, now=datetime.now(UTC), texts=[TEXT])
        transport = Transport()
        limiter = Limiter(rate=options.rate)
        service = DeliverService(
            outbox=OutboxStore(database),
            sender=PartSender(transport, token=TOKEN, api_url=options.url, paid=options.paid),
            limiter=limiter,
            clock=SystemClock(),
        )
        bot = ExtBot(
            TOKEN,
            base_url=f"{options.url}/bot",
            request=AiohttpRequest(transport),
            rate_limiter=ReplyRateLimiter(limiter),
        )
        waits: list[float] = []
        stop = asyncio.Event()
        gc.collect()
        gc.freeze()  # as `bot.app` does once all is loaded
        watch = Stopwatch()
        running = asyncio.create_task(service.run(stop))
        replying = asyncio.create_task(_reply(bot, options.replies, waits))
        async with database.read() as connection:
            await connection.exec_driver_sql("SELECT 1")
        while await _unsent(database):
            await asyncio.sleep(0.5)
        cpu_s = watch.cpu_s
        stop.set()
        await running
        replying.cancel()
        limiter.close()
        await transport.aclose()
        await database.aclose()
    return {"cpu_s": cpu_s, "waits": waits}


async def _unsent(database: Database) -> int:
    async with database.read() as connection:
        found = await connection.exec_driver_sql(
            "SELECT 1 FROM outbox WHERE state IN ('waiting', 'ready', 'sending') LIMIT 1"
        )
        return len(found.all())


async def _reply(bot: Bot, count: int, waits: list[float]) -> None:
    """A reply now and then, each to somebody else; how long each took."""
    for number in range(count):
        await asyncio.sleep(0.2)
        began = time.monotonic()
        await bot.send_message(_REPLIES_FROM + number, "an answer")
        waits.append(time.monotonic() - began)


async def _each(options: argparse.Namespace, send: Callable[[int], Awaitable[Any]]) -> None:
    """Every chat's message, so many at a time."""
    chats = iter(range(1, options.count + 1))

    async def some() -> None:
        for chat in chats:
            await send(chat)

    await asyncio.gather(*(some() for _ in range(options.at_once)))


async def _ptb(options: argparse.Namespace) -> dict[str, Any]:
    """`Bot.send_message` as it comes."""
    bot = Bot(TOKEN, base_url=f"{options.url}/bot")
    return await _send_message(options, bot)


async def _ptb_limited(options: argparse.Namespace) -> dict[str, Any]:
    """With the library's own rate limiter."""
    limiter = AIORateLimiter(overall_max_rate=options.rate, max_retries=5)
    return await _send_message(
        options, ExtBot(TOKEN, base_url=f"{options.url}/bot", rate_limiter=limiter)
    )


async def _send_message(options: argparse.Namespace, bot: Bot) -> dict[str, Any]:
    async with bot:
        watch = Stopwatch()
        await _each(options, lambda chat: bot.send_message(chat, TEXT, parse_mode="HTML"))
        return {"cpu_s": watch.cpu_s}


async def _aiohttp(options: argparse.Namespace) -> dict[str, Any]:
    """The bare client: no ledger, no limits, no outcome classes."""
    address = f"{options.url}/bot{TOKEN}/sendMessage"
    async with aiohttp.ClientSession() as session:

        async def send(chat: int) -> None:
            body = to_json({"chat_id": chat, "text": TEXT, "parse_mode": "HTML"})
            headers = {"Content-Type": "application/json"}
            async with session.post(address, data=body, headers=headers) as answer:
                await answer.json()

        watch = Stopwatch()
        await _each(options, send)
        return {"cpu_s": watch.cpu_s}


async def _aiogram(options: argparse.Namespace) -> dict[str, Any]:
    from aiogram import Bot as Aiogram
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    session = AiohttpSession(api=TelegramAPIServer.from_base(options.url))
    async with Aiogram(TOKEN, session=session) as bot:
        watch = Stopwatch()
        await _each(options, lambda chat: bot.send_message(chat, TEXT, parse_mode="HTML"))
        return {"cpu_s": watch.cpu_s}


CLIENTS: dict[str, Callable[[argparse.Namespace], Awaitable[dict[str, Any]]]] = {
    "ours": _ours,
    "ptb": _ptb,
    "ptb-limited": _ptb_limited,
    "aiogram": _aiogram,
    "aiohttp": _aiohttp,
}


async def measure(
    client: str, *, count: int, at_once: int = 0, replies: int = 0, **more: Any
) -> dict[str, Any]:
    """One client in a process of its own against an emulator in another; what came of it."""
    rate, paid = more.get("rate", 29.0), more.get("paid", False)
    async with emulator_process("--latency", str(_LATENCY_S), token=TOKEN) as people:
        for first in range(1, count + 1, 2000):
            await people.add_people(range(first, min(count + 1, first + 2000)))
        if replies:
            await people.add_people(range(_REPLIES_FROM, _REPLIES_FROM + replies))
        await people.act("limits", **more.get("limits", {"on": False}))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.delivery", "--client", client),
            *("--url", people.url, "--count", str(count), "--rate", str(rate)),
            *("--at-once", str(at_once), "--replies", str(replies)),
            *(("--paid",) if paid else ()),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, words = await process.communicate()
        if process.returncode:
            raise SystemExit(words.decode().strip().splitlines()[-1])
        return {**json.loads(out.splitlines()[-1]), **await _counted(people, count)}


async def _counted(people: EmulatorClient, count: int) -> dict[str, Any]:
    """What the emulator saw."""
    stats = await people.ask("stats")
    entries: list[dict[str, Any]] = []
    while len(entries) < stats["calls"]:
        page = await people.ask("journal", since=len(entries), limit=5000)
        if not page["entries"]:
            break
        entries += page["entries"]
    accepted = [entry for entry in entries if entry["sends"] and entry["accepted"]]
    bulk = [entry for entry in accepted if entry["chat_id"] < _REPLIES_FROM]
    span_s = bulk[-1]["at_s"] - bulk[0]["at_s"]
    late = [e for e in entries if e["status"] == 429 and e["at_s"] - entries[0]["at_s"] > 10]
    return {
        "rate": (len(bulk) - 1) / span_s,
        "all_rate": (len(accepted) - 1) / (accepted[-1]["at_s"] - accepted[0]["at_s"]),
        "lost": count - len({entry["chat_id"] for entry in bulk}),
        "doubled": len(bulk) - len({entry["chat_id"] for entry in bulk}),
        "too_many": stats["too_many"],
        "too_many_late": len(late),
    }


async def paid_table(count: int) -> None:
    """A thousand a second offered."""
    print(f"paid: {count} messages, 50 ms latency, no limits\n")
    print("| client | at once | messages/s | lost | CPU µs/message | of stock |")
    print("|--|--|--|--|--|--|")
    runs = [("ptb", 30, 1500), ("ptb-limited", 30, 1500), ("aiogram", 64, 3000)]
    runs += [("aiohttp", 64, count), ("ours", 0, count)]
    stock_us = 0.0
    for client, at_once, messages in runs:
        try:
            found = await measure(client, count=messages, at_once=at_once, rate=1000, paid=True)
        except SystemExit as error:
            print(f"| {client} | not run: {error} | | | | |")
            continue
        cpu_us = found["cpu_s"] / messages * 1e6
        stock_us = stock_us or cpu_us
        print(
            f"| {client} | {at_once or '≤ 250'} | {found['rate']:.0f} | {found['lost']} "
            f"| {cpu_us:.0f} | {cpu_us / stock_us:.2f} |",
            flush=True,
        )


async def free_table(chats: int) -> None:
    """Limits the bot does not know."""
    print(f"\nfree: {chats} chats, one message each, five replies a second beside them\n")
    print(
        "| limit | messages/s | with replies | of possible | lost | 429s | after 10 s | reply p99 s |"
    )
    print("|--|--|--|--|--|--|--|--|")
    for limit in (30, 20, 45):
        limits = {"on": True, "rate": limit, "burst": 10}
        replies = 5 if limit == 30 else 100
        for count in (0, replies * 20 if limit == 30 else replies):
            found = await measure("ours", count=chats, replies=count, limits=limits)
            waits = sorted(found["waits"])
            p99 = f"{waits[int(0.99 * (len(waits) - 1))]:.2f}" if waits else "–"
            possible = min(limit, 29)
            print(
                f"| {limit}/s, burst 10 | {found['rate']:.2f} | {found['all_rate']:.2f} "
                f"| {found['all_rate'] / possible:.0%} | {found['lost']} | {found['too_many']} "
                f"| {found['too_many_late']} | {p99} |",
                flush=True,
            )


def main() -> None:
    """The tables, or one client for them."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.delivery")
    parser.add_argument("--client", choices=[*CLIENTS])
    parser.add_argument("--url", default="")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--chats", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=29.0)
    parser.add_argument("--at-once", type=int, default=30)
    parser.add_argument("--replies", type=int, default=0)
    parser.add_argument("--paid", action="store_true")
    parser.add_argument("--only", choices=["paid", "free"])
    options = parser.parse_args()
    if options.client:
        print(json.dumps(asyncio.run(_client(options))))
        return
    if options.only != "free":
        asyncio.run(paid_table(options.count))
    if options.only != "paid":
        asyncio.run(free_table(options.chats))


async def _client(options: argparse.Namespace) -> dict[str, Any]:
    return await CLIENTS[options.client](options)


if __name__ == "__main__":
    main()
