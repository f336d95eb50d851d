"""Operators are told what is wrong, once, and that it is over, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.domain.alarms import Alarm, decide
from bot.domain.drafts import Draft, Fetched
from bot.domain.errors import FetchError, FetchReason, InputError
from bot.domain.models import RenderedMessage, Source, SourceKind
from bot.domain.readiness import Finding
from bot.render.alarm import KINDS, render_alarm
from bot.render.catalogue import languages
from bot.services.alarms import AlarmService
from bot.services.broadcasts import BroadcastService
from bot.services.readiness import Readiness
from bot.services.trial import Trial
from bot.sources.addresses import private_address
from bot.store.alarms import AlarmStore
from bot.store.broadcasts import BroadcastStore
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.outbox.admin import OutboxAdminStore
from bot.store.sources import SourceStore
from bot.store.tables import body, outbox, source
from tests.support.clock import FakeClock
from tests.support.harness import Feed, Web
from tests.support.outbox import enqueue
from tests.support.people import NOW, meet

OPERATOR = 7


class Health:
    """What a process finds, as a test sets it."""

    def __init__(self) -> None:
        self.found: list[Finding] = []

    async def look(self) -> Sequence[Finding]:
        return self.found


async def said(database: Database) -> list[str]:
    """The texts in the outbox, in order."""
    async with database.read() as connection:
        rows = await connection.execute(
            select(body.c.plain).join(outbox, outbox.c.body_id == body.c.id).order_by(outbox.c.id)
        )
        return [row.plain for row in rows]


def service(database: Database, clock: FakeClock, health: Health) -> AlarmService:
    """As a process begins."""
    return AlarmService(
        store=AlarmStore(database),
        readiness=Readiness({"x": health.look}, fresh_s=0.0),
        admin_ids={OPERATOR, 99},
        clock=clock,
    )


async def test_a_trouble_is_told_once_and_its_end_once(database: Database) -> None:
    """After a minute, to operators who wrote, over a restart, not for what comes and goes."""
    await meet(database, OPERATOR)
    clock, health = FakeClock(NOW), Health()
    alarms = service(database, clock, health)
    health.found = [Finding(name="disk", words="the disk is nearly full: 20 MB are free")]
    for _ in range(3):
        await alarms.tick()
        clock.advance(seconds=25)
    assert await said(database) == []
    await alarms.tick()
    (told,) = await said(database)
    assert "the disk is nearly full" in told
    assert "Make room" in told
    alarms = service(database, clock, health)
    for _ in range(5):
        clock.advance(seconds=25)
        await alarms.tick()
    health.found = []
    await alarms.tick()
    assert len(await said(database)) == 1
    for _ in range(5):
        clock.advance(seconds=25)
        await alarms.tick()
    _, over = await said(database)
    assert over.startswith("✓ Over")


async def test_a_dead_source_and_a_quarantined_text_are_told(database: Database) -> None:
    """Each by its name, with what to do."""
    chat = await meet(database, OPERATOR)
    clock = FakeClock(NOW)
    added = await SourceStore(database).add(
        kind=SourceKind.FEED, locator="https://dead.example/feed", title="Dead", now=NOW
    )
    await enqueue(database, chat.id, [RenderedMessage(html="x", plain="x")], now=NOW)
    async with database.write() as connection:
        await connection.execute(
            update(source)
            .where(source.c.id == added.id)
            .values(
                state="failing",
                failures=9,
                last_error="HTTP 500",
                failing_since_at=NOW - timedelta(days=2),
            )
        )
        await connection.execute(update(outbox).values(state="dead", done_at=NOW))
    alarms = service(database, clock, Health())
    for _ in range(4):
        await alarms.tick()
        clock.advance(seconds=25)
    texts = (await said(database))[1:]
    assert len(texts) == 2
    assert any("Dead: HTTP 500" in text and "/removesource" in text for text in texts)
    assert any("Quarantined messages: 1" in text and "outbox retry" in text for text in texts)


async def test_a_backlog_is_told_unless_an_operator_holds_sending(database: Database) -> None:
    """A message that is due for ten minutes; a hold is the operator's own act."""
    chat = await meet(database, OPERATOR)
    clock = FakeClock(NOW)
    await enqueue(database, chat.id, [RenderedMessage(html="x", plain="x")], now=NOW)
    store = AlarmStore(database)
    assert "backlog" not in await store.wrong(NOW + timedelta(minutes=9))
    assert "11 minutes" in (await store.wrong(NOW + timedelta(minutes=11)))["backlog"]
    await DeliveryStateStore(database).hold("moving")
    assert "backlog" not in await store.wrong(NOW + timedelta(minutes=11))
    await DeliveryStateStore(database).resume()
    clock.advance(minutes=11)
    alarms = service(database, clock, Health())
    for _ in range(4):
        await alarms.tick()
        clock.advance(seconds=25)
    assert any("has been due" in text and "/stats" in text for text in await said(database))


