"""Makes, renames and removes the briefings of a chat within their rules."""

from __future__ import annotations

from bot.domain.briefing_names import check_name
from bot.domain.errors import InputError
from bot.domain.models import Briefing, Schedule
from bot.ports import Clock
from bot.store.briefings import BriefingStore

#: Briefings a chat may have.
MAX_BRIEFINGS = 10


class BriefingService:
    """The rules of a chat's briefings."""

    def __init__(self, *, store: BriefingStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def add(self, chat_id: int, name: str, *, schedule: Schedule | None = None) -> Briefing:
        """The chat's briefing of this name, made when it is new; by default due as the first is.

        Raises:
            InputError: the name is none, or the chat has as many as it can.
        """
        wanted = check_name(name)
        briefings = await self._store.of_chat(chat_id)
        for each in briefings:
            if each.name == wanted:
                return each
        if len(briefings) >= MAX_BRIEFINGS:
            raise InputError(
                f"A chat can have {MAX_BRIEFINGS} briefings.",
                example="/briefings",
                key="error.briefings_many",
                values={"count": str(MAX_BRIEFINGS)},
            )
        return await self._store.add(
            chat_id, wanted, schedule or briefings[0].schedule, self._clock.now()
        )

    async def rename(self, chat_id: int, briefing_id: int, name: str) -> None:
        """Call a briefing something else.

        Raises:
            InputError: the name is none, or another briefing of the chat has it.
        """
        wanted = check_name(name)
        for each in await self._store.of_chat(chat_id):
            if each.name == wanted and each.id != briefing_id:
                raise InputError(
                    f"There is a briefing “{wanted}” already.",
                    example="/briefings",
                    key="error.briefing_taken",
                    values={"name": wanted},
                )
        await self._store.rename(briefing_id, wanted)

    async def remove(self, chat_id: int, briefing_id: int) -> None:
        """Remove a briefing with what it follows; a chat keeps one.

        Raises:
            InputError: it is the only one.
        """
        if len(await self._store.of_chat(chat_id)) < 2:
            raise InputError(
                "A chat has at least one briefing; /pause stops its digests.",
                example="/pause",
                key="error.briefing_last",
            )
        await self._store.remove(briefing_id)
