"""Due briefings in, editions out: windows, choice, rendering, one transaction."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from bot.domain.alerts import with_alerted
from bot.domain.catching_up import days_between
from bot.domain.choice import Digest
from bot.domain.digest import Budget, merge
from bot.domain.due import covered_days, is_reachable, slot_due
from bot.domain.likings import merge_liked
from bot.domain.message_links import message_url
from bot.domain.models import Chat, ChatKind, RenderedMessage, Style
from bot.domain.planning import DigestPreview, DueBriefing, Planned, Published, left_out
from bot.domain.ranking import story_of
from bot.domain.toplists import TopList
from bot.log import log_event
from bot.ports import Clock
from bot.services.lists import WindowLists
from bot.services.openings import Openings
from bot.services.plans import ToldSoFar, is_over, plan_of
from bot.services.telling import Rendered, budget_of, messages_of, with_first
from bot.store.planning import PlanStore

logger = logging.getLogger(__name__)

#: Briefings planned in one transaction: what is done for all of them at once stands the loop still.
BATCH = 200

#: Digests made before others have a turn, each a fraction of a millisecond.
_SLICE = 10

#: Told to a chat that was told nothing.
_NOTHING: Mapping[int, frozenset[int]] = {}

#: Rendered digests kept for chats that read the same, about 5 kB each.
MAX_RENDERED = 5000

#: What was told within this time is not told again.
MEMORY = timedelta(hours=72)


class _Shared:
    """All that briefings planned one after another share, as long as nothing new is curated."""

    def __init__(self, store: PlanStore) -> None:
        self.lists = WindowLists(store)
        self.openings = Openings(store)
        #: Where all windows of a tick end, so that chats of one slot share them now and next time.
        self.newest: int | None = None
        self.rendered = Rendered()
        #: Digests by what they are made of; with it, so that nothing else has its identity.
        self.digests: dict[object, tuple[object, Digest]] = {}
        #: Seconds spent on rendering.
        self.render_s = 0.0

    def digest(
        self,
        lists: Sequence[TopList],
        *,
        told: Mapping[int, Collection[int]],
        budget: Budget,
        alerted: frozenset[int],
        liked: Mapping[int, int],
    ) -> Digest:
        """The digest of a briefing; one for all that follow the same and were told the same."""
        key = (tuple(map(id, lists)), id(told), budget, alerted, tuple(sorted(liked.items())))
        found = self.digests.get(key)
        if found is None:
            digest = merge_liked(lists, told=told, budget=budget, alerted=alerted, liked=liked)
            found = self.digests[key] = (lists, told), digest
        return found[1]

    def reach(self, newest: int) -> None:
        """Begin anew when there are newer articles, or when too much is kept."""
        if self.lists.reach(newest) or len(self.rendered) > MAX_RENDERED:
            self.rendered.clear()
            self.digests.clear()
            self.openings.forget()


class PublishService:
    """Plans editions. Several processes may run it; a slot gets one edition whoever plans it."""

    def __init__(
        self, *, store: PlanStore, clock: Clock, ask: bool = True, public_url: str = ""
    ) -> None:
        """`public_url` is where the pages of editions are, empty when there are none."""
        self._store = store
        self._clock = clock
        self._public_url = public_url
        #: Whether a digest opens with what may not have arrived before it.
        self._ask = ask

    async def tick(self) -> int:
        """Plan every briefing that is due; how many parts were put into the outbox."""
        parts = 0
        shared = _Shared(self._store)
        while due := await self._store.claim_due(now=self._clock.now(), limit=BATCH):
            parts += await self._publish(due, shared)
            if len(due) < BATCH:
                break
        for asked in await self._store.asked(now=self._clock.now()):
            now = self._clock.now()
            if asked.early and not await self.preview(asked.briefing_id, now=now):
                continue  # nothing to tell yet
            parts += await self.publish_now(asked.briefing_id, key=asked.key, now=now)
        return parts

    async def preview(self, briefing_id: int, *, now: datetime) -> list[RenderedMessage]:
        """The next digest of a briefing as it would look now; empty when nothing is new."""
        return list((await self.look(briefing_id, now=now)).messages)

    async def look(self, briefing_id: int, *, now: datetime) -> DigestPreview:
        """The next digest of a briefing as it would look now, and what it would leave out."""
        found = await self._store.briefing(briefing_id)
        if found is None:
            return DigestPreview()
        telling = (await self._tell([found], _Shared(self._store), now=now))[briefing_id]
        return DigestPreview(messages=telling.messages, left=left_out(telling.digest))

    async def publish_now(self, briefing_id: int, *, key: str, now: datetime) -> int:
        """Put what is new into the outbox without waiting for the slot.

        How many parts, 0 when nothing is new. The same key puts it there once, however often
        it is asked; then the answer is 0 as well.
        """
        return (await self.tell_now(briefing_id, key=key, now=now)).parts

    async def tell_now(self, briefing_id: int, *, key: str, now: datetime) -> Published:
        """The same, with what it left out."""
        async with self._store.as_one():  # who else plans it waits, or finds it told
            due = await self._store.claim(briefing_id, now=now)
            if due is None:
                return Published()
            telling = (await self._tell([due], _Shared(self._store), now=now))[briefing_id]
            plan = Planned(
                briefing_id=briefing_id,
                chat_id=due.chat.id,
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
            return Published(parts=parts, left=left_out(telling.digest))

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
        if due.briefing.style is Style.FULL:
            digest = await Openings(self._store).lengthened(digest)
        plan = Planned(
            briefing_id=briefing_id,
            chat_id=due.chat.id,
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

    async def _linked(self, chat: Chat, digest: Digest, *, now: datetime) -> Digest:
        """The digest with the addresses of the messages that its updates go on from."""
        updates = {each.id for each in digest.stories if each.update}
        if not updates or not message_url(chat, 1):
            return digest
        first = await self._store.first_messages(chat.id, updates, since=now - MEMORY)
        return with_first(digest, {each: message_url(chat, first[each]) for each in first})

    async def _gaps(self, due: Sequence[DueBriefing], *, now: datetime) -> dict[int, int]:
        """Of chats that come back from a pause: the days since their briefings were told anything."""
        back = [item for item in due if item.chat.paused_until and item.chat.paused_until <= now]
        if not back:
            return {}
        seen = await self._store.seen_at(item.briefing.cursor for item in back)
        gaps = {}
        for item in back:
            last, until = seen.get(item.briefing.cursor), item.chat.paused_until
            if last is not None and until is not None and last < until:
                gaps[item.briefing.id] = max(1, round((now - last) / timedelta(days=1)))
        return gaps

    async def _publish(self, due: Sequence[DueBriefing], shared: _Shared) -> int:
        started, rendered_s = time.monotonic(), shared.render_s
        now = self._clock.now()
        slots = {item.briefing.id: slot_due(item, now=now) for item in due}
        told = await self._tell(
            [item for item in due if slots[item.briefing.id] and is_reachable(item, now=now)],
            shared,
            now=now,
        )
        planned = [
            plan_of(item, slot=slots[item.briefing.id], telling=told.get(item.briefing.id), now=now)
            for item in due
        ]
        parts = await self._store.commit(planned, now=now)
        log_event(
            logger,
            logging.INFO,
            "editions.committed",
            briefings=len(due),
            editions=sum(1 for plan in planned if plan.messages),
            parts=parts,
            ms=round((time.monotonic() - started) * 1000),
            render_ms=round((shared.render_s - rendered_s) * 1000, 1),
        )
        return parts

    async def _tell(
        self, due: Sequence[DueBriefing], shared: _Shared, *, now: datetime
    ) -> dict[int, ToldSoFar]:
        """All that each briefing is told now, by its id."""
        if not due:
            return {}
        newest = shared.newest
        if newest is None:
            newest = shared.newest = await self._store.newest_seq()
        follows = await self._store.subscriptions([item.briefing.id for item in due])
        shared.reach(newest)
        parted = await self._store.partings(sorted({item.chat.id for item in due}))
        mutes = await self._store.mutes(sorted({item.chat.id for item in due}))
        likings = await self._store.likings(sorted({item.chat.id for item in due}))
        wishes = (each.query for each in chain.from_iterable(likings.values()))
        await shared.lists.know(chain(chain.from_iterable(mutes.values()), wishes))
        gaps = await self._gaps(due, now=now)
        await shared.lists.read(due, follows)
        wanted: dict[int, list[TopList]] = {}
        for number, item in enumerate(due):
            if number % _SLICE == 0:
                await asyncio.sleep(0)
            wanted[item.briefing.id] = await shared.lists.wanted(
                item,
                follows[item.briefing.id],
                parted.get(item.chat.id, ()),
                now=now,
                mutes=mutes.get(item.chat.id, ()),
                days=gaps.get(item.briefing.id, 1),
            )
        # after the lists: a story that became another meanwhile is named by both ids
        told = await self._store.told(sorted({item.chat.id for item in due}), since=now - MEMORY)
        alerted = await self._store.alerted(
            sorted({item.chat.id for item in due}), since=now - MEMORY
        )
        doubts = (
            await self._store.in_doubt([item.briefing.id for item in due], now=now)
            if self._ask
            else {}
        )
        tellings: dict[int, ToldSoFar] = {}
        for number, item in enumerate(due):
            if number % _SLICE == 0:
                await asyncio.sleep(0)  # nobody waits for all of them
            alerts = alerted.get(item.chat.id, ())
            open_alerts = [each for each in alerts if not each.ticked]
            ticks = [each for each in open_alerts if each.briefing_id == item.briefing.id]
            lists = wanted[item.briefing.id]
            digest = shared.digest(
                lists,
                told=with_alerted(told.get(item.chat.id, _NOTHING), alerts),
                budget=budget_of(item),
                alerted=frozenset([story_of(each.article) for each in open_alerts]),
                liked=shared.lists.liked(lists, likings.get(item.chat.id, ())),
            )
            if ticks:
                digest = replace(digest, ticked=tuple(each.article for each in ticks))
            digest = await self._linked(item.chat, digest, now=now)
            if item.briefing.style is Style.FULL:
                digest = await shared.openings.lengthened(digest)
            began = time.perf_counter()
            messages = messages_of(
                shared.rendered,
                item,
                digest,
                now=now,
                days=max(covered_days(item, now=now), gaps.get(item.briefing.id, 1)),
                in_doubt=tuple(each.plain for each in doubts.get(item.briefing.id, ())),
                public_url=self._public_url,
                first=item.chat.id not in told and item.chat.kind is ChatKind.PRIVATE,
            )
            shared.render_s += time.perf_counter() - began
            tellings[item.briefing.id] = ToldSoFar(
                digest=digest,
                messages=messages,
                # a person asked for more meanwhile: what was told then is not told again
                window_to=max(newest, item.briefing.cursor),
                asks=tuple(each.part_id for each in doubts.get(item.briefing.id, ())),
                ticks=tuple(each.id for each in ticks),
            )
        return tellings
