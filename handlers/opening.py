"""Buttons under a digest: each opens a message of its own, and the digest stays."""

from __future__ import annotations

from handlers.call import Call
from handlers.declare import Feature, Press, Who
from handlers.settings import settings
from handlers.start import clock
from handlers.why import why


async def reasons(call: Call) -> None:
    """The reason why a digest told what it did: `reason:<edition>`."""
    call.words, call.anew = f"0:{call.number(0)}", True
    await why(call)


async def press(call: Call) -> None:
    """`open:set` shows the settings, `open:when` when digests come."""
    what, call.words, call.anew = call.arg(0), "", True
    if what == "set":
        await settings(call)
    elif what == "when":
        await clock(call)


FEATURE = Feature(
    presses=(
        Press(verb="reason", run=reasons, who=Who.ANYONE),
        Press(verb="open", run=press),
    )
)
