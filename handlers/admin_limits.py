"""Limits of what people may have the instance read: how much it is, who is at the limit."""

from __future__ import annotations

from handlers.call import Call
from handlers.declare import Feature, Press, Who
from handlers.keyboards import key

#: People shown who are at their limit.
_SHOWN = 10


async def limits(call: Call) -> None:
    """Show the limits and who reached theirs: `lim`; lift one's for a day: `lim:<number>`."""
    services = call.services
    if call.words:
        services.quotas.lift(int(call.words), call.now)
        await call.notice(call.label("limits.lifted", id=call.words))
    limited = services.quotas.limited(call.now)
    lines = [
        call.text(
            "limits.sources",
            count=str(await services.sources.people_count()),
            most=str(services.subscriptions.max_sources),
        ),
        call.text("limits.people", count=len(limited)),
    ]
    rows = [
        [key(call.label("button.lift", id=str(person)), "lim", person)]
        for person in limited[-_SHOWN:]
    ]
    rows.append([key(call.label("button.back"), "admin")])
    await call.show("\n".join(lines), rows)


FEATURE = Feature(presses=(Press(verb="lim", run=limits, who=Who.OPERATOR),))
