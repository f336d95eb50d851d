"""One line per finished thing, with secrets taken out before anything is written."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from bot.domain.log_levels import PARTS, read_levels
from bot.domain.secrets import MASK, without_password

#: Libraries that say too much below WARNING, addresses with the token among it.
TALKATIVE = ("httpx", "httpcore", "telegram", "aiosqlite", "alembic", "asyncio")

#: The shape of a Telegram token, also when it is part of a path.
_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")
#: Controls but the tab, and the line ends of Unicode.
_LINE_END = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


#: A line of trouble is written once in so many seconds.
REPEAT_S = 60.0
#: So many different ones are remembered.
_MOST_LINES = 500
#: Fields that count or measure: they make no other line of one that says the same.
_COUNTERS = ("ms", "failures", "again_in_s", "seconds", "rate", "count", "flow")


class Redactor:
    """Takes known secrets, tokens and passwords out of a text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {secret for secret in secrets if secret}
        # as JSON writes them, too: a line is cleaned after it was put together
        known |= {
            json.dumps(secret, ensure_ascii=ascii)[1:-1]
            for secret in known
            for ascii in (True, False)
        }
        self._secrets = sorted(known, key=len, reverse=True)

    def clean(self, text: str) -> str:
        """The text with each secret replaced by `***`."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        text = _TOKEN.sub(MASK, text)
        return without_password(text)


class _Formatter(logging.Formatter):
    """Text or JSON, redacted as a whole so that exceptions and extras are covered too."""

    def __init__(self, redactor: Redactor, *, as_json: bool) -> None:
        super().__init__()
        self._redactor = redactor
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = getattr(record, "fields", {})
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        message = record.getMessage()
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        if self._as_json:
            row = {"at": at, "level": record.levelname.lower(), "event": message, **fields}
            if record.name.partition(".")[0] not in ("bot", "handlers"):
                row["logger"] = record.name
            if trace:
                row["trace"] = trace
            line = json.dumps(row, default=str, ensure_ascii=False)
            return self._redactor.clean(_escaped(line))
        words = [at, record.levelname.lower(), _escaped(message)]
        words += [f"{name}={_plain(value)}" for name, value in fields.items()]
        if trace:
            words.append("| " + "\n  | ".join(map(_escaped, trace.split("\n"))))
        return self._redactor.clean(" ".join(words))


def _escaped(text: str) -> str:
    """The text with everything that some reader takes for the end of a line written out."""
    return _LINE_END.sub(lambda found: json.dumps(found[0])[1:-1], text)


def _plain(value: object) -> str:
    """A field's value on one line, quoted when it has spaces; control characters escaped."""
    text = str(value)
    if any(ord(char) < 0x20 or char in ' "\x7f' for char in text):
        text = json.dumps(text, ensure_ascii=False)
    return _escaped(text)


class _Repeats(logging.Filter):
    """Writes a line of trouble that comes again and again once a minute, with how often it came.

    Two lines are the same when they say the same of the same; how often it was tried and how long
    it took make no difference.
    """

    def __init__(self, handler: logging.Handler, *, every_s: float = REPEAT_S) -> None:
        super().__init__()
        self._handler = handler
        self._every_s = every_s
        #: For each line: when it was written, the last one since, how many were held back.
        self._since: dict[Any, tuple[float, logging.LogRecord, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """True if the line is written now."""
        if record.levelno < logging.WARNING or hasattr(record, "held_back"):
            return True
        key, now = self._key(record), record.created
        at, _, times = self._since.pop(key, (now, record, -1))
        fresh = times < 0 or not 0 <= now - at < self._every_s
        if fresh and times > 0:
            _count(record, times)
        self._tell(now)
        self._since[key] = (now, record, 0) if fresh else (at, record, times + 1)
        return fresh

    def _tell(self, now: float) -> None:
        """Write the last of what was held back and whose minute is over."""
        late = [
            key
            for key, (at, _, _) in self._since.items()
            if not 0 <= now - at < self._every_s or len(self._since) > _MOST_LINES
        ]
        for key in late:
            _, record, times = self._since.pop(key)
            if times:
                _count(record, times)
                record.__dict__["held_back"] = True
                self._handler.handle(record)

    @staticmethod
    def _key(record: logging.LogRecord) -> tuple[object, ...]:
        fields: dict[str, Any] = getattr(record, "fields", {})
        said = tuple((name, str(value)) for name, value in fields.items() if name not in _COUNTERS)
        kind = record.exc_info[0] if record.exc_info else None
        return (record.name, record.levelno, record.getMessage(), said, kind)


def _count(record: logging.LogRecord, times: int) -> None:
    fields: dict[str, Any] = getattr(record, "fields", {})
    record.__dict__["fields"] = {**fields, "repeated": times}


#: Told of every finished thing, also of those that are not written.
_observers: list[Callable[[str, Mapping[str, object]], None]] = []


#: What is being worked on, as log lines name it: an update by its number, a slot by its time.
_flow: ContextVar[str] = ContextVar("flow", default="")


def observe(observer: Callable[[str, Mapping[str, object]], None]) -> Callable[[], None]:
    """Have somebody told of every finished thing from now on; what ends that."""
    _observers.append(observer)
    return lambda: _observers.remove(observer)


def log_event(logger: logging.Logger, level: int, event: str, **fields: object) -> None:
    """Write one finished thing: `noun.past_verb` with ids, counts and durations in ms."""
    if (flow := _flow.get()) and "flow" not in fields:
        fields["flow"] = flow
    for observer in _observers:
        observer(event, fields)
    if logger.isEnabledFor(level):
        logger.log(level, event, extra={"fields": fields})


@contextmanager
def following(flow: str) -> Generator[None]:
    """A context in which every log line carries this flow name."""
    token = _flow.set(flow)
    try:
        yield
    finally:
        _flow.reset(token)


@lru_cache(maxsize=64)
def flow_of_slot(at: datetime) -> str:
    """The name that everything of a slot carries, from planning to arrival."""
    return f"s{at.astimezone(UTC):%Y%m%dT%H%M}"


def with_flow(flow: str) -> str:
    """The flow that is being worked on, and one that it begins."""
    return ",".join(filter(None, (_flow.get(), flow)))


def set_level(levels: str) -> None:
    """The levels that are logged from now on, as `LOG_LEVEL` has them.

    Libraries that say too much are never below WARNING.
    """
    level, parts = read_levels(levels)
    root = logging.getLogger()
    root.setLevel(level)
    for part, loggers in PARTS.items():
        for name in loggers:
            logging.getLogger(name).setLevel(parts.get(part, logging.NOTSET))
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def set_up_logging(*, level: str, as_json: bool, secrets: Iterable[str]) -> Redactor:
    """Send every logger of the process to standard error, redacted.

    Libraries that put addresses with the token into their lines are held at WARNING.
    """
    redactor = Redactor(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(redactor, as_json=as_json))
    handler.addFilter(_Repeats(handler))
    logging.getLogger().handlers[:] = [handler]
    set_level(level)
    # It warns whenever a tick is longer than the time between two, which is nothing wrong.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)

    def excepthook(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        logging.getLogger("bot").critical("process.crashed", exc_info=(kind, error, trace))

    sys.excepthook = excepthook
    return redactor
