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


class Town:
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
def town(database: Database) -> Town:
    return Town(database)


async def test_everything_due_is_sent_once_and_in_order(town: Town) -> None:
    """One pass sends every part of every chat, part k before part k + 1."""
    await add_editions(town.database, 40, now=NOW, parts=3)
    assert await town.service.tick() == 120
    assert len(set(town.telegram.sends)) == 120
    for number in range(1, 41):
        mine = [text for chat_id, text, _ in town.telegram.sends if chat_id == number]
        assert mine == [f"{number}:{part}/3" for part in (1, 2, 3)]
    assert await town.counts() == {"sent": 120}
    assert await town.service.tick() == 0


async def test_in_quiet_hours_nothing_makes_a_sound(town: Town) -> None:
    """By the chat's own zone and the moment of sending; a resend after them has its sound back."""
    await add_editions(town.database, 3, now=NOW)
    async with town.database.write() as connection:
        for number, zone, quiet in (
            (1, "UTC", "22:00-08:30"),
            (2, "Europe/Berlin", "22:00-08:30"),
            (3, "UTC", ""),
        ):
            mine = chat.c.telegram_id == number
            await connection.execute(update(chat).where(mine).values(zone=zone, quiet=quiet))
    town.telegram.answer = lambda part: NOT_SENT if part.telegram_id == 1 else SENT
    await town.service.tick()
    heard = {who: silent for (who, *_), silent in zip(*_sends(town), strict=True)}
    assert heard == {1: True, 2: False, 3: False}
    town.telegram.answer = lambda _: SENT
    town.clock.advance(seconds=1801)
    await town.service.tick()
    assert (town.telegram.sends[-1][0], town.telegram.silent[-1]) == (1, False)


def _sends(town: Town) -> tuple[list[tuple[int, str, int]], list[bool]]:
    return town.telegram.sends, town.telegram.silent


async def test_never_more_under_way_than_allowed(town: Town) -> None:
    """The number of sends in doubt after a crash is bounded while replies are slow."""
    town.telegram.latency_s = 0.005
    await add_editions(town.database, 60, now=NOW)
    await town.service.tick()
    assert 1 < town.telegram.most_at_once <= 8
    assert await town.counts() == {"sent": 60}


async def test_the_pump_sends_until_it_is_told_to_stop(town: Town) -> None:
    """What comes while it runs is sent; at the end nothing claimed is left behind."""
    stop = asyncio.Event()
    running = asyncio.create_task(town.service.run(stop))
    await add_editions(town.database, 20, now=NOW, parts=2)
    async with asyncio.timeout(10):
        while await town.counts() != {"sent": 40}:
            await asyncio.sleep(0.02)
    town.telegram.latency_s = 0.05
    await add_editions(town.database, 300, first_chat=100, now=NOW)
    async with asyncio.timeout(10):
        while len(town.telegram.sends) < 50:
            await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(running, 8)
    found = await town.counts()
    assert found["sending"] == 0
    assert found["sent"] == len(town.telegram.sends)
    async with town.database.read() as connection:
        leased = await connection.execute(select(outbox.c.id).where(outbox.c.lease_owner != ""))
        assert leased.all() == []


async def test_a_refused_text_goes_plain_then_short_then_is_given_up(town: Town) -> None:
    """A poisoned part takes nothing with it: its successors and the others are sent."""
    await add_editions(town.database, 10, now=NOW, parts=2)

    def answer(part: OutboxPart) -> RequestVerdict:
        poisoned = {"3:1/2": 3, "4:1/2": 2, "5:1/2": 1}.get(part.message.html, 0)
        return MARKUP if part.level < poisoned else SENT

    town.telegram.answer = answer
    await town.service.tick()
    found = await states(town.database)
    assert Counter(found.values()) == {"sent": 19, "dead": 1}
    assert found["3:1/2"] == "dead"
    assert [level for _, text, level in town.telegram.sends if text == "3:1/2"] == [0, 1, 2]
    assert [level for _, text, level in town.telegram.sends if text == "5:1/2"] == [0, 1]


async def test_when_every_text_is_refused_nothing_is_given_up(town: Town) -> None:
    """Then the fault is ours: sending stops after twenty, and all is sent once it is mended."""
    await add_editions(town.database, 100, now=NOW)
    town.telegram.answer = lambda _: MARKUP
    await town.service.tick()
    assert town.service.health.trouble is Trouble.TEXTS
    assert len(town.telegram.sends) <= 28
    assert (await town.counts())["dead"] == 0
    mended = Town(town.database)
    mended.clock.advance(minutes=20)
    await mended.service.tick()
    assert await mended.counts() == {"sent": 100}


