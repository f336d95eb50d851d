"""Settings: documented completely, and every wrong one named in one message."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import Settings, environment, load_settings
from bot.domain.errors import ConfigError

EXAMPLE_FILE = Path(__file__).parent.parent / ".env.example"
TOKEN = "123456789:AAEcanaryCanaryCanaryCanaryCanary00"


@contextmanager
def working_folder(folder: Path) -> Iterator[None]:
    """Work in a folder for a while: `.env` is read from there."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def problems(environ: dict[str, str]) -> list[str]:
    """The lines about wrong settings."""
    with pytest.raises(ConfigError) as caught:
        load_settings(environ)
    first, *lines = str(caught.value).splitlines()
    assert first == "Wrong settings:"
    return [line.strip() for line in lines]


def documented() -> dict[str, tuple[str, str]]:
    """Setting -> (the comment above it, its value), in the order of the example file."""
    found: dict[str, tuple[str, str]] = {}
    comment = ""
    for line in EXAMPLE_FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            comment = line.removeprefix("#").strip()
        elif line:
            name, equals, value = line.partition("=")
            assert equals
            assert name not in found
            found[name] = (comment, value)
            comment = ""
    return found


def test_the_example_file_documents_every_setting_and_nothing_else() -> None:
    """A setting added to the code and not to the file fails here, and the other way round."""
    assert sorted(documented()) == sorted(name.upper() for name in Settings.model_fields)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_example_file_says_what_a_setting_is_with_an_example(name: str) -> None:
    """The comment begins like the description in the code and ends with its example."""
    comment, _ = documented()[name.upper()]
    info = Settings.model_fields[name]
    assert info.description
    assert info.description.partition(",")[0] in comment.replace("whether ", "")
    assert info.examples
    assert comment.endswith(f"e.g. {info.examples[0]}")


def test_the_example_file_shows_the_defaults() -> None:
    """Copied as it stands it changes nothing, and no default is hidden."""
    values = {name: value for name, (_, value) in documented().items()}
    assert load_settings(values) == load_settings({})
    for name, info in Settings.model_fields.items():
        shown = values[name.upper()]
        if info.default not in ("", ()) and "secret" not in name and "token" not in name:
            assert shown.lower() == str(info.default).lower()


