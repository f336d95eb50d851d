"""A list of seven hundred feeds: all that can be followed is, and nothing is left unsaid."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.playground.world.state import Json
from bot.store.database import Database
from tests.support.emulator import text_of
from tests.support.running import RunningBot, running_bot

PERSON = 501

_BAD = ("ftp://x.example/feed", "https://exa mple/", "javascript:alert(1)")


def _opml() -> str:
    urls = [f"https://f{n}.example.org/feed" for n in range(700)]
    urls[350:350] = _BAD
    lines = "".join(f'<outline type="rss" text="F" xmlUrl="{url}"/>' for url in urls)
    return f'<opml version="2.0"><body>{lines}</body></opml>'


@pytest.fixture
async def bot(database: Database) -> AsyncGenerator[RunningBot]:
    async with running_bot(database) as found:
        yield found


async def test_a_long_list_that_is_sent_is_taken_as_far_as_a_chat_can_and_the_rest_is_counted(
    bot: RunningBot,
) -> None:
    """Progress in one message, then how many of the 703 are followed, and why the others are not."""
    person = await bot.people.add_person(PERSON)
    await person.upload("feeds.opml", _opml().encode())

    def ended(message: Json) -> bool:
        return "cannot be followed" in text_of(message)

    text = text_of(await person.wait_for(ended, timeout_s=60))

    followed, left = (int(found) for found in re.findall(r"(\d+) (?:more|cannot)", text)[:2])
    assert (followed, followed + left) == (100, 703)
    assert "as many as it can" in text
    chat = await bot.services.chats.find(PERSON)
    assert chat is not None
    assert len(await bot.services.subscriptions.followed(chat.id)) == 100
    edits = [e for e in bot.emulator.journal.entries if e.method == "editMessageText"]
    assert len(edits) > 1  # how far it is


def test_an_operators_long_list_comes_in_whole(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dry run adds nothing; all usable feeds come in, once; each other is listed with its reason."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    file = tmp_path / "many.opml"
    file.write_text(_opml())
    shell = CliRunner()

    first = shell.invoke(app, ["import", str(file), "--dry-run"]).stdout.splitlines()
    assert first[0] == "700 would be added, 0 there already, 3 cannot be used:"
    assert len(first) == 4
    said = [shell.invoke(app, ["import", str(file)]).stdout.splitlines()[0] for _ in range(2)]
    assert said == [
        "700 added, 0 there already, 3 cannot be used:",
        "0 added, 700 there already, 3 cannot be used:",
    ]
