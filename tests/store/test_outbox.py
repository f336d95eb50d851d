"""The ledger: claims that never overlap, intents, outcomes, rescue after a crash."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from bot.domain.delivery import Policy, settle
from bot.domain.outbox import Lane, OutboxPart, PartState
from bot.domain.outcomes import Outcome, RefusalReason, RequestVerdict
from bot.store.database import Database
from bot.store.delivery_figures import DeliveryFiguresStore
from bot.store.delivery_state import DeliveryStateStore, SharedRateStore
from bot.store.outbox.admin import OutboxAdminStore
from bot.store.outbox.delivery_chats import DeliveryChatStore
from bot.store.outbox.expiry import ExpiryStore
from bot.store.outbox.ledger import CLAIM_LEASE_S, SEND_LEASE_S, OutboxStore
from bot.store.planning import PlanStore
from bot.store.tables import briefing, broadcast, chat, edition, outbox
from tests.support.editions import add_editions, message, states
from tests.support.outbox import enqueue

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
POLICY = Policy()
SENT = RequestVerdict(outcome=Outcome.SENT, message_id=7)
NO_ANSWER = RequestVerdict(outcome=Outcome.AMBIGUOUS, reason=RefusalReason.NO_ANSWER)


def refused(reason: RefusalReason, **more: object) -> RequestVerdict:
    return RequestVerdict(outcome=Outcome.REFUSED, reason=reason, **more)  # type: ignore[arg-type]  # a mapping of its fields


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def store(database: Database) -> OutboxStore:
    return OutboxStore(database)


async def claim(store: OutboxStore, now: datetime = NOW, owner: str = "a") -> list[OutboxPart]:
    return await store.claim(owner=owner, now=now, limit=100)


async def begin(store: OutboxStore, now: datetime = NOW, owner: str = "a") -> list[OutboxPart]:
    return await store.begin(await claim(store, now, owner), owner=owner, now=now)


async def send(
    store: OutboxStore, verdict: RequestVerdict = SENT, now: datetime = NOW
) -> list[OutboxPart]:
    """Claim, begin and record everything that is due."""
    parts = await begin(store, now)
    if parts:
        await store.record(
            [settle(part, verdict, policy=POLICY, now=now) for part in parts], now=now
        )
    return parts


async def test_a_claim_takes_one_part_of_each_chat(store: OutboxStore, database: Database) -> None:
    """Later parts and later editions wait; nobody else gets what is claimed."""
    await add_editions(database, 3, now=NOW, parts=2)
    await add_editions(database, 3, now=NOW, slot="2026-03-02T09:00")
    first = await claim(store)
    assert [part.message.html for part in first] == ["1:1/2", "2:1/2", "3:1/2"]
    assert await claim(store, owner="b") == []


async def test_a_part_is_sending_before_it_is_sent_and_final_after(
    store: OutboxStore, database: Database
) -> None:
    """The intent counts the attempt; the outcome frees the next part, and only it."""
    await add_editions(database, 1, now=NOW, parts=3)
    (part,) = await begin(store)
    assert (part.attempts, part.epoch) == (1, 1)
    assert await states(database) == {"1:1/3": "sending", "1:2/3": "waiting", "1:3/3": "waiting"}
    await store.record([settle(part, SENT, policy=POLICY, now=NOW)], now=NOW)
    assert await states(database) == {"1:1/3": "sent", "1:2/3": "ready", "1:3/3": "waiting"}


async def test_an_edition_is_finished_before_the_next_one_of_the_chat(
    store: OutboxStore, database: Database
) -> None:
    """Parts of two digests are not mixed, also when a part must wait."""
    await add_editions(database, 1, now=NOW, parts=2)
    await add_editions(database, 1, now=NOW, slot="2026-03-02T09:00", texts=["second"])
    await send(store)
    (part,) = await begin(store)
    assert part.message.html == "1:2/2"
    await store.record([settle(part, NO_ANSWER, policy=POLICY, now=NOW)], now=NOW)
    assert await claim(store) == []
    assert [part.message.html for part in await send(store, now=later(40))] == ["1:2/2"]
    assert [part.message.html for part in await claim(store, later(41))] == ["second"]


async def test_urgent_lanes_are_claimed_first(store: OutboxStore, database: Database) -> None:
    """Alerts before digests before broadcasts, when there is not room for all."""
    ids = await add_editions(database, 3, now=NOW)
    await enqueue(database, ids[2], [message("alert")], now=NOW, lane=Lane.ALERT, alert="x")
    claimed = await store.claim(owner="a", now=NOW, limit=2)
    assert {part.message.html for part in claimed} == {"alert", "1:1/1"}


async def test_a_claim_that_was_not_begun_can_be_given_back_or_runs_out(
    store: OutboxStore, database: Database
) -> None:
    """Nothing stays with a worker that does not send it."""
    await add_editions(database, 2, now=NOW)
    parts = await claim(store)
    await store.release(parts[:1], owner="a")
    assert [part.id for part in await claim(store, owner="b")] == [parts[0].id]
    after = later(CLAIM_LEASE_S + 1)
    assert len(await claim(store, after, owner="c")) == 2
    assert await store.begin(parts, owner="a", now=after) == []


async def test_an_outcome_of_an_old_epoch_changes_nothing(
    store: OutboxStore, database: Database
) -> None:
    """A worker that slept through its lease is not believed."""
    await add_editions(database, 1, now=NOW, parts=2)
    (part,) = await begin(store)
    after = later(SEND_LEASE_S + 1)
    assert (await store.rescue(now=after, policy=POLICY)).again == 1
    await store.record([settle(part, SENT, policy=POLICY, now=after)], now=after)
    assert await states(database) == {"1:1/2": "ready", "1:2/2": "waiting"}
    (again,) = await begin(store, after, owner="b")
    assert (again.silent, again.epoch) == (True, 3)
    await store.record([settle(part, SENT, policy=POLICY, now=after)], now=after)
    assert (await states(database))["1:1/2"] == "sending"


async def test_a_restarted_process_takes_back_what_it_was_sending(
    store: OutboxStore, database: Database
) -> None:
    """At once, but it is sent again only when no request of the dead process can live."""
    await add_editions(database, 3, now=NOW)
    parts = await claim(store)
    await store.begin(parts[:1], owner="a", now=NOW)
    soon = later(1)
    assert (await store.rescue(now=soon, policy=POLICY, restarted=True)).again == 1
    assert {part.id for part in await claim(store, soon, "b")} == {part.id for part in parts[1:]}
    assert parts[0].id not in {part.id for part in await claim(store, later(29), "c")}
    assert parts[0].id in {part.id for part in await claim(store, later(SEND_LEASE_S), "d")}


async def test_policy_decides_about_parts_of_the_dead(
    store: OutboxStore, database: Database
) -> None:
    """Dropped when the operator says so, or after too many deaths; the next part goes on."""
    await add_editions(database, 1, now=NOW, parts=2)
    await begin(store)
    after = later(SEND_LEASE_S + 1)
    assert (await store.rescue(now=after, policy=Policy(resend=False))).unknown == 1
    assert await states(database) == {"1:1/2": "unknown", "1:2/2": "ready"}
    for death in range(1, 8):
        await begin(store, later(1000 * death))
        await store.rescue(now=later(1000 * death + 100), policy=POLICY)
    assert (await states(database))["1:2/2"] == "unknown"


async def test_an_answer_that_never_came_is_tried_once_more(
    store: OutboxStore, database: Database
) -> None:
    """Silently, after half a minute; the second time it stays unknown."""
    await add_editions(database, 1, now=NOW)
    await send(store, NO_ANSWER)
    assert await claim(store, later(29)) == []
    (part,) = await send(store, NO_ANSWER, later(31))
    assert part.silent
    assert await states(database) == {"1:1/1": "unknown"}


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (RefusalReason.BLOCKED, "blocked"),
        (RefusalReason.KICKED, "blocked"),
        (RefusalReason.DEACTIVATED, "gone"),
    ],
)
async def test_a_chat_that_is_closed_to_us_gets_nothing_more(
    store: OutboxStore, database: Database, reason: RefusalReason, status: str
) -> None:
    """Status and all its parts change together; it is back when the person is."""
    await add_editions(database, 2, now=NOW, parts=3)
    parts = await begin(store)
    verdicts = [refused(reason), SENT]
    await store.record(
        [
            settle(part, verdict, policy=POLICY, now=NOW)
            for part, verdict in zip(parts, verdicts, strict=True)
        ],
        now=NOW,
    )
    found = await states(database)
    assert [found[f"1:{n}/3"] for n in (1, 2, 3)] == ["cancelled"] * 3
    assert found["2:2/3"] == "ready"
    assert await _status(database, 1) == status
    assert await DeliveryChatStore(database).reactivate(1)
    assert not await DeliveryChatStore(database).reactivate(1)
    assert await _status(database, 1) == "active"


async def test_a_chat_not_found_once_is_a_glitch(store: OutboxStore, database: Database) -> None:
    """It is tried again, and gone only when it is still not found a day later."""
    await add_editions(database, 1, now=NOW)
    await send(store, refused(RefusalReason.NOT_FOUND))
    await send(store, refused(RefusalReason.NOT_FOUND), later(700))
    assert await _status(database, 1) == "active"
    await send(store, refused(RefusalReason.NOT_FOUND), later(90_000))
    assert await _status(database, 1) == "gone"


async def test_a_chat_found_again_is_no_longer_doubted(
    store: OutboxStore, database: Database
) -> None:
    """A success wipes the slate."""
    await add_editions(database, 1, now=NOW)
    await send(store, refused(RefusalReason.NOT_FOUND))
    await send(store, now=later(700))
    async with database.read() as connection:
        assert (await connection.execute(select(chat.c.not_found_at))).scalar_one() is None


async def test_a_429_of_one_chat_is_kept_for_it(store: OutboxStore, database: Database) -> None:
    """Stored with the chat, so that it outlives the process; it costs no attempt."""
    await add_editions(database, 2, now=NOW, parts=2)
    parts = await begin(store)
    limited = RequestVerdict(
        outcome=Outcome.LIMITED, reason=RefusalReason.LIMITED, retry_after_s=100
    )
    settled = [
        settle(parts[0], limited, policy=POLICY, now=NOW),
        settle(parts[1], SENT, policy=POLICY, now=NOW),
    ]
    await store.record(settled, now=NOW)
    assert [part.message.html for part in await claim(store, later(100))] == ["2:2/2"]
    (part,) = await begin(store, later(102))
    assert (part.message.html, part.attempts) == ("1:1/2", 1)


async def test_holds_and_pauses_stop_every_claim(store: OutboxStore, database: Database) -> None:
    """A pause ends by itself, a hold by an operator; both are in the database."""
    await add_editions(database, 1, now=NOW)
    gates = DeliveryStateStore(database)
    await gates.pause(later(30))
    await gates.pause(later(10))
    assert await claim(store, later(29)) == []
    await gates.hold("restored from a backup")
    assert await claim(store, later(60)) == []
    assert (await gates.gate()).hold == "restored from a backup"
    assert await gates.resume()
    assert not await gates.resume()
    assert len(await claim(store, later(60))) == 1


async def test_an_edition_too_late_gives_its_articles_back(
    store: OutboxStore, database: Database
) -> None:
    """Expired as a whole, the cursor before it, its stories untold; one that began is finished."""
    late = await add_editions(database, 1, now=NOW, parts=2, deadline_s=60)
    await add_editions(database, 1, first_chat=2, now=NOW, parts=2, deadline_s=60)
    async with database.write() as connection:
        await connection.execute(
            update(chat).where(chat.c.id == late[0]).values(held_until=later(50))
        )
    await send(store)
    assert await claim(store, later(61), "z") != []
    await store.release(await claim(store, later(61)), owner="a")
    assert await ExpiryStore(database).expire(now=later(61)) == 2
    found = await states(database)
    assert [found["1:1/2"], found["1:2/2"], found["2:1/2"]] == ["expired", "expired", "sent"]
    async with database.read() as connection:
        cursors = dict(
            (await connection.execute(select(briefing.c.chat_id, briefing.c.cursor))).all()
        )
    assert cursors[late[0]] == 10
    told = await PlanStore(database).told(list(cursors), since=later(-3600))
    assert {chat_id for chat_id, stories in told.items() if stories} == set(cursors) - {late[0]}


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
    first, second = (SharedRateStore(database, cap=10.0) for _ in range(2))
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


async def _status(database: Database, telegram_id: int) -> str:
    async with database.read() as connection:
        found = await connection.execute(
            select(chat.c.status).where(chat.c.telegram_id == telegram_id)
        )
        return str(found.scalar_one())
