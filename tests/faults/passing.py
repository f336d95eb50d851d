"""The rows of the fault matrix for what is refused for a while: all of it is told in the end."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

from bot.store.database import Database
from bot.store.outbox.delivery_chats import DeliveryChatStore
from tests.faults.arena import FULL, Arena
from tests.faults.receiver import Tally
from tests.faults.rows import ROWS, BrokenPromiseError, keep, row, through

#: All rows, these among them.
__all__ = ("ROWS",)


def _asked(arena: Arena) -> Counter[object]:
    return Counter(entry.chat_id for entry in arena.emulator.journal.entries if entry.sends)


@row("60", "one text shared by all chats is refused as HTML: the copies go plain at once")
async def one_shared_text(arena: Arena) -> Tally:
    scale = arena.scale
    await arena.fill(texts=[f"<b>Part</b> {part}" for part in range(1, scale.parts + 1)])
    fault = arena.emulator.faults.preset("cant_parse", text="<b>")
    tally = await through(arena)
    tally.notes["refused"] = fault.struck
    if fault.struck > scale.parts * scale.in_flight:
        raise BrokenPromiseError(f"{fault.struck} copies of {scale.parts} refused texts were tried")
    return keep(tally)


async def _refusing(arena: Arena, preset: str) -> Tally:
    """Every fifth chat refuses what is sent to it; then it does so no longer."""
    await arena.fill()
    refusing = range(5, arena.scale.chats + 1, 5)
    faults = [arena.emulator.faults.preset(preset, chat_id=number) for number in refusing]
    await through(arena)
    asked = _asked(arena)
    if any(asked[number] != 1 for number in refusing):
        raise BrokenPromiseError("more than one request to a chat that refuses")
    before = arena.accepted
    for fault in faults:
        arena.emulator.faults.remove(fault.id)
    await arena.time_passes()
    tally = await through(arena)
    tally.notes["told_late"] = arena.accepted - before
    return tally


@row("61", "no right to write in 20 % of the chats over a slot: one request each, told later")
async def no_rights(arena: Arena) -> Tally:
    return keep(await _refusing(arena, "no_rights"))


@row("62", "a closed topic in 20 % of the chats over a slot: one request each, told later")
async def closed(arena: Arena) -> Tally:
    return keep(await _refusing(arena, "topic_closed"))


@row("63", "20 % block the bot in the middle of a digest and come back: it is finished")
async def blocked_meanwhile(arena: Arena) -> Tally:
    await arena.fill()
    pid = await arena.start()
    await arena.until(lambda: arena.accepted >= arena.scale.chats)
    begun = {entry.chat_id for entry in arena.emulator.journal.sent()}
    leaving = [n for n in range(5, arena.scale.chats + 1, 5) if n in begun]
    for number in leaving:
        arena.emulator.people.block(number)
    await arena.drained()
    await arena.kill(pid)
    before = arena.accepted
    database = Database(arena.database_url)
    for number in leaving:
        arena.emulator.people.block(number, blocked=False)
        await DeliveryChatStore(database).reactivate(number)
    await database.aclose()
    tally = await through(arena)
    tally.notes["told_late"] = arena.accepted - before
    return keep(tally)


@row("64", "everybody is refused for a while with `not enough rights`: nobody is left, none twice")
async def everybody_refused(arena: Arena) -> Tally:
    scale = replace(arena.scale, parts=1, chats=2000 if arena.scale is FULL else arena.scale.chats)
    arena.scale = scale
    await arena.fill(kind="supergroup")
    fault = arena.emulator.faults.preset("no_rights")
    pid = await arena.start()
    await asyncio.sleep(scale.long_s)
    refused = fault.struck
    arena.emulator.faults.remove(fault.id)
    await arena.until(lambda: arena.accepted >= scale.total)
    await arena.kill(pid)
    tally = arena.tally()
    tally.notes["refused"] = refused
    # Ten in a row until it is noticed, what is under way then, and a trial now and then.
    if refused > 10 + scale.in_flight + 10:
        raise BrokenPromiseError(f"{refused} requests while everybody was refused")
    return keep(tally)
