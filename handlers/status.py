"""The status of a chat's digests."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.render.chart import Bars
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Who
from handlers.pictures import chart
from handlers.quiet import quiet_line
from handlers.wording import moment, next_digest, schedule


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
    lines.append(next_digest(call, await call.soonest()))
    await call.show("\n".join(lines))
    if not call.pressed:
        await _week(call)


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
