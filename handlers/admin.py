"""The operators' panel and figures."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.domain.operators import entrance
from bot.domain.readiness import clock_finding
from bot.render.chart import Bars
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Press, Who
from handlers.keyboards import Key, key, url_key
from handlers.pictures import chart
from handlers.wording import moment


async def panel(call: Call) -> None:
    """The state of things in a few lines, and the buttons."""
    figures = await call.services.stats.figures(now=call.now)
    sending = await call.services.operations.figures.figures(now=call.now)
    lines = [
        call.text("admin.title"),
        call.text(
            "admin.summary",
            chats=str(figures.get("chats.active", 0)),
            articles=str(figures.get("articles.day", 0)),
            sent=str(sending.sent),
            unknown=str(sending.maybe_sent),
            late=f"{sending.backlog_age_s:.0f}",
        ),
    ]
    if sending.hold:
        lines.append(call.text("admin.held", why=sending.hold))
    if sending.paused_until is not None and sending.paused_until > call.now:
        lines.append(call.text("admin.paused", at=moment(call, sending.paused_until)))
    held = bool(sending.hold)
    rows: list[list[Key]] = [
        [
            key(call.label("button.sources"), "src", "page", 0),
            key(call.label("button.stats"), "stats"),
        ],
        [
            key(call.label("button.poll_all"), "poll"),
            key(call.label("button.limits"), "lim"),
            key(
                call.label("button.release" if held else "button.hold"),
                "release" if held else "hold",
            ),
        ],
    ]
    if call.services.public_url:
        rows.append([key(call.label("button.pages"), "pages")])
    await call.show("\n".join(lines), rows)


async def pages(call: Call) -> None:
    """A link to the operators' pages, for who asked, that opens once."""
    link = await call.services.passes.link(call.person_id, call.now)
    address = entrance(call.services.public_url, link)
    rows = [
        [url_key(call.label("button.pages"), address)],
        [key(call.label("button.back"), "admin")],
    ]
    await call.show(call.text("admin.pages"), rows)


async def stats(call: Call) -> None:
    """Every figure there is, by name."""
    figures = dict(await call.services.stats.figures(now=call.now))
    sending = await call.services.operations.figures.figures(now=call.now)
    figures |= sending.by_name
    figures["updates.quarantined"] = await call.services.inbox.dead()
    lines = [f"{name}: {value}" for name, value in sorted(figures.items())]
    load = await call.services.operations.figures.busiest(now=call.now)
    if load is not None:
        at = moment(call, load.at)
        lines.insert(0, f"next day's busiest slot: {load.words(at, call.services.rate())}")
    skewed = clock_finding(call.services.skew_s())
    if skewed is not None:
        lines.insert(0, f"{skewed.name}: {skewed.words}")
    if sending.hold:
        lines.insert(0, f"hold: {sending.hold}")
    if sending.paused_until is not None and sending.paused_until > call.now:
        lines.insert(0, f"paused until: {moment(call, sending.paused_until)}")
    body = call.text("admin.figures", figures="\n".join(lines)[:3500])
    await call.show(body, [[key(call.label("button.back"), "admin")]])
    if not call.pressed:
        await _charts(call)


async def _charts(call: Call) -> None:
    """Messages by hour and articles by day, as one picture."""
    zone = ZoneInfo(call.chat.zone)
    sent, articles = await call.services.stats.courses(now=call.now)
    hours = [(call.now - timedelta(hours=n)).astimezone(zone).hour for n in range(len(sent))][::-1]
    days = [(call.now - timedelta(days=n)).astimezone(zone).day for n in range(len(articles))][::-1]
    rows = [
        Bars(counts=sent, below=[hour if hour % 3 == 0 else None for hour in hours]),
        Bars(counts=articles, below=days),
    ]
    await chart(call, rows, call.label("admin.chart"))


FEATURE = Feature(
    commands=(
        Command(name="admin", run=panel, who=Who.OPERATOR, part=Part.ADMIN),
        Command(name="stats", run=stats, who=Who.OPERATOR, part=Part.ADMIN),
    ),
    presses=(
        Press(verb="admin", run=panel, who=Who.OPERATOR),
        Press(verb="pages", run=pages, who=Who.OPERATOR),
        Press(verb="stats", run=stats, who=Who.OPERATOR),
    ),
)
