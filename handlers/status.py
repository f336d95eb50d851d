"""The status of a chat's digests."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from bot.render.chart import Bars
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Who
from handlers.pictures import chart
from handlers.quiet import quiet_line
from handlers.wording import moment, next_digest, schedule

#: Of a shorter time nothing is said, in seconds.
_LONG_S = 30


async def status(call: Call) -> None:
    """Say what is followed, when the last digest came and when the next one will."""
    briefings = await call.briefings()
    followed = await call.services.subscriptions.followed(call.chat.id)
    lines = [call.text("status.title"), call.text("status.followed", count=len(followed))]
    # Under words of their own: times are not among what is followed.
    lines.append(call.text("schedule.title"))
    for each in briefings:
        name = f"{each.name}: " if len(briefings) > 1 else ""
        lines.append(call.text("schedule.line", schedule=name + schedule(call, each)))
    if call.chat.quiet is not None:
        lines.append(quiet_line(call))
    last = await call.services.chats.last_digest(call.chat.id)
    if last is None:
        lines.append(call.text("status.none_yet"))
    else:
        lines.append(
            call.text(
                "status.last", at=moment(call, last.at), sent=str(last.sent), parts=str(last.parts)
            )
        )
    soonest = await call.soonest()
    lines.append(next_digest(call, soonest))
    lines += await _load(call, soonest.next_slot_at)
    await call.show("\n".join(lines))
    if not call.pressed:
        await _week(call)


async def _load(call: Call, slot_at: datetime | None) -> list[str]:
    """A line on the time that the next slot takes for all who share it, where that is long."""
    paused = call.chat.paused_until
    if slot_at is None or (paused is not None and paused > call.now):
        return []
    load = await call.services.operations.figures.load_of(slot_at)
    takes_s = load.takes_s(call.services.rate())
    if takes_s < _LONG_S:
        return []
    time = call.label("button.minutes", count=ceil(takes_s / 60))
    return [call.text("status.load", chats=str(load.digests), time=time)]


async def _week(call: Call) -> None:
    """The stories that digests told on each of the last seven days, as a small picture."""
    zone = ZoneInfo(call.chat.zone)
    today = call.now.astimezone(zone).date()
    days = [today - timedelta(days=n) for n in range(6, -1, -1)]
    since = call.now - timedelta(days=7)
    told = await call.services.recap_times.told_at(call.chat.id, since=since)
    counts = Counter(dict.fromkeys(days, 0))
    for at, count in told:
        counts[at.astimezone(zone).date()] += count
    bars = Bars(counts=[counts[day] for day in days], below=[day.day for day in days])
    await chart(call, [bars], call.label("status.chart"))


FEATURE = Feature(commands=(Command(name="status", run=status, who=Who.ANYONE, part=Part.CHAT),))
