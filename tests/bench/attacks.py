"""What is tried against a running Lede, for `tests.bench.abuse`: who can do it, and how it was.

`before` is what the first version did, as it was seen when each fault was found.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass

from bot.clock import SystemClock
from bot.playground.server import Emulator
from tests.support.web import FeedServer, entry, page, rss

#: The first number of those who attack, and of those who may ask sites on the loopback.
ATTACKERS, OPERATORS = 1001, 5001


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where an attack happens."""

    emulator: Emulator
    #: Serves what it is given.
    site: FeedServer
    #: The address of a site that takes a request and never answers.
    silent_url: str
    web_port: int
    #: How many commands or people there are.
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One attack."""

    name: str
    who: str
    before: str
    run: Callable[[Ground], Coroutine[None, None, None]]


async def _nothing(_: Ground) -> None:
    pass


async def _one_person(ground: Ground) -> None:
    for number in range(ground.size):
        words = "/help" if number % 2 else "/search rates"
        ground.emulator.people.say(ATTACKERS, ATTACKERS, words)


async def _many_people(ground: Ground) -> None:
    for number in range(ATTACKERS, ATTACKERS + ground.size):
        ground.emulator.people.say(number, number, "/start")


async def _presses(ground: Ground) -> None:
    """Of the buttons that /start brought."""
    for number in range(ground.size):
        person = ATTACKERS + number % 10
        with suppress(Exception):  # the message it was under is gone
            ground.emulator.people.press(person, person, "Next ›")


async def _dots(ground: Ground) -> None:
    for number in range(ATTACKERS, ATTACKERS + ground.size // 10):
        ground.emulator.people.say(number, number, "/subscribe www." + "a." * 40 + "@://")
        ground.emulator.people.say(number, number, "/subscribe " + "a." * 1500)


async def _phrases(ground: Ground) -> None:
    phrase = " ".join(f"word{number}" for number in range(300))
    for number in range(ATTACKERS, ATTACKERS + ground.size // 20):
        ground.emulator.people.say(number, number, f'/search "{phrase}"')
        ground.emulator.people.say(number, number, f'/subscribe "{phrase}" OR {phrase}')


async def _silent_sites(ground: Ground) -> None:
    for number in range(OPERATORS, OPERATORS + ground.size // 20):
        for place in range(5):
            words = f"/subscribe {ground.silent_url}/{number}/{place}"
            ground.emulator.people.say(number, number, words)


async def _robots(ground: Ground) -> None:
    rules = "".join(f"User-agent: a{n}\nDisallow: /{n}\n" for n in range(8000))
    agents = "".join(f"User-agent: b{n}\n" for n in range(8000))
    ground.site.serve("/robots.txt", rules + agents + "Disallow: /x\n", content_type="text/plain")
    now, url = SystemClock().now(), ground.site.url
    short = [entry(f"Short {n}", link=url(f"/p{n}"), published_at=now) for n in range(5)]
    ground.site.serve("/short", rss(*short))
    for n in range(5):
        ground.site.serve(f"/p{n}", page("<p>Words of it.</p>"), content_type="text/html")
    await _read(ground, "/short", "/robots.txt")


async def _heavy_texts(ground: Ground) -> None:
    heavy = [entry(f"Heavy {n}", summary="中文。" * 12_000) for n in range(20)]
    ground.site.serve("/heavy", rss(*heavy))
    await _read(ground, "/heavy", "/heavy")


async def _read(ground: Ground, feed: str, path: str) -> None:
    """Have a feed followed, and wait until a path is asked for because of it."""
    ground.emulator.people.say(OPERATORS, OPERATORS, f"/subscribe {ground.site.url(feed)}")
    with suppress(TimeoutError):
        async with asyncio.timeout(20):
            while not any(each.path == path for each in ground.site.seen):
                await asyncio.sleep(0.05)


async def _half_open(ground: Ground) -> None:
    for _ in range(ground.size):
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", ground.web_port)
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            _HELD.append(writer)


#: Connections that nobody closes.
_HELD: list[asyncio.StreamWriter] = []


def attacks(size: int) -> tuple[Attack, ...]:
    """All of them, in order; the first one is none."""
    several = f"{size:,}"
    return (
        Attack(name="nothing", who="nobody", before="", run=_nothing),
        Attack(
            name=f"{several} commands of one person",
            who="anybody",
            before="not measured",
            run=_one_person,
        ),
        Attack(
            name=f"{several} people at once",
            who="many",
            before="not measured",
            run=_many_people,
        ),
        Attack(
            name=f"{several} presses of ten people",
            who="anybody",
            before="not measured",
            run=_presses,
        ),
        Attack(
            name="addresses of very many dots",
            who="anybody",
            before="never answered again, nor after a restart; x1.8 CPU a dot",
            run=_dots,
        ),
        Attack(
            name="phrases of 300 words",
            who="anybody",
            before="PostgreSQL: 12 words 60 s, tried again for an hour; 16 words 387 MB",
            run=_phrases,
        ),
        Attack(
            name="sites that never answer",
            who="two people",
            before="20 s, as often as wanted",
            run=_silent_sites,
        ),
        Attack(
            name="a robots.txt of 16,000 agents",
            who="a source",
            before="45 KB: 3.2 CPU s, 309 MB; 239 KB: over 40 s, 950 MB",
            run=_robots,
        ),
        Attack(
            name="a feed of 20 texts of 108 KB",
            who="a source",
            before="6.7 CPU s for 512 KB of the only worker, minutes a poll",
            run=_heavy_texts,
        ),
        Attack(
            name=f"{several} half-open requests",
            who="a neighbour",
            before="kept for ever; out of descriptors, 4,043 tracebacks",
            run=_half_open,
        ),
    )
