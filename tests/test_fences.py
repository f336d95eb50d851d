"""What only one process may do, when it stood still while another took it: it writes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, text, update

from bot.config import load_settings
from bot.domain.curation import Decision
from bot.domain.errors import DutyLostError
from bot.domain.readiness import Finding
from bot.duties.duty import Duty, pump_of, tick_of
from bot.duties.parts import ProcessParts
from bot.duties.role import Role
from bot.duties.roles import duties_of
from bot.playground.server import Emulator
from bot.playground.world.state import Person
from bot.services.reload import Reload
from bot.store.broadcasts import BroadcastStore
from bot.store.curation import CurationStore
from bot.store.database import Database
from bot.store.tables import article, duty_lease, inbox, outbox
from tests.support.articles import add_source, new_article, store
from tests.support.editions import add_editions
from tests.support.emulator import EmulatorClient

pytestmark = pytest.mark.parametrize("engine", ["postgres"], indirect=True)

#: Duties that are ticks.
TICKS = ("alarms", "broadcasts", "curate", "retain", "alerts", "backup")

TOKEN = "42:TOKEN"


class Process:
    """A process with every role, and what it wrote."""

    def __init__(self, parts: ProcessParts) -> None:
        self.parts = parts
        self.written: list[str] = []
        self.duties = {duty.name: duty for duty in duties_of(parts)}
        event.listen(parts.database.engine.sync_engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, words: str, *_: Any) -> None:
        if (
            words.split(maxsplit=1)[0] in {"INSERT", "UPDATE", "DELETE"}
            and "duty_lease" not in words
        ):
            self.written.append(words)

    async def have(self, name: str) -> Duty:
        """Take a duty."""
        duty = self.duties[name]
        assert duty.leader is not None
        assert await duty.leader.held()
        return duty


async def nearly_full() -> list[Finding]:
    return [Finding(name="disk", words="it is nearly full")]


@asynccontextmanager
async def process(url: str, folder: Path, **more: str) -> AsyncGenerator[Process]:
    given = {"DATABASE_URL": url, "TELEGRAM_BOT_TOKEN": TOKEN, "BACKUP_EVERY": "24"}
    given |= {"BACKUP_DIR": str(folder / "copies"), "WEB_PORT": "0", "METRICS_PORT": "0"}
    settings = load_settings(given | more)
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url)
        stack.push_async_callback(database.aclose)
        reload = Reload(settings, load=None)
        parts = ProcessParts(settings, database, stack, reload, roles=frozenset(Role))
        parts.readiness.add("disk", nearly_full)
        parts.server_clock.note(format_datetime(datetime.now(UTC)))
        yield Process(parts)


async def move_terms(database: Database, by: str, **to: object) -> None:
    """Have terms end then, in somebody's hands."""
    values: dict[str, Any] = {"until": text(f"clock_timestamp() + interval '{by}'"), **to}
    async with database.write() as connection:
        await connection.execute(update(duty_lease).values(values))


async def taken(database: Database) -> None:
    """Another process has taken every duty meanwhile."""
    await move_terms(database, "30 seconds", holder="another", epoch=duty_lease.c.epoch + 1)


async def something_due(database: Database) -> None:
    """Work for every duty: an article that is told at once, one that is new, a broadcast sent."""
    source = await add_source(database)
    await store(database, source, new_article("a"))
    curation = CurationStore(database)
    decided = [
        Decision(article_id=found.id, story_id=found.id, interest_ids=())
        for found in await curation.uncurated(10)
    ]
    await curation.seal(decided, version=await curation.followed_version())
    await store(database, source, new_article("b"))
    await add_editions(database, 1, now=datetime.now(UTC))
    broadcasts = BroadcastStore(database)
    number = await broadcasts.draft(1, "words", datetime.now(UTC))
    await broadcasts.begin(number, 1)
    async with database.write() as connection:
        await connection.execute(
            update(outbox).values(broadcast_id=number, edition_id=None, state="sent")
        )


@pytest.mark.parametrize("name", TICKS)
async def test_a_duty_that_is_another_processs_by_now_writes_nothing(
    name: str, database: Database, database_url: str, tmp_path: Path
) -> None:
    """Though it believes to have it; when it is free again, it does what it was about to."""
    await something_due(database)
    async with process(database_url, tmp_path) as one:
        tick = tick_of(await one.have(name))
        assert tick is not None
        await taken(database)
        with pytest.raises(DutyLostError):
            await tick()
        assert one.written == []
        assert not await tick()
        await move_terms(database, "-1 second")
    async with process(database_url, tmp_path) as other:
        tick = tick_of(await other.have(name))
        assert tick is not None
        await tick()
        assert other.written


async def test_who_listened_and_stood_still_takes_in_nothing_and_steps_down(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """What Telegram gave it is confirmed by whoever stored it; later it listens again."""
    async with Emulator(token=TOKEN) as emulator, AsyncExitStack() as stack:
        emulator.world.add_person(Person(id=7, first_name="Ida"))
        people = await stack.enter_async_context(EmulatorClient(emulator.url))
        one = await stack.enter_async_context(
            process(database_url, tmp_path, TELEGRAM_API_URL=emulator.url)
        )
        stop = asyncio.Event()
        duty = one.duties["listen"]
        assert duty.leader is not None
        pumps = [pump_of(one.duties["connect"], look_s=0.05), pump_of(duty, look_s=0.05)]
        running = [asyncio.ensure_future(pump(stop)) for pump in pumps if pump]

        async def stored() -> int:
            async with database.read() as connection:
                return int(await connection.scalar(select(func.count()).select_from(inbox)) or 0)

        async def until_stored(count: int) -> None:
            async with asyncio.timeout(30):
                while await stored() < count:
                    await asyncio.sleep(0.02)

        await people.say(7, "/start")
        await until_stored(1)
        await taken(database)
        await people.say(7, "/list")
        async with asyncio.timeout(30):
            await duty.leader.lost()
        assert await stored() == 1
        await move_terms(database, "-1 second")
        await until_stored(2)
        stop.set()
        async with asyncio.timeout(30):
            await asyncio.gather(*running)


async def test_nothing_of_sealing_is_left_when_the_duty_was_lost_in_it(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """Articles wait for whoever has it, without a place in the order."""
    await something_due(database)
    async with process(database_url, tmp_path) as one:
        tick = tick_of(await one.have("curate"))
        assert tick is not None
        await taken(database)
        with pytest.raises(DutyLostError):
            await tick()
    async with database.read() as connection:
        places = (await connection.execute(select(article.c.seq).order_by(article.c.id))).scalars()
        assert list(places) == [1, None]
