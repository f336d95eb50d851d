"""How `lede run` begins and ends: a clear sentence and the right status for whatever is wrong."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bot.playground.server import Emulator
from bot.store.engines.registry import address_of_file
from tests.support.databases import PostgresServer
from tests.support.process import TOKEN, LedeProcess, free_port, lede, run_lede, settings_of


@pytest.fixture
def settings(emulator: Emulator, tmp_path: Path) -> dict[str, str]:
    """What a start needs that ends well."""
    return settings_of(emulator, address_of_file(tmp_path / "lede.db"), TICK_S="0.2")


def assert_refused(ended: LedeProcess, *, status: int, saying: str) -> None:
    """It ended with the status and a sentence, without a trace, without the token."""
    assert ended.process.returncode == status, str(ended)
    assert saying in ended.output
    assert "Traceback" not in ended.output
    assert TOKEN not in ended.output
    assert TOKEN.partition(":")[2] not in ended.output


async def test_it_starts_answers_and_stops_when_asked(
    settings: dict[str, str], emulator: Emulator, tmp_path: Path
) -> None:
    """SIGTERM ends it with status 0; its output at DEBUG never shows the token."""
    async with lede("run", folder=tmp_path, settings=settings) as running:
        await running.wait_for("app.started")
        await running.wait_for("telegram.reached")
        assert await running.stop() == 0
        assert TOKEN not in running.output
        assert "Traceback" not in running.output
    assert emulator.journal.statistics()["by_method"]["getMe"] >= 1
    assert emulator.journal.violations == []


async def test_a_token_that_telegram_does_not_know_is_a_wrong_setting(
    settings: dict[str, str], tmp_path: Path
) -> None:
    """78, with the name of the setting and never the token itself."""
    wrong = TOKEN.replace("AAE", "AAF")
    ended = await run_lede(
        "run", folder=tmp_path, settings=settings | {"TELEGRAM_BOT_TOKEN": wrong}
    )
    assert_refused(ended, status=78, saying="TELEGRAM_BOT_TOKEN")
    assert wrong not in ended.output
    assert wrong.partition(":")[2] not in ended.output


async def test_wrong_settings_are_all_named_in_one_message(
    settings: dict[str, str], tmp_path: Path
) -> None:
    """78, every wrong key with an example, before anything else is done."""
    wrong = {"WEB_PORT": "eighty", "DEFAULT_TIMEZONE": "Mars/Base", "TELEGRAM_BOT_TOKEN": "x"}
    ended = await run_lede("run", folder=tmp_path, settings=settings | wrong)
    assert_refused(ended, status=78, saying="Wrong settings:")
    for words in ("WEB_PORT=eighty", "DEFAULT_TIMEZONE=Mars/Base", "TELEGRAM_BOT_TOKEN=***"):
        assert words in ended.output
    assert not (tmp_path / "lede.db").exists()


async def test_a_wrong_default_schedule_is_a_wrong_setting(
    settings: dict[str, str], tmp_path: Path
) -> None:
    """78: what people may write is checked for operators, too."""
    ended = await run_lede(
        "run", folder=tmp_path, settings=settings | {"DEFAULT_SCHEDULE": "25:99"}
    )
    assert_refused(ended, status=78, saying="DEFAULT_SCHEDULE")


async def test_a_second_process_on_the_same_file_gives_way(
    settings: dict[str, str], tmp_path: Path
) -> None:
    """75 with the first one's number; the first goes on."""
    async with lede("run", folder=tmp_path, settings=settings) as first:
        await first.wait_for("app.started")
        second = await run_lede("run", folder=tmp_path, settings=settings)
        assert_refused(second, status=75, saying="Another Lede is running")
        assert str(first.pid) in second.output
        assert first.process.returncode is None


async def test_a_database_that_cannot_be_written_is_a_wrong_setting(
    settings: dict[str, str], tmp_path: Path
) -> None:
    """78, naming the folder; whoever runs the test, a folder below a file cannot be made."""
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    path = tmp_path / "file" / "below" / "lede.db"
    ended = await run_lede(
        "run", folder=tmp_path, settings=settings | {"DATABASE_URL": f"sqlite:///{path}"}
    )
    assert_refused(ended, status=78, saying=str(path.parent))


async def test_a_file_that_is_no_database_is_a_wrong_setting(
    settings: dict[str, str], tmp_path: Path
) -> None:
    """78; the file is left as it is."""
    file = tmp_path / "lede.db"
    content = b"These are my notes, not a database. " * 100
    file.write_bytes(content)
    ended = await run_lede("run", folder=tmp_path, settings=settings)
    assert_refused(ended, status=78, saying="lede.db")
    assert file.read_bytes() == content


async def test_a_postgres_that_is_away_is_temporary_and_one_that_refuses_is_a_wrong_setting(
    settings: dict[str, str], postgres: PostgresServer, tmp_path: Path
) -> None:
    """75 for a server that does not answer, 78 for a database that does not exist."""
    away = f"postgresql://lede:canary-password@127.0.0.1:{free_port()}/lede"
    for url, status, saying in (
        (away, 75, "The database cannot be reached"),
        (postgres.url("no-such-database"), 78, "no-such-database"),
    ):
        ended = await run_lede("run", folder=tmp_path, settings=settings | {"DATABASE_URL": url})
        assert_refused(ended, status=status, saying=saying)
        assert "canary-password" not in ended.output


async def test_a_taken_web_port_is_told_apart_from_a_bug(
    settings: dict[str, str], tmp_path: Path
) -> None:
    """75, naming the port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = await run_lede("run", folder=tmp_path, settings=settings | {"WEB_PORT": port})
    assert_refused(ended, status=75, saying=port)


async def test_an_unknown_command_is_wrong_usage(tmp_path: Path) -> None:
    """2, as everywhere."""
    ended = await run_lede("rnu", folder=tmp_path)
    assert ended.process.returncode == 2
    assert "Traceback" not in ended.output
