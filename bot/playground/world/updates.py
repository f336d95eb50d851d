"""The queue of updates, and `getUpdates` on it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.playground.world.errors import ApiError

Json = dict[str, Any]

#: Not sent unless asked for by name (Bot API, getUpdates, `allowed_updates`).
_ON_REQUEST: Final = frozenset(("chat_member", "message_reaction", "message_reaction_count"))
#: How many confirmed updates are kept to be served again.
_KEPT: Final = 20_000
#: Telegram gives at most so many at once.
_LIMIT: Final = 100

CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
CONFLICT_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class UpdateQueue:
    """Updates until the bot confirms them by asking for later ones."""

    def __init__(self, *, first_id: int = 700_000_001) -> None:
        self.pending: deque[Json] = deque()
        self.confirmed: deque[Json] = deque(maxlen=_KEPT)
        self._next_id = first_id
        self._allowed: frozenset[str] | None = None
        #: Newest first, to see what a bot does that relies on their order.
        self.reversed = False
        #: Done when the poll that waits now has to give way.
        self._poller: asyncio.Future[None] | None = None
        self._arrived = asyncio.Event()

    @property
    def allowed(self) -> list[str]:
        """The kinds that the bot asked for; empty for the usual ones."""
        return sorted(self._allowed or ())

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Remember which kinds the bot wants; an empty list means the usual ones again."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    def add(self, kind: str, content: Mapping[str, Any]) -> int | None:
        """Queue an update; its id, or None when the bot did not ask for its kind."""
        wanted = kind in self._allowed if self._allowed else kind not in _ON_REQUEST
        return self.add_raw({kind: content}) if wanted else None

    def add_raw(self, payload: Mapping[str, Any]) -> int:
        """Queue any payload, however odd; `update_id` is given unless it has one."""
        update_id = int(payload.get("update_id", self._next_id))
        self._next_id = max(self._next_id, update_id) + 1
        self.pending.append({"update_id": update_id, **payload})
        self._arrived.set()
        return update_id

    def redeliver(self, count: int) -> int:
        """Serve the last confirmed updates once more, with the ids they had; how many."""
        again = [self.confirmed.pop() for _ in range(min(count, len(self.confirmed)))]
        self.pending.extendleft(again)
        self._arrived.set()
        return len(again)

    def drop_pending(self) -> None:
        """Forget what the bot has not confirmed."""
        self.pending.clear()

    def take(self, offset: int, limit: int) -> list[Json]:
        """Updates from `offset` on; everything before it is confirmed. Negative counts from the end."""
        pending = self.pending
        if offset < 0:
            for _ in range(max(len(pending) + offset, 0)):
                self.confirmed.append(pending.popleft())
        elif offset > 0:
            while pending and pending[0]["update_id"] < offset:
                self.confirmed.append(pending.popleft())
        chosen = [pending[index] for index in range(min(limit, len(pending)))]
        return chosen[::-1] if self.reversed else chosen

    async def poll(self, *, offset: int, limit: int, timeout_s: float) -> list[Json]:
        """The response of `getUpdates`, waiting up to `timeout_s` for an update.

        Raises:
            ApiError: 409 when another poll begins meanwhile; the newer one goes on.
        """
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
        loop = asyncio.get_running_loop()
        me: asyncio.Future[None] = loop.create_future()
        self._poller = me
        limit = limit if 1 <= limit <= _LIMIT else _LIMIT
        deadline = loop.time() + timeout_s
        try:
            while True:
                found = self.take(offset, limit)
                left = deadline - loop.time()
                if found or left <= 0:
                    return found
                self._arrived.clear()
                arrival = loop.create_task(self._arrived.wait())
                try:
                    await asyncio.wait(
                        (arrival, me), timeout=left, return_when=asyncio.FIRST_COMPLETED
                    )
                finally:
                    arrival.cancel()
                if me.done():
                    raise ApiError(409, CONFLICT)
        finally:
            if self._poller is me:
                self._poller = None

    async def arrival(self) -> None:
        """Wait until an update is there."""
        while not self.pending:
            self._arrived.clear()
            await self._arrived.wait()

    def conflict(self) -> None:
        """End the poll that waits, as if another had begun."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
