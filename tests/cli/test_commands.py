"""The command line as an operator uses it: real processes, exit statuses, one clear line."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.process import PASSED_ON, free_port
from tests.support.warm import run

ROOT = Path(__file__).parents[2]

OPML = (
    '<?xml version="1.0"?><opml version="2.0"><body>'
    '<outline type="rss" text="A" xmlUrl="https://a.example.org/feed"/></body></opml>'
)


class Shell:
    """Runs `lede` in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, given: str = "", **settings: str) -> tuple[int, str, str]:
        """Exit status, standard output, standard error."""
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        status, out, err = run(
            *words, folder=self.folder, environment=environment | settings, given=given
        )
        assert "Traceback" not in err
        return status, out, err


@pytest.fixture
def lede(tmp_path: Path, sqlite_template: Path) -> Shell:
    """In a folder with a database."""
    (tmp_path / "data").mkdir()
    shutil.copyfile(sqlite_template, tmp_path / "data" / "lede.db")
    return Shell(tmp_path)


def test_a_password_in_a_locator_is_never_shown(lede: Shell) -> None:
    """Neither when a source is added nor when it is listed, nor as its title in digests."""
    locator = "sql:postgresql://reader:canary-77@127.0.0.1/news?sslpassword=canary-78#articles"
    for words in (("add", locator), ("list",), ("list", "--json")):
        status, out, err = lede("source", *words)
        assert status == 0
        assert "canary" not in out + err
        assert "reader:***@127.0.0.1/news" in out


def test_sources_and_topics_are_kept(lede: Shell) -> None:
    """What is added is listed; what is removed is not; JSON has one line per source."""
    (lede.folder / "news").mkdir()
    assert lede("source", "add", "folder:news", "--title", "News", "--topic", "world")[0] == 0
    status, out, _ = lede("source", "list", "--json")
    assert status == 0
    row = json.loads(out)
    assert (row["id"], row["title"], row["state"], row["articles"]) == (1, "News", "active", 0)
    assert row["last_success"] is None
    assert "world\tWorld\tsources: 1" in lede("topic", "list")[1]
    assert lede("source", "remove", "1")[0] == 0
    assert lede("source", "list")[1] == ""


def test_a_poll_by_hand_says_what_came_and_search_knows_it_at_once(lede: Shell) -> None:
    """Where no bot runs the command polls by itself; a source that cannot be read says why."""
    news = lede.folder / "news"
    news.mkdir()
    shutil.copyfile(ROOT / "tests" / "data" / "seed.txt", news / "seed.txt")
    assert lede("source", "add", "folder:news", "--title", "News")[0] == 0
    status, _, warned = lede("source", "add", "http://127.0.0.1:9/feed", "--no-check")
    assert status == 0
    assert "FETCH_ALLOW_PRIVATE=true would allow it" in warned
    status, out, _ = lede("source", "poll")
    assert status == 0
    first, second = out.splitlines()
    assert first == "1\tNews\t1 new"
    assert second.startswith("2\thttp://127.0.0.1:9/feed\t")
    assert second.endswith("not on the public internet; FETCH_ALLOW_PRIVATE=true would allow it")
    assert "Putin" in lede("search", "Syrian")[1]
    row = json.loads(lede("source", "poll", "1", "--json")[1])
    assert row == {"id": 1, "title": "News", "new": 0, "error": None}
    assert lede("source", "poll", "2")[0] == 75


def test_opml_comes_in_once(lede: Shell) -> None:
    """Importing twice adds nothing."""
    (lede.folder / "feeds.opml").write_text(OPML)
    assert lede("import", "feeds.opml")[1] == "1 added, 0 there already\n"
    assert lede("import", "feeds.opml")[1] == "0 added, 1 there already\n"


