"""What strangers can do to the others: `python -m tests.bench.abuse [--engine E] [--quick]`.

Lede runs as a process of its own against the emulator. While an attack goes on, other people ask
`/status` one after the other; how long they wait for their answer is measured where it arrives.
The table says for each attack who can do it, the others' 99th percentile and longest wait during
it, the memory of the process before and after, and what is left of it in the database.

The bot-wide rate of sends is Telegram's and no queue gets around it: at 29 messages a second the
answers to a thousand people take 35 s whoever is first. `--send-rate` is by default so high that
only what Lede does itself is measured.

Whatever else runs on the machine is in the waits. So each row also has its 99th percentile as a
multiple of that of the row in which nobody attacks, and the processor time of the process itself.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sqlalchemy import text

from bot.playground.server import Emulator
from bot.playground.world.state import Person
from bot.store.database import Database
from tests.support.databases import PostgresServer
from tests.support.process import TOKEN, LedeProcess, lede

#: Those who only want an answer; the first number of those who attack, and of those
#: who may ask sites on the loopback.
OTHERS, ATTACKERS, OPERATORS = range(1, 141), 1001, 5001
EACH = 20
#: Longer than somebody counts as new.
NEW_S = 62.0
#: Nobody waits longer in the benchmark; who is not answered by then counts with this.
PATIENCE_S = 60.0
BOUND_S = 1.0

Attack = Callable[[Emulator, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What came of one attack."""

    name: str
    who: str
    waits_s: list[float]
    cpu_s: float
    before_kb: int
    after_kb: int
    left: str

    @property
    def p99_s(self) -> float:
        """The 99th percentile of the others' waits."""
        ordered = sorted(self.waits_s)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def _nothing(_: Emulator, __: int) -> None:
    pass


def _one_person(emulator: Emulator, size: int) -> None:
    for number in range(size):
        emulator.people.say(ATTACKERS, ATTACKERS, "/help" if number % 2 else "/search rates")


def _many_people(emulator: Emulator, size: int) -> None:
    for number in range(ATTACKERS, ATTACKERS + size):
        emulator.people.say(number, number, "/start")


def _presses(emulator: Emulator, size: int) -> None:
    """Of the buttons that /start brought; where there are none, of nobody's."""
    for number in range(size):
        person = ATTACKERS + number % 10
        with suppress(Exception):  # the message it was under is gone
            emulator.people.press(person, person, "Next ›")


