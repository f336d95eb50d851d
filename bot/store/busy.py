"""The errors of any driver as ours: busy, away, too slow, refused."""

from __future__ import annotations

import asyncio

from sqlalchemy.exc import DBAPIError, InterfaceError

from bot.domain.errors import ConfigError, StoreBusyError, StoreSlowError
from bot.store.engines.dialect import Dialect, Failure

#: What an operator is told where trying again later may work.
_BUSY_WORDS = {
    Failure.BUSY: "The database is busy or away",
    Failure.SLOW: "The database is busy or away",
    Failure.READ_ONLY: "The database takes nothing new just now",
    Failure.DISK_FULL: "The disk of the database is full",
    Failure.DISK_BROKEN: "The disk of the database cannot be read or written",
}


class busy_errors:  # noqa: N801  # reads as a statement where it is used
    """Turns "busy or away" of a driver into `StoreBusyError`, "not you" into `ConfigError`.

    "Took too long" becomes `StoreSlowError` where there is a limit. Once a database has `accepted`
    us it is not the settings that are wrong when it refuses: it is being put back or moved.
    """

    def __init__(self, dialect: Dialect, *, limited: bool, accepted: asyncio.Event) -> None:
        self._dialect = dialect
        self._limited = limited
        self._accepted = accepted

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            self._accepted.set()
        if isinstance(error, DBAPIError):
            self._judge(error)
        if isinstance(error, TypeError) and "unexpected keyword argument" in str(error):
            option = str(error).rpartition(" ")[2]
            raise ConfigError(f"DATABASE_URL has an option that is not known: {option}") from error
        if isinstance(error, OSError):  # refused, timed out, no such host, no such socket
            why = error.strerror or str(error) or type(error).__name__
            raise StoreBusyError(
                f"The database cannot be reached ({why}); is it running, and does DATABASE_URL "
                "lead to it?"
            ) from error

    def _judge(self, error: DBAPIError) -> None:
        failure = self._dialect.failure(error)
        if failure is Failure.SLOW and self._limited:
            raise StoreSlowError("A statement took the database too long") from error
        if failure in (Failure.OTHER, Failure.REFUSED) and (
            error.connection_invalidated or isinstance(error, InterfaceError)
        ):
            failure = Failure.BUSY
        if failure in _BUSY_WORDS:
            raise StoreBusyError(_BUSY_WORDS[failure]) from error
        if failure is Failure.REFUSED:
            if self._accepted.is_set():
                raise StoreBusyError("The database refuses us just now") from error
            raise ConfigError(
                f"The database of DATABASE_URL refuses: {error.orig}; are its name, user and "
                "password right, and was it made?"
            ) from error
