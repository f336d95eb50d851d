"""Due briefings in, editions out: windows, choice, rendering, one transaction."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from bot.domain.alerts import with_alerted
from bot.domain.digest import Budget, merge
from bot.domain.models import ChatKind, ChatStatus, Digest, Message
from bot.domain.planning import DueBriefing, LeftOut, Look, Planned, Told, left_out
from bot.domain.ranking import story_of
from bot.domain.replan import following_slot, slot_key
from bot.domain.schedule import Slot, latest_due
from bot.log import log_event
from bot.ports import Clock, Planning
from bot.render.digest import render_digest
from bot.services.lists import Lists

logger = logging.getLogger(__name__)

#: Briefings planned in one transaction.
BATCH = 500

#: Rendered digests kept for chats that read the same, about 5 kB each.
MAX_RENDERED = 5000

#: Headlines of what did not fit, where no button opens it.
ALSO = 20

#: What was told within this time is not told again.
MEMORY = timedelta(hours=72)

#: A digest later than this, or than half its period, is not begun any more.
MAX_LATENESS = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """What one briefing is told, and how far that reaches."""

    digest: Digest
    messages: tuple[Message, ...]
    window_to: int
    #: Parts of earlier editions that it says may not have arrived.
    asks: tuple[int, ...] = ()
    #: Alerts that it ticks.
    ticks: tuple[int, ...] = ()


class _Shared:
    """What briefings planned one after another share, as long as nothing new is curated."""

    def __init__(self, store: Planning) -> None:
        self.lists = Lists(store)
        self.rendered: dict[object, tuple[Message, ...]] = {}

    def reach(self, newest: int) -> None:
        """Begin anew when there are newer articles, or when too much is kept."""
        if self.lists.reach(newest) or len(self.rendered) > MAX_RENDERED:
            self.rendered.clear()


class PublishService:
    """Plans editions. Several processes may run it; a slot gets one edition whoever plans it."""

    def __init__(self, *, store: Planning, clock: Clock, ask: bool = True) -> None:
        self._store = store
        self._clock = clock
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

    async def preview(self, briefing_id: int, *, now: datetime) -> list[Message]:
        """The next digest of a briefing as it would look now; empty when nothing is new."""
        return list((await self.look(briefing_id, now=now)).messages)

    async def look(self, briefing_id: int, *, now: datetime) -> Look:
        """The next digest of a briefing as it would look now, and what it would leave out."""
        found = await self._store.briefing(briefing_id)
        if found is None:
            return Look()
        telling = (await self._tell([found], _Shared(self._store), now=now))[briefing_id]
        return Look(messages=telling.messages, left=left_out(telling.digest))

    async def publish_now(self, briefing_id: int, *, key: str, now: datetime) -> int:
        """Put what is new into the outbox without waiting for the slot.

        How many parts, 0 when nothing is new. The same key puts it there once, however often
        it is asked; then the answer is 0 as well.
        """
        due = await self._store.claim(briefing_id, now=now)
        if due is None:
            return 0
        telling = (await self._tell([due], _Shared(self._store), now=now))[briefing_id]
        plan = Planned(
            briefing_id=briefing_id,
            chat_id=due.chat.id,
            slot=f"now:{key}",
            slot_at=now,
            window_from=due.briefing.cursor,
            window_to=telling.window_to,
            stories=_stories(telling.digest),
            left=left_out(telling.digest),
            messages=telling.messages,
            asks=telling.asks,
            ticks=telling.ticks,
            scheduled=False,
            advance=_is_over(telling.digest),
        )
        return await self._store.commit([plan], now=now)

    async def _publish(self, due: Sequence[DueBriefing], shared: _Shared) -> int:
        started = time.monotonic()
        now = self._clock.now()
        slots = {item.briefing.id: _slot(item, now=now) for item in due}
        told = await self._tell(
            [item for item in due if slots[item.briefing.id] and _reachable(item, now=now)],
            shared,
            now=now,
        )
        planned = [
            _plan(item, slot=slots[item.briefing.id], telling=told.get(item.briefing.id), now=now)
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
        )
        return parts

    async def _tell(
        self, due: Sequence[DueBriefing], shared: _Shared, *, now: datetime
    ) -> dict[int, _Telling]:
        """What each briefing is told now, by its id."""
        if not due:
            return {}
        newest = await self._store.newest_seq()
        follows = await self._store.subscriptions([item.briefing.id for item in due])
        shared.reach(newest)
        parted = await self._store.partings(sorted({item.chat.id for item in due}))
        mutes = await self._store.mutes(sorted({item.chat.id for item in due}))
        await shared.lists.know(chain.from_iterable(mutes.values()))
        wanted = {
            item.briefing.id: await shared.lists.wanted(
                item,
                follows[item.briefing.id],
                parted.get(item.chat.id, ()),
                now=now,
                mutes=mutes.get(item.chat.id, ()),
            )
            for item in due
        }
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
        tellings: dict[int, _Telling] = {}
        for item in due:
            alerts = alerted.get(item.chat.id, ())
            open_alerts = [each for each in alerts if not each.ticked]
            ticks = [each for each in open_alerts if each.briefing_id == item.briefing.id]
            digest = merge(
                wanted[item.briefing.id],
                told=with_alerted(told.get(item.chat.id, {}), alerts),
                budget=_budget(item),
                alerted=frozenset(story_of(each.article) for each in open_alerts),
            )
            digest = replace(digest, ticked=tuple(each.article for each in ticks))
            tellings[item.briefing.id] = _Telling(
                digest=digest,
                messages=_render(
                    shared.rendered,
                    item,
                    digest,
                    now=now,
                    in_doubt=tuple(each.plain for each in doubts.get(item.briefing.id, ())),
                ),
                window_to=newest,
                asks=tuple(each.part_id for each in doubts.get(item.briefing.id, ())),
                ticks=tuple(each.id for each in ticks),
            )
        return tellings


def _budget(item: DueBriefing) -> Budget:
    briefing = item.briefing
    return Budget(
        max_stories=briefing.max_stories,
        minutes=briefing.minutes or None,
        leads=briefing.leads,
        also=0 if _has_door(item) else ALSO,
    )


def _has_door(item: DueBriefing) -> bool:
    """Whether what did not fit is opened by a button: in a channel nobody would see the answer."""
    return item.chat.kind is not ChatKind.CHANNEL


def _render(
    rendered: dict[object, tuple[Message, ...]],
    item: DueBriefing,
    digest: Digest,
    *,
    now: datetime,
    in_doubt: tuple[str, ...],
) -> tuple[Message, ...]:
    """The messages of a digest; chats that read the same share them."""
    if not digest and not in_doubt:
        return ()
    briefing, chat = item.briefing, item.chat
    days = _covered_days(item, now=now)
    told = tuple(
        (
            section.title,
            section.more,
            tuple(story.speaker.id for story in section.also),
            tuple(
                (story.id, story.speaker.id, story.speaker.lead, len(story.coverage))
                for story in section.stories
            ),
        )
        for section in digest.sections
    )
    door, held = _has_door(item), (len(digest.held), len(digest.muted))
    ticked = tuple(article.id for article in digest.ticked)
    look = (briefing.name, chat.language, chat.zone, briefing.leads, days, door)
    key = (told, held, ticked, look, in_doubt)
    if key not in rendered:
        rendered[key] = tuple(
            render_digest(
                digest,
                title="" if briefing.name == "main" else briefing.name,
                language=chat.language,
                zone=ZoneInfo(chat.zone),
                now=now,
                leads=briefing.leads,
                covers_days=days,
                in_doubt=in_doubt,
                door=door,
            )
        )
    return rendered[key]


def _reachable(item: DueBriefing, *, now: datetime) -> bool:
    """Whether the chat can be written to and wants to be."""
    paused = item.chat.paused_until is not None and item.chat.paused_until > now
    return item.chat.status is ChatStatus.ACTIVE and not paused


def _slot(item: DueBriefing, *, now: datetime) -> Slot | None:
    """The slot to publish: the newest of those missed, never one already planned."""
    briefing = item.briefing
    if briefing.next_slot_at is None:
        return None
    slot = latest_due(
        briefing.schedule,
        after=briefing.next_slot_at - timedelta(seconds=1),
        now=now,
        zone=ZoneInfo(item.chat.zone),
    )
    return slot if slot is not None and slot.local > briefing.last_slot else None


def _covered_days(item: DueBriefing, *, now: datetime) -> int:
    """How many days a digest covers because slots were missed; 1 when none was."""
    first = item.briefing.next_slot_at
    return 1 if first is None else max(1, (now - first).days + 1)


def _plan(
    item: DueBriefing, *, slot: Slot | None, telling: _Telling | None, now: datetime
) -> Planned:
    """What becomes of a due briefing."""
    briefing = item.briefing
    local = slot.local if slot is not None else briefing.last_slot
    following = following_slot(
        briefing.schedule, now=now, zone=ZoneInfo(item.chat.zone), last_slot=local
    )
    late = MAX_LATENESS
    if following is not None and slot is not None:
        late = min(late, (following.at - slot.at) / 2)
    return Planned(
        briefing_id=briefing.id,
        chat_id=item.chat.id,
        slot=slot_key(local, slot.at, ZoneInfo(item.chat.zone)) if slot is not None else local,
        last_slot=local,
        slot_at=slot.at if slot is not None else now,
        window_from=briefing.cursor,
        window_to=telling.window_to if telling is not None else briefing.cursor,
        stories=_stories(telling.digest) if telling is not None else (),
        left=left_out(telling.digest) if telling is not None else LeftOut(),
        messages=telling.messages if telling is not None else (),
        asks=telling.asks if telling is not None else (),
        ticks=telling.ticks if telling is not None else (),
        deadline_at=now + late,
        next_slot_at=following.at if following is not None else None,
        advance=telling is not None and _is_over(telling.digest),
    )


def _is_over(digest: Digest) -> bool:
    """Whether a window is done with: told, or empty. What was only left out is still to be named."""
    return bool(digest) or not digest.leaves_out


def _stories(digest: Digest) -> tuple[Told, ...]:
    """Which stories, and which of their articles, a digest tells, and why."""
    return tuple(
        Told(
            story_id=story.id,
            article_ids=story.article_ids,
            speaker_id=story.speaker.id,
            interest=section.title,
            score=story.score,
            update=story.update,
        )
        for section in digest.sections
        for story in section.stories
    )
