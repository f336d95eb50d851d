"""Copies of the database, by an operator's hand."""

from __future__ import annotations

import asyncio

from handlers.call import Call
from handlers.declare import Command, Feature, Part, Who
from handlers.wording import moment

#: So long the answer waits for the copy, in seconds; then it is told where to look.
_WAIT_S = 15.0


async def backup(call: Call) -> None:
    """Make a copy now, and say where it is and how large, or why there is none."""
    service = call.services.backups
    if service is None:
        await call.show(call.text("backup.none"))
        return
    making = asyncio.ensure_future(service.make_one())
    call.services.background.add(making)
    making.add_done_callback(call.services.background.discard)
    done, _ = await asyncio.wait({making}, timeout=_WAIT_S)
    if not done:
        await call.show(call.text("backup.going_on"))
        return
    made = making.result()
    if made.error or made.made_at is None:
        await call.show(call.text("backup.failed", why=made.error))
        return
    await call.show(
        call.text(
            "backup.made",
            file=made.file,
            size=f"{made.size_bytes / 1_000_000:.1f}",
            at=moment(call, made.made_at),
        )
    )


FEATURE = Feature(commands=(Command(name="backup", run=backup, who=Who.OPERATOR, part=Part.ADMIN),))
