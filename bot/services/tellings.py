"""Digests of due briefings, worked out once for those that are told the same."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from bot.breath import Breath
from bot.domain.alerts import Alerted, with_alerted
from bot.domain.choice import Digest
from bot.domain.digest import Budget
from bot.domain.due import covered_days
from bot.domain.editions import DueGroup, InDoubt
from bot.domain.likings import Liking, merge_liked
from bot.domain.message_links import message_url
from bot.domain.models import Chat, ChatKind, Subscription
from bot.domain.mutes import Mute
from bot.domain.parting import Parting
from bot.domain.ranking import story_of
from bot.domain.toplists import TopList
from bot.services.edition_plans import ToldSoFar
from bot.services.lists import WindowLists
from bot.services.openings import Openings
from bot.services.telling import Rendered, budget_of, messages_of, with_first
from bot.store.due import Follows, alone
from bot.store.editions import EditionStore
from bot.store.packing import Packer

#: Told to a chat that was told nothing.
_NOTHING: Mapping[int, frozenset[int]] = {}

#: Rendered digests kept for chats that read the same, about 5 kB each.
MAX_RENDERED = 5000

#: What was told within this time is not told again.
MEMORY = timedelta(hours=72)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wishes:
    """Preferences of chats (partings, mutes, likings), by chat; empty for most."""

    partings: Mapping[int, Sequence[Parting]]
    mutes: Mapping[int, Sequence[Mute]]
    likings: Mapping[int, Sequence[Liking]]
    #: By briefing, the days since one that comes back from a pause was told anything.
    gaps: Mapping[int, int]


class Tellings:
    """A cache shared by briefings planned one after another, until something new is curated."""

    def __init__(self, store: EditionStore, *, ask: bool, public_url: str) -> None:
        """With `ask` a digest opens with what may not have arrived before it."""
        self._store = store
        self._ask = ask
        self._public_url = public_url
        self._lists = WindowLists(store)
        self._openings = Openings(store)
        self._follows = Follows()
        #: Where all windows of a tick end, so that chats of one slot share them now and next time.
        self._newest: int | None = None
        self._rendered = Rendered()
        #: Packs what they are told; it goes with them.
        self.packer = Packer()
        #: Digests by what they are made of; with it, so that nothing else has its identity.
        self._digests: dict[object, tuple[object, Digest]] = {}
        #: Seconds spent on rendering.
        self.render_s = 0.0

    async def of(
        self, due: Sequence[DueGroup], *, now: datetime
    ) -> AsyncIterator[tuple[DueGroup, ToldSoFar]]:
        """The digests of briefings now; equal ones together."""
        if not due:
            return
        newest, breath = await self._reach(), Breath()
        chat_ids = sorted({chat for group in due for _, chat in group.members})
        own = await self._store.own_ways(chat_ids, since=now - MEMORY)
        groups = await self._following(alone(due, own))
        wishes = await self._wishes(own, groups, now=now)
        await self._lists.read([(group.item, follows) for group, follows in groups])
        wanted = []
        for group, follows in groups:
            if breath.over:
                await breath.take()
            item, (briefing_id, chat_id) = group.item, group.members[0]
            lists = await self._lists.wanted(
                item,
                follows,
                wishes.partings.get(chat_id, ()),
                now=now,
                mutes=wishes.mutes.get(chat_id, ()),
                days=wishes.gaps.get(briefing_id, 1),
            )
            wanted.append((group, follows, lists))
        # after the lists: a story that became another meanwhile is named by both ids
        told = await self._store.told(chat_ids, since=now - MEMORY)
        alerted = await self._store.alerted(sorted(own), since=now - MEMORY) if own else {}
        doubts: dict[int, list[InDoubt]] = {}
        if self._ask and own:
            theirs = [one for group in due for one, chat in group.members if chat in own]
            doubts = await self._store.in_doubt(theirs, now=now)
        for whole, follows, lists in wanted:
            begins = any(each.start_seq is not None for each in follows)
            for group in _told_alike(whole, told):
                if breath.over:
                    await breath.take()  # nobody waits for all of them
                briefing_id, chat_id = group.members[0]
                telling = await self._telling(
                    group,
                    lists,
                    # a person asked for more meanwhile: what was told then is not told again
                    window_to=max(newest, group.item.briefing.cursor),
                    begins=begins,
                    told=told.get(chat_id),
                    alerts=alerted.get(chat_id, ()),
                    doubts=doubts.get(briefing_id, ()),
                    wishes=wishes,
                    now=now,
                )
                yield group, telling

    async def _telling(
        self,
        group: DueGroup,
        lists: Sequence[TopList],
        *,
        window_to: int,
        begins: bool,
        told: Mapping[int, frozenset[int]] | None,
        alerts: Sequence[Alerted],
        doubts: Sequence[InDoubt],
        wishes: _Wishes,
        now: datetime,
    ) -> ToldSoFar:
        """The digest of briefings that share these top lists."""
        item, (briefing_id, chat_id) = group.item, group.members[0]
        open_alerts = [each for each in alerts if not each.ticked]
        ticks = [each for each in open_alerts if each.briefing_id == briefing_id]
        digest = self._digest(
            lists,
            told=with_alerted(_NOTHING if told is None else told, alerts),
            budget=budget_of(item),
            alerted=frozenset([story_of(each.article) for each in open_alerts]),
            liked=self._lists.liked(lists, wishes.likings.get(chat_id, ())),
        )
        if ticks:
            digest = replace(digest, ticked=tuple(each.article for each in ticks))
        digest = await self._linked(chat_id, item.chat, digest, now=now)
        digest = await self._openings.as_styled(digest, item.briefing.style)
        began = time.perf_counter()
        messages = messages_of(
            self._rendered,
            item,
            digest,
            now=now,
            days=max(covered_days(item, now=now), wishes.gaps.get(briefing_id, 1)),
            in_doubt=tuple(each.plain for each in doubts),
            public_url=self._public_url,
            first=told is None and item.chat.kind is ChatKind.PRIVATE,
        )
        self.render_s += time.perf_counter() - began
        return ToldSoFar(
            digest=digest,
            messages=messages,
            window_to=window_to,
            begins=begins,
            asks=tuple(each.part_id for each in doubts),
            ticks=tuple(each.id for each in ticks),
        )

    async def _reach(self) -> int:
        """The end of windows; anew when there are newer articles, or when too much is kept."""
        if self._newest is None:
            self._newest = await self._store.newest_seq()
        if self._lists.reach(self._newest) or len(self._rendered) > MAX_RENDERED:
            await self.forget()
        return self._newest

    async def forget(self) -> None:
        """Let digests and messages go a few at a time: to free thousands at once takes long."""
        breath = Breath()
        for kept in (self._rendered.same, self._digests):
            while kept:
                kept.popitem()
                if breath.over:
                    await breath.take()
        self._rendered.clear()
        self._openings.forget()
        self.packer = Packer()

    async def _following(
        self, groups: Iterable[DueGroup]
    ) -> list[tuple[DueGroup, tuple[Subscription, ...]]]:
        """The groups, parted by what they follow."""
        parted = list(groups)
        ids = [briefing_id for group in parted for briefing_id, _ in group.members]
        follows = await self._store.follows(ids, self._follows)
        found = []
        for group in parted:
            same: dict[int, tuple[tuple[Subscription, ...], list[tuple[int, int]]]] = {}
            for each in group.members:
                mine = follows.get(each[0], ())
                known = same.get(id(mine))
                if known is None:
                    known = same[id(mine)] = mine, []
                known[1].append(each)
            item = group.item
            found += [
                (DueGroup(item=item, members=members), mine) for mine, members in same.values()
            ]
        return found

    async def _wishes(
        self,
        own: Collection[int],
        groups: Sequence[tuple[DueGroup, tuple[Subscription, ...]]],
        *,
        now: datetime,
    ) -> _Wishes:
        """The preferences of those chats that have some."""
        ids = sorted(own)
        mutes = await self._store.mutes(ids) if ids else {}
        likings = await self._store.likings(ids) if ids else {}
        queries = (each.query for each in chain.from_iterable(likings.values()))
        await self._lists.know(chain(chain.from_iterable(mutes.values()), queries))
        return _Wishes(
            partings=await self._store.partings(ids) if ids else {},
            mutes=mutes,
            likings=likings,
            gaps=await self._gaps([group for group, _ in groups], now=now),
        )

    async def _gaps(self, due: Sequence[DueGroup], *, now: datetime) -> dict[int, int]:
        """Of chats that come back from a pause: the days since their briefings were told anything."""
        back = [group for group in due if (until := group.item.chat.paused_until) and until <= now]
        if not back:
            return {}
        seen = await self._store.seen_at(group.item.briefing.cursor for group in back)
        gaps = {}
        for group in back:
            item = group.item
            last, until = seen.get(item.briefing.cursor), item.chat.paused_until
            if last is not None and until is not None and last < until:
                days = max(1, round((now - last) / timedelta(days=1)))
                gaps.update({briefing_id: days for briefing_id, _ in group.members})
        return gaps

    async def _linked(self, chat_id: int, chat: Chat, digest: Digest, *, now: datetime) -> Digest:
        """The digest with the addresses of the messages that its updates go on from."""
        if not message_url(chat, 1):
            return digest
        updates = {each.id for each in digest.stories if each.update}
        if not updates:
            return digest
        first = await self._store.first_messages(chat_id, updates, since=now - MEMORY)
        return with_first(digest, {each: message_url(chat, first[each]) for each in first})

    def _digest(
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
        found = self._digests.get(key)
        if found is None:
            digest = merge_liked(lists, told=told, budget=budget, alerted=alerted, liked=liked)
            found = self._digests[key] = (lists, told), digest
        return found[1]


def _told_alike(
    group: DueGroup, told: Mapping[int, Mapping[int, frozenset[int]]]
) -> list[DueGroup]:
    """The group, parted by what its chats were told before."""
    if len(group.members) == 1:
        return [group]
    same: dict[int, list[tuple[int, int]]] = {}
    for each in group.members:
        same.setdefault(id(told.get(each[1])), []).append(each)
    return [DueGroup(item=group.item, members=members) for members in same.values()]
