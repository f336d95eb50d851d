"""Worker processes: results and errors come back, and nothing a job does harms the caller."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.domain.errors import DocumentError, FetchError, FetchReason, InputError
from bot.offload import Offload

MB = 1024 * 1024


def add(left: int, right: int) -> int:
    return left + right


def whoami() -> int:
    return os.getpid()


def environment() -> dict[str, str]:
    return dict(os.environ)


def spin() -> None:
    while True:
        pass


def hold(size_bytes: int) -> int:
    return len(bytearray(size_bytes))


def big(size_bytes: int) -> bytes:
    return b"x" * size_bytes


def die() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def complain() -> None:
    raise InputError("not like this", example="like that")


def complain_unpicklably() -> None:
    raise FetchError(FetchReason.UNREADABLE, "no feed at all")


def chatter() -> str:
    print("noise on standard output")
    sys.stderr.write("and on the other\n")
    return "done"


@pytest_asyncio.fixture
async def offload() -> AsyncGenerator[Offload, None]:
    pool = Offload(workers=2, memory_bytes=512 * MB, cpu_s=1)
    yield pool
    await pool.aclose()


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def gone(pid: int) -> bool:
    """Whether a process ends within ten seconds."""
    for _ in range(500):
        if not alive(pid):
            return True
        await asyncio.sleep(0.02)
    return False


async def test_a_result_comes_back_and_the_child_is_used_again(offload: Offload) -> None:
    """Starting a process for every job would cost more than the job."""
    assert await offload.run(add, 2, 3, timeout_s=5) == 5
    first = await offload.run(whoami, timeout_s=5)
    assert first == await offload.run(whoami, timeout_s=5) != os.getpid()


async def test_large_arguments_and_results_pass_whole(offload: Offload) -> None:
    """A feed of ten megabytes is no problem for the socket."""
    assert await offload.run(big, 10 * MB, timeout_s=5) == b"x" * (10 * MB)
    assert await offload.run(len, b"y" * (10 * MB), timeout_s=5) == 10 * MB


async def test_errors_of_the_function_come_back_as_themselves(offload: Offload) -> None:
    """With what they carry, and the child goes on."""
    with pytest.raises(InputError, match="not like this") as caught:
        await offload.run(complain, timeout_s=5)
    assert caught.value.example == "like that"
    with pytest.raises(DocumentError, match="FetchError: no feed at all"):
        await offload.run(complain_unpicklably, timeout_s=5)
    with pytest.raises(ZeroDivisionError):
        await offload.run(divmod, 1, 0, timeout_s=5)
    assert await offload.run(add, 1, 1, timeout_s=5) == 2


async def test_what_takes_too_long_is_killed_and_others_go_on(offload: Offload) -> None:
    """A loop without end costs its caller the time it allowed, and nobody else anything."""
    stuck = asyncio.create_task(offload.run(spin, timeout_s=0.5))
    assert await offload.run(add, 1, 2, timeout_s=5) == 3
    with pytest.raises(DocumentError, match=r"longer than 0\.5 s"):
        await stuck
    assert await offload.run(add, 3, 4, timeout_s=5) == 7


async def test_processor_time_is_limited_by_the_system_too(offload: Offload) -> None:
    """Even a generous deadline does not let a job burn a core for long."""
    with pytest.raises(DocumentError, match="died"):
        await offload.run(spin, timeout_s=60)
    assert await offload.run(add, 3, 4, timeout_s=5) == 7


async def test_memory_is_limited(offload: Offload) -> None:
    """A bomb hits the child's limit and comes back as an error."""
    with pytest.raises(DocumentError, match="memory"):
        await offload.run(hold, 2048 * MB, timeout_s=5)
    assert await offload.run(hold, 10 * MB, timeout_s=5) == 10 * MB


async def test_a_child_that_crashes_is_replaced(offload: Offload) -> None:
    """A segmentation fault in a C library is one failed document."""
    with pytest.raises(DocumentError, match="died"):
        await offload.run(die, timeout_s=5)
    assert await offload.run(add, 1, 1, timeout_s=5) == 2


async def test_a_child_that_died_while_idle_costs_no_job(offload: Offload) -> None:
    """The system may kill it for memory between two jobs."""
    pid = await offload.run(whoami, timeout_s=5)
    os.kill(pid, signal.SIGKILL)
    assert await offload.run(add, 1, 1, timeout_s=5) == 2


async def test_cancelling_kills_the_child(offload: Offload) -> None:
    """The one who waited is gone; the work is not worth going on."""
    pid = await offload.run(whoami, timeout_s=5)
    task = asyncio.create_task(offload.run(spin, timeout_s=60))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await gone(pid)
    assert await offload.run(add, 1, 1, timeout_s=5) == 2


async def test_no_secret_of_the_environment_reaches_a_child(
    offload: Offload, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What reads hostile bytes knows no token."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    assert "TELEGRAM_BOT_TOKEN" not in await offload.run(environment, timeout_s=5)


async def test_what_a_library_prints_goes_nowhere(
    offload: Offload, capfd: pytest.CaptureFixture[str]
) -> None:
    """Standard output belongs to the command line's results."""
    assert await offload.run(chatter, timeout_s=5) == "done"
    assert capfd.readouterr() == ("", "")


async def test_closing_ends_all_children_and_later_jobs_fail() -> None:
    """Nothing is left behind."""
    pool = Offload(workers=1)
    pid = await pool.run(whoami, timeout_s=5)
    running = asyncio.create_task(pool.run(spin, timeout_s=60))
    await asyncio.sleep(0.1)
    await pool.aclose()
    with pytest.raises(DocumentError):
        await running
    with pytest.raises(DocumentError, match="closed"):
        await pool.run(add, 1, 1, timeout_s=5)
    assert not alive(pid)


PARENT = """
import asyncio, sys
from bot.offload import Offload
from tests.test_offload import spin, whoami

async def main():
    pool = Offload(workers=2)
    print(await pool.run(whoami, timeout_s=20), flush=True)
    await pool.run(spin, timeout_s=600)

asyncio.run(main())
"""


async def test_children_end_with_a_parent_that_is_killed() -> None:
    """Even by SIGKILL, and even in the middle of a job."""
    parent = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PARENT], stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        pid = int(await asyncio.to_thread(parent.stdout.readline))
        started = time.monotonic()
        while not alive(pid) and time.monotonic() - started < 5:
            await asyncio.sleep(0.01)
        parent.kill()
    assert await gone(pid)
