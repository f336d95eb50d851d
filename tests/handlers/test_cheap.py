"""What strangers cause in numbers costs few statements, or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event, func, select

from bot.domain.models import InterestKind
from bot.services.quotas import Quotas
from bot.store.database import Database
from bot.store.interests import InterestStore
from bot.store.tables import outbox
from tests.support.harness import open_harness
from tests.support.people import NOW, message, press, publish_articles

#: For the inbox and its lines, who the chat is, its making, what it was asked and follows, and the offers.
MOST_OF_A_NEWCOMER = 17


@contextmanager
def _statements(database: Database) -> Iterator[list[str]]:
    """What is asked of the database meanwhile, without what begins and ends transactions."""
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "SET ")):
            asked.append(statement)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


#: From an update that comes in to its answer: three for the inbox (stored, taken with the attempt
#: counted, done), one in which all is read, one in which all is written.
MOST_OF_A_COMMAND = 5


@contextmanager
def _transactions(database: Database) -> Iterator[list[int]]:
    """One for each transaction that begins meanwhile."""
    begun: list[int] = []

    def note(_connection: Any) -> None:
        begun.append(1)

    engine = database.engine.sync_engine
    event.listen(engine, "begin", note)
    try:
        yield begun
    finally:
        event.remove(engine, "begin", note)


async def test_what_people_do_costs_at_most_five_transactions(database: Database) -> None:
    """From an update that comes in to the answer to it, with the inbox's own."""
    interests = InterestStore(database)
    async with open_harness(database, quotas=Quotas(commands=100), catalogue="all") as lite:
        topic = await interests.add_topic(name="space", title="Space", words="moon", now=NOW)
        await lite.say("/start")
        space = await interests.ensure(InterestKind.TOPIC, str(topic.id), "Space", NOW)
        acts = {
            "/subscribe space": "now follow",
            "/search headline": "Results",
            "/digest": "",
            "/subscribe black holes": "now follow",
            "/subscribe technology": "now follow",
            "/list": "You follow 3 things",
            "/settings": "Settings",
            "/status": "Status",
            f"press un:{space.id}:0": "You follow 2 things",
            "press set:style:compact": "headlines",
            "press lang:de": "Sprache",
            "/unsubscribe black holes": "",
        }
        spent: dict[str, int] = {}
        for number, (act, answer) in enumerate(acts.items(), start=1000):
            if act == "/search headline":
                await publish_articles(database, space, {1: NOW, 2: NOW})
            if act.startswith("press"):
                update = press(number, act.removeprefix("press "))
            else:
                update = message(number, act, at=lite.clock.now())
            before = len(lite.telegram.calls)
            with _transactions(database) as begun:
                await lite.services.inbox.store([update], lite.clock.now())
                await lite.listen.dispatch()
            assert answer in "".join(lite.texts(before)), act
            spent[act] = len(begun)
        assert {act: n for act, n in spent.items() if n > MOST_OF_A_COMMAND} == {}
        async with database.read() as connection:  # the digest was made
            assert await connection.scalar(select(func.count()).select_from(outbox)) == 1


async def test_a_newcomer_costs_few_statements(database: Database) -> None:
    """Thousands may come at once; the second of them finds the offers read a moment ago."""
    async with open_harness(database) as lite:
        await lite.say("/start", chat_id=7001, person_id=7001)
        with _statements(database) as asked:
            assert await lite.say("/start", chat_id=7002, person_id=7002)
        assert len(asked) <= MOST_OF_A_NEWCOMER, "\n".join(asked)


async def test_a_press_that_is_one_too_many_costs_the_handler_no_statement(
    database: Database,
) -> None:
    """Who pressed more than anybody may is answered by the router alone, told by what it knows."""
    async with open_harness(database) as lite:
        await lite.say("/start", chat_id=7001, person_id=7001)
        for _ in range(60):
            await lite.press("on:page:0:0", chat_id=7001, person_id=7001)
            lite.clock.advance(milliseconds=10)
        before = len(lite.named("answerCallbackQuery"))
        with _statements(database) as asked:
            await lite.press("on:page:0:0", chat_id=7001, person_id=7001)
        assert len(lite.named("answerCallbackQuery")) == before + 1
        own = (
            "inbox",
            "bot_state",
            "look",
            "SELECT chat.telegram_id",
        )  # of taking in and giving out, whatever it says
        assert [each for each in asked if not any(table in each for table in own)] == []
        assert lite.clock.now() < NOW + timedelta(minutes=1)
