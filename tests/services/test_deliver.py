"""The pump over a real ledger and limiter, with a fake at the transport."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from bot.domain.outbox import OutboxPart
from bot.domain.outcomes import Outcome, RefusalReason, RequestVerdict
from bot.services.breaker import Breaker, Trouble
from bot.services.deliver import DeliverService
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.outbox.ledger import OutboxStore
from bot.store.tables import chat, outbox
from bot.telegram.limiter import Limiter
from bot.telegram.pacing import Spacing
from tests.support.clock import FakeClock
from tests.support.editions import add_editions, states

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SENT = RequestVerdict(outcome=Outcome.SENT, message_id=1)
NOT_SENT = RequestVerdict(outcome=Outcome.NOT_SENT, reason=RefusalReason.UNREACHABLE)
NO_ANSWER = RequestVerdict(outcome=Outcome.AMBIGUOUS, reason=RefusalReason.NO_ANSWER)
MARKUP = RequestVerdict(outcome=Outcome.REFUSED, reason=RefusalReason.MARKUP)


class FakeTelegram:
    """Answers as told, and counts like the receiver."""

    def __init__(self) -> None:
        self.answer: Callable[[OutboxPart], RequestVerdict] = lambda _: SENT
        self.up = True
        self.latency_s = 0.0
        #: What arrived, in order: (Telegram id, text's label, level).
        self.sends: list[tuple[int, str, int]] = []
        #: Whether each came without a sound.
        self.silent: list[bool] = []
        self.most_at_once = 0
        self.probes = 0
        self._now = 0

    limit_s = 20.0

    async def send(self, part: OutboxPart) -> RequestVerdict:
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        self.sends.append((part.telegram_id, part.message.html, part.level))
        self.silent.append(part.silent)
        try:
            await asyncio.sleep(self.latency_s)
        finally:
            self._now -= 1
        return self.answer(part)

    async def probe(self) -> RequestVerdict:
        self.probes += 1
        return SENT if self.up else NOT_SENT


class Crowd:
    """A service over the test's database."""

    def __init__(self, database: Database, **settings: object) -> None:
        self.database = database
        self.telegram = FakeTelegram()
        self.clock = FakeClock(NOW)
        self.limiter = Limiter(rate=1000, spacing=Spacing(private_s=0, group_s=0))
        self.service = DeliverService(
            outbox=OutboxStore(database),
            sender=self.telegram,
            limiter=self.limiter,
            clock=self.clock,
            in_flight=8,
            **settings,  # type: ignore[arg-type]  # keywords of the service
        )

    async def counts(self) -> Counter[str]:
        return Counter((await states(self.database)).values())


@pytest.fixture
def crowd(database: Database) -> Crowd:
    return Crowd(database)


async def test_everything_due_is_sent_once_and_in_order(crowd: Crowd) -> None:
    """One pass sends every part of every chat, part k before part k + 1."""
    await add_editions(crowd.database, 40, now=NOW, parts=3)
    assert await crowd.service.tick() == 120
    assert len(set(crowd.telegram.sends)) == 120
    for number in range(1, 41):
        mine = [text for chat_id, text, _ in crowd.telegram.sends if chat_id == number]
        assert mine == [f"{number}:{part}/3" for part in (1, 2, 3)]
    assert await crowd.counts() == {"sent": 120}
    assert await crowd.service.tick() == 0


async def test_in_quiet_hours_nothing_makes_a_sound(crowd: Crowd) -> None:
    """By the chat's own zone and the moment of sending; a resend after them has its sound back."""
    await add_editions(crowd.database, 3, now=NOW)
    async with crowd.database.write() as connection:
        for number, zone, quiet in (
            (1, "UTC", "22:00-08:30"),
            (2, "Europe/Berlin", "22:00-08:30"),
            (3, "UTC", ""),
        ):
            mine = chat.c.telegram_id == number
            await connection.execute(update(chat).where(mine).values(zone=zone, quiet=quiet))
    crowd.telegram.answer = lambda part: NOT_SENT if part.telegram_id == 1 else SENT
    await crowd.service.tick()
    heard = {who: silent for (who, *_), silent in zip(*_sends(crowd), strict=True)}
    assert heard == {1: True, 2: False, 3: False}
    crowd.telegram.answer = lambda _: SENT
    crowd.clock.advance(seconds=1801)
    await crowd.service.tick()
    assert (crowd.telegram.sends[-1][0], crowd.telegram.silent[-1]) == (1, False)


def _sends(crowd: Crowd) -> tuple[list[tuple[int, str, int]], list[bool]]:
    return crowd.telegram.sends, crowd.telegram.silent


