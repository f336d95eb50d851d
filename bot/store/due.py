"""Briefings that are due, alike ones together; what they follow, and for whom a digest is another.

Of a slot's thousands most differ in nothing but whose they are: each is a row or two of the
driver, and what it says is read once for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from operator import itemgetter
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.editions import DueBriefing, DueGroup
from bot.domain.models import Briefing, Chat, ChatKind, ChatStatus, Schedule, Style, Subscription
from bot.store.raw import Raw
from bot.store.spoken import followed_by, read_interests

#: What is the same for briefings that are planned as one comes after the first two columns. Only
#: a private chat's messages have no addresses, and only a channel's digests name its archive.
_DUE = """
SELECT {briefings}, {chats}, b.name, b.times, b.weekdays, b.cursor, b.next_slot_at, b.last_slot,
    b.max_stories, b.minutes, b.style, b.preview, c.kind, c.language, c.zone, c.status,
    c.paused_until, c.reads,
    CASE WHEN c.kind <> 'private' THEN c.telegram_id ELSE 0 END,
    CASE WHEN c.kind <> 'private' THEN c.thread_id ELSE 0 END,
    CASE WHEN c.kind = 'channel' THEN (SELECT a.key FROM archive a WHERE a.chat_id = c.id) END
FROM briefing b JOIN chat c ON c.id = b.chat_id
WHERE b.id IN {ids}
GROUP BY 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21
"""
#: The place of the slot among what briefings that are planned as one have in common.
_SLOT = 4
_FOLLOWS = """
SELECT f.follows, {briefings} FROM (
    SELECT briefing_id, {follows} AS follows FROM subscription WHERE briefing_id IN {ids}
    GROUP BY briefing_id
) f GROUP BY f.follows
"""
#: Its place, what is followed, and a mark where it begins elsewhere or is narrowed down by words.
_FOLLOWED = """
position || ' ' || interest_id || CASE WHEN start_seq IS NOT NULL OR words <> '' THEN ' +' ELSE '' END
"""
#: Since when something counts that begins where its briefing is.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
#: Chats that said something about what they are told, or were told something by itself.
_OWN = """
SELECT chat_id FROM mute WHERE chat_id IN {ids}
UNION SELECT chat_id FROM liking WHERE chat_id IN {ids}
UNION SELECT chat_id FROM reaction WHERE chat_id IN {ids}
UNION SELECT chat_id FROM reaction WHERE chat_id IN {ids}
UNION SELECT chat_id FROM parting WHERE chat_id IN {ids}
UNION SELECT chat_id FROM alert WHERE chat_id IN {ids} AND told_at >= ?2
UNION SELECT chat_id FROM outbox WHERE state = 'unknown' AND chat_id IN {ids}
"""


async def due_groups(connection: AsyncConnection, ids: Collection[int]) -> list[DueGroup]:
    """These briefings, the longest due first, those that are alike together."""
    raw = Raw(connection)
    words = _DUE.format(
        ids=raw.numbers(1), briefings=raw.gathered("b.id"), chats=raw.gathered("b.chat_id")
    )
    values = raw.gathered_values
    found = []
    for row in await raw.fetch(words, raw.many(ids)):
        members = sorted(zip(values(row[0]), values(row[1]), strict=True))
        found.append((row[2 + _SLOT], members, row[2:]))
    found.sort(key=itemgetter(0, 1))
    return [DueGroup(item=_read(raw, some[0], key), members=some) for _, some, key in found]


def _read(raw: Raw, first: tuple[int, int], row: Sequence[Any]) -> DueBriefing:
    moment = raw.moment
    return DueBriefing(
        briefing=Briefing(
            id=first[0],
            chat_id=first[1],
            name=row[0],
            schedule=Schedule(
                times=tuple(time.fromisoformat(word) for word in row[1].split()),
                weekdays=tuple(int(day) for day in row[2]),
            ),
            cursor=row[3],
            next_slot_at=moment(row[4]),
            last_slot=row[5],
            max_stories=row[6],
            minutes=row[7],
            style=Style(row[8]),
            preview=bool(row[9]),
        ),
        chat=Chat(
            id=first[1],
            telegram_id=row[16],
            thread_id=row[17],
            kind=ChatKind(row[10]),
            language=row[11],
            zone=row[12],
            status=ChatStatus(row[13]),
            paused_until=moment(row[14]),
            reads=tuple(row[15].split()),
        ),
        archive=row[18] or "",
    )


class Follows:
    """A cache of the subscriptions of briefings, each interest read once."""

    def __init__(self) -> None:
        self._known: dict[int, Subscription] = {}
        self._lists: dict[tuple[int, ...], tuple[Subscription, ...]] = {}

    async def read(
        self, connection: AsyncConnection, briefing_ids: Collection[int]
    ) -> dict[int, tuple[Subscription, ...]]:
        """The subscriptions of each briefing, in its order; one and the same for all that follow the same.

        Of what follows nothing there is nothing.
        """
        raw = Raw(connection)
        words = _FOLLOWS.format(
            ids=raw.numbers(1),
            briefings=raw.gathered("f.briefing_id"),
            follows=raw.strung(_FOLLOWED),
        )
        keys: dict[int, tuple[int, ...]] = {}
        begun: dict[int, list[Subscription]] = {}
        for follows, ids in await raw.fetch(words, raw.many(briefing_ids)):
            mine = raw.gathered_values(ids)
            if "+" in follows:  # one of them begins elsewhere, or is narrowed down by words
                begun |= {briefing_id: [] for briefing_id in mine}
                follows = follows.replace(" +", "")
            each = sorted([tuple(map(int, one.split())) for one in follows.split(",")])
            keys |= dict.fromkeys(mine, tuple([interest_id for _, interest_id in each]))
        new = set(keys.values()).difference(self._lists)
        missing = {each for key in new for each in key}.difference(self._known)
        for one, languages in await read_interests(connection, missing):
            self._known[one.id] = Subscription(
                briefing_id=0, interest=one, since_at=_NEVER, languages=languages
            )
        for key in new:
            self._lists[key] = tuple([self._known[each] for each in key if each in self._known])
        found = {briefing_id: self._lists[key] for briefing_id, key in keys.items()}
        if begun:
            for followed in await followed_by(connection, list(begun)):
                begun[followed.briefing_id].append(followed)
            found.update({each: tuple(some) for each, some in begun.items()})
        return found


async def own_ways(
    connection: AsyncConnection, chat_ids: Collection[int], *, since: datetime
) -> set[int]:
    """Of these chats those that may be told something else than others who follow the same.

    They muted, liked, reacted on or parted something, were alerted since then, or may not have received a part.
    """
    raw = Raw(connection)
    words = _OWN.format(ids=raw.numbers(1))
    return {row[0] for row in await raw.fetch(words, raw.many(chat_ids), raw.written(since))}


def alone(groups: Iterable[DueGroup], own: Collection[int]) -> list[DueGroup]:
    """The groups with the briefings of these chats each by itself."""
    found: list[DueGroup] = []
    for group in groups:
        others = [each for each in group.members if each[1] not in own] if own else group.members
        if others:
            found.append(replace(group, members=others))
        if len(others) < len(group.members):
            found += [replace(group, members=[each]) for each in group.members if each[1] in own]
    return found
