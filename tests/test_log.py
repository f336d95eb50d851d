"""Log lines: one line each, with no secret in any of them."""

from __future__ import annotations

import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.secrets import MASK
from bot.log import Redactor, flow_of_slot, following, log_event, set_level, set_up_logging

TOKEN = "123456789:AAEcanaryCanaryCanaryCanaryCanary00"
OTHER_TOKEN = "987654321:BBFcanaryCanaryCanaryCanaryCanary11"
SECRET = "webhook-canary-0123456789-0123456789"
PASSWORD = "database-canary"
URL = f"postgresql://lede:{PASSWORD}@db.example/lede"
CANARIES = (TOKEN, OTHER_TOKEN, SECRET, PASSWORD)

SLOT = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))

logger = logging.getLogger("bot.tests")


@contextmanager
def logging_into_text(*, as_json: bool, level: str = "DEBUG") -> Iterator[io.StringIO]:
    """Logging as `lede run` sets it up, into a text instead of the terminal."""
    root = logging.getLogger()
    handlers, root_level, hook = root.handlers[:], root.level, sys.excepthook
    quiet = {
        name: logging.getLogger(name).level
        for name in ("httpx", "httpcore", "telegram", "apscheduler", "aiosqlite", "alembic")
    } | {"asyncio": logging.getLogger("asyncio").level}
    text = io.StringIO()
    try:
        with redirect_stderr(text), warnings.catch_warnings():
            warnings.simplefilter("always")
            set_up_logging(level=level, as_json=as_json, secrets=(TOKEN, SECRET, ""))
            yield text
    finally:
        logging.captureWarnings(capture=False)
        root.handlers[:] = handlers
        root.setLevel(root_level)
        sys.excepthook = hook
        for name, before in quiet.items():
            logging.getLogger(name).setLevel(before)


def crash() -> None:
    """Raise with secrets in the message, the cause and an argument."""
    try:
        raise OSError(f"connect to {URL} as {TOKEN}")
    except OSError as error:
        raise RuntimeError(f"https://api.telegram.org/bot{OTHER_TOKEN}/getMe", SECRET) from error


