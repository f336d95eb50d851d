"""Processor time until `lede run` is ready, and memory at rest: `python -m tests.bench.start`.

On a database that an earlier run has made, without chats and sources, beside the Bot API emulator.
Memory is what the process and its children have for themselves and their share of the rest (PSS).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

import aiohttp

from bot.playground.stage import TOKEN
from tests.support.emulator_process import emulator_process
from tests.support.process import PASSED_ON, free_port

_TICKS_S = os.sysconf("SC_CLK_TCK")
#: A slow machine that does something else besides.
_START_S = 120.0
ROLES = ("", "deliver", "listen", "ingest", "curate", "publish", "web")


def _family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _family(int(child))
    return found


def cpu_s(pid: int) -> float:
    """Processor seconds of a process and of its children, those that ended included."""
    total = 0
    for each in _family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += sum(map(int, fields[11:15] if each == pid else fields[11:13]))
    return total / _TICKS_S


def pss_mb(pid: int) -> float:
    """Memory of a process and its children in MB of a million bytes."""
    total = 0
    for each in _family(pid):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total * 1024 / 1e6


async def _ready(port: int) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(_START_S):
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)


async def _run(folder: Path, api_url: str, roles: str, rest_s: float) -> tuple[float, float, int]:
    """Processor seconds until it is ready, MB at rest, processes at rest."""
    port = free_port()
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api_url,
        "DATABASE_URL": f"sqlite:///{folder}/lede.db",
        "CATALOGUE": "off",
        "WEB_PORT": str(port),
        "METRICS_PORT": "0",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", *(("--roles", roles) if roles else ())),
        env=environment,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(_START_S):
            while b"app.started" not in (line := await process.stderr.readline()):
                assert line, "it ended"
        drained = asyncio.create_task(process.stderr.read())
        if not roles or "web" in roles:
            await _ready(port)
        used_s = cpu_s(process.pid)
        await asyncio.sleep(rest_s)
        return used_s, pss_mb(process.pid), len(_family(process.pid))
    finally:
        process.terminate()
        await process.wait()
        await drained


async def _all(roles: list[str], rounds: int, rest_s: float) -> None:
    async with emulator_process() as emulator:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            await _run(folder, emulator.url, "", 0)  # makes the database
            print("| roles | ready, CPU s (least) | at rest, MB | processes |\n|--|--|--|--|")
            for each in roles:
                runs = [await _run(folder, emulator.url, each, rest_s) for _ in range(rounds)]
                used_s, (_, memory_mb, count) = min(run[0] for run in runs), runs[-1]
                print(f"| {each or 'all'} | {used_s:.2f} | {memory_mb:.0f} | {count} |", flush=True)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--roles", nargs="*", default=list(ROLES))
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument(
        "--rest", type=float, default=20.0, help="seconds before memory is looked at"
    )
    given = asked.parse_args()
    asyncio.run(_all(given.roles, given.rounds, given.rest))
