"""The limiter under a model of Telegram whose limits it does not know."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from bot.domain.outbox import Lane
from bot.telegram.limiter import Limiter
from tests.support.flood import FloodModel
from tests.support.virtual_time import run_virtual

LATENCY_S = 0.05


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _send(limiter: Limiter, model: FloodModel, lane: Lane, chat: int) -> float:
    """Send until accepted; the time from asking to acceptance."""
    began = _now()
    while True:
        await limiter.acquire(lane, chat, group=chat < 0)
        await asyncio.sleep(LATENCY_S / 2)
        wait_s = model.offer(chat)
        await asyncio.sleep(LATENCY_S / 2)
        if wait_s is not None:
            limiter.refused(chat, wait_s + 1)
        limiter.release(lane)
        if wait_s is None:
            return _now() - began


async def _broadcast(limiter: Limiter, model: FloodModel, chats: int) -> list[float]:
    return await asyncio.gather(
        *(_send(limiter, model, Lane.DIGEST, chat) for chat in range(1, chats + 1))
    )


def _limiter(rate: float = 29.0) -> Limiter:
    return Limiter(rate=rate, in_flight=max(8, int(rate / 4)), now=_now)


@pytest.mark.parametrize(
    ("limit", "least", "refusals"),
    [(30.0, 28.7, 5), (45.0, 28.7, 0), (20.0, 0.85 * 20, 60)],
    ids=["30/s", "45/s", "20/s"],
)
def test_the_limit_is_kept_full_and_hardly_hit(limit: float, least: float, refusals: int) -> None:
    """2,000 chats get one message each at nearly the possible rate, whatever the real limit."""

    async def measure() -> FloodModel:
        model = FloodModel(_now, rate=limit)
        await _broadcast(_limiter(), model, 2000)
        return model

    model = run_virtual(measure())
    assert len(model.accepted) == 2000
    assert 2000 / model.accepted[-1] >= least
    assert len(model.refused) <= refusals
    late = [at for at in model.refused if at > 10]
    assert len(late) <= 0.01 * 2000


def test_paid_mode_offers_a_thousand_a_second() -> None:
    """The pace is held when messages are closer together than a timer can tell."""

    async def measure() -> FloodModel:
        model = FloodModel(_now, rate=1000, burst=100)
        await _broadcast(_limiter(1000), model, 5000)
        return model

    model = run_virtual(measure())
    assert 5000 / model.accepted[-1] >= 980
    assert not model.refused


def test_replies_overtake_a_broadcast() -> None:
    """A reply waits for the next turn, not for the queue."""

    async def measure() -> list[float]:
        limiter, model = _limiter(), FloodModel(_now)
        queue = asyncio.create_task(_broadcast(limiter, model, 600))
        delays = []
        for number in range(100):
            await asyncio.sleep(0.13)
            delays.append(await _send(limiter, model, Lane.REPLY, 10_000 + number))
        await queue
        return delays

    assert max(run_virtual(measure())) < 0.5


def test_callback_answers_go_before_replies_and_replies_before_digests() -> None:
    """Lanes are served in their order when all wait."""

    async def measure() -> list[Lane]:
        limiter = _limiter(rate=1)
        served: list[Lane] = []

        async def ask(lane: Lane, chat: int) -> None:
            await limiter.acquire(lane, chat)
            served.append(lane)
            limiter.release(lane)

        waiting = [
            asyncio.create_task(ask(lane, number))
            for number, lane in enumerate(reversed(Lane), start=1)
        ]
        # The burst of two is used up before the lanes compete.
        limiter.pace.take(0)
        limiter.pace.take(0)
        await asyncio.gather(*waiting)
        return served

    assert run_virtual(measure()) == list(Lane)


def test_one_refused_chat_delays_nobody_else() -> None:
    """A 429 of one group holds that group; the others keep their rate."""

    async def measure() -> tuple[float, float]:
        limiter, model = _limiter(), FloodModel(_now)
        limiter.refused(-1, 5.0)
        slow = asyncio.create_task(_send(limiter, model, Lane.DIGEST, -1))
        await _broadcast(limiter, model, 290)
        rate = 290 / _now()
        return rate, await slow

    rate, slow_s = run_virtual(measure())
    assert rate > 27.5
    assert slow_s >= 5.0


def test_two_refused_chats_stop_everybody() -> None:
    """Nothing at all is sent before a bot-wide wait is over."""

    async def measure() -> float:
        limiter = _limiter()
        assert not limiter.refused(1, 30.0)
        assert limiter.refused(2, 30.0)
        await limiter.acquire(Lane.REPLY, 3)
        return _now()

    assert run_virtual(measure()) >= 30.0


def test_parts_for_one_chat_are_a_second_apart() -> None:
    """A private chat gets one message a second, a group one in three and 20 a minute."""

    async def times(chat: int, count: int) -> list[float]:
        limiter = _limiter()
        granted = []
        for _ in range(count):
            await limiter.acquire(Lane.DIGEST, chat, group=chat < 0)
            granted.append(_now())
            limiter.release(Lane.DIGEST)
        return granted

    private = run_virtual(times(1, 4))
    assert all(b - a >= 0.999 for a, b in pairwise(private))
    group = run_virtual(times(-1, 30))
    assert all(b - a >= 2.999 for a, b in pairwise(group))
    assert all(b - a >= 59.99 for a, b in zip(group, group[20:], strict=False))


def test_replies_to_one_chat_may_come_in_a_short_burst() -> None:
    """Three answers at once are what Telegram lets pass."""

    async def measure() -> float:
        limiter = _limiter()
        for _ in range(3):
            await limiter.acquire(Lane.REPLY, 1)
        return _now()

    assert run_virtual(measure()) < 0.1


def test_no_more_than_allowed_are_under_way() -> None:
    """Bulk sends hold their grant; the next waits for one to be given back."""

    async def measure() -> int:
        limiter = Limiter(rate=1000, in_flight=8, now=_now)
        under_way = most = 0

        async def one(chat: int) -> None:
            nonlocal under_way, most
            await limiter.acquire(Lane.DIGEST, chat)
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(1)
            under_way -= 1
            limiter.release(Lane.DIGEST)

        await asyncio.gather(*(one(chat) for chat in range(100)))
        return most

    assert run_virtual(measure()) == 8


def test_a_waiter_that_gives_up_holds_nothing() -> None:
    """Cancelled before or in the instant of its grant, a send leaves its place to the next."""

    async def measure() -> int:
        limiter = Limiter(rate=1000, in_flight=1, now=_now)
        await limiter.acquire(Lane.DIGEST, 1)
        given_up = [asyncio.create_task(limiter.acquire(Lane.DIGEST, chat)) for chat in range(5)]
        await asyncio.sleep(0.1)
        limiter.release(Lane.DIGEST)  # grants the first, which is cancelled in the same instant
        for task in given_up:
            task.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)
        await asyncio.wait_for(limiter.acquire(Lane.DIGEST, 9), 5)
        return limiter.waiting

    assert run_virtual(measure()) == 0


class _Shared:
    """One budget for several limiters, as the store keeps it."""

    def __init__(self, rate: float) -> None:
        self._rate, self._next = rate, 0.0

    async def reserve(self, count: int, rate: float) -> tuple[float, float]:
        await asyncio.sleep(0.002)
        begin = max(self._next, _now())
        self._next = begin + count / self._rate
        return begin - _now(), self._rate


def test_two_workers_share_one_budget() -> None:
    """Together they send no faster than one may."""

    async def measure() -> FloodModel:
        shared, model = _Shared(29.0), FloodModel(_now)
        limiters = [Limiter(rate=29, in_flight=8, shared=shared, now=_now) for _ in range(2)]
        await asyncio.gather(
            *(_send(limiters[n % 2], model, Lane.DIGEST, n) for n in range(1, 601))
        )
        return model

    model = run_virtual(measure())
    assert not model.refused
    assert 600 / model.accepted[-1] > 25