def _dots(emulator: Emulator, size: int) -> None:
    for number in range(ATTACKERS, ATTACKERS + size // 10):
        emulator.people.say(number, number, "/subscribe www." + "a." * 40 + "@://")
        emulator.people.say(number, number, "/subscribe " + "a." * 1500)


def _phrases(emulator: Emulator, size: int) -> None:
    phrase = " ".join(f"word{number}" for number in range(300))
    for number in range(ATTACKERS, ATTACKERS + size // 20):
        emulator.people.say(number, number, f'/search "{phrase}"')
        emulator.people.say(number, number, f'/subscribe "{phrase}" OR {phrase}')


def _slow(url: str) -> Attack:
    def attack(emulator: Emulator, size: int) -> None:
        for number in range(OPERATORS, OPERATORS + size // 20):
            for place in range(5):
                emulator.people.say(number, number, f"/subscribe {url}/{number}/{place}")

    return attack


def main() -> int:
    """Run the attacks on the engines asked for; 1 when others waited too long."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.abuse")
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--send-rate", type=float, default=1000)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    options = parser.parse_args()
    over = False
    if options.engine in ("sqlite", "both"):
        with tempfile.TemporaryDirectory() as name:
            url = f"sqlite:///{Path(name) / 'lede.db'}"
            over |= asyncio.run(_all_on(url, options.send_rate, quick=options.quick))
    if options.engine in ("postgresql", "both"):
        server = PostgresServer()
        server.start()
        try:
            url = server.make_database("abuse")
            over |= asyncio.run(_all_on(url, options.send_rate, quick=options.quick))
        finally:
            server.stop()
    return int(over)


async def _all_on(database_url: str, send_rate: float, *, quick: bool) -> bool:
    """Run every attack one after the other in the same process; whether one is over the bound."""
    size = 100 if quick else 1000
    over = asyncio.Event()

    async def never(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    site = await asyncio.start_server(never, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{site.sockets[0].getsockname()[1]}"
    attacks: list[tuple[str, str, Attack]] = [
        ("nothing", "nobody", _nothing),
        (f"{size:,} commands of one person", "anybody", _one_person),
        (f"{size:,} people at once", "many", _many_people),
        (f"{size:,} presses of ten people", "anybody", _presses),
        ("addresses of very many dots", "anybody", _dots),
        ("phrases of 300 words", "anybody", _phrases),
        ("sites that never answer", "anybody", _slow(url)),
    ]
    slow = range(OPERATORS, OPERATORS + size // 20)
    database = Database(database_url)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Emulator(token=TOKEN) as emulator:
            for person in (*OTHERS, *range(ATTACKERS, ATTACKERS + size), *slow):
                emulator.world.add_person(
                    Person(id=person, first_name=f"P{person}", language_code="en"), started=True
                )
            settings = {
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": emulator.url,
                "DATABASE_URL": database_url,
                "WEB_PORT": "0",
                "METRICS_PORT": "0",
                "SEND_RATE": str(send_rate),
                "LOG_LEVEL": "WARNING",
                # sites on the loopback can be asked by operators alone
                "FETCH_ALLOW_PRIVATE": "true",
                "ADMIN_IDS": ",".join(map(str, slow)),
            }
            rows = []
            async with lede("run", folder=folder, settings=settings) as running:
                await _ask_all(emulator, OTHERS)
                await asyncio.sleep(NEW_S)  # from now on they are no newcomers
                for place, (title, who, attack) in enumerate(attacks):
                    others = OTHERS[place * EACH : (place + 1) * EACH]  # none at their own limit
                    ran = _run(title, who, attack, emulator, running, database, size, others)
                    rows.append(await ran)
                    print(f"{title}: {rows[-1].p99_s:.2f} s", file=sys.stderr, flush=True)
                await running.stop()
    over.set()
    site.close()
    await database.aclose()
    print("SQLite" if database.sqlite else "PostgreSQL")
    _print_table(rows)
    return any(row.p99_s > max(BOUND_S, 2 * rows[0].p99_s) for row in rows)


async def _run(
    title: str,
    who: str,
    attack: Attack,
    emulator: Emulator,
    running: LedeProcess,
    database: Database,
    size: int,
    others: Sequence[int],
) -> Row:
    before_kb, before_s = _memory_kb(running.pid), _cpu_s(running.pid)
    attack(emulator, size)
    waits = await _ask_all(emulator, others, rounds=5)
    deadline = time.monotonic() + PATIENCE_S
    while await _open(database) and time.monotonic() < deadline:
        await asyncio.sleep(0.2)
    return Row(
        name=title,
        who=who,
        waits_s=waits,
        cpu_s=_cpu_s(running.pid) - before_s,
        before_kb=before_kb,
        after_kb=_memory_kb(running.pid),
        left=await _left(database),
    )


async def _ask_all(emulator: Emulator, others: Sequence[int], *, rounds: int = 1) -> list[float]:
    """Everybody else asks some times, each after the answer to the last."""
    found = await asyncio.gather(*(_ask(emulator, person, rounds) for person in others))
    return [wait for waits in found for wait in waits]


async def _ask(emulator: Emulator, person: int, rounds: int) -> list[float]:
    waits = []
    for _ in range(rounds):
        place = len(emulator.journal.entries)
        began = time.monotonic()
        emulator.people.say(person, person, "/status")
        while True:
            new = emulator.journal.entries[place:]
            answer = next((each for each in new if each.sends and each.chat_id == person), None)
            if answer is not None:
                waits.append(answer.at_s - began)
                break
            if time.monotonic() - began > PATIENCE_S:
                waits.append(PATIENCE_S)
                break
            place += len(new)
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
    return waits


def _memory_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def _cpu_s(pid: int) -> float:
    """The processor time of the process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _count(database: Database, statement: str) -> int:
    async with database.read() as connection:
        return int((await connection.execute(text(statement))).scalar_one())


async def _open(database: Database) -> int:
    return await _count(database, "SELECT count(*) FROM inbox WHERE state = 'new'")


async def _left(database: Database) -> str:
    counted = {
        "open updates": "SELECT count(*) FROM inbox WHERE state = 'new'",
        "quarantined": "SELECT count(*) FROM inbox WHERE state = 'dead'",
        "addresses waiting": "SELECT count(*) FROM look",
        "sources": "SELECT count(*) FROM source",
        "interests": "SELECT count(*) FROM interest",
    }
    found = {name: await _count(database, statement) for name, statement in counted.items()}
    return ", ".join(f"{count} {name}" for name, count in found.items() if count) or "nothing"


def _print_table(rows: list[Row]) -> None:
    print(
        "| attack | who can | others' median s | p99 s | x quiet | processor s "
        "| memory MB before, after | left |"
    )
    print("|--|--|--|--|--|--|--|--|")
    for row in rows:
        print(
            f"| {row.name} | {row.who} | {median(row.waits_s):.2f} | {row.p99_s:.2f} "
            f"| {row.p99_s / rows[0].p99_s:.1f} | {row.cpu_s:.1f} "
            f"| {row.before_kb / 1024:.0f}, {row.after_kb / 1024:.0f} | {row.left} |"
        )


if __name__ == "__main__":
    sys.exit(main())
