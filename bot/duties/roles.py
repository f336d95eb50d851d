"""The duties that each role has. Their order means nothing; each process shows its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.duties.backup import backup
from bot.duties.curate import curate
from bot.duties.deliver import deliver
from bot.duties.duty import Duty
from bot.duties.figures import figures
from bot.duties.ingest import ingest
from bot.duties.listen import connect, listen
from bot.duties.operators import operators
from bot.duties.parts import ProcessParts
from bot.duties.publish import publish
from bot.duties.retain import retain
from bot.duties.role import Role
from bot.duties.web import web

#: Makes duties of what a process shares; raises when they cannot be done.
Make = Callable[[ProcessParts], Sequence[Duty]]

ROLES: Mapping[Role, Sequence[Make]] = {
    Role.LISTEN: (connect, listen, operators, figures),
    Role.INGEST: (ingest, figures),
    Role.CURATE: (curate, retain, backup, figures),
    Role.PUBLISH: (publish, figures),
    Role.DELIVER: (connect, deliver, figures),
    Role.WEB: (web, figures),
}


def duties_of(parts: ProcessParts) -> list[Duty]:
    """All duties of a process; one that two of its roles have, once."""
    mine = [make for role, each in ROLES.items() if role in parts.roles for make in each]
    return [duty for make in dict.fromkeys(mine) for duty in make(parts)]
