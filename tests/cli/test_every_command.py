"""Each command of `lede`, once right and once wrong, from a table that leaves none out."""

from __future__ import annotations

import asyncio
import hashlib
import shlex
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import COMMANDS, load_command
from bot.domain.models import RenderedMessage
from bot.domain.polls import Noise
from bot.store.broadcasts import BroadcastStore
from bot.store.database import Database
from bot.store.engines.registry import address_of_file
from bot.store.furniture import keep_noise
from bot.store.outbox.admin import OutboxAdminStore
from tests.support.articles import NOW
from tests.support.command_line import call
from tests.support.people import meet

ROOT = Path(__file__).parents[2]
OPML = (
    '<?xml version="1.0"?><opml version="2.0"><body>'
    '<outline type="rss" text="A" xmlUrl="https://a.example.org/feed"/></body></opml>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A way to call a command, and what it says."""

    words: str
    #: In what it writes.
    says: str
    status: int = 0
    given: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    #: True if it needs a database that is there.
    database: bool = True


#: Once for each command: what it does when all is well. Before it the folder has a database with
#: a chat (5), a source (1), a message to everybody (1) in one part (1), and files.
RIGHT = {
    "init": Example(words="init --topic science", says="Topic science: ", database=False),
    "source add": Example(words="source add folder:. --no-check", says="2\tfolder:/"),
    "source list": Example(words="source list", says="\tGazette\tactive\t0"),
    "source remove": Example(words="source remove 1", says=""),
    "source furniture": Example(words="source furniture 1 --keep m1", says="m1\tstays in\tAd"),
    "topic add": Example(words="topic add rain --source 1 --words rain", says="2\train"),
    "topic list": Example(words="topic list", says="world\tWorld\tsources: -\twords: dam"),
    "topic remove": Example(words="topic remove world", says=""),
    "catalogue list": Example(words="catalogue list", says="science", database=False),
    "catalogue add": Example(words="catalogue add science", says="science\t"),
    # None has this language, so none is asked; how they are is in tests/sources/test_roll_call.
    "catalogue check": Example(
        words="catalogue check --language zz", says="0 of 0 feeds answer", database=False
    ),
    "search": Example(words="search dam since:today", says=""),
    "preview": Example(words="preview 5", says=""),
    "pages": Example(words="pages", says="/op/enter/"),
    "stats": Example(words="stats", says="articles "),
    "hold": Example(words="hold 'a move'", says="Sending is held"),
    "resume": Example(words="resume", says="Sending was not held."),
    "outbox list": Example(words="outbox list --state ready", says="1\t1\tbroadcast\t1\t1\tready"),
    "outbox retry": Example(words="outbox retry 1", says="1 will be sent again"),
    "outbox drop": Example(words="outbox drop 1 2", says="1 dropped"),
    "broadcast list": Example(words="broadcast list", says="1\tHello\tsending"),
    "broadcast stop": Example(words="broadcast stop 1", says="1 will not be sent"),
    "backup": Example(words="backup copy.db", says="copy.db: "),
    "restore": Example(words="restore old.db", says="Restored", database=False),
    "verify": Example(words="verify", says=" kept."),
    "import": Example(words="import feeds.opml", says="1 added, 0 there already"),
    "export": Example(words="export 5", says="<opml"),
    "migrate": Example(words="migrate", says="The database is at version", database=False),
    "check": Example(words="check", says="The settings are right.", database=False),
    "doctor": Example(words="doctor", says="database "),
    "healthcheck": Example(words="healthcheck", says="Lede is alive.", database=False),
    "sentences": Example(
        words="sentences", given='{"text": "He came."}', says="He came.", database=False
    ),
    "stories": Example(
        words="stories", given='{"title": "Dam bursts"}', says='{"story":1}', database=False
    ),
}
_HERE = "tests/cli/test_commands.py"
#: Those that take longer, or go on until they are told to end: the test in which they do well.
ELSEWHERE = {
    "source poll": (_HERE, "test_a_poll_by_hand_says_what_came_and_search_knows_it_at_once"),
    "copy": (_HERE, "test_a_copy_is_compared_and_looked_through"),
    "lead": (_HERE, "test_the_text_side_alone"),
    "run": ("tests/e2e/test_start.py", "test_it_starts_answers_and_stops_when_asked"),
    "playground": ("tests/test_wheel.py", "test_a_wheel_is_installed_by_pip_offline_and_plays"),
}

_NO_SOURCE, _NO_CHAT = "There is no source 7", "There is no chat 7"
#: At least once for each command that can go wrong with a database: 2 is wrong usage, 78 what the
#: settings or the files say, 75 what may be better later.
WRONG = (
    Example(words="init --topic nonsense", says="has no “nonsense”", status=2),
    Example(words="run --roles x", says="There is no role x", status=2),
    Example(words="playground --port 99999", says="65535", status=2),
    Example(words="source add nonsense", says="https://example.org/feed", status=2),
    Example(words="source remove 7", says=_NO_SOURCE, status=2),
    Example(words="source furniture 7", says=_NO_SOURCE, status=2),
    Example(words="source furniture 1 --drop x", says="no piece x", status=2),
    Example(words="source poll 7", says=_NO_SOURCE, status=2),
    Example(words="topic add x --source 7", says=_NO_SOURCE, status=2),
    Example(words="topic add x --words colour:red", says="colour:", status=2),
    Example(words="topic remove x", says="There is no topic x", status=2),
    Example(words="catalogue list", says="CATALOGUE=x", status=78, settings={"CATALOGUE": "x"}),
    Example(words="catalogue add science x", says="has no “x”", status=2),
    Example(words="catalogue check x", says="has no “x”", status=2),
    Example(words="search colour:red", says="colour:", status=2),
    Example(words="search --limit 0 rain", says="--limit", status=2),
    Example(words="preview 7", says=_NO_CHAT, status=2),
    Example(words="pages", says="WEB_PORT is 0", status=78, settings={"WEB_PORT": "0"}),
    Example(words="outbox list --state x", says="There is no state x", status=2),
    Example(words="outbox retry 7", says="None of them can be sent again", status=2),
    Example(words="outbox drop 7 8", says="None of them is waiting", status=2),
    Example(words="broadcast stop 7", says="There is no message 7", status=2),
    Example(words="backup none/copy.db", says="cannot be written", status=78),
    Example(words="backup data/lede.db", says="is the database itself", status=78),
    Example(words="backup data/../data/lede.db-wal", says="is the database itself", status=78),
    Example(words="backup feeds.opml", says="no copy of a database", status=78),
    Example(words="restore none.db", says="none.db", status=78),
    Example(words="restore data/lede.db", says="is the database itself", status=78),
    Example(words="copy --to sqlite:///data/lede.db", says="the database itself", status=2),
    Example(words="copy --to nonsense", says="postgresql://", status=2),
    Example(words="import none.opml", says="cannot be read", status=78),
    Example(words="export 7", says=_NO_CHAT, status=2),
    Example(
        words="migrate",
        says="cannot be written",
        status=78,
        settings={"DATABASE_URL": "sqlite:////proc/none/lede.db"},
    ),
    Example(words="check", says="TICK_S=0", status=78, settings={"TICK_S": "0"}),
    Example(words="check", says="SOURCES=x", status=78, settings={"SOURCES": "x"}),
    Example(words="healthcheck", says="does not answer", status=75, settings={"WEB_PORT": "1"}),
    Example(words="lead none.txt", says="None of the documents", status=2),
    Example(words="sentences", given="x\n[1]\n", says="None of the lines has a text", status=2),
    Example(words="stories", given="x\n[1]\n", says="None of the lines has a title", status=2),
    Example(words="nonsense", says="No such command", status=2),
    Example(words="source nonsense", says="No such command", status=2),
    Example(words="stats --nonsense", says="No such option", status=2),
)


def commands() -> Iterator[str]:
    """Every command of the program, with the group it is in."""
    for name in COMMANDS:
        inner = getattr(load_command(name), "commands", None)
        yield from (name,) if inner is None else (f"{name} {each}" for each in inner)


def by_command(examples: Mapping[str, Example]) -> list[Any]:
    return [pytest.param(example, id=name) for name, example in examples.items()]


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A folder with files and a database in which there is one of each thing."""
    folder = tmp_path_factory.mktemp("stocked")
    (folder / "data").mkdir()
    shutil.copyfile(sqlite_template, folder / "old.db")
    shutil.copyfile(sqlite_template, folder / "data" / "lede.db")
    (folder / "data" / "lede.db").chmod(0o600)
    (folder / "feeds.opml").write_text(OPML)
    (folder / "news").mkdir()
    for words in ("source add folder:news --title Gazette", "topic add world --words dam"):
        assert call(*shlex.split(words), folder=folder)[0] == 0
    asyncio.run(_stock(address_of_file(folder / "data" / "lede.db")))
    return folder


async def _stock(url: str) -> None:
    database = Database(url)
    await meet(database, 5)
    broadcasts = BroadcastStore(database)
    number = await broadcasts.draft(5, "Hello", NOW)
    assert await broadcasts.begin(number, 5)
    hello = RenderedMessage(html="Hello", plain="Hello")
    assert await OutboxAdminStore(database).enqueue_broadcast(number, [hello], now=NOW) == 1
    async with database.write() as connection:
        learned = Noise(pieces={"m1": (9, 9, 20_000)}, words={"m1": "Ad"}, articles=9)
        await keep_noise(connection, 1, learned)
    await database.aclose()


@pytest.fixture
def folder(stocked: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(stocked, tmp_path / "here"))


@pytest.fixture(scope="module")
def web_port() -> Iterator[int]:
    """Of something that answers as a running Lede does."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


#: Without those whose rows are made up of others'.
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"


def contents(folder: Path) -> dict[str, str]:
    """All files by name; of a database what is in it, not how its pages are laid."""
    found = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".db":
            with closing(sqlite3.connect(file)) as database:
                tables = [row[0] for row in database.execute(_TABLES)]
                rows = [(name, *database.execute(f'SELECT * FROM "{name}"')) for name in tables]
            data = repr(rows).encode()
        elif file.is_file() and not file.name.endswith((".lock", "-wal", "-shm")):
            data = file.read_bytes()
        else:
            continue
        found[str(file.relative_to(folder))] = hashlib.sha256(data).hexdigest()
    return found


def test_every_command_is_in_the_tables() -> None:
    """One that is added without examples of success and failure is missed here."""
    names = set(commands())
    assert names == RIGHT.keys() | ELSEWHERE.keys()
    assert all(example.words.startswith(name) for name, example in RIGHT.items())
    for file, name in ELSEWHERE.values():
        assert f"def {name}(" in (ROOT / file).read_text()
    gone_wrong = {name for name in names if any(each.words.startswith(name) for each in WRONG)}
    without_database = {name for name, example in RIGHT.items() if example.database}
    assert names == gone_wrong | without_database


@pytest.mark.parametrize("example", by_command(RIGHT))
def test_what_is_right_ends_with_0(example: Example, folder: Path, web_port: int) -> None:
    """It says what was done, and nothing of a bug."""
    status, out, err = call(
        *shlex.split(example.words),
        folder=folder,
        given=example.given,
        settings={"WEB_PORT": str(web_port)},
    )
    assert (status, example.says in out + err) == (0, True), out + err
    assert "Traceback" not in out + err


@pytest.mark.parametrize("example", [pytest.param(each, id=each.words) for each in WRONG])
def test_what_is_wrong_is_said_and_changes_nothing(example: Example, folder: Path) -> None:
    """The status tells a script, the sentence on standard error a person."""
    before = contents(folder)
    status, out, err = call(
        *shlex.split(example.words), folder=folder, given=example.given, settings=example.settings
    )
    assert (status, example.says in err) == (example.status, True), err
    assert "Traceback" not in out + err
    assert contents(folder) == before


@pytest.mark.parametrize(
    "example", by_command({name: each for name, each in RIGHT.items() if each.database})
)
def test_no_other_command_makes_a_database(example: Example, tmp_path: Path) -> None:
    """It says where it looked, ends with 78 and leaves nothing behind."""
    (tmp_path / "feeds.opml").write_text(OPML)
    status, out, err = call(*shlex.split(example.words), folder=tmp_path)
    assert status == 78
    assert str(tmp_path / "data" / "lede.db") in out + err
    assert "Traceback" not in out + err
    assert [each.name for each in tmp_path.iterdir()] == ["feeds.opml"]
