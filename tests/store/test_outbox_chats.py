"""The outbox and its chats: moved, merged, closed; broadcasts, operators, workers at once."""

from __future__ import annotations

import asyncio
import time

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from bot.domain.delivery import Policy, settle
from bot.domain.outbox import Lane, PartState
from bot.domain.outcomes import Outcome, RefusalReason, RequestVerdict
from bot.store.database import Database
from bot.store.delivery_figures import DeliveryFiguresStore
from bot.store.delivery_state import SharedRateStore
from bot.store.outbox.admin import OutboxAdminStore
from bot.store.outbox.delivery_chats import DeliveryChatStore
from bot.store.outbox.ledger import OutboxStore
from bot.store.tables import broadcast, chat, edition, outbox
from tests.store.test_outbox import (
    NO_ANSWER,
    NOW,
    POLICY,
    SENT,
    begin,
    claim,
    later,
    refused,
    send,
)
from tests.support.editions import add_editions, message, states


@pytest.fixture
def store(database: Database) -> OutboxStore:
    return OutboxStore(database)


async def test_a_group_that_became_a_supergroup_keeps_everything(
    store: OutboxStore, database: Database
) -> None:
    """By an error while sending: the row has the new id and the part is due again."""
    await add_editions(database, 1, now=NOW, parts=2, kind="group")
    await send(store, refused(RefusalReason.MIGRATED, migrate_to=-100_500))
    (part,) = await begin(store)
    assert (part.telegram_id, part.part) == (-100_500, 1)
    async with database.read() as connection:
        rows = await connection.execute(
            select(chat.c.telegram_id, chat.c.status).order_by(chat.c.id)
        )
        assert [tuple(row) for row in rows] == [(-100_500, "active"), (-1, "moved")]


async def test_two_chats_that_are_one_are_merged(store: OutboxStore, database: Database) -> None:
    """The new id was there already: nothing is told twice, nothing pending is lost."""
    old, new = (
        (await add_editions(database, 1, now=NOW, kind="group"))[0],
        (await add_editions(database, 1, now=NOW, kind="group", first_chat=500))[0],
    )
    await add_editions(database, 1, now=NOW, kind="group", slot="now:1", texts=["only old"])
    chats = DeliveryChatStore(database)
    for _ in range(2):
        await chats.migrate(-1, -500, now=NOW)
    found = await states(database)
    assert found == {"-1:1/1": "cancelled", "-500:1/1": "ready", "only old": "ready"}
    assert {part.chat_id for part in await claim(store)} == {new}
    async with database.read() as connection:
        row = (await connection.execute(select(chat).where(chat.c.id == old))).one()
        editions = await connection.execute(
            select(func.count()).select_from(edition).where(edition.c.chat_id == new)
        )
        assert editions.scalar() == 3
    assert (row.status, row.successor_id) == ("moved", new)


async def test_a_part_in_flight_follows_its_chat_when_it_comes_back(
    store: OutboxStore, database: Database
) -> None:
    """What is being sent during a merge is not lost when its send fails."""
    await add_editions(database, 1, now=NOW, kind="group", slot="now:1", texts=["in flight"])
    (part,) = await begin(store)
    (new,) = await add_editions(database, 1, now=NOW, kind="group", first_chat=500)
    await DeliveryChatStore(database).migrate(-1, -500, now=NOW)
    unsent = RequestVerdict(outcome=Outcome.NOT_SENT, reason=RefusalReason.UNREACHABLE)
    await store.record([settle(part, unsent, policy=POLICY, now=NOW)], now=NOW)
    await store.rescue(now=later(5), policy=POLICY)
    claimed = await claim(store, later(5))
    assert [(part.message.html, part.chat_id) for part in claimed] in (
        [("in flight", new)],
        [("-500:1/1", new)],
    )


async def test_a_closed_topic_goes_to_the_general_one(
    store: OutboxStore, database: Database
) -> None:
    """The thread is forgotten and the part is due again, there."""
    await add_editions(database, 1, now=NOW, kind="supergroup")
    async with database.write() as connection:
        await connection.execute(update(chat).values(thread_id=5))
    (part,) = await begin(store)
    assert part.thread_id == 5
    await store.record(
        [settle(part, refused(RefusalReason.TOPIC), policy=POLICY, now=NOW)], now=NOW
    )
    (part,) = await begin(store, later(1))
    assert (part.thread_id, part.level) == (0, 0)


async def test_a_broadcast_reaches_each_active_chat_once(
    store: OutboxStore, database: Database
) -> None:
    """However often it is put in; stopping it leaves what was sent."""
    await add_editions(database, 5, now=NOW)
    async with database.write() as connection:
        await connection.execute(
            update(chat).where(chat.c.telegram_id == 5).values(status="blocked")
        )
        await connection.execute(
            broadcast.insert().values(id=1, admin_id=1, text="hi", state="draft", created_at=NOW)
        )
    admin = OutboxAdminStore(database)
    assert await admin.enqueue_broadcast(1, [message("hi"), message("more")], now=NOW) == 8
    assert await admin.enqueue_broadcast(1, [message("hi"), message("more")], now=NOW) == 0
    await send(store)
    assert [part.lane for part in await send(store)] == [Lane.BROADCAST] * 4
    assert [part.message.html for part in await claim(store)] == ["more"] * 4
    assert await admin.cancel_broadcast(1, now=NOW) == 4


