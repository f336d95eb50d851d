"""The rows of the fault matrix for what is refused for a while: all of it is told in the end."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

from bot.store.database import Database
from bot.store.outbox.delivery_chats import DeliveryChatStore
from tests.faults.matrix import BrokenPromiseError, Rows, keep, through
from tests.faults.receiver import Tally
from tests.faults.testbed import FULL, Testbed

row = Rows()


def _asked(testbed: Testbed) -> Counter[object]:
    return Counter(entry.chat_id for entry in testbed.emulator.journal.entries if entry.sends)


@row("60", "one text shared by all chats is refused as HTML: the copies go plain at once")
async def one_shared_text(testbed: Testbed) -> Tally:
    scale = testbed.scale
    await testbed.fill(texts=[f"<b>Part</b> {part}" for part in range(1, scale.parts + 1)])
    fault = testbed.emulator.faults.preset("cant_parse", text="<b>")
    tally = await through(testbed)
    tally.notes["refused"] = fault.struck
    if fault.struck > scale.parts * scale.in_flight:
        raise BrokenPromiseError(f"{fault.struck} copies of {scale.parts} refused texts were tried")
    return keep(tally)


async def _refusing(testbed: Testbed, preset: str) -> Tally:
    """Every fifth chat refuses what is sent to it; then it does so no longer."""
    await testbed.fill()
    refusing = range(5, testbed.scale.chats + 1, 5)
    faults = [testbed.emulator.faults.preset(preset, chat_id=number) for number in refusing]
    await through(testbed)
    asked = _asked(testbed)
    if any(asked[number] != 1 for number in refusing):
        raise BrokenPromiseError("more than one request to a chat that refuses")
    before = testbed.accepted
    for fault in faults:
        testbed.emulator.faults.remove(fault.id)
    await testbed.time_passes()
    tally = await through(testbed)
    tally.notes["told_late"] = testbed.accepted - before
    return tally


@row("61", "no right to write in 20 % of the chats over a slot: one request each, told later")
async def no_rights(testbed: Testbed) -> Tally:
    return keep(await _refusing(testbed, "no_rights"))


@row("62", "a closed topic in 20 % of the chats over a slot: one request each, told later")
async def closed(testbed: Testbed) -> Tally:
    return keep(await _refusing(testbed, "topic_closed"))


@row("63", "20 % block the bot in the middle of a digest and come back: it is finished")
async def blocked_meanwhile(testbed: Testbed) -> Tally:
    await testbed.fill()
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= testbed.scale.chats)
    begun = {entry.chat_id for entry in testbed.emulator.journal.sent()}
    leaving = [n for n in range(5, testbed.scale.chats + 1, 5) if n in begun]
    for number in leaving:
        testbed.emulator.people.block(number)
    await testbed.drained()
    await testbed.kill(pid)
    before = testbed.accepted
    database = Database(testbed.database_url)
    for number in leaving:
        testbed.emulator.people.block(number, blocked=False)
        await DeliveryChatStore(database).reactivate(number)
    await database.aclose()
    tally = await through(testbed)
    tally.notes["told_late"] = testbed.accepted - before
    return keep(tally)


@row("64", "everybody is refused for a while with `not enough rights`: nobody is left, none twice")
async def everybody_refused(testbed: Testbed) -> Tally:
    scale = replace(
        testbed.scale, parts=1, chats=2000 if testbed.scale is FULL else testbed.scale.chats
    )
    testbed.scale = scale
    await testbed.fill(kind="supergroup")
    fault = testbed.emulator.faults.preset("no_rights")
    pid = await testbed.start()
    # Fewer in a row are each chat's own affair, which waits for a day.
    await testbed.until(lambda: fault.struck >= 10)
    await asyncio.sleep(scale.long_s)
    refused = fault.struck
    testbed.emulator.faults.remove(fault.id)
    await testbed.until(lambda: testbed.accepted >= scale.total)
    await testbed.kill(pid)
    tally = testbed.tally()
    tally.notes["refused"] = refused
    # Ten in a row until it is noticed, what is under way then, and a trial now and then.
    if refused > 10 + scale.in_flight + 10:
        raise BrokenPromiseError(f"{refused} requests while everybody was refused")
    return keep(tally)
