"""The same over real HTTP against the Bot API emulator, which checks every call's parameters."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.clock import SystemClock
from bot.services.listen import ListenService
from bot.store.database import Database
from bot.store.units import let_go
from bot.telegram.request import AiohttpRequest
from bot.telegram.transport import Transport
from bot.telegram.updates import (
    BotHandler,
    BotUpdates,
    build_bot,
    open_bot,
    take_by_polling,
)
from handlers.registry import COMMANDS, make_router, publish_menus
from tests.support.emulator import EmulatorClient, buttons_of, emulated, text_of
from tests.support.harness import Web, make_services
from tests.support.people import publish_articles


@asynccontextmanager
async def _bot(database: Database) -> AsyncGenerator[EmulatorClient]:
    """Lede's people-facing side, running against an emulator."""
    async with emulated() as (emulator, people):
        services = make_services(database, SystemClock(), Web())
        poll = AiohttpRequest(Transport(connections=2))
        bot = build_bot(
            token=emulator.token,
            api_url=emulator.url,
            request=AiohttpRequest(Transport()),
            poll_request=poll,
            before=let_go,
        )
        await open_bot(bot)
        await take_by_polling(bot)
        await publish_menus(bot)
        listen = ListenService(
            inbox=services.inbox,
            handler=BotHandler(bot, make_router(services, bot)),
            clock=services.clock,
            source=BotUpdates(bot, poll),
        )
        stop = asyncio.Event()
        running = asyncio.create_task(listen.run(stop))
        try:
            yield people
        finally:
            stop.set()
            await running
            await bot.shutdown()


async def test_a_person_sets_everything_up_by_buttons(database: Database) -> None:
    """From /start to the sample, then search; every call is by the book."""
    now = SystemClock().now()
    await publish_articles(database, None, {1: now - timedelta(hours=1)}, seen_at=now)
    async with _bot(database) as people:
        ann = await people.add_person(1001, "Ann")
        await ann.say("/start")
        await ann.wait_for("What do you want to read")
        await ann.press("News")
        await ann.wait_for(lambda message: "✓ News" in buttons_of(message))
        await ann.say("/start")
        await ann.wait_for(lambda message: "Next ›" in buttons_of(message))
        await ann.press("Next ›")
        await ann.wait_for("When?")
        await ann.press("Berlin")
        await ann.wait_for(lambda message: "✓ Berlin" in buttons_of(message))
        query = await ann.press("✓ Done")
        done = await ann.wait_for("All set")
        assert "Europe/Berlin" in text_of(done)
        assert query is not None
        await people.answer_to(query)
        await ann.say("/search headline")
        found = await ann.wait_for("Headline 1")
        assert found["link_preview_options"]["is_disabled"]
        menu = await people.ask("commands", chat=1001, person=1001)
        assert len(menu) == sum(each.who.value != "operator" for each in COMMANDS)
        assert await people.violations() == []


async def test_a_group_and_its_threads_are_set_up_by_administrators(database: Database) -> None:
    """Live rights, answers in the thread, typed answers to a question."""
    async with _bot(database) as people:
        await people.add_person(5, "Admin")
        await people.add_person(6, "Member")
        group = await people.add_chat(
            "supergroup", "Readers", members={5: "administrator", 6: "member"}, forum=True,
            topics={7: "News"},
        )  # fmt: skip
        await people.say(group, "/schedule 10:00", person=6, thread=7)
        await people.wait_for(group, lambda message: "administrators" in text_of(message))
        await people.say(group, "/schedule 10:00", person=5, thread=7)
        told = await people.wait_for(group, lambda message: "10:00" in text_of(message))
        assert told["message_thread_id"] == 7
        assert await people.violations() == []