async def test_operators_can_retry_and_drop(store: OutboxStore, database: Database) -> None:
    """A dropped part in the middle does not stop the ones after it, nor let them overtake."""
    await add_editions(database, 1, now=NOW, parts=4)
    admin = OutboxAdminStore(database)
    ids = {entry.part: entry.id for entry in await admin.list()}
    assert await admin.drop([ids[2], ids[3]], now=NOW) == 2
    assert (await states(database))["1:4/4"] == "waiting"
    await send(store)
    assert [part.part for part in await claim(store)] == [4]
    await add_editions(database, 1, first_chat=2, now=NOW)
    (part,) = await begin(store)
    await store.record([settle(part, NO_ANSWER, policy=Policy(resend=False), now=NOW)], now=NOW)
    (entry,) = await admin.list(states=[PartState.UNKNOWN])
    assert await admin.retry([entry.id], now=NOW) == 1
    assert len(await begin(store)) == 1


async def test_figures_tell_how_delivery_goes(store: OutboxStore, database: Database) -> None:
    """Counts, refusals, backlog and punctuality from one view."""
    await add_editions(database, 4, now=NOW, parts=2)
    parts = await begin(store, later(3))
    verdicts = [SENT, SENT, refused(RefusalReason.BLOCKED), NO_ANSWER]
    await store.record(
        [
            settle(part, verdict, policy=Policy(resend=False), now=later(3))
            for part, verdict in zip(parts, verdicts, strict=True)
        ],
        now=later(3),
    )
    figures = await DeliveryFiguresStore(database).figures(now=later(60))
    assert (figures.sent, figures.maybe_sent) == (2, 1)
    assert figures.parts["cancelled"] == 2
    assert figures.refused == {"blocked": 1, "no_answer": 1}
    assert figures.lateness_s == {"p50": 3.0, "p95": 3.0, "p99": 3.0}
    assert figures.backlog_age_s == 60
    assert figures.chats == {"active": 3, "blocked": 1}


async def test_the_database_itself_refuses_two_sends_to_one_chat(database: Database) -> None:
    """The rule that bounds what is in doubt does not hang on our statements alone."""
    await add_editions(database, 1, now=NOW, parts=2)
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await connection.execute(update(outbox).values(state="sending", lease_until=NOW))


async def test_claims_of_workers_at_work_together_never_overlap(
    store: OutboxStore, database: Database
) -> None:
    """Four workers drain 120 chats of three parts: each part once, in order, one per chat."""
    await add_editions(database, 120, now=NOW, parts=3)
    log: list[tuple[int, int]] = []
    in_flight: set[int] = set()

    async def work(owner: str) -> None:
        idle = 0
        while idle < 5:
            claimed = await store.claim(owner=owner, now=NOW, limit=7)
            parts = await store.begin(claimed, owner=owner, now=NOW) if claimed else []
            idle = 0 if parts else idle + 1
            for part in parts:
                assert part.chat_id not in in_flight
                in_flight.add(part.chat_id)
                log.append((part.chat_id, part.part))
            await asyncio.sleep(0)
            in_flight.difference_update(part.chat_id for part in parts)
            if parts:
                await store.record(
                    [settle(part, SENT, policy=POLICY, now=NOW) for part in parts], now=NOW
                )

    await asyncio.gather(*(work(name) for name in "abcd"))
    assert len(log) == len(set(log)) == 360
    assert set((await states(database)).values()) == {"sent"}
    by_chat: dict[int, list[int]] = {}
    for chat_id, part in log:
        by_chat.setdefault(chat_id, []).append(part)
    assert all(parts == [1, 2, 3] for parts in by_chat.values())


@pytest.mark.parametrize("engine", ["postgres"])
async def test_workers_share_one_rate(database: Database) -> None:
    """Portions follow on each other; a pause of the bot is waited for by everybody."""
    stores = [SharedRateStore.of(database, cap=10.0) for _ in range(2)]
    first, second = (store for store in stores if store is not None)
    await first.reserve(1, 10.0)
    asked = time.monotonic()
    begins = []
    for store in (first, second, first):
        wait_s, _ = await store.reserve(5, 10.0)
        begins.append(time.monotonic() + wait_s - asked)
    # Five messages at ten a second take half a second, however slow the machine is.
    assert begins[1] >= 0.5 - 0.01
    assert begins[2] >= 1.0 - 0.01
    assert (await first.reserve(1, 4.0))[1] == 4.0
    assert (await second.reserve(1, 10.0))[1] == 4.0