def test_the_example_file_reads_the_same_by_the_library_that_reads_env_files() -> None:
    """No quoting surprise between the file and the program."""
    read = dotenv_values(stream=StringIO(EXAMPLE_FILE.read_text(encoding="utf-8")))
    assert read == {name: value for name, (_, value) in documented().items()}


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("ADMIN_IDS", "me", "ADMIN_IDS=1001,1002"),
        ("DATABASE_URL", "mysql://db", "must begin with sqlite:/// or postgresql://"),
        ("DEFAULT_TIMEZONE", "Mars/Base", "is not an IANA time zone"),
        ("DEFAULT_LANGUAGE", "english", "DEFAULT_LANGUAGE=de"),
        ("FETCH_ALLOW_PRIVATE", "perhaps", "FETCH_ALLOW_PRIVATE=true"),
        ("INGEST_INTERVAL_S", "0", "greater than or equal to 1"),
        ("TICK_S", "fast", "TICK_S=2"),
        ("SEND_RATE", "-1", "greater than or equal to 0.1"),
        ("PAID_BROADCAST", "2", "PAID_BROADCAST=true"),
        ("PAID_RATE", "5000", "less than or equal to 1000"),
        ("ON_AMBIGUOUS", "shrug", "'ask', 'resend' or 'drop'"),
        ("WEB_PORT", "70000", "less than or equal to 65535"),
        ("PUBLIC_URL", "ftp://x", "must begin with http:// or https://"),
        ("WEBHOOK_URL", "example.org", "must begin with http:// or https://"),
        ("TELEGRAM_API_URL", "localhost:8081", "TELEGRAM_API_URL=http://127.0.0.1:8081"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL=INFO"),
        ("LOG_LEVEL", "INFO,cook=DEBUG", "cook is none of listen"),
        ("LOG_FORMAT", "xml", "'text' or 'json'"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_expected_and_an_example(
    key: str, value: str, wanted: str
) -> None:
    """One line holds the key, the value given, what is wrong and one value that works."""
    (line,) = problems({key: value})
    assert line.startswith(f"{key}={value}: ")
    assert wanted in line
    info = Settings.model_fields[key.lower()]
    assert f"expected {info.description}" in line
    assert f"for example {key}=" in line


@pytest.mark.parametrize("key", [name.upper() for name in Settings.model_fields])
def test_bytes_that_are_no_text_are_named_by_their_key(key: str) -> None:
    """Python gives them as half characters, which no message could be made of."""
    assert f"{key}=…: is not text in UTF-8" in problems({key: "a\udcff"})


def test_all_wrong_settings_are_named_at_once() -> None:
    """Nobody has to start five times to find five mistakes."""
    wrong = {"WEB_PORT": "x", "TICK_S": "0", "LOG_FORMAT": "xml", "DEFAULT_TIMEZONE": "here"}
    assert {line.partition("=")[0] for line in problems(wrong)} == set(wrong)


@pytest.mark.parametrize(
    "token", ["hello", "123456", "123456:", "abc:AAEsecretsecretsecret", ":AAEsecretsecret"]
)
def test_a_wrong_token_is_masked(token: str) -> None:
    """What looks like no token may be one with a typing error."""
    (line,) = problems({"TELEGRAM_BOT_TOKEN": token})
    assert line.startswith("TELEGRAM_BOT_TOKEN=***: does not look like a bot token")
    assert token not in line.replace("123456:AAE…", "")


def test_a_short_webhook_secret_is_refused_and_masked() -> None:
    """Without a real secret anybody could forge updates."""
    for secret in ("", "tooshort"):
        (line,) = problems({"WEBHOOK_URL": "https://a.example/hook", "WEBHOOK_SECRET": secret})
        assert line.startswith("WEBHOOK_SECRET=***")
        assert "32 characters" in line
        assert "tooshort" not in line


def test_secrets_are_not_in_what_the_settings_look_like() -> None:
    """Settings may end up in a trace or a debugger's output."""
    secret = "s" * 40
    loaded = load_settings({"TELEGRAM_BOT_TOKEN": TOKEN, "WEBHOOK_SECRET": secret})
    assert TOKEN not in f"{loaded!r}{loaded}"
    assert secret not in f"{loaded!r}{loaded}"
    assert loaded.secrets() == (TOKEN, secret)
    assert loaded.token == TOKEN


def test_the_token_can_come_from_a_file(tmp_path: Path) -> None:
    """Line ends of an editor do not count; the token itself goes before the file."""
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    assert load_settings({"TELEGRAM_BOT_TOKEN_FILE": str(file)}).token == TOKEN
    other = "987654321:BBFother"
    both = {"TELEGRAM_BOT_TOKEN_FILE": str(file), "TELEGRAM_BOT_TOKEN": other}
    assert load_settings(both).token == other


def test_a_token_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A missing file, a folder and bytes that are no text are wrong settings, not crashes."""
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    for file in (tmp_path / "missing", tmp_path, binary):
        (line,) = problems({"TELEGRAM_BOT_TOKEN_FILE": str(file)})
        assert line.startswith(f"TELEGRAM_BOT_TOKEN_FILE={file}: cannot be read")


def test_a_token_file_without_a_token_is_named_without_its_content(tmp_path: Path) -> None:
    """The wrong file may hold another secret."""
    file = tmp_path / "token"
    file.write_text("another secret", encoding="utf-8")
    (line,) = problems({"TELEGRAM_BOT_TOKEN_FILE": str(file)})
    assert "TELEGRAM_BOT_TOKEN=***" in line
    assert "another secret" not in line


def test_an_unknown_name_in_the_env_file_that_looks_like_a_setting_is_refused(
    tmp_path: Path,
) -> None:
    """A typing error does not silently leave a setting at its default."""
    (tmp_path / ".env").write_text("TELEGRAM_BOT_TOKN=x\n", encoding="utf-8")
    with working_folder(tmp_path), pytest.raises(ConfigError) as caught:
        environment()
    assert "TELEGRAM_BOT_TOKN in .env is unknown" in str(caught.value)
    assert "did you mean TELEGRAM_BOT_TOKEN?" in str(caught.value)


def test_other_programs_may_keep_their_names_in_the_env_file(tmp_path: Path) -> None:
    """An env file is often shared; only near misses are mistakes."""
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=x\nWEB_PORT=1234\n", encoding="utf-8")
    with working_folder(tmp_path):
        assert load_settings(environment() | {"WEB_HOST": "127.0.0.2"}).web_port == 1234


def test_the_environment_goes_before_the_env_file(tmp_path: Path) -> None:
    """What is set for one start wins over what is written down."""
    (tmp_path / ".env").write_text("PATH=from-file\nLOG_LEVEL=DEBUG\n", encoding="utf-8")
    with working_folder(tmp_path):
        assert environment()["PATH"] == os.environ["PATH"]
        assert environment()["LOG_LEVEL"] == os.environ.get("LOG_LEVEL", "DEBUG")


def test_empty_values_are_the_defaults_and_other_variables_are_ignored() -> None:
    """As container tools pass variables that nobody filled in."""
    assert load_settings({"WEB_PORT": "", "DATABASE_URL": "", "HOME": "/root"}) == load_settings({})


def test_lists_are_comma_separated_with_spaces_allowed() -> None:
    """Numbers and locators as people write them."""
    loaded = load_settings({"ADMIN_IDS": " 1001, 1002 ,", "SOURCES": "folder:/a , https://b/c"})
    assert loaded.admin_ids == (1001, 1002)
    assert loaded.sources == ("folder:/a", "https://b/c")


@settings(deadline=None, max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from([name.upper() for name in Settings.model_fields if "file" not in name]),
        st.text(st.characters(blacklist_characters="\x00"), max_size=40),
    )
)
def test_no_environment_makes_anything_but_settings_or_one_clear_error(
    environ: dict[str, str],
) -> None:
    """Whatever is set, the outcome is settings, or a ConfigError that names a key."""
    with suppress(ConfigError):
        load_settings(environ)
        return
    assert all(re.match(r"[A-Z_]+=", line) for line in problems(environ)[:1])


@pytest.mark.parametrize(
    "url",
    [
        "mysql://lede:canary-pass@host/db",
        "postgres+x://lede:can@ary/pass@host/db",
        "oracle://lede:canary:pass@host/db?password=canary",
        "postgresql://lede:canarypassword@127.0.0.1:port/lede",
        "postgres://lede:canary@canary@[::1/lede",
    ],
)
def test_a_password_of_a_wrong_database_address_is_not_shown(url: str) -> None:
    """The message says which setting is wrong, and the rest of its value."""
    with pytest.raises(ConfigError) as caught:
        load_settings({"DATABASE_URL": url})
    assert "DATABASE_URL=" in str(caught.value)
    for part in ("canary", "can@", "ary/pass"):
        assert part not in str(caught.value)


def test_the_password_of_the_database_is_a_secret() -> None:
    """As it is written and as it is meant; not in what the settings look like."""
    url = "postgresql://lede:canary%40password@host/db"
    loaded = load_settings({"DATABASE_URL": url, "SOURCES": "https://a.example/?token=canary"})
    assert set(loaded.secrets()) == {"canary%40password", "canary@password"}
    assert "canary" not in f"{loaded!r}{loaded}"