async def test_a_blocked_chat_costs_one_request(town: Town) -> None:
    """Its later parts are cancelled; the others get theirs."""
    await add_editions(town.database, 20, now=NOW, parts=3)
    blocked = RequestVerdict(outcome=Outcome.REFUSED, reason=RefusalReason.BLOCKED)
    town.telegram.answer = lambda part: blocked if part.telegram_id % 5 == 0 else SENT
    await town.service.tick()
    assert await town.counts() == {"sent": 48, "cancelled": 12}
    assert Counter(chat_id for chat_id, _, _ in town.telegram.sends)[5] == 1


async def test_an_outage_costs_what_was_under_way(town: Town) -> None:
    """After three failures nothing more leaves; the queue waits and is sent afterwards."""
    await add_editions(town.database, 200, now=NOW)
    town.telegram.answer = lambda _: NO_ANSWER
    town.telegram.up = False
    await town.service.tick()
    assert town.service.health.trouble is Trouble.OUTAGE
    assert len(town.telegram.sends) <= 8
    found = await town.counts()
    assert found["ready"] == 200
    mended = Town(town.database)
    mended.clock.advance(seconds=60)
    await mended.service.tick()
    assert await mended.counts() == {"sent": 200}


async def test_the_pump_finds_out_that_the_server_is_back(town: Town) -> None:
    """By asking who we are, which changes nothing; then one send, and more when it works."""
    await add_editions(town.database, 60, now=NOW)
    town.telegram.answer = lambda _: NOT_SENT
    stop = asyncio.Event()
    running = asyncio.create_task(town.service.run(stop))
    async with asyncio.timeout(20):
        while not town.service.health.trouble:
            await asyncio.sleep(0.01)
        town.telegram.answer = lambda _: SENT
        while await town.counts() != {"sent": 60}:
            town.clock.advance(seconds=1)
            await asyncio.sleep(0.05)
    stop.set()
    await running
    assert town.telegram.probes >= 2
    assert not town.service.health.trouble


async def test_an_unknown_token_stops_everything_and_burns_nothing(town: Town) -> None:
    """A 401 is not the parts' fault: no attempt is counted, none is given up."""
    await add_editions(town.database, 50, now=NOW)
    unauthorised = RequestVerdict(outcome=Outcome.REFUSED, reason=RefusalReason.TOKEN)
    town.telegram.answer = lambda _: unauthorised
    await town.service.tick()
    assert town.service.health.trouble is Trouble.TOKEN
    assert len(town.telegram.sends) <= 8
    async with town.database.read() as connection:
        rows = (await connection.execute(select(outbox.c.state, outbox.c.attempts))).all()
    assert {tuple(row) for row in rows} == {("ready", 0)}


async def test_a_pause_of_the_whole_bot_outlives_the_process(town: Town) -> None:
    """Two chats refused at once: stored before anything else, kept by the next process."""
    await add_editions(town.database, 30, now=NOW)
    limited = RequestVerdict(
        outcome=Outcome.LIMITED, reason=RefusalReason.LIMITED, retry_after_s=30
    )
    town.telegram.answer = lambda _: limited
    tick = asyncio.create_task(town.service.tick())
    async with asyncio.timeout(10):
        while (await DeliveryStateStore(town.database).gate()).paused_until is None:
            await asyncio.sleep(0.01)
    tick.cancel()
    await asyncio.gather(tick, return_exceptions=True)
    restarted = Town(town.database)
    await restarted.service.tick()
    assert restarted.telegram.sends == []
    restarted.clock.advance(seconds=200)
    await restarted.service.tick()
    assert (await restarted.counts())["sent"] == 30


async def test_a_policy_of_dropping_sends_nothing_twice(database: Database) -> None:
    """`ON_AMBIGUOUS=drop`: what may have arrived is not tried again."""
    town = Town(database, on_ambiguous="drop")
    await add_editions(database, 10, now=NOW, parts=2)
    town.telegram.answer = lambda part: NO_ANSWER if part.telegram_id == 1 else SENT
    await town.service.tick()
    found = await states(database)
    assert (found["1:1/2"], found["1:2/2"]) == ("unknown", "unknown")
    assert Counter(found.values())["sent"] == 18


async def test_a_held_chat_does_not_hold_the_others(town: Town) -> None:
    """A wait of half a day for one chat; its edition expires and gives its articles back."""
    ids = await add_editions(town.database, 10, now=NOW, deadline_s=3600)
    async with town.database.write() as connection:
        await connection.execute(
            update(chat)
            .where(chat.c.id == ids[0])
            .values(held_until=datetime(2026, 3, 2, 20, tzinfo=UTC))
        )
    await town.service.tick()
    assert await town.counts() == {"sent": 9, "ready": 1}
    town.clock.advance(hours=2)
    await town.service.tick()
    assert await town.counts() == {"sent": 9, "expired": 1}


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
