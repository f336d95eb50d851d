"""Connections to a server, or to the one of several that takes writes just now."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from typing import Any

#: Several servers in an address, as PostgreSQL's own programs take them.
_SEVERAL = re.compile(
    r"(?P<who>//(?:[^@/?]*@)?)(?P<hosts>[^/?@]*,[^/?@]*)(?P<rest>[/?].*|)", re.DOTALL
)
_PORT = "5432"
#: What is written and not answered for so long is written to nobody: a machine without power
#: ends no connection. In seconds.
_UNANSWERED_S = 20


def one_place(address: str) -> str:
    """An address of several servers (`//host1:5432,host2/name`) as SQLAlchemy reads it."""
    found = _SEVERAL.fullmatch(address)
    if found is None:
        return address
    pairs = [each.partition(":") for each in found["hosts"].split(",")]
    hosts = ",".join(host for host, _, _ in pairs)
    ports = ",".join(port or _PORT for _, _, port in pairs)
    path, _, query = found["rest"].partition("?")
    return f"{found['who']}{path or '/'}?host={hosts}&port={ports}" + (query and f"&{query}")


class Hosts:
    """Opens connections; of several servers the last one that took writes is asked first."""

    def __init__(self) -> None:
        self._first = 0

    async def connect(
        self, *, host: Any = None, port: Any = None, timeout: float, **given: Any
    ) -> Any:
        """A connection as asyncpg has it, within `timeout` seconds.

        Raises:
            OSError, asyncpg.PostgresError: nobody lets us in, or nobody takes writes.
        """
        import asyncpg  # a start on SQLite does without

        if not isinstance(host, list):
            return _watched(await asyncpg.connect(host=host, port=port, timeout=timeout, **given))
        places = list(enumerate(zip(host, port, strict=True)))
        given = {"target_session_attrs": "read-write"} | given
        why: Exception | None = None
        for at, (name, number) in places[self._first :] + places[: self._first]:
            try:
                opened = await asyncpg.connect(
                    host=name, port=number, timeout=timeout / len(places), **given
                )
            except (OSError, asyncpg.PostgresError) as error:
                why = error
            except asyncpg.TargetServerAttributeNotMatched:
                why = why or ConnectionError("none of the servers takes writes")
            else:
                self._first = at
                return _watched(opened)
        assert why is not None
        raise why


def _watched(raw: Any) -> Any:
    """The connection, ended by the system when the other machine answers no more."""
    with suppress(OSError, AttributeError):  # no TCP, or not on this system
        sock = raw._transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNANSWERED_S * 1000)
    return raw
