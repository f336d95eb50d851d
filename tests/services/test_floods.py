"""How many articles one follower is told when a feed behaves as feeds do: the table of cases.

Each case is a feed that was read (`base`) and told about, and what it gives afterwards, poll by
poll, in RSS read by the real reader; then come ingest, curate, publish and the digests of the
days that follow. `told` counts the articles told in these digests (no two tell the same
story, so stories are counted), `more` what their buttons open, `held` what was held back as old.
A digest has ten stories.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.domain.drafts import Fetched
from bot.sources.feed_reading import read_feed
from bot.store.database import Database
from bot.store.tables import article
from tests.services.flood_feeds import (
    BASE,
    HOUR,
    MIDNIGHT,
    START,
    UNDATED,
    Entry,
    Feed,
    at_host,
    changed,
    earlier,
    entries,
    rss,
)
from tests.support.articles import NOW
from tests.support.pipeline import Pipeline


@dataclass(frozen=True, kw_only=True)
class Case:
    name: str
    why: str
    told: int
    more: int = 0
    held: int = 0
    base: Sequence[Entry] | None = tuple(BASE)
    polls: Sequence[Feed]
    every: timedelta = HOUR
    days: int = 1


CASES = (
    Case(
        name="guids mutate at every poll",
        why="the address names them, too",
        polls=[changed(BASE, poll) for poll in range(20)],
        told=0,
    ),
    Case(
        name="guids and addresses mutate at every poll",
        why="headline and day name them, too",
        polls=[changed(BASE, poll, link=True) for poll in range(20)],
        told=0,
    ),
    Case(
        name="guids and addresses mutate, without dates",
        why="the same words, however they are called, are the same article",
        base=tuple(UNDATED),
        polls=[changed(UNDATED, poll, link=True) for poll in range(36)],
        every=4 * HOUR,
        days=6,
        told=0,
    ),
    Case(
        name="guids from http to https",
        why="the scheme says nothing about which article it is",
        base=tuple(at_host(BASE, "http://gazette.test")),
        polls=[at_host(BASE, "https://gazette.test")],
        told=0,
    ),
    Case(
        name="emptied and refilled",
        why="nothing that was read is forgotten",
        polls=[[], [], BASE],
        told=0,
    ),
    Case(
        name="emptied for days and refilled",
        why="nor after days",
        polls=[*[[]] * 12, BASE],
        every=6 * HOUR,
        days=4,
        told=0,
    ),
    Case(
        name="three dated in the future",
        why="the date is not believed; they are new, once",
        polls=[entries(100, 3, START + timedelta(days=30)) + BASE] * 3,
        told=3,
    ),
    Case(
        name="three whose future dates move on",
        why="their ids stay",
        polls=[entries(100, 3, START + timedelta(days=30 + day)) + BASE for day in range(4)],
        told=3,
    ),
    Case(
        name="three dated 1970",
        why="the date is not believed; they are new, once",
        polls=[entries(100, 3, datetime(1970, 1, 1, tzinfo=NOW.tzinfo)) + BASE] * 3,
        told=3,
    ),
    Case(
        name="500 new at once, dated",
        why="a digest full, the rest counted",
        polls=[entries(100, 500, START, apart=HOUR / 360) + BASE],
        told=10,
        more=490,
    ),
    Case(
        name="500 new at once, undated, none known",
        why="nothing says that they are old",
        polls=[entries(100, 500, None)],
        told=10,
        more=490,
    ),
    Case(
        name="500 new at once, of last month",
        why="what becomes visible after the first reading is news whatever its date",
        polls=[entries(100, 500, START - timedelta(days=30))],
        told=10,
        more=490,
    ),
    Case(
        name="first poll, 500 entries, 30 of the last day",
        why="what is older than a day when a source is added counts as seen",
        base=None,
        polls=[
            entries(0, 30, START - HOUR) + entries(30, 470, START - timedelta(days=2)),
        ],
        told=10,
        more=20,
    ),
    Case(
        name="moved to another host",
        why="the path says which article it is",
        base=tuple(at_host(UNDATED, "https://gazette.test")),
        polls=[at_host(UNDATED, "https://www.the-gazette.test")],
        told=0,
    ),
    Case(
        name="moved to another host, short ids",
        why="headline and text say which article it is",
        base=tuple(at_host(UNDATED, "https://gazette.test", "/?p={}")),
        polls=[at_host(UNDATED, "https://www.the-gazette.test", "/?p={}")],
        told=0,
    ),
    Case(
        name="headlines and texts edited",
        why="edits are silent",
        polls=[[replace(entry, edition="Corrected") for entry in BASE]],
        told=0,
    ),
    Case(
        name="one guid for all",
        why="all entries of a document are given",
        polls=[[replace(entry, guid="story") for entry in entries(100, 4, START)] + BASE] * 3,
        told=4,
    ),
    Case(
        name="undated",
        why="what has no date is news when it is first seen",
        polls=[entries(100, 2, None) + BASE] * 3,
        told=2,
    ),
    Case(
        name="published yesterday, seen today",
        why="late, and told once",
        polls=[*[BASE] * 7, entries(100, 1, START + timedelta(days=1)) + BASE, BASE],
        every=6 * HOUR,
        days=4,
        told=1,
    ),
    Case(
        name="published a week ago, seen today",
        why="what becomes visible after the first reading is news whatever its date",
        polls=[*[BASE] * 6, entries(100, 1, START - timedelta(days=6)) + BASE],
        every=6 * HOUR,
        days=3,
        told=1,
    ),
    Case(
        name="all ids new, dated an hour before the last poll",
        why="other headlines are other articles",
        polls=[BASE, BASE, entries(100, 8, START)],
        told=8,
    ),
    Case(
        name="a feed that was empty when it was followed",
        why="a source that never had an article has no old ones",
        base=(),
        polls=[[], entries(0, 24, START - timedelta(days=2))],
        told=10,
        more=14,
    ),
    Case(
        name="a daily issue dated midnight",
        why="the day began before the last poll, and it is today's issue all the same",
        base=tuple(entries(0, 8, MIDNIGHT, apart=HOUR * 0)),
        polls=[entries(100, 8, MIDNIGHT + timedelta(days=1), apart=HOUR * 0)],
        every=25 * HOUR,
        told=8,
    ),
    Case(
        name="an undated feed that is replaced",
        why="nothing says that they are old",
        base=tuple(UNDATED),
        polls=[entries(100, 9, None)],
        told=9,
    ),
    Case(
        name="ids, addresses and days of all are others",
        why="headlines that were seen before, dated before they were seen",
        polls=[changed(earlier(BASE), 1, link=True)],
        told=0,
        held=10,
    ),
    Case(
        name="ids, addresses and days of all are others, and two are new",
        why="what is old is held back, what is new is told",
        polls=[changed(earlier(BASE), 1, link=True) + entries(100, 2, START - timedelta(days=3))],
        told=2,
        held=10,
    ),
    Case(
        name="undated, ids, addresses and ends of texts are others",
        why="the same headline over the same opening",
        base=tuple(UNDATED),
        polls=[
            [
                replace(entry, end="Nobody else had seen it.")
                for entry in changed(UNDATED, 1, link=True)
            ]
        ],
        told=0,
        held=10,
    ),
)


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}: {case.told}+{case.more}")
async def test_what_a_follower_is_told(case: Case, database: Database) -> None:
    """The numbers of the table, and nothing twice."""
    room = Pipeline(database)
    await room.chat(1)
    if case.base is not None:
        await _poll(room, list(case.base), NOW + HOUR / 4)
    await _publish(room, NOW + 2 * HOUR)
    before, editions = await room.told(), len(await room.left_out())

    for number, feed in enumerate(case.polls):
        now = START + number * case.every
        await _publish(room, now)
        await _poll(room, feed, now)
    for day in range(1, case.days + 1):
        await _publish(room, NOW + timedelta(days=day, hours=2))

    told = (await room.told()) - before
    left = await room.left_out(since=editions)
    more = sum(one.more for one in left)
    held = await _held(room)
    assert (told.total(), more, held) == (case.told, case.more, case.held), case.why
    assert not told & before
    assert not told or max(told.values()) == 1


async def _held(room: Pipeline) -> int:
    async with room.database.read() as connection:
        counted = select(func.count()).where(article.c.held)
        return (await connection.execute(counted)).scalar_one()


async def _poll(room: Pipeline, feed: Feed, now: datetime) -> None:
    room.clock.set(now)
    found = read_feed(rss(feed), "application/rss+xml", "http://gazette.test/feed", now)
    room.shelf.found["Gazette"] = Fetched(drafts=found.drafts, title=found.title)
    await room.sources.poll_now(None, now=now)
    await room.ingest().drain()
    await room.curate.tick()


async def _publish(room: Pipeline, now: datetime) -> None:
    if now > room.clock.now():
        room.clock.set(now)
    await room.editions.tick()