def test_all_usable_feeds_of_a_list_come_in_and_the_rest_is_named(lede: Shell) -> None:
    """However long the list; a dry run adds nothing, and one bad address ends nothing."""
    good = "".join(
        f'<outline type="rss" text="F{n}" xmlUrl="https://f{n}.example.org/feed"/>'
        for n in range(700)
    )
    bad = "".join(
        f'<outline type="rss" text="B" xmlUrl="{url}"/>'
        for url in ("ftp://x.example/feed", "https://exa mple/", "javascript:alert(1)")
    )
    text = f'<opml version="2.0"><body>{good}{bad}</body></opml>'
    (lede.folder / "many.opml").write_text(text)
    status, out, _ = lede("import", "many.opml", "--dry-run")
    first, *rest = out.splitlines()
    assert (status, first) == (0, "700 would be added, 0 there already, 3 cannot be used:")
    assert len(rest) == 3
    assert lede("source", "list")[1] == ""
    assert lede("import", "many.opml")[1].startswith("700 added, 0 there already, 3 cannot")
    assert lede("import", "many.opml")[1].startswith("0 added, 700 there already, 3 cannot")
    assert len(lede("source", "list")[1].splitlines()) == 700
    (lede.folder / "bad.opml").write_text(f'<opml version="2.0"><body>{bad}</body></opml>')
    status, out, err = lede("import", "bad.opml", "--json")
    found = json.loads(out)
    assert (status, found["added"], len(found["refused"])) == (2, 0, 3)
    assert "no feed that can be used" in err


def test_the_text_side_alone(lede: Shell) -> None:
    """Documents, sentences and stories, as JSON lines in the order they were given."""
    document = ROOT / "tests" / "data" / "seed.txt"
    given = document.read_text()
    status, out, err = lede("lead", str(document), "missing.txt", "-", given=given)
    first, missing, third = (json.loads(line) for line in out.splitlines())
    assert status == 1
    assert err == ("missing.txt: No such file or directory\n1 of 3 failed; the others are done.\n")
    assert first["headline"] == "Putin and Assad Discuss Syrian Cease-fire Deal"
    assert first["lead"].startswith("Russian President Vladimir Putin held a phone conversation")
    assert first["language"] == "en"
    assert "favor" not in first["text"]
    assert "error" in missing
    assert third["lead"] == first["lead"]

    assert json.loads(lede("sentences", given='{"text": "Mr. Smith went. He came."}')[1]) == {
        "sentences": ["Mr. Smith went.", "He came."]
    }
    some = '{"text": "One. Two."}\n\nno json\n{"text": "Three."}'
    status, out, err = lede("sentences", given=some)
    assert status == 1
    assert [len(json.loads(line)) for line in out.splitlines()] == [1, 1, 1]
    assert err.startswith("line 3: not a line with a text")
    titles = ["Dam bursts above Riverton", "Riverton dam bursts", "Chess cup won by Lakeside"]
    given = "".join(json.dumps({"title": title}) + "\n" for title in titles)
    rows = [json.loads(line)["story"] for line in lede("stories", given=given)[1].splitlines()]
    assert rows == [1, 1, 2]


def test_copies_come_back_held(lede: Shell) -> None:
    """A restored database sends nothing until it is told to."""
    assert lede("backup", "copy.db")[0] == 0
    assert lede("restore", "copy.db")[0] == 0
    assert json.loads(lede("stats", "--json")[1])["hold"] == "restored from a copy"
    assert lede("resume")[1] == "Sending goes on.\n"


def test_no_other_command_migrates(lede: Shell) -> None:
    """A program that is newer or older than the database changes nothing in it."""
    file = lede.folder / "data" / "lede.db"
    for revision, says in (("0001", "lede migrate"), ("9999", "use the newer program")):
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        for words in (("stats",), ("source", "list"), ("hold",), ("doctor",)):
            status, out, err = lede(*words)
            assert (status, says in out + err) == (78, True), out + err
        with closing(sqlite3.connect(file)) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        assert found == (revision,)


