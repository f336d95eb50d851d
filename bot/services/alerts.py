"""Alerts: newly visible articles in, instant messages to whom they are urgent out."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain, groupby
from zoneinfo import ZoneInfo

from bot.domain.alerts import Alerted, AlertMessage, AlertOutcome, Pending, plan_alerts
from bot.domain.models import (
    Article,
    Chat,
    ChatKind,
    ChatStatus,
    InterestKind,
    RenderedMessage,
    Subscription,
)
from bot.domain.mutes import Mute
from bot.domain.narrowing import narrowing
from bot.domain.ranking import is_read, story_of
from bot.domain.reads import by_its_stories, reads_of, told_in
from bot.log import log_event
from bot.ports import Clock
from bot.render.alert import render_alert
from bot.services.mutes import MuteSieve
from bot.services.narrowing import leaves
from bot.services.tellings import MEMORY
from bot.store.alerts import AlertStore
from bot.store.editions import EditionStore

logger = logging.getLogger(__name__)

#: Chats decided on in one transaction.
BATCH = 200


class AlertService:
    """Tells chats at once what is urgent to them; only one process need run it.

    Finding is one statement for all chats. Who is told what is decided when it may be sent: by
    the mutes, languages, pauses and quiet hours that a chat has then.
    """

    def __init__(
        self, *, store: AlertStore, editions: EditionStore, clock: Clock, an_hour: int
    ) -> None:
        self._store = store
        self._editions = editions
        self._clock = clock
        #: Messages to one chat within an hour, at the most.
        self._an_hour = an_hour

    async def tick(self) -> int:
        """Find and tell what is due; how many messages were put into the outbox."""
        while await self._store.find(now=self._clock.now()):
            pass
        told = 0
        while pending := await self._store.due(now=self._clock.now(), chats=BATCH):
            told += await self._tell(pending)
            if len({one.chat.id for one in pending}) < BATCH:
                break
        return told

    async def _tell(self, pending: Sequence[Pending]) -> int:
        now = self._clock.now()
        chat_ids = sorted({one.chat.id for one in pending})
        briefing_ids = sorted({one.briefing_id for one in pending})
        mutes = await self._editions.mutes(chat_ids)
        sieve = MuteSieve()
        coverage: Mapping[int, Sequence[Article]] = {}
        words = {one.followed.words for one in pending if one.followed and one.followed.words}
        sieve.add(chain.from_iterable(narrowing(each).queries for each in sorted(words)))
        if mutes:
            sieve.set_topics(await self._editions.topics())
            sieve.add(chain.from_iterable(mutes.values()))
            stories = {story_of(one.article) for one in pending if one.chat.id in mutes}
            newest = await self._editions.newest_seq()
            coverage = await self._editions.coverage(stories, to_seq=newest)
        follows = await self._editions.subscriptions(briefing_ids)
        told = await self._editions.told(chat_ids, since=now - MEMORY)
        before = await self._editions.alerted(chat_ids, since=now - MEMORY)
        recent = await self._store.recent(chat_ids, now=now)
        look = _AlertInquiry(
            sieve=sieve,
            mutes=mutes,
            coverage=coverage,
            follows=follows,
            abroad=await self._abroad(pending, follows),
            now=now,
        )
        rendered: dict[object, RenderedMessage] = {}
        tellings: list[AlertMessage] = []
        waiting: dict[datetime, list[int]] = {}
        dropped: list[int] = []
        for chat_id, group in groupby(pending, key=lambda one: one.chat.id):
            mine = list(group)
            known = {*told.get(chat_id, {}), *_stories(before.get(chat_id, ()))}
            wanted = look.wanted(mine, known)
            dropped += [one.id for one in mine if one not in wanted]
            plan = plan_alerts(wanted, recent=recent.get(chat_id, ()), limit=self._an_hour, now=now)
            dropped += plan.left
            if plan.until is not None:
                waiting.setdefault(plan.until, []).extend(plan.waiting)
            by_id = {one.id: one for one in wanted}
            tellings += [
                _telling([by_id[number] for number in ids], rendered, now=now)
                for ids in plan.messages
            ]
        outcome = AlertOutcome(tellings=tellings, waiting=waiting, dropped=dropped)
        count = await self._store.commit(outcome, now=now)
        log_event(
            logger,
            logging.INFO,
            "alerts.committed",
            chats=len(chat_ids),
            messages=count,
            waiting=sum(map(len, waiting.values())),
            dropped=len(dropped),
        )
        return count

    async def _abroad(
        self, pending: Sequence[Pending], follows: Mapping[int, Sequence[Subscription]]
    ) -> frozenset[int]:
        """Of these the ids of what follows a topic that is told only in other languages."""
        known: dict[tuple[int, frozenset[str]], bool] = {}
        found = set()
        for one in pending:
            reads = reads_of(one.chat, follows.get(one.briefing_id, ()))
            if one.followed is None or reads is None or not by_its_stories(one.chat, one.followed):
                continue
            key = (one.followed.interest.id, reads)
            if key not in known:
                known[key] = await self._editions.is_told_in(*key)
            if not known[key]:
                found.add(one.id)
        return frozenset(found)


class _AlertInquiry:
    """The data with which each pending alert is decided."""

    def __init__(
        self,
        *,
        sieve: MuteSieve,
        mutes: Mapping[int, tuple[Mute, ...]],
        coverage: Mapping[int, Sequence[Article]],
        follows: Mapping[int, Sequence[Subscription]],
        abroad: frozenset[int],
        now: datetime,
    ) -> None:
        self._sieve = sieve
        self._mutes = mutes
        self._coverage = coverage
        self._follows = follows
        self._abroad = abroad
        self._now = now

    def wanted(self, pending: Sequence[Pending], known: set[int]) -> list[Pending]:
        """The alerts for a chat, each story once; `known` are stories it was told."""
        found = []
        for one in pending:
            story_id = story_of(one.article)
            if story_id in known or not self._is_wanted(one):
                continue
            known.add(story_id)
            found.append(one)
        return found

    def _is_wanted(self, one: Pending) -> bool:
        chat, article = one.chat, one.article
        if one.followed is None or not _reachable(chat, self._now):
            return False
        mutes = self._mutes.get(chat.id, ())
        story = (article, *self._coverage.get(story_of(article), ())) if mutes else ()
        if any(self._sieve.takes(mutes, each) is not None for each in story):
            return False
        words = one.followed.words
        if words and not leaves(words, article, self._sieve):
            return False
        if one.followed.interest.kind is InterestKind.SOURCE or one.id in self._abroad:
            return True
        reads = reads_of(chat, self._follows.get(one.briefing_id, ()))
        return is_read(article.language, told_in(chat, one.followed, reads))


def _reachable(chat: Chat, now: datetime) -> bool:
    paused = chat.paused_until is not None and chat.paused_until > now
    return chat.status is ChatStatus.ACTIVE and not paused


def _stories(alerts: Sequence[Alerted]) -> set[int]:
    return {story_of(one.article) for one in alerts}


def _telling(
    told: Sequence[Pending], rendered: dict[object, RenderedMessage], *, now: datetime
) -> AlertMessage:
    """The message of these; chats that read the same share it."""
    chat = told[0].chat
    door = chat.kind is not ChatKind.CHANNEL
    look = tuple((one.followed.interest.title if one.followed else "", one.article) for one in told)
    key = (tuple((title, article.id) for title, article in look), chat.language, chat.zone, door)
    if key not in rendered:
        rendered[key] = render_alert(
            look, language=chat.language, zone=ZoneInfo(chat.zone), now=now, door=door
        )
    ids = tuple(one.id for one in told)
    name = f"news:{told[0].article.id}" if len(ids) == 1 else f"news:{ids[0]}+{len(ids)}"
    return AlertMessage(chat_id=chat.id, name=name, alert_ids=ids, message=rendered[key])
