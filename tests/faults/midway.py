"""The rows of the fault matrix in which the clock is set, or a chat forgotten, midway."""

from __future__ import annotations

from bot.store.database import Database
from bot.store.forgetting import ForgetStore
from tests.faults.matrix import BrokenPromiseError, Rows, keep, through
from tests.faults.receiver import Tally
from tests.faults.testbed import Testbed

row = Rows()


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