def test_only_a_whole_database_of_lede_is_restored(lede: Shell) -> None:
    """Anything else changes nothing, and what is replaced is kept."""
    assert lede("source", "add", "folder:.", "--no-check")[0] == 0
    assert lede("backup", "copy.db")[0] == 0
    assert lede("source", "add", "folder:..", "--no-check")[0] == 0
    (lede.folder / "empty.db").touch()
    (lede.folder / "notes.txt").write_text("These are my notes. " * 500)
    with closing(sqlite3.connect(lede.folder / "other.db")) as connection, connection:
        connection.execute("CREATE TABLE chat (id INTEGER)")
    shutil.copyfile(lede.folder / "copy.db", lede.folder / "newer.db")
    with closing(sqlite3.connect(lede.folder / "newer.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    whole = (lede.folder / "copy.db").read_bytes()
    torn = bytearray(whole)
    torn[len(torn) // 2 :] = b"\xff" * (len(torn) - len(torn) // 2)
    (lede.folder / "torn.db").write_bytes(torn)
    for name in ("missing.db", "empty.db", "notes.txt", "other.db", "newer.db", "torn.db"):
        status, _, err = lede("restore", name)
        assert (status, name in err) == (78, True), err
        assert len(lede("source", "list")[1].splitlines()) == 2
    status, out, err = lede("restore", "copy.db")
    assert status == 0
    assert "sources        2 -> 1" in err
    assert "lede.db.replaced-1" in out
    assert len(lede("source", "list")[1].splitlines()) == 1
    assert lede("restore", "data/lede.db.replaced-1")[0] == 0
    assert len(lede("source", "list")[1].splitlines()) == 2


def test_statuses_tell_what_happened(lede: Shell) -> None:
    """Nothing that went wrong ends with 0."""
    status, _, err = lede("check", DEFAULT_SCHEDULE="25:99", TICK_S="0")
    assert (status, "DEFAULT_SCHEDULE=25:99" in err, "TICK_S=0" in err) == (78, True, True)
    away = f"postgresql://lede:canary@127.0.0.1:{free_port()}/lede"
    status, out, err = lede("doctor", DATABASE_URL=away)
    assert status == 75
    assert "! The database cannot be reached (Connect call failed" in out
    assert "does DATABASE_URL lead to it?" in out
    assert "canary" not in out + err


def test_what_the_doctor_finds_wrong_has_a_remedy(lede: Shell) -> None:
    """Each line that is not right says what to do, also where the settings themselves are wrong."""
    away = f"postgresql://lede@127.0.0.1:{free_port()}/lede"
    (lede.folder / ".env").write_text("INGEST_INTERVAL_S=60\n")
    (lede.folder / ".env").chmod(0o644)
    assert lede("source", "add", "http://127.0.0.1:9/feed", "--no-check")[0] == 0
    assert lede("source", "poll")[0] == 75
    for settings, wrong in (
        ({"TICK_S": "0"}, {"settings"}),
        ({"DATABASE_URL": away}, {"secrets", "database"}),
        ({"DATABASE_URL": "sqlite:///none/lede.db"}, {"secrets", "database"}),
        ({"BACKUP_EVERY": "1", "BACKUP_DIR": "/proc/x"}, {"secrets", "sources", "backups"}),
    ):
        status, out, err = lede("doctor", "--json", **settings)
        looks = [json.loads(line) for line in out.splitlines()]
        found = {each["look"]: each["remedy"] for each in looks if not each["right"]}
        assert (status != 0, set(found), all(found.values())) == (True, wrong, True), out + err


def test_every_list_can_be_had_as_json(lede: Shell) -> None:
    """One line of JSON for each row; values as values."""
    added = json.loads(
        lede("source", "add", "folder:.", "--no-check", "--topic", "news", "--json")[1]
    )
    assert (added["id"], added["error"], added["headlines"]) == (1, None, [])
    size = json.loads(lede("backup", "copy.db", "--json")[1])["bytes"]
    assert size == (lede.folder / "copy.db").stat().st_size
    restored = json.loads(lede("restore", "copy.db", "--json")[1])
    assert restored["before"] == restored["after"]
    assert (lede.folder / restored["kept"]).exists()
    (topic,) = map(json.loads, lede("topic", "list", "--json")[1].splitlines())
    assert topic == {"name": "news", "title": "News", "sources": [1], "words": ""}
    looks = [json.loads(line) for line in lede("doctor", "--json")[1].splitlines()]
    assert {"settings", "database", "disk", "Telegram"} <= {each["look"] for each in looks}
    assert json.loads(lede("check", "--json")[1])["DEFAULT_SCHEDULE"] == "08:00"
    assert lede("outbox", "list", "--json")[:2] == (0, "")


def test_a_copy_is_compared_and_looked_through(lede: Shell) -> None:
    """`copy` says what came over; `verify` names a promise that is broken, and mends it."""
    to = f"sqlite:///{lede.folder / 'copy.db'}"
    assert lede("source", "add", "folder:.", "--no-check")[0] == 0
    status, out, _ = lede("copy", "--to", to, "--json")
    copied = json.loads(out)
    assert (status, copied["rows"]["source"], copied["held"]) == (0, 1, False)
    with closing(sqlite3.connect(lede.folder / "copy.db")) as database, database:
        database.execute("INSERT INTO topic_source (topic_id, source_id) VALUES (77, 1)")
    status, out, err = lede("verify", DATABASE_URL=to)
    assert (status, "lede verify --mend" in err) == (1, True)
    assert lede("verify", "--mend", DATABASE_URL=to)[0] == 0
