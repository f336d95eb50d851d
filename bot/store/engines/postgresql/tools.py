"""PostgreSQL's own programs for copies, where they are found and new enough for the server."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path

from bot.config import environment
from bot.domain.errors import ConfigError
from bot.store.engines.parts import Connections

#: How a file of `pg_dump --format=custom` begins.
_MAGIC = b"PGDMP"


def is_dump(file: Path) -> bool:
    """True if a file begins as a dump does."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


async def dump(database: Connections, target: Path) -> bool:
    """Write a dump and read it through; whether pg_dump is there and could.

    It cannot when it is older than the server, which is no fault of the operator's.
    """
    program = shutil.which("pg_dump")
    if program is None or shutil.which("pg_restore") is None:
        return False
    words = [program, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    if await _run(words, database):
        await asyncio.to_thread(target.unlink, missing_ok=True)
        return False
    await check(database, target)
    return True


async def check(database: Connections, copy: Path) -> None:
    """Read a dump through; raises ConfigError when it is not whole."""
    words = [shutil.which("pg_restore") or "pg_restore", "--file=/dev/null", str(copy)]
    if problem := await _run(words, database):
        raise ConfigError(f"The dump {copy} cannot be read: {problem}")


async def put_back(database: Connections, copy: Path) -> None:
    """Fill an empty database from a dump, all or nothing.

    Raises:
        ConfigError: pg_restore is not there, or refuses.
    """
    program = shutil.which("pg_restore")
    if program is None:
        raise ConfigError(f"{copy} is a dump of PostgreSQL, and there is no pg_restore here")
    words = [program, "--no-owner", "--no-privileges"]
    words += ["--single-transaction", f"--dbname={database.url.database}", str(copy)]
    if problem := await _run(words, database):
        raise ConfigError(f"{copy} cannot be restored: {problem}")


async def _run(words: Sequence[str], database: Connections) -> str:
    """The error message of a program that failed; empty when it did not."""
    try:
        process = await _begin(words, database)
    except OSError as error:
        return f"{words[0]}: {error.strerror}"
    _, said = await process.communicate()
    if not process.returncode:
        return ""
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    return lines[0][:300] if lines else f"status {process.returncode}"


async def _begin(words: Sequence[str], database: Connections) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *words,
        env=_environment(database),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )


def _environment(database: Connections) -> dict[str, str]:
    """The environment of the programs, with the password: their arguments never have it."""
    url = database.url
    host = url.query.get("host") or url.host
    port = url.query.get("port") or url.port
    named = {
        "PGHOST": host,
        "PGPORT": port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("ssl") or url.query.get("sslmode"),
    }
    if "," in str(host):
        named["PGTARGETSESSIONATTRS"] = url.query.get("target_session_attrs") or "read-write"
    given = {name: str(value) for name, value in named.items() if value}
    return {"PATH": environment().get("PATH", ""), "LC_ALL": "C", **given}
