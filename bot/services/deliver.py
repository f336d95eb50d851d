"""The pump: claims parts, commits the intent, sends under the limits, records the outcome."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.delivery import ChatChange, Policy, Settlement, settle
from bot.domain.errors import StoreBusyError
from bot.domain.outbox import OutboxPart
from bot.domain.outcomes import Outcome, RefusalReason, RequestVerdict
from bot.domain.quiet import in_quiet_hours
from bot.log import log_event
from bot.ports import Admission, Clock, PartTransport
from bot.services.batches import Batcher
from bot.services.delivery_log import in_its_flow, tell_outcome
from bot.services.trouble import DeliveryHealth, TroubleWatch
from bot.services.window import SendWindow
from bot.store.outbox.ledger import OutboxStore

_log = logging.getLogger(__name__)

#: A part whose intent is older than this is not sent any more: its lease could run out meanwhile.
_MAX_INTENT_AGE_S = 5.0
_HOUSEKEEPING_S = 2.0
#: A wall clock that differs so much from a steady one was set; nothing expires for a while then.
_JUMP_S, _DISTRUST_S = 300.0, 600.0
#: The ledger is asked for parts at least this often, and after every part that frees another.
_POLL_S = 1.0
#: With more than so many under way intents and outcomes are gathered: a commit for each is much.
_GATHER_ABOVE, _GATHER_S = 32, 0.02
#: Between two claims: parts come in tens. Not in thousands: on SQLite outcomes wait behind a claim.
_CLAIM_GAP_S = 0.1
_CLAIM = 200


class DeliverService:
    """Sends the outbox. At the end it waits `grace_s` for answers to what is under way.

    What a crash leaves in doubt are the sends under way: what keeps the pace (`SendWindow`), no more
    than `in_flight` (a quarter of a second's at the rate's cap, at least 8) and one to a chat. A
    send holds its grant until its outcome is committed, which goes ahead of new intents.
    """

    def __init__(
        self,
        *,
        outbox: OutboxStore,
        sender: PartTransport,
        limiter: Admission,
        clock: Clock,
        on_ambiguous: Literal["ask", "resend", "drop"] = "ask",
        owner: str = "",
        in_flight: int | None = None,
        resend_after_s: float = 30.0,
        grace_s: float = 6.0,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._steady = steady
        self._outbox = outbox
        self._sender = sender
        self._limiter = limiter
        self._clock = clock
        self._policy = Policy(resend=on_ambiguous != "drop", resend_after_s=resend_after_s)
        self._owner = owner or f"{random.getrandbits(64):016x}"
        self._cap = in_flight or max(8, int(limiter.cap / 4))
        self._watch = TroubleWatch(cap=self._cap, steady=steady)
        self._gathers = self._cap > _GATHER_ABOVE
        self._window = None if self._gathers else SendWindow(self._cap)
        delay_s = _GATHER_S if self._gathers else 0.0
        self._intents = Batcher[OutboxPart, OutboxPart | None](self._begin, delay_s=delay_s)
        self._outcomes = Batcher[Settlement, None](self._record, delay_s=delay_s, persistent=True)
        self._waiting: dict[asyncio.Task[None], OutboxPart] = {}
        self._busy: dict[asyncio.Task[None], OutboxPart] = {}
        self._more = asyncio.Event()
        self._grace_s = grace_s
        self._finished = 0
        self._seen = (clock.now(), steady())
        self._distrust_until = float("-inf")
        self._set_in_flight()

    @property
    def health(self) -> DeliveryHealth:
        """The state of sending."""
        return DeliveryHealth(
            trouble=self._watch.trouble,
            rate=self._limiter.rate,
            in_flight=len(self._busy),
            waiting=len(self._waiting),
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; then wait a few seconds for answers and give the rest back."""
        keeper = asyncio.create_task(self._keep())
        stopped = asyncio.create_task(stop.wait())
        try:
            await self._take_over(stop)
            while not stop.is_set():
                self._more.clear()
                await self._fill()
                more = asyncio.create_task(self._more.wait())
                await asyncio.wait(
                    (more, stopped), timeout=_POLL_S, return_when=asyncio.FIRST_COMPLETED
                )
                more.cancel()
                if not stop.is_set():
                    await asyncio.sleep(_CLAIM_GAP_S)
        finally:
            stopped.cancel()
            keeper.cancel()
            await asyncio.gather(keeper, stopped, return_exceptions=True)
            await self._finish()

    async def tick(self) -> int:
        """Send everything that is due now, once; how many sends were made."""
        self._finished = 0
        await self._keep_house()
        await self._probe()
        while not self._watch.open:
            await self._fill()
            tasks = (*self._waiting, *self._busy)
            if not tasks:
                break
            await asyncio.wait(tasks, timeout=_POLL_S, return_when=asyncio.FIRST_COMPLETED)
        await self._finish()
        return self._finished

    async def _take_over(self, stop: asyncio.Event) -> None:
        """Takes over parts that an earlier process was sending, where there can be no other now."""
        while self._outbox.alone and not stop.is_set():
            try:
                await self._rescue(restarted=True)
            except StoreBusyError:
                await asyncio.sleep(_POLL_S)
            else:
                return

    async def _fill(self) -> None:
        """Claim so much that the limiter always has somebody to let go next."""
        if self._watch.open:
            return
        wanted = int(max(self._cap, 2 * self._limiter.rate))
        room = min(wanted - self._limiter.queued, 10 * wanted - len(self._waiting))
        if room < wanted / 2:
            return
        for places, limit, trial in self._watch.wanted(min(room, _CLAIM)):
            try:
                parts = await self._outbox.claim(
                    owner=self._owner, now=self._clock.now(), limit=limit, places=places
                )
            except StoreBusyError as error:
                log_event(_log, logging.WARNING, "outbox.not_claimed", error=error)
                return
            self._take(parts, trial=trial)

    def _take(self, parts: Sequence[OutboxPart], *, trial: bool) -> None:
        for part in parts:
            task = asyncio.create_task(self._deliver(part, trial=trial))
            self._waiting[task] = part
            task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._waiting.pop(task, None)
        self._busy.pop(task, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            # One part's trouble stays its own: its lease runs out and it is claimed again.
            log_event(_log, logging.ERROR, "part.failed", error=repr(error))
        if self._limiter.queued <= self._limiter.rate:
            self._more.set()

    async def _deliver(self, part: OutboxPart, *, trial: bool) -> None:
        """One part, from its turn to its outcome."""
        await self._limiter.acquire(part.lane, part.telegram_id, group=part.group)
        try:
            task = asyncio.current_task()
            assert task is not None
            self._waiting.pop(task, None)
            if self._watch.holds(part) and not trial:
                return  # its claim runs out
            self._busy[task] = part
            asked_at = self._steady()
            try:
                begun = await self._intents.add(part)
            except StoreBusyError:
                return
            if begun is not None:
                begun = self._watch.formed(begun)
                began_at = self._steady()
                verdict = await self._send(begun, asked_at)
                away_s = self._steady() - began_at
                await self._outcomes.add(await self._judge(begun, verdict))
                self._learn(self._steady() - asked_at, away_s)
        finally:
            self._limiter.release(part.lane)

    def _learn(self, whole_s: float, away_s: float) -> None:
        if self._window is not None and self._window.done(
            own_s=whole_s - away_s, whole_s=whole_s, under_way=len(self._busy)
        ):
            self._set_in_flight()

    def _set_in_flight(self) -> None:
        allowed = self._watch.allowed
        self._limiter.set_in_flight(min(allowed, self._window.size) if self._window else allowed)

    async def _send(self, part: OutboxPart, asked_at: float) -> RequestVerdict:
        if self._steady() - asked_at > _MAX_INTENT_AGE_S:
            why = RefusalReason.UNREACHABLE
            return RequestVerdict(outcome=Outcome.NOT_SENT, reason=why, text="too slow")
        with in_its_flow(part):
            verdict = await self._sender.send(self._hushed(part))
        self._finished += 1
        if self._watch.learn(part, verdict):
            self._set_in_flight()
        if self._watch.blamed:
            self._more.set()
        return verdict

    def _hushed(self, part: OutboxPart) -> OutboxPart:
        """The part as it is sent now: without a sound in the chat's quiet hours."""
        if part.quiet is None or part.silent:
            return part
        quiet = in_quiet_hours(part.quiet, at=self._clock.now(), zone=ZoneInfo(part.zone))
        return replace(part, silent=True) if quiet else part

    async def _judge(self, part: OutboxPart, verdict: RequestVerdict) -> Settlement:
        """The consequences of the verdict; pauses are in force, and stored, before anything else."""
        now = self._clock.now()
        settled = settle(
            part,
            verdict,
            policy=self._policy,
            now=now,
            jitter=random.random(),
            suspect=self._watch.suspect(part, verdict),
        )
        if settled.hold_until is None:
            return settled
        wait_s = (settled.hold_until - now).total_seconds()
        if not self._limiter.refused(part.telegram_id, wait_s):
            return settled
        log_event(_log, logging.WARNING, "sending.paused", seconds=wait_s, rate=self._limiter.rate)
        try:
            await self._outbox.pause(now + timedelta(seconds=wait_s))
        except StoreBusyError as error:
            log_event(_log, logging.WARNING, "pause.not_stored", error=error)
        # The bot was too fast, not this chat.
        return replace(settled, chat=ChatChange.NONE, hold_until=None)

    async def _begin(self, parts: Sequence[OutboxPart]) -> Sequence[OutboxPart | None]:
        if not self._gathers:
            # What is not written of what was sent is in doubt after a crash: it goes first.
            await self._outcomes.written()
        begun = await self._outbox.begin(parts, owner=self._owner, now=self._clock.now())
        by_id = {part.id: part for part in begun}
        return [by_id.get(part.id) for part in parts]

    async def _record(self, settlements: Sequence[Settlement]) -> Sequence[None]:
        if await self._outbox.record(settlements, now=(now := self._clock.now())):
            self._more.set()
        for each in settlements:
            tell_outcome(each, now=now)
        return [None] * len(settlements)

    async def _keep(self) -> None:
        """Housekeeping and probes beside the pump, whatever happens to one of them."""
        kept_at = float("-inf")
        while True:
            if time.monotonic() - kept_at >= _HOUSEKEEPING_S:
                kept_at = time.monotonic()
                await self._keep_house(trusted=self._clock_is_steady())
            await self._probe()
            await asyncio.sleep(0.25)

    async def _keep_house(self, *, trusted: bool = True) -> None:
        try:
            if self._waiting:
                await self._outbox.renew(
                    list(self._waiting.values()), owner=self._owner, now=self._clock.now()
                )
            await self._rescue()
            await self._forgive()
            if trusted and (expired := await self._outbox.expire(now=self._clock.now())):
                log_event(_log, logging.WARNING, "parts.expired", count=expired)
        except StoreBusyError as error:
            log_event(_log, logging.WARNING, "outbox.not_kept", error=error)

    async def _forgive(self) -> None:
        """Give back what chats lost to the server's trouble, once their outcomes are written."""
        if blamed := frozenset(self._watch.blamed):
            await self._outbox.forgive(blamed, now=self._clock.now())
            self._watch.blamed -= blamed
            self._more.set()

    async def _rescue(self, *, restarted: bool = False) -> None:
        rescued = await self._outbox.rescue(
            now=self._clock.now(),
            policy=self._policy,
            restarted=restarted,
            spare=[part.id for part in self._busy.values()],
        )
        if rescued.again or rescued.unknown:
            log_event(
                _log,
                logging.WARNING,
                "parts.rescued",
                again=rescued.again,
                unknown=rescued.unknown,
            )

    def _clock_is_steady(self) -> bool:
        """False for a while after the wall clock jumped: nothing is called late by such a clock."""
        wall, steady = self._clock.now(), self._steady()
        (wall_before, steady_before), self._seen = self._seen, (wall, steady)
        jump_s = (wall - wall_before).total_seconds() - (steady - steady_before)
        if abs(jump_s) > _JUMP_S:
            log_event(_log, logging.ERROR, "clock.jumped", seconds=round(jump_s))
            self._distrust_until = steady + _DISTRUST_S
        return steady >= self._distrust_until

    async def _probe(self) -> None:
        """While nothing is sent: ask whether the server is back."""
        if not self._watch.probe_due():
            return
        if self._watch.probed(await self._sender.probe()):
            self._set_in_flight()
            self._more.set()

    async def _finish(self) -> None:
        """Give back what was not begun, and wait for what was."""
        given_back = list(self._waiting.values())
        for task in list(self._waiting):
            task.cancel()
        if self._busy:
            await asyncio.wait(self._busy, timeout=self._grace_s)
        for task in list(self._busy):
            task.cancel()
        await asyncio.gather(*self._waiting, *self._busy, return_exceptions=True)
        if given_back:
            try:
                await self._outbox.release(given_back, owner=self._owner)
            except StoreBusyError:  # their leases end by themselves
                log_event(_log, logging.WARNING, "parts.not_released", count=len(given_back))
