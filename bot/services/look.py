"""Looks at addresses that people want to follow: beside the handlers, few at a time."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import suppress
from typing import Protocol

from bot.domain.errors import InputError, RetryError
from bot.domain.looks import MAX_ATTEMPTS, AddressLook
from bot.log import log_event
from bot.services.subscriptions import FeedChoice, FollowResult, SubscriptionService
from bot.store.looks import LookStore

_LOG = logging.getLogger(__name__)

#: Addresses looked at at once, of all people and of one.
AT_ONCE = 16
PER_PERSON = 2

#: Addresses that may wait, of one person and of all.
MAX_WAITING = 5
MAX_WAITING_ALL = 1000

#: After a database that was away, and to find what another process left.
_LOOK_AGAIN_S = 2.0

Outcome = FollowResult | FeedChoice | InputError | None


class Teller(Protocol):
    """Says what came of an address."""

    async def tell(self, look: AddressLook, outcome: Outcome) -> None:
        """Say it where it was asked; None says that it did not work."""


class LookService:
    """Takes addresses in, looks at them in its own time, and has it told what came of them.

    No handler waits for a site: others are answered however slow one is. Nothing is lost: an
    address is in the database until it was answered.
    """

    def __init__(self, *, looks: LookStore, subscriptions: SubscriptionService) -> None:
        self._looks = looks
        self._subscriptions = subscriptions
        #: Set once there is somebody to tell.
        self.teller: Teller | None = None
        self._arrived = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy: set[int] = set()
        self._people: Counter[int] = Counter()

    async def check_room(self, person_id: int) -> None:
        """Raise `InputError` when so many addresses wait that no more are taken."""
        mine, everybodys = await self._looks.waiting(person_id)
        if mine >= MAX_WAITING:
            raise InputError(
                f"{mine} of your addresses are being looked at; wait for the answers first.",
                key="error.looks_waiting",
                values={"count": str(mine)},
            )
        if everybodys >= MAX_WAITING_ALL:
            raise InputError(
                "Very many addresses are being looked at just now; try again in some minutes.",
                key="error.looks_full",
            )

    async def ask(self, look: AddressLook) -> None:
        """Take one in; when this returns it is committed."""
        await self._looks.ask(look)
        self._arrived.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Look at what there is and what comes, until `stop` is set."""
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                self._arrived.clear()
                with suppress(RetryError):
                    await self._start()
                arrived = asyncio.create_task(self._arrived.wait())
                try:
                    await asyncio.wait(
                        {arrived, stopped},
                        timeout=_LOOK_AGAIN_S,
                        return_when=asyncio.FIRST_COMPLETED,
                    )
                finally:
                    arrived.cancel()
        finally:
            stopped.cancel()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def drain(self) -> None:
        """Look at everything there is, then return."""
        while await self._start() or self._tasks:
            if self._tasks:
                await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def _start(self) -> int:
        """Begin as many as there is room for; how many."""
        begun = 0
        while len(self._tasks) < AT_ONCE:
            full = [person for person, count in self._people.items() if count >= PER_PERSON]
            found = await self._looks.open(AT_ONCE + len(self._busy), without=full)
            new = next((each for each in found if each.update_id not in self._busy), None)
            if new is None:
                break
            self._busy.add(new.update_id)
            self._people[new.person_id] += 1
            task = asyncio.create_task(self._work(new), name=f"look {new.update_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            begun += 1
        return begun

    async def _work(self, look: AddressLook) -> None:
        try:
            await self._answer(look)
        except RetryError as error:  # the database or Telegram is away: it is still open
            log_event(_LOG, logging.WARNING, "look.left_open", error=error)
            await asyncio.sleep(_LOOK_AGAIN_S)
        except Exception as error:  # noqa: BLE001  # one bad address stops no other
            kind = type(error).__name__
            log_event(_LOG, logging.ERROR, "look.failed", update=look.update_id, error=kind)
            await asyncio.sleep(_LOOK_AGAIN_S)
        finally:
            self._busy.discard(look.update_id)
            self._people[look.person_id] -= 1
            self._people += Counter()  # forgets who has none
            self._arrived.set()

    async def _answer(self, look: AddressLook) -> None:
        outcome: Outcome = None
        if not await self._looks.attempt(look.update_id, 1):
            return  # answered since it was read, or its chat is forgotten
        if look.attempts < MAX_ATTEMPTS:
            try:
                outcome = await self._subscriptions.look(
                    look.chat_id, look.briefing_id, look.address, trusted=look.trusted
                )
            except InputError as error:
                outcome = error
            except (RetryError, asyncio.CancelledError):
                with suppress(RetryError):
                    await self._looks.attempt(look.update_id, -1)
                raise
        if self.teller is not None:
            await self.teller.tell(look, outcome)
        await self._looks.done(look.update_id)
