"""The smaller ways to hurt others, and what only shows after a day: for `tests.bench.strangers`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot.clock import SystemClock
from bot.playground.world.state import EmulatedChat
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.tables import source
from tests.bench.scene import ANN, EVE, OPERATOR, Scene, Seen
from tests.support.process import lede
from tests.support.web import FeedServer, entry, rss

FORUM = -1_007_000_000_001
#: More than anybody may give in a minute.
MANY = 40
#: As many as a group may be answered within a minute, and some less.
OWN = 12
_GONE = "gone, as it had no articles"


async def banned_forum(scene: Scene) -> Seen:
    """A forum is banned; then somebody writes in a topic that was made afterwards."""
    topics, members = {5: "News"}, {EVE: "creator"}
    await scene.people.add_chat(
        "supergroup", "Forum", chat_id=FORUM, members=members, forum=True, topics=topics
    )
    await scene.people.say(FORUM, "/help", person=EVE, thread=5)
    before = await scene.people.wait_for(FORUM, lambda _: True, 60)
    await scene.ask(OPERATOR, f"/ban {FORUM}", "is banned")
    await scene.people.act("topic", chat=FORUM, id=6, name="Made afterwards")
    sent = len(await scene.people.sent(chat=FORUM))
    for thread in (5, 6):
        await scene.people.say(FORUM, "/help", person=EVE, thread=thread)
    await scene.ask(EVE, "/help")  # asked later and answered: what came before is over
    more = len(await scene.people.sent(chat=FORUM)) - sent
    saw = f"answers before {bool(before)}, in its topics afterwards {more}"
    return Seen(ok=bool(before) and not more, did="a new topic in a banned forum", saw=saw)


async def forwarded(scene: Scene) -> Seen:
    """Somebody sends an operator commands that these forward; then the operator gives their own."""
    chat, people = scene.emulator.world.chat(OPERATOR), scene.emulator.people
    for _ in range(MANY):
        people.updates.add("message", _forwarded(scene, chat, "/hold"))
    await scene.ask(OPERATOR, "/help", "/release")
    held = (await DeliveryStateStore(scene.database).gate()).hold
    group = await scene.people.add_chat("supergroup", "Desk", members={OPERATOR: "creator"})
    for number in range(OWN):
        city = "Rome" if number % 2 else "Paris"
        await scene.people.say(group, f"/timezone Europe/{city}", person=OPERATOR)
    async with asyncio.timeout(120):
        while (answers := len(await scene.people.sent(chat=group))) < OWN:
            await asyncio.sleep(0.5)
    saw = f"{answers} of {OWN} own commands answered after {MANY} forwarded; held: {bool(held)}"
    return Seen(ok=not held, did="forwarded commands at an operator", saw=saw)


def _forwarded(scene: Scene, chat: EmulatedChat, words: str) -> dict[str, Any]:
    """A message of the chat's person that somebody else wrote."""
    sender = {"id": ANN, "is_bot": False, "first_name": "Ann"}
    message = scene.emulator.people.say(chat.id, chat.id, "x") | {"text": words}
    scene.emulator.updates.pending.pop()  # it was forwarded, not said
    message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(words)}]
    message["forward_origin"] = {"type": "user", "date": message["date"], "sender_user": sender}
    return message


async def unfollowed(
    scene: Scene, settings: Mapping[str, str], stop: Callable[[], Any], site: FeedServer
) -> Seen:
    """Somebody follows a feed and leaves it; a day passes in what is stored, then it is asked no more."""
    site.serve("/left", rss(entry("A thing that was left")))
    await scene.ask(OPERATOR, f"/subscribe {site.url('/left')}", "You now follow", 90)
    gone = await scene.ask(OPERATOR, f"/unsubscribe {site.url('/left')}")
    await stop()
    states = []
    for wanted in ("active, nobody follows it", "retired"):
        # what is too old is looked for once an hour, and at the start
        async with lede("run", folder=scene.folder, settings=settings) as running:
            await running.wait_for("app.started")
            states.append(await _becomes(scene.database, wanted))
            await running.stop()
        await _a_day_passes(scene.database)
    before = sum(each.path == "/left" for each in site.seen)
    async with lede("run", folder=scene.folder, settings=settings) as running:
        await running.wait_for("app.started")
        await asyncio.sleep(8)
        await running.stop()
    asked = sum(each.path == "/left" for each in site.seen) - before
    saw = f"{gone}: {states[0]}; a day later: {states[1]}; asked afterwards {asked} times"
    held = states[1] in ("retired", _GONE) and not asked
    return Seen(ok=held, did="a feed that nobody follows any more", saw=saw)


async def _becomes(database: Database, wanted: str) -> str:
    """What is stored of the feed that was left, as soon as it is what is wanted, or after a minute."""
    found = select(source.c.state, source.c.unfollowed_at).where(source.c.locator.like("%/left"))
    state, deadline = "", time.monotonic() + 60
    while state not in (wanted, _GONE) and time.monotonic() < deadline:
        await asyncio.sleep(1)
        async with database.read() as connection:
            row = (await connection.execute(found)).one_or_none()
        if row is None:
            state = _GONE
        else:
            left = row.unfollowed_at is not None and row.state == "active"
            state = f"{row.state}, nobody follows it" if left else row.state
    return state


async def _a_day_passes(database: Database) -> None:
    earlier = SystemClock().now() - timedelta(days=1, minutes=1)
    async with database.write() as connection:
        left = update(source).where(source.c.unfollowed_at.is_not(None))
        await connection.execute(left.values(unfollowed_at=earlier))
