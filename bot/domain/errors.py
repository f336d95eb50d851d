"""Every error Lede raises on purpose, split by what the caller does about it.

::

    LedeError
    ├── RetryError            try again later (`retry_after_s`)
    │   ├── DutyLostError     another process has what only one may do
    │   ├── FetchError        a source could not be read; `reason` says why
    │   ├── PollConflictError another process takes this bot's updates
    │   ├── StoreBusyError    the database was busy or away
    │   ├── TokenRefusedError Telegram does not accept the bot's token; an operator's matter
    │   └── TransportError    a request got no complete answer; `maybe_sent` says more
    ├── DropError             bad and will stay bad: record it, go on
    │   ├── DocumentError     a document that cannot be read as an article
    │   └── StoreSlowError    what a person asked for took the database too long
    ├── InputError            tell the person: the text is safe to show
    ├── PartError             of several things some failed, each told; the others are done
    └── StopError             end the process with `exit_status`
        ├── ConfigError       78: settings or the environment are wrong
        └── TemporaryError    75: try to start again later
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class LedeError(Exception):
    """The root of Lede's own errors; its text is one sentence for an operator."""


class RetryError(LedeError):
    """Try again later."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        #: Seconds to wait at the least, where the other side said so.
        self.retry_after_s = retry_after_s


class FetchReason(StrEnum):
    """The reason why a source could not be read: what the operator and the follower are told."""

    NOT_FOUND = "not_found"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    CHALLENGED = "challenged"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    NOT_A_FEED = "not_a_feed"
    TOO_LARGE = "too_large"
    PRIVATE_ADDRESS = "private_address"
    BAD_ADDRESS = "bad_address"
    CERTIFICATE = "certificate"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"
    ROBOTS = "robots"
    NO_PREVIEW = "no_preview"


class FetchError(RetryError):
    """A source could not be read this time; its schedule is the retry."""

    def __init__(
        self,
        reason: FetchReason,
        message: str,
        *,
        retry_after_s: float | None = None,
        memory: Mapping[str, Any] | None = None,
        final: bool = False,
        setting: str = "",
    ) -> None:
        super().__init__(message, retry_after_s=retry_after_s)
        #: The class of failure, for counting and for words to a person.
        self.reason = reason
        #: What operators would set to let their own sources be read all the same, or empty.
        self.setting = setting
        #: To be stored although the poll failed; None keeps what is stored.
        self.memory = memory
        #: Proven to be so for good: the source need not be polled again.
        self.final = final

    @property
    def for_operators(self) -> str:
        """The message, and the setting that is in the way of a source of their own."""
        return f"{self}; {self.setting} would allow it" if self.setting else str(self)


class PollConflictError(RetryError):
    """Another process takes this bot's updates, or a webhook is set."""


class DutyLostError(RetryError):
    """A duty that only one process may have is another's by now: nothing was written."""


class StoreBusyError(RetryError):
    """The database was locked, away or restarting."""


class TokenRefusedError(RetryError):
    """Telegram does not accept the bot's token: no fault of what was asked, nor of who asked."""


class TransportError(RetryError):
    """A request to Telegram got no complete answer; the text never holds the address."""

    def __init__(self, message: str, *, maybe_sent: bool) -> None:
        super().__init__(message)
        #: False when it surely never left; True when the server may have carried it out.
        self.maybe_sent = maybe_sent


class DropError(LedeError):
    """Bad and will stay bad: record it and go on."""


class DocumentError(DropError):
    """A document that cannot be read as an article."""


class StoreSlowError(DropError):
    """A query of a person exceeded the database's time limit, and would again."""


class InputError(LedeError):
    """Invalid input of a person; the text is one clear sentence to show them."""

    def __init__(
        self,
        message: str,
        *,
        example: str = "",
        key: str = "",
        values: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        #: One thing that would have worked, or empty.
        self.example = example
        #: Names the sentence in the interface catalogue, to say it in the person's language.
        self.key = key
        #: What the catalogue's sentence is filled with.
        self.values = dict(values or {})


class PartError(LedeError):
    """Some of several things failed, each of which was told by its name; the others are done."""


class StopError(LedeError):
    """End the process; the text is the one line an operator reads."""

    exit_status = 1


class ConfigError(StopError):
    """Settings or the environment are wrong; starting again does not help."""

    exit_status = 78


class TemporaryError(StopError):
    """Something is in the way for now; starting again later may help."""

    exit_status = 75
