"""A second PostgreSQL that follows the first, and takes its place."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import asyncpg

from tests.support.databases import PostgresServer

#: What a primary needs; nothing is committed before the standby has it.
PRIMARY = "wal_level = replica\nmax_wal_senders = 4\nsynchronous_commit = on\n"


class Standby:
    """A streaming replica of a server, with sockets in a folder of its own."""

    def __init__(self, primary: PostgresServer) -> None:
        self._primary = primary
        server: Any = primary._server
        self._programs = Path(server.bin_path)
        self._data_of_first = primary.folder / "data"
        self.folder = Path(tempfile.mkdtemp(prefix="lede-pg-"))
        self._data = self.folder / "data"

    def url(self, name: str) -> str:
        """The address of a database on both servers."""
        sockets = f"{self._data_of_first},{self.folder}"
        return f"postgresql://postgres:@/{name}?host={sockets}&port=5432,5432"

    async def start(self) -> None:
        """Copy the primary, follow it, and have it wait for us from now on."""
        os.chown(self.folder, self._data_of_first.stat().st_uid, -1)
        await self._run(
            "pg_basebackup", "-h", self._data_of_first, "-R", "-cfast", "-D", self._data
        )
        words = f'-h "" -k {self.folder}'
        await self._run("pg_ctl", "-w", "-o", words, "-l", self.folder / "log", "start")
        await self._ask(self._data_of_first, "ALTER SYSTEM SET synchronous_standby_names = '*'")
        await self._ask(self._data_of_first, "SELECT pg_reload_conf()")
        async with asyncio.timeout(60):
            while not await self._ask(
                self._data_of_first, "SELECT sync_state = 'sync' FROM pg_stat_replication"
            ):
                await asyncio.sleep(0.05)

    async def take_over(self) -> None:
        """Kill the primary as a power cut would, and be the primary."""
        os.kill(self._primary.pid, signal.SIGKILL)
        await self._run("pg_ctl", "-w", "promote")

    async def stop(self) -> None:
        """End it and remove its folder."""
        if (self._data / "postmaster.pid").exists():
            await self._run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    async def _run(self, program: str, *words: object) -> None:
        given = [str(self._programs / program), *map(str, words)]
        if program == "pg_basebackup":
            given += ["-U", "postgres"]
        else:
            given += ["-D", str(self._data)]
        done = await asyncio.to_thread(
            subprocess.run,
            given,
            user=self._data_of_first.stat().st_uid,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=60,
        )
        log = self.folder / "log"
        said = log.read_text() if log.exists() else ""
        assert done.returncode == 0, f"{done.stderr.decode()}\n{said}"

    @staticmethod
    async def _ask(socket: Path, words: str) -> Any:
        connection = await asyncpg.connect(host=str(socket), user="postgres", database="postgres")
        try:
            return await connection.fetchval(words)
        finally:
            await connection.close()
