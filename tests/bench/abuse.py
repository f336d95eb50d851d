"""What strangers can do to the others: `python -m tests.bench.abuse [--engine E] [--quick]`.

Lede runs as a process of its own against the emulator. While an attack goes on, twenty other
people ask `/status`, each five times and a second after the last answer (sooner Telegram would let
none come); how long they wait for it is measured where it arrives. The table says for each attack
who can do it, the others' median and 99th percentile during it, the memory of the process before
it, at its highest and after it, what is left of it in the database and of open connections, and
what the first version did. Those who attack are no newcomers, but where they are a thousand.

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
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import text

from bot.clock import SystemClock
from bot.playground.server import Emulator
from bot.playground.world.state import Person
from bot.store.database import Database
from bot.store.tables import chat
from tests.bench.attacks import ATTACKERS, OPERATORS, Attack, Ground, attacks
from tests.support.databases import PostgresServer
from tests.support.process import TOKEN, LedeProcess, free_port, lede
from tests.support.web import FeedServer

#: Those who only want an answer.
OTHERS = range(1, 201)
EACH, ROUNDS, GAP_S = 20, 5, 1.0
#: Nobody begins at the moment at which another does.
APART_S = 0.037
#: Nobody waits longer in the benchmark; who is not answered by then counts with this.
PATIENCE_S = 40.0
BOUND_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What came of one attack."""

    attack: Attack
    waits_s: list[float]
    cpu_s: float
    before_kb: int
    most_kb: int
    after_kb: int
    left: str

    @property
    def p99_s(self) -> float:
        """The 99th percentile of the others' waits."""
        ordered = sorted(self.waits_s)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


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

    silent = await asyncio.start_server(never, "127.0.0.1", 0)
    operators = range(OPERATORS, OPERATORS + size // 20)
    database, rows, web_port = Database(database_url), list[Row](), free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Emulator(token=TOKEN) as emulator, FeedServer() as site:
            for person in (*OTHERS, *range(ATTACKERS, ATTACKERS + size), *operators):
                emulator.world.add_person(
                    Person(id=person, first_name=f"P{person}", language_code="en"), started=True
                )
            settings = {
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": emulator.url,
                "DATABASE_URL": database_url,
                "WEB_PORT": str(web_port),
                "METRICS_PORT": "0",
                "SEND_RATE": str(send_rate),
                "INGEST_INTERVAL_S": "2",
                "LOG_LEVEL": "WARNING",
                # sites on the loopback can be asked by operators alone
                "FETCH_ALLOW_PRIVATE": "true",
                "ADMIN_IDS": ",".join(map(str, operators)),
            }
            ground = Ground(
                emulator=emulator,
                site=site,
                silent_url=f"http://127.0.0.1:{silent.sockets[0].getsockname()[1]}",
                web_port=web_port,
                size=size,
            )
            async with lede("run", folder=folder, settings=settings) as running:
                await _ask_all(emulator, OTHERS, rounds=1)
                for place, attack in enumerate(attacks(size)):
                    await _everybody_is_known(database)
                    others = OTHERS[place * EACH : (place + 1) * EACH]  # none at their own limit
                    rows.append(await _run(attack, ground, running, database, others))
                    print(f"{attack.name}: {rows[-1].p99_s:.2f} s", file=sys.stderr, flush=True)
                status = await running.stop()
    over.set()
    silent.close()
    await database.aclose()
    print("SQLite" if database.dialect.name == "sqlite" else "PostgreSQL")
    _print_table(rows)
    print(f"SIGTERM: ended with status {status}; tracebacks: {running.output.count('Traceback')}")
    return status != 0 or any(row.p99_s > max(BOUND_S, 2 * rows[0].p99_s) for row in rows)


async def _everybody_is_known(database: Database) -> None:
    """Make everybody somebody who wrote long before, as if the benchmark ran for an hour."""
    async with database.write() as connection:
        longer = chat.update().values(created_at=SystemClock().now() - timedelta(hours=1))
        await connection.execute(longer)


async def _run(
    attack: Attack,
    ground: Ground,
    running: LedeProcess,
    database: Database,
    others: Sequence[int],
) -> Row:
    before_kb, before_s, most_kb = _memory_kb(running.pid), _cpu_s(running.pid), [0]

    async def watch() -> None:
        while True:
            most_kb[0] = max(most_kb[0], _memory_kb(running.pid))
            await asyncio.sleep(0.1)

    watching = asyncio.create_task(watch())
    attacking = asyncio.create_task(attack.run(ground))
    await asyncio.sleep(0)  # whoever attacks is first
    waits = await _ask_all(ground.emulator, others, rounds=ROUNDS)
    await attacking
    deadline = time.monotonic() + PATIENCE_S
    while await _open(database) and time.monotonic() < deadline:
        await asyncio.sleep(0.2)
    watching.cancel()
    return Row(
        attack=attack,
        waits_s=waits,
        cpu_s=_cpu_s(running.pid) - before_s,
        before_kb=before_kb,
        most_kb=most_kb[0],
        after_kb=_memory_kb(running.pid),
        left=await _left(database, ground.web_port),
    )


async def _ask_all(emulator: Emulator, others: Sequence[int], *, rounds: int) -> list[float]:
    """Everybody else asks some times, each after the answer to the last."""
    asked = (_ask(emulator, person, rounds, at * APART_S) for at, person in enumerate(others))
    return [wait for waits in await asyncio.gather(*asked) for wait in waits]


async def _ask(emulator: Emulator, person: int, rounds: int, after_s: float) -> list[float]:
    waits = []
    await asyncio.sleep(after_s)
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
        await asyncio.sleep(GAP_S)
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


async def _left(database: Database, web_port: int) -> str:
    counted = {
        "open updates": "SELECT count(*) FROM inbox WHERE state = 'new'",
        "quarantined": "SELECT count(*) FROM inbox WHERE state = 'dead'",
        "addresses waiting": "SELECT count(*) FROM look",
        "sources": "SELECT count(*) FROM source",
        "interests": "SELECT count(*) FROM interest",
    }
    found = {name: await _count(database, statement) for name, statement in counted.items()}
    found["connections"] = _connections(web_port)
    return ", ".join(f"{count} {name}" for name, count in found.items() if count) or "nothing"


def _connections(port: int) -> int:
    """How many connections to a port of this machine are established."""
    count = 0
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        _, local, _, state, *_ = line.split()
        count += int(local.rpartition(":")[2], 16) == port and state == "01"
    return count


def _print_table(rows: list[Row]) -> None:
    print(
        "| attack | who can | others' median s | p99 s | x quiet | processor s "
        "| memory MB before, most, after | left | before |"
    )
    print("|--|--|--|--|--|--|--|--|--|")
    for row in rows:
        print(
            f"| {row.attack.name} | {row.attack.who} | {median(row.waits_s):.2f} | {row.p99_s:.2f} "
            f"| {row.p99_s / rows[0].p99_s:.1f} | {row.cpu_s:.1f} "
            f"| {row.before_kb / 1024:.0f}, {row.most_kb / 1024:.0f}, {row.after_kb / 1024:.0f} "
            f"| {row.left} | {row.attack.before} |"
        )


if __name__ == "__main__":
    sys.exit(main())
