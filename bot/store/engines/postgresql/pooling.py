"""Poolers that give a connection's transactions to any of a few connections to the server.

Behind one (PgBouncer in transaction mode) nothing that belongs to a session lasts longer than a
transaction: no setting, no lock, no prepared statement. Settings are `SET LOCAL`, locks are rows,
and statements have no name there, as a name may be another process's on the next connection.
"""

from __future__ import annotations

from typing import Any

#: A transaction in which nothing is asked for so long is ended: its process stands still, and
#: others wait for the rows it holds. In seconds; a pooler has a setting of its own for it.
_IDLE_S = 60


def prepare_connection(adapted: Any, _record: Any) -> None:
    """Have a new connection keep no prepared statements where a pooler stands between."""
    try:
        pooled = adapted.run_async(_look)
    except Exception as error:
        adapted.terminate()
        adapted._handle_exception(error)
        raise
    if pooled:
        adapted._prepared_statement_cache = None
        adapted._prepared_statement_name_func = _unnamed


async def _look(raw: Any) -> bool:
    pooled = await is_pooled(raw)
    if not pooled:
        await raw.execute(f"SET idle_in_transaction_session_timeout = '{_IDLE_S}s'")
    return pooled


async def is_pooled(raw: Any) -> bool:
    """True if a pooler stands between: it makes up the number of the process that serves us."""
    if raw.is_in_transaction():
        return await _is_another(raw)
    async with raw.transaction():
        return await _is_another(raw)


async def _is_another(raw: Any) -> bool:
    asked = await raw.prepare("SELECT pg_backend_pid()", name=_unnamed())
    return bool(await asked.fetchval() != raw.get_server_pid())


def _unnamed() -> str:
    return ""
