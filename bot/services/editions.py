"""Due briefings in, editions out: windows, choice, rendering, one transaction."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.catching_up import days_between
from bot.domain.digest import merge
from bot.domain.due import is_reachable
from bot.domain.editions import (
    DigestPreview,
    DueBriefing,
    DueGroup,
    EditionNow,
    EditionPlan,
    left_out,
)
from bot.domain.models import RenderedMessage
from bot.log import flow_of_slot, log_event, with_flow
from bot.ports import Clock
from bot.services.edition_plans import Courses, ToldSoFar, is_over, plan_of
from bot.services.lists import WindowLists
from bot.services.openings import Openings
from bot.services.telling import Rendered, budget_of, messages_of
from bot.services.tellings import Tellings
from bot.store.editions import EditionStore

logger = logging.getLogger(__name__)

#: Briefings claimed at once: those that are alike among them are planned as one.
BATCH = 2000
#: What is written in one transaction: some hundredths of a second, while others wait. An edition
#: is 1, and what those that are alike have in common is so many.
_MOST_WRITTEN, _COMMON = 2500, 4
#: Slots of one batch that its log line names.
_SLOTS = 5


class EditionService:
    """Plans editions. Several processes may run it; a slot gets one edition whoever plans it."""

    def __init__(
        self, *, store: EditionStore, clock: Clock, ask: bool = True, public_url: str = ""
    ) -> None:
        """`public_url` is where the pages of editions are, empty when there are none."""
        self._store = store
        self._clock = clock
        self._public_url = public_url
        #: Whether a digest opens with what may not have arrived before it.
        self._ask = ask

    async def tick(self) -> int:
        """Plan every briefing that is due; how many parts were put into the outbox."""
        parts, began = 0, self._clock.now()
        tellings = self._tellings()
        while due := await self._store.claim_due(now=self._clock.now(), limit=BATCH):
            parts += await self._commit(due, tellings, began)
            if sum(len(group.members) for group in due) < BATCH:
                break
        await tellings.forget()
        for asked in await self._store.asked(now=self._clock.now()):
            now = self._clock.now()
            if asked.early and not await self.preview(asked.briefing_id, now=now):
                continue  # nothing to tell yet
            parts += await self.commit_now(asked.briefing_id, key=asked.key, now=now)
        return parts

    async def preview(self, briefing_id: int, *, now: datetime) -> list[RenderedMessage]:
        """The next digest of a briefing as it would look now; empty when nothing is new."""
        return list((await self.look(briefing_id, now=now)).messages)

    async def look(self, briefing_id: int, *, now: datetime) -> DigestPreview:
        """The next digest of a briefing as it would look now, and what it would leave out."""
        found = await self._store.briefing(briefing_id)
        if found is None:
            return DigestPreview()
        telling = await self._told_now(found, now=now)
        return DigestPreview(messages=telling.messages, left=left_out(telling.digest))

    async def commit_now(self, briefing_id: int, *, key: str, now: datetime) -> int:
        """Put what is new into the outbox without waiting for the slot.

        How many parts, 0 when nothing is new. The same key puts it there once, however often
        it is asked; then the answer is 0 as well.
        """
        return (await self.edition_now(briefing_id, key=key, now=now)).parts

    async def edition_now(self, briefing_id: int, *, key: str, now: datetime) -> EditionNow:
        """The same, with what it left out."""
        async with self._store.as_one():  # who else plans it waits, or finds it told
            due = await self._store.claim(briefing_id, now=now)
            if due is None:
                return EditionNow()
            telling = await self._told_now(due, now=now)
            plan = EditionPlan(
                briefing_ids=[briefing_id],
                slot=f"now:{key}",
                slot_at=now,
                window_from=due.briefing.cursor,
                window_to=telling.window_to,
                digest=telling.digest,
                messages=telling.messages,
                asks=telling.asks,
                ticks=telling.ticks,
                scheduled=False,
                advance=is_over(telling.digest),
            )
            parts = await self._store.commit([plan], now=now)
        if parts:
            flow = with_flow(flow_of_slot(now))
            event = "edition.committed"
            log_event(logger, logging.INFO, event, briefing=briefing_id, parts=parts, flow=flow)
        return EditionNow(parts=parts, left=left_out(telling.digest))

    async def catch_up(self, briefing_id: int, *, since: datetime, key: str, now: datetime) -> int:
        """Put one digest of the best since then into the outbox; how many parts, 0 for nothing.

        What was told before is told again: it is for who did not read it. The next digest goes on
        where it would have, without what this one tells. The same key puts it there once.
        """
        due = await self._store.claim(briefing_id, now=now)
        if due is None:
            return 0
        newest, days = await self._store.newest_seq(), days_between(since, now)
        begin = await self._store.seq_before(since)
        then = replace(due, briefing=replace(due.briefing, cursor=begin))
        follows = (await self._store.subscriptions([briefing_id]))[briefing_id]
        lists = WindowLists(self._store)
        lists.reach(newest)
        mutes = (await self._store.mutes([due.chat.id])).get(due.chat.id, ())
        await lists.know(mutes)
        wanted = await lists.wanted(
            then,
            [replace(each, start_seq=None) for each in follows],
            (await self._store.partings([due.chat.id])).get(due.chat.id, ()),
            now=now,
            mutes=mutes,
            days=days,
        )
        digest = merge(wanted, told={}, budget=budget_of(due))
        digest = await Openings(self._store).as_styled(digest, due.briefing.style)
        plan = EditionPlan(
            briefing_ids=[briefing_id],
            slot=f"catchup:{key}",
            slot_at=now,
            window_from=due.briefing.cursor,
            window_to=due.briefing.cursor,
            digest=digest,
            messages=messages_of(
                Rendered(), due, digest, now=now, days=days, public_url=self._public_url
            ),
            scheduled=False,
            advance=False,
        )
        return await self._store.commit([plan], now=now)

    def _tellings(self) -> Tellings:
        return Tellings(self._store, ask=self._ask, public_url=self._public_url)

    async def _told_now(self, item: DueBriefing, *, now: datetime) -> ToldSoFar:
        """The digest of one briefing now."""
        of = self._tellings().of([DueGroup.of(item)], now=now)
        ((_, telling),) = [each async for each in of]
        return telling

    async def _commit(self, due: Sequence[DueGroup], tellings: Tellings, began: datetime) -> int:
        started, rendered_s = time.monotonic(), tellings.render_s
        now = self._clock.now()
        told, planned, courses = [], [], Courses(now)
        for group in due:
            course = courses.of(group.item)
            if course.due and is_reachable(group.item, now=now):
                told.append(group)
            else:
                planned.append(plan_of(group, telling=None, course=course, now=now))
        async for group, telling in tellings.of(told, now=now):
            course = courses.of(group.item)
            planned.append(plan_of(group, telling=telling, course=course, now=now))
        parts = 0
        for some in _written_together(planned):
            parts += await self._store.commit(some, now=now, began=began, packer=tellings.packer)
        log_event(
            logger,
            logging.INFO,
            "editions.committed",
            briefings=sum(len(group.members) for group in due),
            editions=sum(len(plan.briefing_ids) for plan in planned if plan.messages),
            parts=parts,
            flow=",".join(sorted({flow_of_slot(plan.slot_at) for plan in planned})[:_SLOTS]),
            ms=round((time.monotonic() - started) * 1000),
            render_ms=round((tellings.render_s - rendered_s) * 1000, 1),
        )
        return parts


def _written_together(planned: Sequence[EditionPlan]) -> Iterator[list[EditionPlan]]:
    """Plans, some for each transaction."""
    some: list[EditionPlan] = []
    room = _MOST_WRITTEN
    for plan in planned:
        size = _COMMON + len(plan.briefing_ids)
        if some and size > room:
            yield some
            some, room = [], _MOST_WRITTEN
        some.append(plan)
        room -= size
    if some:
        yield some
