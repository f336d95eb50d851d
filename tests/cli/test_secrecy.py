"""No command shows a secret, and nobody else can read what Lede makes."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.cli.test_commands import Shell
from tests.support.process import free_port

CANARIES = {
    "TELEGRAM_BOT_TOKEN": "5550123456:AAEcanaryTokenThatNoLineMayShow00001",
    "WEBHOOK_SECRET": "canary-webhook-secret-" + "0" * 20,
    "METRICS_TOKEN": "canary-metrics-token-0",
    "TELEGRAM_API_URL": "http://127.0.0.1:9",
}
LOCATORS = (
    "https://a.example/feed?token=canaryone",
    "api:https://b.example/v1?signature=canarytwo",
    "https://c.example/u/canary3canary3canary3/rss",
    "sql:postgresql://reader:canaryfour@127.0.0.1/news#articles",
)
COMMANDS = (
    *(("check",), ("doctor",), ("stats", "--json"), ("source", "list")),
    ("source", "list", "--json"),
)


@pytest.fixture
def lede(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_no_command_shows_a_secret(lede: Shell) -> None:
    """Token, webhook secret, metrics token, and tokens in every kind of locator."""
    settings = CANARIES | {"LOG_LEVEL": "DEBUG", "SOURCES": LOCATORS[0]}
    assert lede("migrate", **settings)[0] == 0
    for locator in LOCATORS:
        status, out, err = lede("source", "add", "--no-check", locator, **settings)
        assert status == 0, err
        assert "canary" not in out + err
    (lede.folder / ".env").write_text("# nothing", encoding="utf-8")
    for words in COMMANDS:
        _, out, err = lede(*words, **settings)
        assert "canary" not in (out + err).lower().replace("copy.db", ""), words


def test_no_command_shows_the_password_of_the_database(lede: Shell) -> None:
    """Of a server that is away, of one that is written wrongly, and in a list of settings."""
    for url in (
        f"postgresql://lede:canarypassword@127.0.0.1:{free_port()}/lede",
        f"postgresql://lede:cana%40ry-canary-9@127.0.0.1:{free_port()}/lede?sslpassword=canary",
    ):
        for words in (("check",), ("run",)):
            settings = CANARIES | {"DATABASE_URL": url, "LOG_LEVEL": "DEBUG"}
            _, out, err = lede(*words, **settings)
            assert "canary" not in (out + err).lower(), (words, url)
            assert "cana%40ry" not in out + err


def test_what_is_made_can_be_read_by_nobody_else(lede: Shell) -> None:
    """Database, folder and copies, whatever the machine's own habit is."""
    before = os.umask(0o022)
    try:
        assert lede("migrate")[0] == 0
        assert lede("source", "add", "--no-check", "folder:/nowhere")[0] == 0
        assert lede("backup", "copy.db")[0] == 0
    finally:
        os.umask(before)
    made = [lede.folder / "copy.db", *(lede.folder / "data").rglob("*"), lede.folder / "data"]
    assert len(made) >= 3
    for file in made:
        assert not stat.S_IMODE(file.stat().st_mode) & 0o077, file


def test_open_secrets_are_said(lede: Shell) -> None:
    """By check, by doctor and at the start; with what to do. Group-readable files are fine."""
    (lede.folder / ".env").write_text("LOG_LEVEL=INFO\n", encoding="utf-8")
    for mode, words, said in (
        (0o644, "check", True),
        (0o644, "doctor", True),
        (0o640, "check", False),
    ):
        (lede.folder / ".env").chmod(mode)
        _, out, _ = lede(words)
        assert ("chmod o-rwx .env" in out) is said, (mode, words)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"WEB_HOST": "0.0.0.0"}, True),
        ({"METRICS_HOST": "::"}, True),
        ({"WEB_HOST": "0.0.0.0", "METRICS_TOKEN": "t" * 32}, False),
    ],
)
def test_an_open_port_without_a_secret_is_said(
    lede: Shell, settings: dict[str, str], said: bool
) -> None:
    """By check, which still says that the settings are right."""
    status, out, _ = lede("check", **settings)
    assert status == 0
    assert ("METRICS_TOKEN is empty" in out) is said
