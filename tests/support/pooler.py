"""PgBouncer between Lede and PostgreSQL: it gives a connection's transactions to any of a few."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.support.databases import PostgresServer
from tests.support.process import free_port

#: Connections to the server, far fewer than a process of Lede opens: they are really shared.
_POOL = 3

_SETTINGS = """
[databases]
* = host={host} user=postgres

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = 200
idle_transaction_timeout = 5
logfile = {folder}/log
"""

MISSING = "PgBouncer is not installed (Debian's package is called pgbouncer)"


def program() -> str | None:
    """PgBouncer, where it is installed."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


class Pooler:
    """PgBouncer in transaction mode before a server, on a port of its own."""

    def __init__(self, server: PostgresServer) -> None:
        self.port = free_port()
        self._server = server
        self._folder = Path(tempfile.mkdtemp(prefix="lede-pooler-"))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        found = program()
        assert found is not None, MISSING
        owner = self._server.folder / "data"  # who alone may use the server's socket
        user = owner.stat().st_uid
        settings = self._folder / "pgbouncer.ini"
        settings.write_text(
            _SETTINGS.format(host=owner, port=self.port, pool=_POOL, folder=self._folder)
        )
        for each in (self._folder, settings):
            os.chown(each, user, -1)
        self._process = subprocess.Popen(
            [found, "--quiet", str(settings)], user=user, cwd=self._folder
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)
        raise AssertionError("PgBouncer does not listen")

    def url(self, name: str) -> str:
        """The address of one of the server's databases behind it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """End it and remove its folder."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)
        shutil.rmtree(self._folder, ignore_errors=True)