async def test_never_more_under_way_than_allowed(crowd: Crowd) -> None:
    """The number of sends in doubt after a crash is bounded while replies are slow."""
    crowd.telegram.latency_s = 0.005
    await add_editions(crowd.database, 60, now=NOW)
    await crowd.service.tick()
    assert 1 < crowd.telegram.most_at_once <= 8
    assert await crowd.counts() == {"sent": 60}


async def test_the_pump_sends_until_it_is_told_to_stop(crowd: Crowd) -> None:
    """What comes while it runs is sent; at the end nothing claimed is left behind."""
    stop = asyncio.Event()
    running = asyncio.create_task(crowd.service.run(stop))
    await add_editions(crowd.database, 20, now=NOW, parts=2)
    async with asyncio.timeout(10):
        while await crowd.counts() != {"sent": 40}:
            await asyncio.sleep(0.02)
    crowd.telegram.latency_s = 0.05
    await add_editions(crowd.database, 300, first_chat=100, now=NOW)
    async with asyncio.timeout(10):
        while len(crowd.telegram.sends) < 50:
            await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(running, 8)
    found = await crowd.counts()
    assert found["sending"] == 0
    assert found["sent"] == len(crowd.telegram.sends)
    async with crowd.database.read() as connection:
        leased = await connection.execute(select(outbox.c.id).where(outbox.c.lease_owner != ""))
        assert leased.all() == []


async def test_a_refused_text_goes_plain_then_short_then_is_given_up(crowd: Crowd) -> None:
    """A poisoned part takes nothing with it: its successors and the others are sent."""
    await add_editions(crowd.database, 10, now=NOW, parts=2)

    def answer(part: OutboxPart) -> RequestVerdict:
        poisoned = {"3:1/2": 3, "4:1/2": 2, "5:1/2": 1}.get(part.message.html, 0)
        return MARKUP if part.level < poisoned else SENT

    crowd.telegram.answer = answer
    await crowd.service.tick()
    found = await states(crowd.database)
    assert Counter(found.values()) == {"sent": 19, "dead": 1}
    assert found["3:1/2"] == "dead"
    assert [level for _, text, level in crowd.telegram.sends if text == "3:1/2"] == [0, 1, 2]
    assert [level for _, text, level in crowd.telegram.sends if text == "5:1/2"] == [0, 1]


async def test_when_every_text_is_refused_nothing_is_given_up(crowd: Crowd) -> None:
    """Then the fault is ours: sending stops after twenty, and all is sent once it is mended."""
    await add_editions(crowd.database, 100, now=NOW)
    crowd.telegram.answer = lambda _: MARKUP
    await crowd.service.tick()
    assert crowd.service.health.trouble is Trouble.TEXTS
    assert len(crowd.telegram.sends) <= 28
    assert (await crowd.counts())["dead"] == 0
    mended = Crowd(crowd.database)
    mended.clock.advance(minutes=20)
    await mended.service.tick()
    assert await mended.counts() == {"sent": 100}


async def test_a_blocked_chat_costs_one_request(crowd: Crowd) -> None:
    """Its later parts are cancelled; the others get theirs."""
    await add_editions(crowd.database, 20, now=NOW, parts=3)
    blocked = RequestVerdict(outcome=Outcome.REFUSED, reason=RefusalReason.BLOCKED)
    crowd.telegram.answer = lambda part: blocked if part.telegram_id % 5 == 0 else SENT
    await crowd.service.tick()
    assert await crowd.counts() == {"sent": 48, "cancelled": 12}
    assert Counter(chat_id for chat_id, _, _ in crowd.telegram.sends)[5] == 1


async def test_an_outage_costs_what_was_under_way(crowd: Crowd) -> None:
    """After three failures nothing more leaves; the queue waits and is sent afterwards."""
    await add_editions(crowd.database, 200, now=NOW)
    crowd.telegram.answer = lambda _: NO_ANSWER
    crowd.telegram.up = False
    await crowd.service.tick()
    assert crowd.service.health.trouble is Trouble.OUTAGE
    assert len(crowd.telegram.sends) <= 8
    found = await crowd.counts()
    assert found["ready"] == 200
    mended = Crowd(crowd.database)
    mended.clock.advance(seconds=60)
    await mended.service.tick()
    assert await mended.counts() == {"sent": 200}


async def test_the_pump_finds_out_that_the_server_is_back(crowd: Crowd) -> None:
    """By asking who we are, which changes nothing; then one send, and more when it works."""
    await add_editions(crowd.database, 60, now=NOW)
    crowd.telegram.answer = lambda _: NOT_SENT
    stop = asyncio.Event()
    running = asyncio.create_task(crowd.service.run(stop))
    async with asyncio.timeout(20):
        while not crowd.service.health.trouble:
            await asyncio.sleep(0.01)
        crowd.telegram.answer = lambda _: SENT
        while await crowd.counts() != {"sent": 60}:
            crowd.clock.advance(seconds=1)
            await asyncio.sleep(0.05)
    stop.set()
    await running
    assert crowd.telegram.probes >= 2
    assert not crowd.service.health.trouble


