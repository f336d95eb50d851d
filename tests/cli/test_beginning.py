"""From nothing to a bot that says it is there, and what `lede doctor` says on the way."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.env_file import write_env
from bot.domain.errors import ConfigError
from tests.support.emulator import emulated, text_of
from tests.support.warm import run


class Operator:
    """Somebody at the command line, beside an emulator."""

    def __init__(self, folder: Path, api_url: str) -> None:
        self.folder = folder
        self.environ = {
            **{name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ},
            "HOME": str(folder),
            "TELEGRAM_API_URL": api_url,
        }

    async def __call__(self, *words: str, given: str = "", **more: str) -> tuple[int, str, str]:
        return await asyncio.to_thread(
            run, *words, folder=self.folder, environment=self.environ | more, given=given
        )

    async def doctor(self) -> dict[str, dict[str, Any]]:
        """What is found, by what was looked at."""
        lines = (await self("doctor", "--json"))[1].splitlines()
        return {each["look"]: each for each in map(json.loads, lines)}


async def test_init_sets_up_and_doctor_says_what_is_left(tmp_path: Path) -> None:
    """The token is tried, `.env` is the operator's alone, topics are there, a message arrives."""
    async with emulated() as (emulator, people):
        lede = Operator(tmp_path, emulator.url)
        await people.add_person(1001, "Anna")
        await people.add_person(1002, "Ben", started=False)
        admins = ("--admin", "1001", "--admin", "1002")
        status, out, err = await lede("init", "--token", "1:wrong-token", *admins)
        assert (status, "does not accept" in err) == (78, True)
        assert not (tmp_path / ".env").exists()

        status, out, err = await lede(
            *("init", "--token", "-", *admins, "--topic", "science", "--timezone", "Asia/Tokyo"),
            given=emulator.token,
        )
        assert status == 0, err
        assert emulator.token not in out + err
        env = tmp_path / ".env"
        assert stat.S_IMODE(env.stat().st_mode) == 0o600
        said = dotenv_values(env)
        assert said["TELEGRAM_BOT_TOKEN"] == emulator.token
        assert said["DEFAULT_TIMEZONE"] == "Asia/Tokyo"
        assert "Topic science: " in out
        assert "lede run" in text_of(await people.wait_for(1001, lambda each: True))
        assert "1002" in err
        assert "press START" in err

        await _set_webhook(emulator.url, emulator.token)
        found = await lede.doctor()
        assert found["Telegram"]["right"]
        assert not found["operators"]["right"]
        assert "START" in found["operators"]["remedy"]
        assert {"settings", "secrets", "database", "disk", "writing", "sources", "running"} <= set(
            found
        )
        assert "lede run" in found["running"]["remedy"]
        assert "another program" in found["updates"]["remedy"]


class Terminal:
    """A command at a terminal, whose questions are answered as they come."""

    def __init__(self, process: asyncio.subprocess.Process, ours: int) -> None:
        self._process, self._ours = process, ours
        self.seen = ""

    @classmethod
    async def open(cls, *words: str, folder: Path, environment: dict[str, str]) -> Terminal:
        ours, theirs = pty.openpty()
        os.set_blocking(ours, False)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words),
            cwd=folder,
            env=environment | {"PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "dumb"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        return cls(process, ours)

    async def until(self, pattern: str, answer: str = "") -> str:
        """Wait for words, and answer them; the first group of the pattern, if it has one."""
        async with asyncio.timeout(120):
            while (found := re.search(pattern, self.seen)) is None:
                self._read()
                assert self._process.returncode is None or re.search(pattern, self.seen), self.seen
                await asyncio.sleep(0.05)
        self.seen = self.seen[found.end() :]
        if answer:
            os.write(self._ours, answer.encode())
        return found[1] if found.groups() else found[0]

    def _read(self) -> None:
        with suppress(BlockingIOError, OSError):  # nothing yet, or the other end is closed
            self.seen += os.read(self._ours, 65_536).decode(errors="replace")

    async def end(self) -> int:
        async with asyncio.timeout(120):
            status = await self._process.wait()
        os.close(self._ours)
        return status


async def test_init_asks_at_a_terminal_and_finds_the_operator_by_a_code(tmp_path: Path) -> None:
    """Token (not shown), who wrote the code, topics to begin with: all asked, all kept."""
    async with emulated() as (emulator, people):
        lede = Operator(tmp_path, emulator.url)
        await people.add_person(1001, "Anna")
        terminal = await Terminal.open("init", folder=tmp_path, environment=lede.environ)
        await terminal.until("Token .*: ", emulator.token + "\n")
        await terminal.until("Your Telegram number .*: ", "\n")
        code = await terminal.until(r"press START and send: (\d{6})")
        await people.say(1001, code)
        await terminal.until("It was 1001")
        await terminal.until("Which to begin with.*: ", "science\n")
        await terminal.until("Topic science: [1-9]")
        assert emulator.token not in terminal.seen
        await terminal.until("lede run starts it")
        assert await terminal.end() == 0
        said = dotenv_values(tmp_path / ".env")
        assert (said["TELEGRAM_BOT_TOKEN"], said["ADMIN_IDS"]) == (emulator.token, "1001")


async def _set_webhook(url: str, token: str) -> None:
    given = {"url": "https://elsewhere.example.org/hook"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/bot{token}/setWebhook", json=given) as answer,
    ):
        assert answer.status == 200


def test_what_stands_in_the_file_stays(tmp_path: Path) -> None:
    """Comments and other settings are kept, in their places; a value is replaced where it was."""
    file = tmp_path / ".env"
    file.write_text("# mine\nTICK_S=5\nexport ADMIN_IDS=1 # old\n\nSOURCES=x\n")
    file.chmod(0o644)
    write_env(file, {"ADMIN_IDS": "2,3", "DEFAULT_LANGUAGE": "de"})
    assert file.read_text() == "# mine\nTICK_S=5\nADMIN_IDS=2,3\n\nSOURCES=x\nDEFAULT_LANGUAGE=de\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(ConfigError):
        write_env(file, {"ADMIN_IDS": "1\nTICK_S=1"})


@given(
    st.text(
        st.characters(
            codec="utf-8", exclude_characters="\n\r\x00\x0b\x0c\x85\u2028\u2029\x1c\x1d\x1e"
        ),
        max_size=40,
    )
)
def test_any_value_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, value: str
) -> None:
    """Quotes, spaces, backslashes and `#` mean nothing in it."""
    file = tmp_path_factory.getbasetemp() / "any.env"
    write_env(file, {"SOURCES": value})
    assert dotenv_values(file, interpolate=False)["SOURCES"] == value
