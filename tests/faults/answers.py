"""The rows of the fault matrix about connections and answers that are none."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

from tests.faults.matrix import BrokenPromiseError, Rows, keep, through
from tests.faults.receiver import Tally
from tests.faults.testbed import Testbed

row = Rows()


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