async def test_who_sent_a_broadcast_is_told_what_became_of_it(database: Database) -> None:
    """Once, when nothing of it waits any more."""
    await meet(database, OPERATOR)
    for number in (1001, 1002, 1003):
        await meet(database, number)
    broadcasts, clock = BroadcastStore(database), FakeClock(NOW)
    ending = BroadcastService(store=broadcasts, clock=clock)
    number = await broadcasts.draft(OPERATOR, "Hello", NOW)
    assert await ending.tick() == 0
    await broadcasts.begin(number, OPERATOR)
    assert await ending.tick() == 0
    message = RenderedMessage(html="Hello", plain="Hello")
    count = await OutboxAdminStore(database).enqueue_broadcast(number, [message], now=NOW)
    assert count == 4
    async with database.write() as connection:
        ids = (await connection.execute(select(outbox.c.id).order_by(outbox.c.id))).scalars().all()
        await connection.execute(
            update(outbox).where(outbox.c.id.in_(ids[:3])).values(state="sent", done_at=NOW)
        )
    progress = await broadcasts.progress(number)
    assert (progress.sent, progress.open, progress.lost) == (3, 1, 0)
    assert await ending.tick() == 0
    async with database.write() as connection:
        await connection.execute(
            update(outbox).where(outbox.c.id == ids[3]).values(state="dead", done_at=NOW)
        )
    assert [await ending.tick(), await ending.tick()] == [1, 0]
    assert (await said(database))[4:] == ["Arrived: 3, waiting: 0, refused or stopped: 1."]


@pytest.mark.parametrize("language", languages())
def test_every_alarm_has_words_in_every_language(language: str) -> None:
    """What is found is quoted as it is, and markup in it does nothing."""
    alarm = Alarm(words="a <b>title</b> & more", since_at=NOW)
    for kind in (*KINDS, "something else"):
        for over in (False, True):
            message = render_alarm(kind, alarm, over=over, now=NOW, zone="UTC", language=language)
            assert "<b>title" not in message.html
            assert "a <b>title</b> & more" in message.plain


@given(st.lists(st.booleans(), max_size=40))
def test_begun_and_over_alternate_whatever_comes_and_goes(seen: list[bool]) -> None:
    """Never told twice without an end between, never an end of what was not told."""
    known: Mapping[str, Alarm] = {}
    told: list[str] = []
    for number, there in enumerate(seen):
        now = NOW + number * timedelta(seconds=20)
        decided = decide(known, {"disk": "full"} if there else {}, now=now)
        told += ["begun"] * len(decided.begun) + ["over"] * len(decided.over)
        known = decided.known
    assert told == ["begun", "over"] * (len(told) // 2) + ["begun"] * (len(told) % 2)


class Shelf:
    """A fetcher that gives one answer."""

    def __init__(self, answer: Fetched | FetchError) -> None:
        self.answer = answer

    async def fetch(self, _source: Source) -> Fetched:
        if isinstance(self.answer, FetchError):
            raise self.answer
        return self.answer


async def test_a_source_is_tried_before_it_is_added() -> None:
    """What will not be read is refused with the reason; a trouble that passes is only told."""
    web = Web(
        feeds={"https://a.example/": [Feed("https://a.example/feed", "A", ["One", "Two"], "en")]}
    )
    clock = FakeClock(NOW)
    trial = Trial(discovery=web, fetcher=Shelf(Fetched()), clock=clock)
    found = await trial(SourceKind.FEED, "https://a.example/")
    assert (found.address, found.title, found.headlines, found.language) == (
        "https://a.example/feed",
        "A",
        ("One", "Two"),
        "en",
    )
    with pytest.raises(InputError, match="404"):
        await trial(SourceKind.FEED, "https://b.example/")
    web.feeds["https://c.example/"] = [
        Feed("https://c.example/1", "1"),
        Feed("https://c.example/2", "2"),
    ]
    with pytest.raises(InputError, match="https://c.example/2"):
        await trial(SourceKind.FEED, "https://c.example/")
    for reason, refused in (
        (FetchReason.GONE, True),
        (FetchReason.PRIVATE_ADDRESS, True),
        (FetchReason.TIMEOUT, False),
        (FetchReason.SERVER_ERROR, False),
    ):
        private = reason is FetchReason.PRIVATE_ADDRESS
        error = private_address() if private else FetchError(reason, "no")
        trial = Trial(discovery=web, fetcher=Shelf(error), clock=clock)
        if refused:
            with pytest.raises(InputError) as caught:
                await trial(SourceKind.API, "api:https://d.example/")
            allowed = "FETCH_ALLOW_PRIVATE" in str(caught.value)
            assert allowed is private
        else:
            assert (await trial(SourceKind.API, "api:https://d.example/")).trouble == "no"
    drafts = [Draft(key=str(n), headline=f"H{n}") for n in range(5)]
    trial = Trial(discovery=web, fetcher=Shelf(Fetched(drafts=drafts, language="de")), clock=clock)
    found = await trial(SourceKind.FOLDER, "folder:/news")
    assert (found.language, found.headlines) == ("de", ("H0", "H1", "H2"))
