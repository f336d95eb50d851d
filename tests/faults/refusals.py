"""The rows of the fault matrix in which Telegram says no: limits, rights, texts, the token."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

from tests.faults.matrix import BrokenPromiseError, Rows, keep, through
from tests.faults.receiver import Tally
from tests.faults.testbed import Testbed

row = Rows()


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
