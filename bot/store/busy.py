"""The errors of either driver as ours: busy, away, too slow, refused."""

from __future__ import annotations

import asyncio

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from bot.domain.errors import ConfigError, StoreBusyError, StoreSlowError

#: PostgreSQL: a statement was ended because of `statement_timeout`.
_CANCELED_STATE = "57014"
#: SQLite: a statement was ended from outside.
_INTERRUPTED = "interrupted"

#: SQLSTATEs that mean "away or busy, try again": connection, resources, operator, locks; also of
#: a standby that is being promoted, or a server that takes no writes while its disk is full.
_BUSY_STATES = ("08", "53", "57", "40", "55", "25006")
#: What SQLite says then; a disk that is full or cannot be written to may be well again later.
_BUSY_SIGNS = ("locked", "busy", "full", "disk I/O error", "readonly database", "unable to open")
#: SQLSTATE classes that mean "not with these settings": who asks, and for which database.
_REFUSED_STATES = ("28", "3D")


class busy_errors:  # noqa: N801  # reads as a statement where it is used
    """Turns "busy or away" of either driver into `StoreBusyError`, "not you" into `ConfigError`.

    "Took too long" becomes `StoreSlowError` where there is a limit. Once a database has `accepted`
    us it is not the settings that are wrong when it refuses: it is being put back or moved.
    """

    def __init__(self, *, limited: bool, accepted: asyncio.Event) -> None:
        self._limited = limited
        self._accepted = accepted

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            self._accepted.set()
        if self._limited and isinstance(error, DBAPIError) and _is_slow(error):
            raise StoreSlowError("A statement took the database too long") from error
        if isinstance(error, DBAPIError) and _is_busy(error):
            raise StoreBusyError(_busy_words(error)) from error
        if isinstance(error, DBAPIError) and _state(error)[:2] in _REFUSED_STATES:
            if self._accepted.is_set():
                raise StoreBusyError("The database refuses us just now") from error
            raise ConfigError(f"The database of DATABASE_URL refuses: {error.orig}") from error
        if isinstance(error, TypeError) and "unexpected keyword argument" in str(error):
            option = str(error).rpartition(" ")[2]
            raise ConfigError(f"DATABASE_URL has an option that is not known: {option}") from error
        if isinstance(error, OSError):  # refused, timed out, no such host, no such socket
            raise StoreBusyError("The database cannot be reached") from error


def _state(error: DBAPIError) -> str:
    """PostgreSQL's five characters for what went wrong, or empty."""
    return str(getattr(error.orig, "sqlstate", "") or "")


def _is_slow(error: DBAPIError) -> bool:
    """True if a statement was ended because it took too long."""
    return _state(error) == _CANCELED_STATE or str(error.orig) == _INTERRUPTED


def _busy_words(error: DBAPIError) -> str:
    """All that is the matter, for an operator."""
    if _state(error) == "53100" or "disk is full" in str(error.orig):
        return "The disk of the database is full"
    if "disk I/O error" in str(error.orig):
        return "The disk of the database cannot be read or written"
    if _state(error) == "25006" or "readonly" in str(error.orig):
        return "The database takes nothing new just now"
    return "The database is busy or away"


def _is_busy(error: DBAPIError) -> bool:
    """True if trying again later may work."""
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    if state := _state(error):
        return state.startswith(_BUSY_STATES)
    return isinstance(error, OperationalError) and any(
        sign in str(error.orig) for sign in _BUSY_SIGNS
    )
