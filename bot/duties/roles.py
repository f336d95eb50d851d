"""The duties that each role has. Their order means nothing; each process shows its figures.

A role's modules are imported where it is taken: a process that only sends has no use for what
reads feeds or answers people, and its memory is its price.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.duties.duty import Duty
from bot.duties.parts import ProcessParts
from bot.duties.role import Role

#: Makes duties of what a process shares; raises when they cannot be done.
Make = Callable[[ProcessParts], Sequence[Duty]]


def _listen() -> Sequence[Make]:
    from bot.duties.connect import connect
    from bot.duties.listen import listen
    from bot.duties.operators import operators

    return connect, listen, operators


def _ingest() -> Sequence[Make]:
    from bot.duties.ingest import ingest

    return (ingest,)


def _curate() -> Sequence[Make]:
    from bot.duties.backup import backup
    from bot.duties.curate import curate
    from bot.duties.retain import retain

    return curate, retain, backup


def _publish() -> Sequence[Make]:
    from bot.duties.publish import publish

    return (publish,)


def _deliver() -> Sequence[Make]:
    from bot.duties.connect import connect
    from bot.duties.deliver import deliver

    return connect, deliver


def _web() -> Sequence[Make]:
    from bot.duties.web import web

    return (web,)


def _every() -> Sequence[Make]:
    from bot.duties.figures import figures

    return (figures,)


_ROLES: Mapping[Role, Callable[[], Sequence[Make]]] = {
    Role.LISTEN: _listen,
    Role.INGEST: _ingest,
    Role.CURATE: _curate,
    Role.PUBLISH: _publish,
    Role.DELIVER: _deliver,
    Role.WEB: _web,
}


def makers_of(role: Role) -> Sequence[Make]:
    """The functions that make a role's duties."""
    return (*_ROLES[role](), *_every())


def duties_of(parts: ProcessParts) -> list[Duty]:
    """All duties of a process; one that two of its roles have, once."""
    mine = [make for role in _ROLES if role in parts.roles for make in makers_of(role)]
    return [duty for make in dict.fromkeys(mine) for duty in make(parts)]
