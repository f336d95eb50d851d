"""The rows of the fault matrix that delivery answers for: what is injected, what is allowed."""

from __future__ import annotations

import asyncio
import resource
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bot.store.database import Database
from bot.store.forgetting import ForgetStore
from tests.faults.receiver import Tally
from tests.faults.testbed import Testbed

Run = Callable[[Testbed], Awaitable[Tally]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fault."""

    #: Its number in the matrix, with a letter where one number has several faults.
    number: str
    injected: str
    run: Run
    #: What may be doubled, and lost, in words.
    allowed: str = "0 doubled"
    engines: tuple[str, ...] = ("sqlite", "postgres")
    #: What PostgreSQL is told besides, for a row that ends its server; None shares one with others.
    server: str | None = None


ROWS: list[Row] = []


class BrokenPromiseError(AssertionError):
    """A run did not keep what its row promises."""


def row(
    number: str,
    injected: str,
    allowed: str = "0 doubled",
    *engines: str,
    server: str | None = None,
) -> Callable[[Run], Run]:
    def add(run: Run) -> Run:
        ROWS.append(
            Row(
                number=number,
                injected=injected,
                run=run,
                allowed=allowed,
                engines=engines or ("sqlite", "postgres"),
                server=server,
            )
        )
        return run

    return add


def keep(tally: Tally, *, doubled: int = 0, lost: int = 0) -> Tally:
    """The tally, when it keeps the promise."""
    if tally.lost > lost or tally.doubled > doubled or tally.disorder:
        raise BrokenPromiseError(f"allowed {lost} lost, {doubled} doubled; {tally}")
    return tally


async def through(testbed: Testbed, **changes: object) -> Tally:
    """One worker sends everything."""
    pid = await testbed.start(**changes)
    await testbed.drained()
    await testbed.kill(pid)
    return testbed.tally()


@row("1", "nothing")
async def nothing(testbed: Testbed) -> Tally:
    await testbed.fill()
    tally = keep(await through(testbed))
    if tally.rate > testbed.scale.rate * 1.05:
        raise BrokenPromiseError(f"too fast: {tally}")
    return tally


@row("2", "SIGKILL at random times during one run", "<= kills x in flight, 1 per chat and kill")
async def random_kills(testbed: Testbed) -> Tally:
    scale = testbed.scale
    await testbed.fill()
    pid = await testbed.start()
    slowest_s = 0.0
    for kill in range(scale.kills):
        due = scale.total * (kill + testbed.random.random()) / (scale.kills + 1)
        await testbed.until(lambda due=due: testbed.accepted >= due)  # type: ignore[misc]  # bound now
        await asyncio.sleep(testbed.random.uniform(0, 2 * scale.latency_s))
        await testbed.kill(pid)
        before, at = testbed.requests, time.monotonic()
        pid = await testbed.start()
        if kill < scale.kills - 1:
            await testbed.until(lambda before=before: testbed.requests > before)  # type: ignore[misc]  # bound now
            slowest_s = max(slowest_s, time.monotonic() - at)
    await testbed.drained()
    await testbed.kill(pid)
    tally = testbed.tally()
    tally.notes["resumed_s"] = round(slowest_s, 2)
    if tally.doubled_most_in_chat > scale.kills or slowest_s > 5:
        raise BrokenPromiseError(str(tally))
    return keep(tally, doubled=scale.kills * scale.in_flight)


async def _hold_and_kill(testbed: Testbed, preset: str) -> Tally:
    """Kill while as many requests as may be under way are held by the emulator."""
    scale = testbed.scale
    await testbed.fill()
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= scale.total // 4)
    testbed.emulator.faults.preset(preset)
    await testbed.until(lambda: testbed.emulator.faults.held >= 2)
    await asyncio.sleep(0.3)
    if testbed.emulator.faults.held > scale.in_flight:
        raise BrokenPromiseError(f"{testbed.emulator.faults.held} under way")
    await testbed.kill(pid)
    testbed.emulator.faults.clear()
    return await through(testbed)


@row("3", "SIGKILL between the request and its acceptance")
async def killed_before_acceptance(testbed: Testbed) -> Tally:
    return keep(await _hold_and_kill(testbed, "hang"))


@row("4", "SIGKILL after acceptance, before the answer", "<= in flight")
async def killed_after_acceptance(testbed: Testbed) -> Tally:
    return keep(await _hold_and_kill(testbed, "hang_accepted"), doubled=testbed.scale.in_flight)


async def _terminated(testbed: Testbed, preset: str, grace_s: float, **more: object) -> Tally:
    scale = testbed.scale
    await testbed.fill()
    pid = await testbed.start(grace_s=grace_s, read_s=scale.late_read_s)
    await testbed.until(lambda: testbed.accepted >= scale.total // 4)
    testbed.emulator.faults.preset(preset, **more)
    await asyncio.sleep(0.3)
    asked_at = time.monotonic()
    testbed.signal(pid, signal.SIGTERM)
    status = await testbed.ended(pid)
    took_s = time.monotonic() - asked_at
    if status or took_s >= 10:
        raise BrokenPromiseError(f"ended with {status} after {took_s:.1f} s")
    testbed.emulator.faults.clear()
    tally = await through(testbed)
    tally.notes["ended_s"] = round(took_s, 2)
    return tally


@row("6", "SIGTERM while answers are slow")
async def terminated_while_slow(testbed: Testbed) -> Tally:
    delay_s = min(2.0, testbed.scale.late_read_s / 4)
    return keep(await _terminated(testbed, "slow", 6.0, delay_s=delay_s))


@row("7", "SIGTERM while answers hang", "<= in flight")
async def terminated_while_hung(testbed: Testbed) -> Tally:
    grace_s = min(6.0, testbed.scale.late_read_s / 2)
    return keep(
        await _terminated(testbed, "hang_accepted", grace_s), doubled=testbed.scale.in_flight
    )


@row("8", "SIGSTOP past the lease, then SIGCONT; two workers", "<= in flight", "postgres")
async def slept_through_its_lease(testbed: Testbed) -> Tally:
    scale = testbed.scale
    await testbed.fill()
    sleeper = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= scale.total // 8)
    testbed.signal(sleeper, signal.SIGSTOP)
    other = await testbed.start()
    await asyncio.sleep(scale.lease_s * 1.5)
    testbed.signal(sleeper, signal.SIGCONT)
    await testbed.drained()
    await testbed.kill(sleeper)
    await testbed.kill(other)
    return keep(testbed.tally(), doubled=scale.in_flight)


@row("9", "connections refused", "<= in flight")
async def refused_connections(testbed: Testbed) -> Tally:
    scale = testbed.scale
    await testbed.fill()
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= scale.total // 4)
    testbed.emulator.outage(scale.long_s)
    await asyncio.sleep(scale.long_s)
    back_at, before = time.monotonic(), testbed.accepted
    await testbed.until(lambda: testbed.accepted > before, 40)
    resumed_s = time.monotonic() - back_at
    await testbed.drained()
    await testbed.kill(pid)
    tally = testbed.tally()
    tally.notes["resumed_s"] = round(resumed_s, 1)
    if resumed_s > 30:
        raise BrokenPromiseError(str(tally))
    # What was under way when the server went away may have been accepted.
    return keep(tally, doubled=scale.in_flight)


async def with_fault(
    testbed: Testbed, preset: str, *, read_s: float | None = None, **more: object
) -> tuple[Tally, int]:
    """Everything is sent under a fault; the tally and how often it struck."""
    await testbed.fill()
    fault = testbed.emulator.faults.preset(preset, **more)
    tally = await through(testbed, read_s=read_s or testbed.scale.read_s)
    tally.notes["struck"] = fault.struck
    return tally, fault.struck


@row("10", "10 % reset before acceptance", "0 doubled; what vanishes twice is told late")
async def reset_before(testbed: Testbed) -> Tally:
    await with_fault(testbed, "reset", probability=0.1)
    # The bot cannot know, and one resend is all it may risk: the next digest asks.
    testbed.emulator.faults.clear()
    await testbed.next_slot()
    return keep(await through(testbed))


@row("11", "10 % reset after acceptance", "<= resets, 1 each, silent")
async def reset_after(testbed: Testbed) -> Tally:
    tally, struck = await with_fault(testbed, "reset_accepted", probability=0.1)
    _each_once_and_silent(testbed)
    return keep(tally, doubled=struck)


def _each_once_and_silent(testbed: Testbed) -> None:
    seen = Counter[tuple[object, str]]()
    for entry in testbed.emulator.journal.entries:
        if entry.sends and entry.accepted:
            key = (entry.chat_id, entry.text)
            seen[key] += 1
            if seen[key] > 2 or (seen[key] == 2 and not entry.silent):
                raise BrokenPromiseError(f"copy {seen[key]} of {key}, silent: {entry.silent}")


@row("12", "all reset after acceptance for a while", "<= 2 x in flight")
async def all_reset_after(testbed: Testbed) -> Tally:
    scale = testbed.scale
    await testbed.fill()
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= scale.total // 4)
    testbed.emulator.faults.preset("reset_accepted", for_s=scale.long_s)
    await asyncio.sleep(scale.long_s)
    await testbed.drained()
    await testbed.kill(pid)
    return keep(testbed.tally(), doubled=2 * scale.in_flight)


@row("13", "10 % answered later than the time-out", "<= late answers, 1 each")
async def late_answers(testbed: Testbed) -> Tally:
    read_s = testbed.scale.late_read_s
    tally, struck = await with_fault(
        testbed, "late", probability=0.1, late_s=read_s * 1.5, read_s=read_s
    )
    _each_once_and_silent(testbed)
    return keep(tally, doubled=struck)


@row("14", "10 % answers cut, empty or HTML, accepted", "<= such answers, 1 each")
async def unreadable_answers(testbed: Testbed) -> Tally:
    await testbed.fill()
    names = ("truncated_accepted", "short_accepted", "html_200_accepted", "empty_200_accepted")
    faults = [testbed.emulator.faults.preset(name, probability=0.025) for name in names]
    tally = await through(testbed)
    _each_once_and_silent(testbed)
    return keep(tally, doubled=sum(fault.struck for fault in faults))


@row("15", "10 % HTTP 200 with ok: false")
async def not_ok(testbed: Testbed) -> Tally:
    tally, _ = await with_fault(testbed, "not_ok_200", probability=0.1)
    return keep(tally)


@row("16", "500, 502 and 504 for a while")
async def server_errors(testbed: Testbed) -> Tally:
    await testbed.fill()
    third = testbed.scale.long_s / 3
    for number, name in enumerate(("500", "502", "504")):
        testbed.emulator.faults.preset(name, start_s=number * third, for_s=third)
    return keep(await through(testbed))


@row("17", "5 % 502 though accepted", "<= such answers")
async def accepted_server_errors(testbed: Testbed) -> Tally:
    tally, struck = await with_fault(testbed, "502_accepted", probability=0.05)
    return keep(tally, doubled=struck)


@row("18", "429 to one chat")
async def one_chat_limited(testbed: Testbed) -> Tally:
    scale = testbed.scale
    wait_s = max(1, round(scale.long_s / 12))
    await testbed.fill()
    testbed.emulator.faults.preset("429", chat_id=3, count=1, parameters={"retry_after": wait_s})
    tally = await through(testbed)
    mine = [e for e in testbed.emulator.journal.entries if e.sends and e.chat_id == 3]
    if mine[1].at_s - mine[0].at_s < wait_s:
        raise BrokenPromiseError("the chat did not wait")
    others = [e for e in testbed.emulator.journal.entries if mine[0].at_s < e.at_s < mine[1].at_s]
    tally.notes["others"] = len(others)
    if len(others) < min(scale.total // 4, 0.5 * scale.rate * wait_s):
        raise BrokenPromiseError(f"the others waited too: {len(others)}")
    return keep(tally)


async def _limit_everybody(testbed: Testbed) -> tuple[int, float, float]:
    """A worker under a 429 for everybody; its id, when it knew, and when that ends."""
    scale = testbed.scale
    await testbed.fill()
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= scale.total // 4)
    testbed.emulator.flood.pause(scale.long_s / 2)
    ends_at = time.monotonic() + scale.long_s / 2
    journal = testbed.emulator.journal
    await testbed.until(lambda: sum(entry.status == 429 for entry in journal.entries[-100:]) >= 2)
    await asyncio.sleep(max(0.3, 4 * scale.latency_s))
    return pid, time.monotonic(), ends_at


def _silent_between(testbed: Testbed, begin: float, end: float) -> None:
    early = [e for e in testbed.emulator.journal.entries if e.sends and begin < e.at_s < end]
    if early:
        raise BrokenPromiseError(f"{len(early)} requests during a pause for everybody")


@row("19", "429 to everybody: no request before its end")
async def everybody_limited(testbed: Testbed) -> Tally:
    pid, known_at, ends_at = await _limit_everybody(testbed)
    await testbed.drained()
    await testbed.kill(pid)
    _silent_between(testbed, known_at, ends_at)
    return keep(testbed.tally())


@row("20", "429 to everybody, SIGKILL, restart at once", "<= in flight; none before its end")
async def limited_and_killed(testbed: Testbed) -> Tally:
    pid, known_at, ends_at = await _limit_everybody(testbed)
    await testbed.kill(pid)
    tally = await through(testbed)
    _silent_between(testbed, known_at, ends_at)
    return keep(tally, doubled=testbed.scale.in_flight)


@row("21", "429 with a fraction, as text, in a 200")
async def odd_limits(testbed: Testbed) -> Tally:
    await testbed.fill()
    for name in ("429_float", "429_text", "not_ok_200_429"):
        testbed.emulator.faults.preset(name, count=2)
    return keep(await through(testbed))


@row("22", "20 % have blocked the bot: one request each")
async def blocked(testbed: Testbed) -> Tally:
    await testbed.fill()
    for number in range(5, testbed.scale.chats + 1, 5):
        testbed.emulator.people.block(number)
    await through(testbed)
    asked = Counter(e.chat_id for e in testbed.emulator.journal.entries if e.sends)
    if any(asked[number] != 1 for number in range(5, testbed.scale.chats + 1, 5)):
        raise BrokenPromiseError("more than one request to a chat that blocked the bot")
    return keep(testbed.tally(without=lambda chat, _: chat % 5 == 0))


@row("23", "kicked from a chat; no right to write in another")
async def kicked(testbed: Testbed) -> Tally:
    await testbed.fill()
    testbed.emulator.faults.preset("kicked", chat_id=1)
    testbed.emulator.faults.preset("no_rights", chat_id=2)
    await through(testbed)
    asked = Counter(e.chat_id for e in testbed.emulator.journal.entries if e.sends)
    if (asked[1], asked[2]) != (1, 1):
        raise BrokenPromiseError(f"asked {asked[1]} and {asked[2]} times")
    testbed.emulator.faults.clear()
    await testbed.time_passes()
    await through(testbed)
    return keep(testbed.tally(without=lambda chat, _: chat == 1))


@row("25", "a group becomes a supergroup during the run")
async def migrated(testbed: Testbed) -> Tally:
    await testbed.fill(kind="group")
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= testbed.scale.chats)
    testbed.emulator.people.migrate(-1, new_chat_id=-1_002_000_000_001)
    await testbed.drained()
    await testbed.kill(pid)
    for entry in testbed.emulator.journal.entries:
        if entry.chat_id == -1_002_000_000_001:
            entry.chat_id = -1
    return keep(testbed.tally())


@row("27", "one text is refused as HTML in every chat")
async def one_poisoned_text(testbed: Testbed) -> Tally:
    await testbed.fill()
    testbed.emulator.faults.preset("cant_parse", text=":2/", per_chat=1)
    return keep(await through(testbed))


@row("28", "all texts are refused: at most 20 parts touched, none given up")
async def all_poisoned(testbed: Testbed) -> Tally:
    await testbed.fill()
    fault = testbed.emulator.faults.preset("cant_parse")
    pid = await testbed.start()
    await testbed.until(lambda: fault.struck >= 20)
    await asyncio.sleep(1)
    if fault.struck > 20 + testbed.scale.in_flight:
        raise BrokenPromiseError(f"{fault.struck} requests")
    await testbed.kill(pid)
    testbed.emulator.faults.clear()
    return keep(await through(testbed))


@row("30", "401 for a while: no more requests than may be under way")
async def unauthorised(testbed: Testbed) -> Tally:
    scale = testbed.scale
    await testbed.fill()
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= scale.total // 4)
    fault = testbed.emulator.faults.preset("unauthorized")
    await asyncio.sleep(scale.long_s)
    sends = sum(e.sends and e.status == 401 for e in testbed.emulator.journal.entries)
    if sends > scale.in_flight:
        raise BrokenPromiseError(f"{sends} sends while unauthorised")
    testbed.emulator.faults.remove(fault.id)
    await testbed.drained()
    await testbed.kill(pid)
    return keep(testbed.tally())


@row("33", "two workers: no faster together than one", "0 doubled", "postgres")
async def two_workers(testbed: Testbed) -> Tally:
    await testbed.fill()
    pids = [await testbed.start(), await testbed.start()]
    await testbed.drained()
    for pid in pids:
        await testbed.kill(pid)
    tally = keep(testbed.tally())
    if tally.rate > testbed.scale.rate * 1.05:
        raise BrokenPromiseError(f"too fast: {tally}")
    return tally


async def _server_away(
    testbed: Testbed, end: Callable[[], None], away_s: float
) -> tuple[Tally, int]:
    """The database's server ends in the middle and comes back; requests made while it was away."""
    await testbed.fill()
    await asyncio.to_thread(testbed.server.write_down)  # what is due is safe in any case
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= testbed.scale.total // 4)
    await asyncio.to_thread(end)
    before = testbed.requests
    await asyncio.sleep(away_s)
    while_away = testbed.requests - before
    await asyncio.to_thread(testbed.server.start_again)
    await testbed.drained()
    await testbed.kill(pid)
    return testbed.tally(), while_away


@row(
    "35",
    "PostgreSQL crashes and is started again",
    "<= in flight",
    "postgres",
    server="synchronous_commit = on",
)
async def database_restarted(testbed: Testbed) -> Tally:
    tally, _ = await _server_away(testbed, testbed.server.crash, 0.0)
    return keep(tally, doubled=testbed.scale.in_flight)


@row(
    "36",
    "PostgreSQL is away for a while: no request without a recorded intent",
    "<= in flight",
    "postgres",
    server="synchronous_commit = on",
)
async def database_away(testbed: Testbed) -> Tally:
    tally, while_away = await _server_away(testbed, testbed.server.shut, testbed.scale.long_s)
    tally.notes["while_away"] = while_away
    if while_away > testbed.scale.in_flight:
        raise BrokenPromiseError(str(tally))
    return keep(tally, doubled=testbed.scale.in_flight)


@row(
    "37",
    "PostgreSQL crashes and has lost its last second of commits",
    "<= in flight + 3 s of sends (what it may lose by its own documentation)",
    "postgres",
    server="synchronous_commit = off\nwal_writer_delay = 1000ms",
)
async def commits_lost(testbed: Testbed) -> Tally:
    tally, _ = await _server_away(testbed, testbed.server.crash, 0.0)
    return keep(tally, doubled=testbed.scale.in_flight + int(3 * testbed.scale.rate))


@row(
    "38",
    "the disk is full for a while: no request without a recorded intent",
    "<= in flight",
    "sqlite",
)
async def disk_full(testbed: Testbed) -> Tally:
    scale = testbed.scale
    await testbed.fill()
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= scale.total // 4)
    # No file of the worker may grow any more; what it has may be written over, as on a full disk.
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    await asyncio.sleep(max(0.2, 4 * scale.latency_s))
    before = testbed.requests
    await asyncio.sleep(scale.long_s)
    while_full = testbed.requests - before
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await testbed.drained()
    await testbed.kill(pid)
    _intact(testbed.database_url.removeprefix("sqlite:///"))
    tally = testbed.tally()
    tally.notes["while_full"] = while_full
    if while_full > scale.in_flight:
        raise BrokenPromiseError(str(tally))
    return keep(tally, doubled=scale.in_flight)


def _intact(file: str) -> None:
    connection = sqlite3.connect(file)
    try:
        (found,) = connection.execute("PRAGMA integrity_check").fetchone()
    finally:
        connection.close()
    if found != "ok":
        raise BrokenPromiseError(f"the file is damaged: {found}")


@row("41", "power is lost: what no fsync has put on the disk is gone", "<= in flight", "sqlite")
async def power_lost(testbed: Testbed) -> Tally:
    scale = testbed.scale
    await testbed.fill()
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= scale.total // 4)
    testbed.signal(pid, signal.SIGSTOP)
    file = Path(testbed.database_url.removeprefix("sqlite:///"))
    # Every commit is followed by an fsync of the log (synchronous=FULL, checked by a test of the
    # store), so the log up to its last whole commit is on the disk, and nothing behind it need be.
    log = file.with_name(file.name + "-wal")
    kept = file.read_bytes(), log.read_bytes()
    await testbed.kill(pid)
    file.with_name(file.name + "-shm").unlink(missing_ok=True)
    file.write_bytes(kept[0])
    log.write_bytes(kept[1][: _last_commit(kept[1])])
    tally = await through(testbed)
    _intact(str(file))
    return keep(tally, doubled=scale.in_flight)


def _last_commit(log: bytes) -> int:
    """Where the last commit of SQLite's write-ahead log ends (https://sqlite.org/walformat.html)."""
    page_size, salts = int.from_bytes(log[8:12], "big"), log[16:24]
    end = at = 32
    while log[at + 8 : at + 16] == salts:
        pages_after_commit = int.from_bytes(log[at + 4 : at + 8], "big")
        at += 24 + page_size
        if pages_after_commit:
            end = at
    return end


@row("40", "another process holds the write lock", "0 doubled", "sqlite")
async def locked(testbed: Testbed) -> Tally:
    await testbed.fill()
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= testbed.scale.total // 4)
    connection = sqlite3.connect(testbed.database_url.removeprefix("sqlite:///"))
    connection.isolation_level = None
    connection.execute("BEGIN IMMEDIATE")
    await asyncio.sleep(testbed.scale.long_s / 3)
    connection.execute("ROLLBACK")
    connection.close()
    await testbed.drained()
    await testbed.kill(pid)
    return keep(testbed.tally())


async def _jump(testbed: Testbed, seconds: float) -> Tally:
    await testbed.fill()
    after_s = testbed.scale.total / testbed.scale.rate / 4
    return keep(await through(testbed, clock_jump_s=seconds, clock_jump_after_s=after_s))


@row("42a", "the clock is set forward by an hour")
async def hour_forward(testbed: Testbed) -> Tally:
    return await _jump(testbed, 3600)


@row("42b", "the clock is set back by an hour")
async def hour_back(testbed: Testbed) -> Tally:
    return await _jump(testbed, -3600)


@row("42c", "the clock is set forward by 30 days")
async def month_forward(testbed: Testbed) -> Tally:
    return await _jump(testbed, 30 * 86_400)


@row("56", "a chat is forgotten during its own digest: at most one more message")
async def forgotten(testbed: Testbed) -> Tally:
    await testbed.fill()
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= testbed.scale.chats // 2)
    database = Database(testbed.database_url)
    await ForgetStore(database).forget(1)
    await database.aclose()
    before = len(testbed.emulator.journal.sent(1))
    await testbed.drained()
    await testbed.kill(pid)
    if len(testbed.emulator.journal.sent(1)) > before + 1:
        raise BrokenPromiseError("more than one message after being forgotten")
    return keep(testbed.tally(without=lambda chat, _: chat == 1))
