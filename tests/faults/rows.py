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
from tests.faults.arena import Arena
from tests.faults.receiver import Tally

Run = Callable[[Arena], Awaitable[Tally]]


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


async def through(arena: Arena, **changes: object) -> Tally:
    """One worker sends everything."""
    pid = await arena.start(**changes)
    await arena.drained()
    await arena.kill(pid)
    return arena.tally()


@row("1", "nothing")
async def nothing(arena: Arena) -> Tally:
    await arena.fill()
    tally = keep(await through(arena))
    if tally.rate > arena.scale.rate * 1.05:
        raise BrokenPromiseError(f"too fast: {tally}")
    return tally


@row("2", "SIGKILL at random times during one run", "<= kills x in flight, 1 per chat and kill")
async def random_kills(arena: Arena) -> Tally:
    scale = arena.scale
    await arena.fill()
    pid = await arena.start()
    slowest_s = 0.0
    for kill in range(scale.kills):
        due = scale.total * (kill + arena.random.random()) / (scale.kills + 1)
        await arena.until(lambda due=due: arena.accepted >= due)  # type: ignore[misc]  # bound now
        await asyncio.sleep(arena.random.uniform(0, 2 * scale.latency_s))
        await arena.kill(pid)
        before, at = arena.requests, time.monotonic()
        pid = await arena.start()
        if kill < scale.kills - 1:
            await arena.until(lambda before=before: arena.requests > before)  # type: ignore[misc]  # bound now
            slowest_s = max(slowest_s, time.monotonic() - at)
    await arena.drained()
    await arena.kill(pid)
    tally = arena.tally()
    tally.notes["resumed_s"] = round(slowest_s, 2)
    if tally.doubled_most_in_chat > scale.kills or slowest_s > 5:
        raise BrokenPromiseError(str(tally))
    return keep(tally, doubled=scale.kills * scale.in_flight)


