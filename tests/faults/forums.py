"""The row of the fault matrix in which topics are deleted and closed while all of Lede runs."""

from __future__ import annotations

from collections import Counter

from bot.domain.models import ChatKind
from bot.render.catalogue import label
from tests.faults.matrix import BrokenPromiseError, Rows, keep
from tests.faults.people import HEADLINES, all_but, next_slot, readers
from tests.faults.receiver import Tally
from tests.faults.testbed import Testbed

row = Rows()

_TOPIC = 9


@row("74", "20 % of the topics are deleted, 20 % closed over a slot: moved and said, kept and told")
async def topics_deleted_and_closed(testbed: Testbed) -> Tally:
    numbers = await readers(testbed, ChatKind.SUPERGROUP, threads=(_TOPIC,))
    deleted, closed = numbers[4::5], numbers[3::5]
    world, receiver = testbed.emulator.world, testbed.receiver
    receiver.call_off(lambda place, _: isinstance(place, tuple) and place[0] in deleted)
    for number in deleted:
        world.chat(number).topics[_TOPIC].deleted = True
        receiver.expect(number, *HEADLINES)
    for number in closed:
        world.chat(number).topics[_TOPIC].closed = True
    pid = await testbed.start_lede()
    await all_but(testbed, closed)
    await testbed.until(lambda: set(closed) <= set(_asked(testbed)))
    await testbed.stop(pid)
    if (most := max(_asked(testbed)[number] for number in closed)) > 1:
        raise BrokenPromiseError(f"{most} requests to a closed topic over one slot")
    for number in closed:
        world.chat(number).topics[_TOPIC].closed = False
    late = testbed.tally().lost
    for number in deleted:  # said at the latest when it is looked for the next time
        receiver.expect(number, label("notice.lost_topic", "en"))
    await testbed.time_passes()
    await next_slot(testbed)
    pid = await testbed.start_lede()
    await testbed.arrived()
    await testbed.stop(pid)
    tally = testbed.tally()
    tally.notes["told_late"] = late
    return keep(tally)


def _asked(testbed: Testbed) -> Counter[object]:
    """How many messages were tried to be sent to each chat."""
    return Counter(entry.chat_id for entry in testbed.emulator.journal.entries if entry.sends)
