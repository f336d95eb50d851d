"""What a process does, from its roles."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncGenerator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from bot.config import load_settings
from bot.domain.errors import ConfigError, RetryError, TokenRefusedError
from bot.duties import roles as table
from bot.duties.connect import ask_first
from bot.duties.duty import Duty, pump_of, tick_of
from bot.duties.listen import listening as listening_of
from bot.duties.parts import ProcessParts
from bot.duties.role import Role
from bot.duties.roles import duties_of, makers_of
from bot.playground.server import Emulator
from bot.services.reload import Reload
from bot.store.database import Database
from bot.store.migrate import migrate

#: What only one process at a time may do.
_ALONE = {"listen", "alarms", "broadcasts", "curate", "retain", "alerts", "backup"}


@asynccontextmanager
async def _process(
    folder: Path, roles: Collection[Role], **more: str
) -> AsyncGenerator[ProcessParts]:
    settings = load_settings(
        {"DATABASE_URL": f"sqlite:///{folder / 'lede.db'}", "TELEGRAM_BOT_TOKEN": "42:TOKEN"} | more
    )
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url)
        stack.push_async_callback(database.aclose)
        await migrate(database)
        reload = Reload(settings, load=None)
        yield ProcessParts(settings, database, stack, reload, roles=frozenset(roles))


async def test_every_role_has_its_duties_and_all_have_each_once(tmp_path: Path) -> None:
    """Each can be made alone; what two roles share is made once."""
    together = set()
    for role in Role:
        async with _process(tmp_path, [role]) as parts:
            names = [duty.name for duty in duties_of(parts)]
            assert names, role
            assert len(set(names)) == len(names)
            together |= set(names)
    async with _process(tmp_path, list(Role)) as parts:
        duties = duties_of(parts)
        assert sorted(duty.name for duty in duties) == sorted(together)
        assert {duty.name for duty in duties if duty.leader} == _ALONE
        for duty in duties:
            assert [tick_of(duty), pump_of(duty, look_s=1), duty.serve].count(None) == 2


async def test_their_order_means_nothing(tmp_path: Path) -> None:
    """Made from the last to the first they share the same parts, the webhook among them."""
    hook = {"WEBHOOK_URL": "https://news.example/hook", "WEBHOOK_SECRET": "s" * 32}
    async with _process(tmp_path, list(Role), **hook) as parts:
        makers = [make for role in Role for make in makers_of(role)]
        made: list[Duty] = []
        for make in reversed(makers):
            made += make(parts)
        names = {duty.name for duty in made}
        assert names == {duty.name for duty in duties_of(parts)}
        listening = [duty for duty in made if duty.name == "listen"]
        assert listening[0].leader is parts.leader("listen")
        assert parts.shared(listening_of).webhook is not None


async def test_speaking_to_telegram_needs_a_token(tmp_path: Path) -> None:
    """Said by the roles that do; the others work without one."""
    for role in (Role.LISTEN, Role.DELIVER):
        async with _process(tmp_path, [role], TELEGRAM_BOT_TOKEN="") as parts:
            with pytest.raises(ConfigError, match="TELEGRAM_BOT_TOKEN"):
                duties_of(parts)
    others = set(Role) - {Role.LISTEN, Role.DELIVER}
    async with _process(tmp_path, others, TELEGRAM_BOT_TOKEN="") as parts:
        assert "connect" not in {duty.name for duty in duties_of(parts)}


@pytest.mark.parametrize("role", [Role.DELIVER, Role.LISTEN])
async def test_a_token_is_a_wrong_setting_until_it_was_accepted_once(
    tmp_path: Path, role: Role
) -> None:
    """Refused at first it ends the process; later it is asked again, by whoever asks."""
    async with Emulator(token="42:TOKEN") as emulator:
        for accepted in (False, True):
            emulator.faults.preset("unauthorized", methods=("*",))
            async with _process(tmp_path, [role], TELEGRAM_API_URL=emulator.url) as parts:
                with pytest.raises(TokenRefusedError if accepted else ConfigError, match="TOKEN"):
                    await ask_first(parts)
                emulator.faults.clear()
                await ask_first(parts)


async def test_a_process_that_only_sends_waits_as_long_as_telegram_asks(tmp_path: Path) -> None:
    """Being told to wait is no reason to ask again sooner."""
    async with Emulator(token="42:TOKEN") as emulator:
        emulator.faults.preset("429", methods=("getMe",), parameters={"retry_after": 17})
        async with _process(tmp_path, [Role.DELIVER], TELEGRAM_API_URL=emulator.url) as parts:
            with pytest.raises(RetryError) as told:
                await ask_first(parts)
    assert told.value.retry_after_s == 17


def test_every_duty_has_a_file_of_its_own() -> None:
    """The listing of the folder shows them."""
    folder = Path(table.__file__).parent
    for each in {make for role in Role for make in makers_of(role)}:
        assert (folder / f"{each.__module__.rpartition('.')[2]}.py").is_file()
        assert each.__module__.startswith("bot.duties.")


#: Of no use to a process that only sends, and most of what its memory would be.
_OF_OTHERS = {
    *("telegram", "httpx", "trafilatura", "lxml", "selectolax", "feedparser", "jinja2", "babel"),
    *("handlers", "alembic", "sentencex", "nh3"),
    # nothing of PostgreSQL where the database is a file, figures without a port, proxies
    *("sqlalchemy.dialects.postgresql", "aiohttp", "prometheus_client"),
}
_LOADED = """
import sys
import bot.app
from bot.duties.roles import makers_of
makers_of(bot.app.Role.DELIVER)
print(*sorted(name for name, it in sys.modules.items() if it))
"""


def test_a_process_that_only_sends_loads_nothing_of_the_others() -> None:
    """Neither what reads sources nor what answers people."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED], capture_output=True, text=True, timeout=60, check=True
    )
    assert _OF_OTHERS.isdisjoint(done.stdout.split())