async def _hold_and_kill(arena: Arena, preset: str) -> Tally:
    """Kill while as many requests as may be under way are held by the emulator."""
    scale = arena.scale
    await arena.fill()
    pid = await arena.start()
    await arena.until(lambda: arena.accepted >= scale.total // 4)
    arena.emulator.faults.preset(preset)
    await arena.until(lambda: arena.emulator.faults.held >= 2)
    await asyncio.sleep(0.3)
    if arena.emulator.faults.held > scale.in_flight:
        raise BrokenPromiseError(f"{arena.emulator.faults.held} under way")
    await arena.kill(pid)
    arena.emulator.faults.clear()
    return await through(arena)


@row("3", "SIGKILL between the request and its acceptance")
async def killed_before_acceptance(arena: Arena) -> Tally:
    return keep(await _hold_and_kill(arena, "hang"))


@row("4", "SIGKILL after acceptance, before the answer", "<= in flight")
async def killed_after_acceptance(arena: Arena) -> Tally:
    return keep(await _hold_and_kill(arena, "hang_accepted"), doubled=arena.scale.in_flight)


async def _terminated(arena: Arena, preset: str, grace_s: float, **more: object) -> Tally:
    scale = arena.scale
    await arena.fill()
    pid = await arena.start(grace_s=grace_s)
    await arena.until(lambda: arena.accepted >= scale.total // 4)
    arena.emulator.faults.preset(preset, **more)
    await asyncio.sleep(0.3)
    asked_at = time.monotonic()
    arena.signal(pid, signal.SIGTERM)
    status = await arena.ended(pid)
    took_s = time.monotonic() - asked_at
    if status or took_s >= 10:
        raise BrokenPromiseError(f"ended with {status} after {took_s:.1f} s")
    arena.emulator.faults.clear()
    tally = await through(arena)
    tally.notes["ended_s"] = round(took_s, 2)
    return tally


@row("6", "SIGTERM while answers are slow")
async def terminated_while_slow(arena: Arena) -> Tally:
    delay_s = min(2.0, arena.scale.read_s / 4)
    return keep(await _terminated(arena, "slow", 6.0, delay_s=delay_s))


@row("7", "SIGTERM while answers hang", "<= in flight")
async def terminated_while_hung(arena: Arena) -> Tally:
    grace_s = min(6.0, arena.scale.read_s / 2)
    return keep(await _terminated(arena, "hang_accepted", grace_s), doubled=arena.scale.in_flight)


@row("8", "SIGSTOP past the lease, then SIGCONT; two workers", "<= in flight", "postgres")
async def slept_through_its_lease(arena: Arena) -> Tally:
    scale = arena.scale
    await arena.fill()
    sleeper = await arena.start()
    await arena.until(lambda: arena.accepted >= scale.total // 8)
    arena.signal(sleeper, signal.SIGSTOP)
    other = await arena.start()
    await asyncio.sleep(scale.lease_s * 1.5)
    arena.signal(sleeper, signal.SIGCONT)
    await arena.drained()
    await arena.kill(sleeper)
    await arena.kill(other)
    return keep(arena.tally(), doubled=scale.in_flight)


@row("9", "connections refused", "<= in flight")
async def refused_connections(arena: Arena) -> Tally:
    scale = arena.scale
    await arena.fill()
    pid = await arena.start()
    await arena.until(lambda: arena.accepted >= scale.total // 4)
    arena.emulator.outage(scale.long_s)
    await asyncio.sleep(scale.long_s)
    back_at, before = time.monotonic(), arena.accepted
    await arena.until(lambda: arena.accepted > before, 40)
    resumed_s = time.monotonic() - back_at
    await arena.drained()
    await arena.kill(pid)
    tally = arena.tally()
    tally.notes["resumed_s"] = round(resumed_s, 1)
    if resumed_s > 30:
        raise BrokenPromiseError(str(tally))
    # What was under way when the server went away may have been accepted.
    return keep(tally, doubled=scale.in_flight)


async def with_fault(arena: Arena, preset: str, **more: object) -> tuple[Tally, int]:
    """Everything is sent under a fault; the tally and how often it struck."""
    await arena.fill()
    fault = arena.emulator.faults.preset(preset, **more)
    tally = await through(arena)
    tally.notes["struck"] = fault.struck
    return tally, fault.struck


@row("10", "10 % reset before acceptance", "0 doubled; what vanishes twice is told late")
async def reset_before(arena: Arena) -> Tally:
    await with_fault(arena, "reset", probability=0.1)
    # The bot cannot know, and one resend is all it may risk: the next digest asks.
    arena.emulator.faults.clear()
    await arena.next_slot()
    return keep(await through(arena))


@row("11", "10 % reset after acceptance", "<= resets, 1 each, silent")
async def reset_after(arena: Arena) -> Tally:
    tally, struck = await with_fault(arena, "reset_accepted", probability=0.1)
    _each_once_and_silent(arena)
    return keep(tally, doubled=struck)


def _each_once_and_silent(arena: Arena) -> None:
    seen = Counter[tuple[object, str]]()
    for entry in arena.emulator.journal.entries:
        if entry.sends and entry.accepted:
            key = (entry.chat_id, entry.text)
            seen[key] += 1
            if seen[key] > 2 or (seen[key] == 2 and not entry.silent):
                raise BrokenPromiseError(f"copy {seen[key]} of {key}, silent: {entry.silent}")


@row("12", "all reset after acceptance for a while", "<= 2 x in flight")
async def all_reset_after(arena: Arena) -> Tally:
    scale = arena.scale
    await arena.fill()
    pid = await arena.start()
    await arena.until(lambda: arena.accepted >= scale.total // 4)
    arena.emulator.faults.preset("reset_accepted", for_s=scale.long_s)
    await asyncio.sleep(scale.long_s)
    await arena.drained()
    await arena.kill(pid)
    return keep(arena.tally(), doubled=2 * scale.in_flight)


@row("13", "10 % answered later than the time-out", "<= late answers, 1 each")
async def late_answers(arena: Arena) -> Tally:
    late_s = arena.settings.read_s * 1.5
    tally, struck = await with_fault(arena, "late", probability=0.1, late_s=late_s)
    _each_once_and_silent(arena)
    return keep(tally, doubled=struck)


@row("14", "10 % answers cut, empty or HTML, accepted", "<= such answers, 1 each")
async def unreadable_answers(arena: Arena) -> Tally:
    await arena.fill()
    names = ("truncated_accepted", "short_accepted", "html_200_accepted", "empty_200_accepted")
    faults = [arena.emulator.faults.preset(name, probability=0.025) for name in names]
    tally = await through(arena)
    _each_once_and_silent(arena)
    return keep(tally, doubled=sum(fault.struck for fault in faults))


@row("15", "10 % HTTP 200 with ok: false")
async def not_ok(arena: Arena) -> Tally:
    tally, _ = await with_fault(arena, "not_ok_200", probability=0.1)
    return keep(tally)


@row("16", "500, 502 and 504 for a while")
async def server_errors(arena: Arena) -> Tally:
    await arena.fill()
    third = arena.scale.long_s / 3
    for number, name in enumerate(("500", "502", "504")):
        arena.emulator.faults.preset(name, start_s=number * third, for_s=third)
    return keep(await through(arena))


@row("17", "5 % 502 though accepted", "<= such answers")
async def accepted_server_errors(arena: Arena) -> Tally:
    tally, struck = await with_fault(arena, "502_accepted", probability=0.05)
    return keep(tally, doubled=struck)


@row("18", "429 to one chat")
async def one_chat_limited(arena: Arena) -> Tally:
    scale = arena.scale
    wait_s = max(1, round(scale.long_s / 12))
    await arena.fill()
    arena.emulator.faults.preset("429", chat_id=3, count=1, parameters={"retry_after": wait_s})
    tally = await through(arena)
    mine = [e for e in arena.emulator.journal.entries if e.sends and e.chat_id == 3]
    if mine[1].at_s - mine[0].at_s < wait_s:
        raise BrokenPromiseError("the chat did not wait")
    others = [e for e in arena.emulator.journal.entries if mine[0].at_s < e.at_s < mine[1].at_s]
    tally.notes["others"] = len(others)
    if len(others) < min(scale.total // 4, 0.5 * scale.rate * wait_s):
        raise BrokenPromiseError(f"the others waited too: {len(others)}")
    return keep(tally)


async def _limit_everybody(arena: Arena) -> tuple[int, float, float]:
    """A worker under a 429 for everybody; its id, when it knew, and when that ends."""
    scale = arena.scale
    await arena.fill()
    pid = await arena.start()
    await arena.until(lambda: arena.accepted >= scale.total // 4)
    arena.emulator.flood.pause(scale.long_s / 2)
    ends_at = time.monotonic() + scale.long_s / 2
    journal = arena.emulator.journal
    await arena.until(lambda: sum(entry.status == 429 for entry in journal.entries[-100:]) >= 2)
    await asyncio.sleep(max(0.3, 4 * scale.latency_s))
    return pid, time.monotonic(), ends_at


def _silent_between(arena: Arena, begin: float, end: float) -> None:
    early = [e for e in arena.emulator.journal.entries if e.sends and begin < e.at_s < end]
    if early:
        raise BrokenPromiseError(f"{len(early)} requests during a pause for everybody")


@row("19", "429 to everybody: no request before its end")
async def everybody_limited(arena: Arena) -> Tally:
    pid, known_at, ends_at = await _limit_everybody(arena)
    await arena.drained()
    await arena.kill(pid)
    _silent_between(arena, known_at, ends_at)
    return keep(arena.tally())


@row("20", "429 to everybody, SIGKILL, restart at once", "<= in flight; none before its end")
async def limited_and_killed(arena: Arena) -> Tally:
    pid, known_at, ends_at = await _limit_everybody(arena)
    await arena.kill(pid)
    tally = await through(arena)
    _silent_between(arena, known_at, ends_at)
    return keep(tally, doubled=arena.scale.in_flight)


@row("21", "429 with a fraction, as text, in a 200")
async def odd_limits(arena: Arena) -> Tally:
    await arena.fill()
    for name in ("429_float", "429_text", "not_ok_200_429"):
        arena.emulator.faults.preset(name, count=2)
    return keep(await through(arena))


@row("22", "20 % have blocked the bot: one request each")
async def blocked(arena: Arena) -> Tally:
    await arena.fill()
    for number in range(5, arena.scale.chats + 1, 5):
        arena.emulator.people.block(number)
    await through(arena)
    asked = Counter(e.chat_id for e in arena.emulator.journal.entries if e.sends)
    if any(asked[number] != 1 for number in range(5, arena.scale.chats + 1, 5)):
        raise BrokenPromiseError("more than one request to a chat that blocked the bot")
    return keep(arena.tally(without=lambda chat, _: chat % 5 == 0))


@row("23", "kicked from a chat; no right to write in another")
async def kicked(arena: Arena) -> Tally:
    await arena.fill()
    arena.emulator.faults.preset("kicked", chat_id=1)
    arena.emulator.faults.preset("no_rights", chat_id=2)
    await through(arena)
    asked = Counter(e.chat_id for e in arena.emulator.journal.entries if e.sends)
    if (asked[1], asked[2]) != (1, 1):
        raise BrokenPromiseError(f"asked {asked[1]} and {asked[2]} times")
    arena.emulator.faults.clear()
    await arena.time_passes()
    await through(arena)
    return keep(arena.tally(without=lambda chat, _: chat == 1))


@row("25", "a group becomes a supergroup during the run")
async def migrated(arena: Arena) -> Tally:
    await arena.fill(kind="group")
    pid = await arena.start()
    await arena.until(lambda: arena.accepted >= arena.scale.chats)
    arena.emulator.people.migrate(-1, new_chat_id=-1_002_000_000_001)
    await arena.drained()
    await arena.kill(pid)
    for entry in arena.emulator.journal.entries:
        if entry.chat_id == -1_002_000_000_001:
            entry.chat_id = -1
    return keep(arena.tally())


@row("27", "one text is refused as HTML in every chat")
async def one_poisoned_text(arena: Arena) -> Tally:
    await arena.fill()
    arena.emulator.faults.preset("cant_parse", text=":2/", per_chat=1)
    return keep(await through(arena))


@row("28", "all texts are refused: at most 20 parts touched, none given up")
async def all_poisoned(arena: Arena) -> Tally:
    await arena.fill()
    fault = arena.emulator.faults.preset("cant_parse")
    pid = await arena.start()
    await arena.until(lambda: fault.struck >= 20)
    await asyncio.sleep(1)
    if fault.struck > 20 + arena.scale.in_flight:
        raise BrokenPromiseError(f"{fault.struck} requests")
    await arena.kill(pid)
    arena.emulator.faults.clear()
    return keep(await through(arena))


@row("30", "401 for a while: no more requests than may be under way")
async def unauthorised(arena: Arena) -> Tally:
    scale = arena.scale
    await arena.fill()
    pid = await arena.start()
    await arena.until(lambda: arena.accepted >= scale.total // 4)
    fault = arena.emulator.faults.preset("unauthorized")
    await asyncio.sleep(scale.long_s)
    sends = sum(e.sends and e.status == 401 for e in arena.emulator.journal.entries)
    if sends > scale.in_flight:
        raise BrokenPromiseError(f"{sends} sends while unauthorised")
    arena.emulator.faults.remove(fault.id)
    await arena.drained()
    await arena.kill(pid)
    return keep(arena.tally())


@row("33", "two workers: no faster together than one", "0 doubled", "postgres")
async def two_workers(arena: Arena) -> Tally:
    await arena.fill()
    pids = [await arena.start(), await arena.start()]
    await arena.drained()
    for pid in pids:
        await arena.kill(pid)
    tally = keep(arena.tally())
    if tally.rate > arena.scale.rate * 1.05:
        raise BrokenPromiseError(f"too fast: {tally}")
    return tally


async def _server_away(arena: Arena, end: Callable[[], None], away_s: float) -> tuple[Tally, int]:
    """The database's server ends in the middle and comes back; requests made while it was away."""
    await arena.fill()
    await asyncio.to_thread(arena.server.write_down)  # what is due is safe in any case
    pid = await arena.start()
    await arena.until(lambda: arena.accepted >= arena.scale.total // 4)
    await asyncio.to_thread(end)
    before = arena.requests
    await asyncio.sleep(away_s)
    while_away = arena.requests - before
    await asyncio.to_thread(arena.server.start_again)
    await arena.drained()
    await arena.kill(pid)
    return arena.tally(), while_away


@row(
    "35",
    "PostgreSQL crashes and is started again",
    "<= in flight",
    "postgres",
    server="synchronous_commit = on",
)
async def database_restarted(arena: Arena) -> Tally:
    tally, _ = await _server_away(arena, arena.server.crash, 0.0)
    return keep(tally, doubled=arena.scale.in_flight)


@row(
    "36",
    "PostgreSQL is away for a while: no request without a recorded intent",
    "<= in flight",
    "postgres",
    server="synchronous_commit = on",
)
async def database_away(arena: Arena) -> Tally:
    tally, while_away = await _server_away(arena, arena.server.shut, arena.scale.long_s)
    tally.notes["while_away"] = while_away
    if while_away > arena.scale.in_flight:
        raise BrokenPromiseError(str(tally))
    return keep(tally, doubled=arena.scale.in_flight)


@row(
    "37",
    "PostgreSQL crashes and has lost its last second of commits",
    "<= in flight + 3 s of sends (what it may lose by its own documentation)",
    "postgres",
    server="synchronous_commit = off\nwal_writer_delay = 1000ms",
)
async def commits_lost(arena: Arena) -> Tally:
    tally, _ = await _server_away(arena, arena.server.crash, 0.0)
    return keep(tally, doubled=arena.scale.in_flight + int(3 * arena.scale.rate))


@row(
    "38",
    "the disk is full for a while: no request without a recorded intent",
    "<= in flight",
    "sqlite",
)
async def disk_full(arena: Arena) -> Tally:
    scale = arena.scale
    await arena.fill()
    pid = await arena.start()
    await arena.until(lambda: arena.accepted >= scale.total // 4)
    # No file of the worker may grow any more; what it has may be written over, as on a full disk.
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    await asyncio.sleep(max(0.2, 4 * scale.latency_s))
    before = arena.requests
    await asyncio.sleep(scale.long_s)
    while_full = arena.requests - before
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await arena.drained()
    await arena.kill(pid)
    _intact(arena.database_url.removeprefix("sqlite:///"))
    tally = arena.tally()
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
async def power_lost(arena: Arena) -> Tally:
    scale = arena.scale
    await arena.fill()
    pid = await arena.start()
    await arena.until(lambda: arena.accepted >= scale.total // 4)
    arena.signal(pid, signal.SIGSTOP)
    file = Path(arena.database_url.removeprefix("sqlite:///"))
    # Every commit is followed by an fsync of the log (synchronous=FULL, checked by a test of the
    # store), so the log up to its last whole commit is on the disk, and nothing behind it need be.
    log = file.with_name(file.name + "-wal")
    kept = file.read_bytes(), log.read_bytes()
    await arena.kill(pid)
    file.with_name(file.name + "-shm").unlink(missing_ok=True)
    file.write_bytes(kept[0])
    log.write_bytes(kept[1][: _last_commit(kept[1])])
    tally = await through(arena)
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
async def locked(arena: Arena) -> Tally:
    await arena.fill()
    pid = await arena.start()
    await arena.until(lambda: arena.accepted >= arena.scale.total // 4)
    connection = sqlite3.connect(arena.database_url.removeprefix("sqlite:///"))
    connection.isolation_level = None
    connection.execute("BEGIN IMMEDIATE")
    await asyncio.sleep(arena.scale.long_s / 3)
    connection.execute("ROLLBACK")
    connection.close()
    await arena.drained()
    await arena.kill(pid)
    return keep(arena.tally())


async def _jump(arena: Arena, seconds: float) -> Tally:
    await arena.fill()
    after_s = arena.scale.total / arena.scale.rate / 4
    return keep(await through(arena, clock_jump_s=seconds, clock_jump_after_s=after_s))


@row("42a", "the clock is set forward by an hour")
async def hour_forward(arena: Arena) -> Tally:
    return await _jump(arena, 3600)


@row("42b", "the clock is set back by an hour")
async def hour_back(arena: Arena) -> Tally:
    return await _jump(arena, -3600)


@row("42c", "the clock is set forward by 30 days")
async def month_forward(arena: Arena) -> Tally:
    return await _jump(arena, 30 * 86_400)


@row("56", "a chat is forgotten during its own digest: at most one more message")
async def forgotten(arena: Arena) -> Tally:
    await arena.fill()
    pid = await arena.start()
    await arena.until(lambda: arena.accepted >= arena.scale.chats // 2)
    database = Database(arena.database_url)
    await ForgetStore(database).forget(1)
    await database.aclose()
    before = len(arena.emulator.journal.sent(1))
    await arena.drained()
    await arena.kill(pid)
    if len(arena.emulator.journal.sent(1)) > before + 1:
        raise BrokenPromiseError("more than one message after being forgotten")
    return keep(arena.tally(without=lambda chat, _: chat == 1))
