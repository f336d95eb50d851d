"""The command line as an operator uses it: real processes, exit statuses, one clear line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

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
        environ = {
            name: value
            for name, value in os.environ.items()
            if name in ("PATH", "HOME", "LANG", "TMPDIR")
        }
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env={**environ, "PYTHONPATH": str(ROOT), **settings},
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
def lede(tmp_path: Path) -> Shell:
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


def test_opml_comes_in_once(lede: Shell) -> None:
    """Importing twice adds nothing."""
    (lede.folder / "feeds.opml").write_text(OPML)
    assert lede("import", "feeds.opml")[1] == "1 added, 0 there already\n"
    assert lede("import", "feeds.opml")[1] == "0 added, 1 there already\n"


def test_the_text_side_alone(lede: Shell) -> None:
    """Documents, sentences and stories, as JSON lines in the order they were given."""
    document = ROOT / "tests" / "data" / "seed.txt"
    status, out, _ = lede("lead", str(document), "missing.txt", "-", given=document.read_text())
    first, missing, third = (json.loads(line) for line in out.splitlines())
    assert status == 0
    assert first["headline"] == "Putin and Assad Discuss Syrian Cease-fire Deal"
    assert first["lead"].startswith("Russian President Vladimir Putin held a phone conversation")
    assert first["language"] == "en"
    assert "favor" not in first["text"]
    assert "error" in missing
    assert third["lead"] == first["lead"]

    assert json.loads(lede("sentences", given='{"text": "Mr. Smith went. He came."}')[1]) == {
        "sentences": ["Mr. Smith went.", "He came."]
    }
    titles = ["Dam bursts above Riverton", "Riverton dam bursts", "Chess cup won by Lakeside"]
    given = "".join(json.dumps({"title": title}) + "\n" for title in titles)
    rows = [json.loads(line)["story"] for line in lede("stories", given=given)[1].splitlines()]
    assert rows == [1, 1, 2]


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("source", "add", "nonsense"), 2, "https://example.org/feed"),
        (("source", "remove", "7"), 2, "There is no source 7"),
        (("topic", "remove", "x"), 2, "There is no topic x"),
        (("preview", "5"), 2, "There is no chat 5"),
        (("run", "--roles", "x"), 2, "There is no role x"),
        (("healthcheck",), 75, "does not answer"),
        (("import", "missing.opml"), 78, "cannot be read"),
        (("restore", "missing.db"), 78, "missing.db"),
        (("nonsense",), 2, "No such command"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_wrong_is_said_in_a_line(
    lede: Shell, words: tuple[str, ...], status: int, says: str
) -> None:
    """The exit status tells a script, the sentence tells a person."""
    done, out, err = lede(*words, WEB_PORT="1")
    assert (done, out) == (status, "")
    assert says in err


def test_copies_come_back_held(lede: Shell) -> None:
    """A restored database sends nothing until it is told to."""
    assert lede("backup", "copy.db")[0] == 0
    assert lede("restore", "copy.db")[0] == 0
    assert json.loads(lede("stats", "--json")[1])["hold"] == "restored from a copy"
    assert lede("resume")[1] == "Sending goes on.\n"
