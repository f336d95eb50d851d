"""What strangers cause in numbers costs few statements, or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from bot.store.database import Database
from tests.support.office import office
from tests.support.people import NOW

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


async def test_a_newcomer_costs_few_statements(database: Database) -> None:
    """Thousands may come at once; the second of them finds the offers read a moment ago."""
    async with office(database) as lite:
        await lite.say("/start", chat_id=7001, person_id=7001)
        with _statements(database) as asked:
            assert await lite.say("/start", chat_id=7002, person_id=7002)
        assert len(asked) <= MOST_OF_A_NEWCOMER, "\n".join(asked)


async def test_a_press_that_is_one_too_many_costs_the_handler_no_statement(
    database: Database,
) -> None:
    """Who pressed more than anybody may is answered by the router alone, told by what it knows."""
    async with office(database) as lite:
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
