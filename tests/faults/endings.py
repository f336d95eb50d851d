"""The rows of the fault matrix in which a worker is killed, asked to end, or stopped."""

from __future__ import annotations

import asyncio
import signal
import time

from tests.faults.matrix import BrokenPromiseError, Rows, keep, through
from tests.faults.receiver import Tally
from tests.faults.testbed import Testbed

row = Rows()


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