@pytest.fixture(params=[False, True], ids=["text", "json"])
def as_json(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_no_secret_is_in_any_line(as_json: bool) -> None:
    """Not in messages, arguments, fields, exceptions, warnings or other libraries' lines."""
    with logging_into_text(as_json=as_json) as text:
        for canary in (*CANARIES[:3], URL):
            logger.warning("plain %s", canary)
            log_event(logger, logging.INFO, "thing.done", value=canary, inside=[{"a": canary}])
            logging.getLogger("another.library").error("GET /bot%s/sendMessage", canary)
            logging.getLogger(f"logger.{canary}").error("named")
        try:
            crash()
        except RuntimeError:
            logger.exception("thing.failed", extra={"fields": {"address": URL}})
        try:
            crash()
        except RuntimeError as error:
            sys.excepthook(type(error), error, error.__traceback__)
        warnings.warn(f"old {TOKEN}", stacklevel=1)
    lines = text.getvalue()
    assert "thing.failed" in lines
    assert "process.crashed" in lines
    assert "RuntimeError" in lines
    assert MASK in lines
    for canary in CANARIES:
        assert canary not in lines


def test_a_secret_is_not_hidden_by_json_escapes(as_json: bool) -> None:
    """A secret with characters that JSON writes differently is still taken out."""
    tricky = 'quote"back\\slash-0123456789-012345'
    with logging_into_text(as_json=as_json) as text:
        redactor = set_up_logging(level="INFO", as_json=as_json, secrets=(tricky,))
        log_event(logger, logging.INFO, "thing.done", value=f"<{tricky}>")
    assert redactor.clean(tricky) == MASK
    assert "slash-0123456789" not in text.getvalue()


def test_every_event_is_one_line(as_json: bool) -> None:
    """Text from outside cannot forge a second line, with any character that ends one."""
    hostile = "a\nb\rc\x0bd\x0ce\x1cf\x1dg\x1eh\x85i\u2028j\u2029k"
    with logging_into_text(as_json=as_json) as text:
        log_event(logger, logging.INFO, "thing.done", title=hostile)
        logging.getLogger("library").warning("said %s", hostile)
    assert len(text.getvalue().splitlines()) == 2


def test_json_lines_are_json_with_event_and_fields() -> None:
    """A collector reads every line, exceptions included."""
    with logging_into_text(as_json=True) as text:
        log_event(logger, logging.INFO, "source.polled", source=7, ms=12, why=OSError("x"))
        try:
            crash()
        except RuntimeError:
            logger.exception("thing.failed")
        logging.getLogger("library").warning("hello")
    polled, failed, other = (json.loads(line) for line in text.getvalue().splitlines())
    assert polled["event"] == "source.polled"
    assert polled["level"] == "info"
    assert (polled["source"], polled["ms"], polled["why"]) == (7, 12, "x")
    assert polled["at"].endswith("+00:00")
    assert "Traceback" in failed["trace"]
    assert other["logger"] == "library"


def test_text_lines_hold_time_level_event_and_fields() -> None:
    """A person reads them; values with spaces are quoted."""
    with logging_into_text(as_json=False) as text:
        log_event(logger, logging.WARNING, "source.failed", source=7, why="no route")
    at, level, event, source, why = text.getvalue().strip().split(" ", 4)
    assert at.endswith("+00:00")
    assert (level, event, source, why) == ("warning", "source.failed", "source=7", 'why="no route"')


def test_libraries_that_write_addresses_are_held_at_warning() -> None:
    """Even at DEBUG no request line of an HTTP library is written."""
    with logging_into_text(as_json=False, level="DEBUG") as text:
        logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot1:x/getMe")
        logging.getLogger("telegram.ext").debug("update")
        logger.debug("own.line")
    assert text.getvalue().count("\n") == 1
    assert "own.line" in text.getvalue()


def test_below_the_level_nothing_is_written(as_json: bool) -> None:
    """INFO shows no DEBUG."""
    with logging_into_text(as_json=as_json, level="INFO") as text:
        log_event(logger, logging.DEBUG, "thing.looked_at")
    assert text.getvalue() == ""


def test_a_part_has_a_level_of_its_own_and_lines_say_what_they_belong_to() -> None:
    """Of one part more is logged than of the others; what follows an update carries its name."""
    deliver = logging.getLogger("bot.services.deliver")
    curate = logging.getLogger("bot.services.curate")
    try:
        with logging_into_text(as_json=True, level="WARNING,deliver=DEBUG") as text:
            with following("u7"):
                log_event(deliver, logging.DEBUG, "part.tried", part=1)
                log_event(curate, logging.INFO, "articles.curated")
            log_event(deliver, logging.INFO, "part.sent", flow=flow_of_slot(SLOT))
            set_level("INFO")
            log_event(deliver, logging.DEBUG, "part.tried", part=2)
            log_event(curate, logging.INFO, "articles.curated", count=3)
    finally:
        set_level("WARNING")
    rows = [json.loads(line) for line in text.getvalue().splitlines()]
    assert [(row["event"], row.get("flow")) for row in rows] == [
        ("part.tried", "u7"),
        ("part.sent", "s20260302T0700"),
        ("articles.curated", None),
    ]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (f"/bot{OTHER_TOKEN}/getMe", f"/bot{MASK}/getMe"),
        ("postgresql://lede:p%40ss@host/db", f"postgresql://lede:{MASK}@host/db"),
        ("https://user:pass@a.example/feed?x=1:2@3", f"https://user:{MASK}@a.example/feed?x=1:2@3"),
        ("http://127.0.0.1:8090/metrics", "http://127.0.0.1:8090/metrics"),
        ("at 08:30, ratio 12345:1", "at 08:30, ratio 12345:1"),
    ],
)
def test_redaction_takes_tokens_and_passwords_and_nothing_else(text: str, cleaned: str) -> None:
    """Known shapes go even when nobody said they are secrets; ordinary text stays."""
    assert Redactor().clean(text) == cleaned


@settings(deadline=None)
@given(st.text(), st.text())
def test_a_known_secret_never_survives(before: str, after: str) -> None:
    """Whatever stands around it."""
    assert SECRET not in Redactor((SECRET, TOKEN)).clean(before + SECRET + after)


def test_a_trouble_that_comes_again_and_again_is_one_line_a_minute_with_its_count() -> None:
    """Other lines, and those below a warning, are written each time."""
    with logging_into_text(as_json=True) as text:
        for number in range(50):
            log_event(logger, logging.WARNING, "tick.postponed", why="busy", failures=number)
            log_event(logger, logging.INFO, "source.polled", source=number)
        log_event(logger, logging.WARNING, "tick.postponed", why="another")
        late = logger.makeRecord(logger.name, logging.WARNING, "", 0, "tick.postponed", (), None)
        late.__dict__["fields"] = {"why": "busy", "failures": 60}
        late.created += 61
        logger.handle(late)
    lines = [json.loads(line) for line in text.getvalue().splitlines()]
    busy = [line for line in lines if line.get("why") == "busy"]
    assert len([line for line in lines if line["event"] == "source.polled"]) == 50
    assert [line.get("repeated") for line in busy] == [None, 49]
    assert [line["why"] for line in lines if line["event"] == "tick.postponed"].count(
        "another"
    ) == 1
