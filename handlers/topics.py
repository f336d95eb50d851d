"""Choices that can be followed by one press: topics and sources, in pages."""

from __future__ import annotations

from bot.domain.models import InterestKind
from handlers import shelf
from handlers.call import Call
from handlers.declare import About, Command, Feature, Press, Who
from handlers.digest import sample
from handlers.keyboards import Key, grid, key, pager, ticked

#: Offers on one page.
PAGE = 12

#: What can be chosen here.
KINDS = (InterestKind.TOPIC.value, InterestKind.SOURCE.value, "shelf")


async def offer_keys(call: Call, *verb: str, page: int) -> list[list[Key]]:
    """A page of offers, each a button that follows or unfollows."""
    offers = await call.services.subscriptions.offered.all(
        call.chat.id, briefing_id=call.briefing_id, language=call.language
    )
    pages = max(1, -(-len(offers) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = offers[page * PAGE : (page + 1) * PAGE]
    # Each says what is wished, so that the same press twice is the same wish.
    keys = [
        key(
            ticked(each.title, on=each.followed),
            *verb,
            "shelf" if each.shelved else each.kind.value,
            each.ref,
            page,
            "off" if each.followed else "on",
            about=call.briefing_id,
        )
        for each in shown
    ]
    return [
        *grid(keys, 2),
        pager(page, pages, *verb, "page", "0", about=call.briefing_id),
        shelf.door_keys(call, verb[0]),
    ]


async def choose(call: Call, kind: str, ref: str, *, on: bool) -> None:
    """Follow an offer, or stop following it; doing it again changes nothing."""
    subscriptions = call.services.subscriptions
    if kind == "shelf":
        await shelf.choose(call, ref, call.language, on=on)
        return
    if on:
        briefing = await call.briefing()
        known = InterestKind.TOPIC if kind == InterestKind.TOPIC.value else InterestKind.SOURCE
        await subscriptions.follow_offer(call.chat.id, briefing.id, known, ref)
        await call.notice(call.label("follow.new_notice"))
        return
    for each in await subscriptions.followed(call.chat.id):
        if (each.interest.kind.value, each.interest.ref) == (kind, ref) and (
            call.briefing_id in (0, each.briefing_id)
        ):
            await subscriptions.unfollow_interest(
                call.chat.id, each.interest.id, briefing_id=call.briefing_id
            )
    await call.notice(call.label("follow.gone_notice"))


async def topics(call: Call) -> None:
    """Show what there is, with a tick at what is followed."""
    rows = await offer_keys(call, "topic", page=0)
    await call.show(call.text("topics.screen" if any(rows) else "topics.none"), rows)


async def press(call: Call) -> None:
    """Follow or unfollow one, or turn the page: `topic:<kind>:<ref>:<page>:<on|off>`."""
    chosen, on = call.arg(0) in KINDS, call.arg(3) == "on"
    if chosen:
        await choose(call, call.arg(0), call.arg(1), on=on)
    rows = await offer_keys(call, "topic", page=call.number(2))
    await call.edit(call.text("topics.screen"), rows)
    if chosen and on:
        await sample(call)


FEATURE = Feature(
    commands=(Command(name="topics", run=topics, who=Who.ANYONE, about=About.NAMED),),
    presses=(Press(verb="topic", run=press),),
)
