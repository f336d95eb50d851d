"""The ledger: claims that never overlap, intents, outcomes, rescue after a crash."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.delivery import Policy, settle
from bot.domain.outbox import Lane, OutboxPart
from bot.domain.outcomes import Outcome, RefusalReason, RequestVerdict
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.editions import EditionStore
from bot.store.outbox.delivery_chats import DeliveryChatStore
from bot.store.outbox.expiry import ExpiryStore
from bot.store.outbox.ledger import CLAIM_LEASE_S, SEND_LEASE_S, OutboxStore
from bot.store.tables import briefing, chat
from tests.support.editions import add_editions, message, states
from tests.support.outbox import enqueue

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
POLICY = Policy()
SENT = RequestVerdict(outcome=Outcome.SENT, message_id=7)
NO_ANSWER = RequestVerdict(outcome=Outcome.AMBIGUOUS, reason=RefusalReason.NO_ANSWER)


def refused(reason: RefusalReason, **more: object) -> RequestVerdict:
    fields = {"outcome": Outcome.REFUSED, "reason": reason} | more
    return RequestVerdict(**fields)  # type: ignore[arg-type]  # a mapping of its fields


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
    told = await EditionStore(database).told(list(cursors), since=later(-3600))
    assert {chat_id for chat_id, stories in told.items() if stories} == set(cursors) - {late[0]}


async def _status(database: Database, telegram_id: int) -> str:
    async with database.read() as connection:
        found = await connection.execute(
            select(chat.c.status).where(chat.c.telegram_id == telegram_id)
        )
        return str(found.scalar_one())