async def test_an_unknown_token_stops_everything_and_burns_nothing(crowd: Crowd) -> None:
    """A 401 is not the parts' fault: no attempt is counted, none is given up."""
    await add_editions(crowd.database, 50, now=NOW)
    unauthorised = RequestVerdict(outcome=Outcome.REFUSED, reason=RefusalReason.TOKEN)
    crowd.telegram.answer = lambda _: unauthorised
    await crowd.service.tick()
    assert crowd.service.health.trouble is Trouble.TOKEN
    assert len(crowd.telegram.sends) <= 8
    async with crowd.database.read() as connection:
        rows = (await connection.execute(select(outbox.c.state, outbox.c.attempts))).all()
    assert {tuple(row) for row in rows} == {("ready", 0)}


async def test_a_pause_of_the_whole_bot_outlives_the_process(crowd: Crowd) -> None:
    """Two chats refused at once: stored before anything else, kept by the next process."""
    await add_editions(crowd.database, 30, now=NOW)
    limited = RequestVerdict(
        outcome=Outcome.LIMITED, reason=RefusalReason.LIMITED, retry_after_s=30
    )
    crowd.telegram.answer = lambda _: limited
    tick = asyncio.create_task(crowd.service.tick())
    async with asyncio.timeout(10):
        while (await DeliveryStateStore(crowd.database).gate()).paused_until is None:
            await asyncio.sleep(0.01)
    tick.cancel()
    await asyncio.gather(tick, return_exceptions=True)
    restarted = Crowd(crowd.database)
    await restarted.service.tick()
    assert restarted.telegram.sends == []
    restarted.clock.advance(seconds=200)
    await restarted.service.tick()
    assert (await restarted.counts())["sent"] == 30


async def test_a_policy_of_dropping_sends_nothing_twice(database: Database) -> None:
    """`ON_AMBIGUOUS=drop`: what may have arrived is not tried again."""
    crowd = Crowd(database, on_ambiguous="drop")
    await add_editions(database, 10, now=NOW, parts=2)
    crowd.telegram.answer = lambda part: NO_ANSWER if part.telegram_id == 1 else SENT
    await crowd.service.tick()
    found = await states(database)
    assert (found["1:1/2"], found["1:2/2"]) == ("unknown", "unknown")
    assert Counter(found.values())["sent"] == 18


async def test_a_held_chat_does_not_hold_the_others(crowd: Crowd) -> None:
    """A wait of half a day for one chat; its edition expires and gives its articles back."""
    ids = await add_editions(crowd.database, 10, now=NOW, deadline_s=3600)
    async with crowd.database.write() as connection:
        await connection.execute(
            update(chat)
            .where(chat.c.id == ids[0])
            .values(held_until=datetime(2026, 3, 2, 20, tzinfo=UTC))
        )
    await crowd.service.tick()
    assert await crowd.counts() == {"sent": 9, "ready": 1}
    crowd.clock.advance(hours=2)
    await crowd.service.tick()
    assert await crowd.counts() == {"sent": 9, "expired": 1}


def test_a_breaker_lets_one_try_then_more() -> None:
    """Open after three failures in a row; closed again by doubling; one failure opens it anew."""
    breaker = Breaker(cap=8)
    for _ in range(3):
        breaker.sent(NO_ANSWER, 0.0)
    assert breaker.open
    assert not breaker.probe_due(0.5)
    assert not breaker.probed(SENT, 1.0)
    assert breaker.probed(SENT, 1.3)
    breaker.sent(NO_ANSWER, 1.4)
    assert breaker.open
    assert not breaker.probe_due(3.0)
    breaker.probed(SENT, 4.0)
    breaker.probed(SENT, 4.3)
    allowed = []
    for _ in range(4):
        breaker.sent(SENT, 5.0)
        allowed.append(breaker.allowed)
    assert allowed == [2, 4, 8, 8]
    assert not breaker.trouble


def test_a_minute_of_lost_answers_costs_at_most_twice_what_is_under_way() -> None:
    """The server takes everything and answers nothing, while it does answer who we are."""
    breaker = Breaker(cap=8)
    sends, now = 0, 0.0
    while now < 60:
        if breaker.open:
            if breaker.probe_due(now):
                breaker.probed(SENT, now)
        else:
            under_way = breaker.allowed
            for _ in range(under_way):
                breaker.sent(NO_ANSWER, now)
            sends += under_way
        now += 0.1
    assert sends <= 16
