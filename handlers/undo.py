"""Undo: whatever a command or a button took away or changed is as it was before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from bot.domain.archive import Archive, new_key
from bot.domain.errors import InputError
from bot.domain.models import Chat, Schedule
from bot.domain.quiet import read_quiet
from bot.services.briefings import MAX_BRIEFINGS
from bot.services.subscriptions import MAX_FOLLOWED
from handlers.call import Call
from handlers.declare import Feature, Press
from handlers.keyboards import Key, key
from handlers.recap import replan
from handlers.wording import next_digest

#: Titles that are named in one answer.
_NAMED = 8

Kept = Mapping[str, Any]


async def undo_key(call: Call, what: str, **before: Any) -> Key:
    """A button that brings back what was `before`; see the functions below for what it is."""
    return key(call.label("button.undo"), "undo", await call.kept({"undo": what, **before}))


async def leave(call: Call, pairs: Iterable[tuple[int, int]]) -> tuple[int, list[Key]]:
    """Stop following things by (briefing, interest): how many, and a button that undoes it."""
    mine = {each.id for each in await call.briefings()}
    wanted = [each for each in pairs if each[0] in mine]
    kept = await call.services.undoing.followed(wanted)
    gone = 0
    for briefing_id, interest_id in wanted:
        gone += await call.services.briefings.unsubscribe([briefing_id], interest_id)
    return gone, [await undo_key(call, "follow", things=kept)] if kept else []


async def schedule_undo(call: Call) -> Key:
    """A button that brings the schedule of the call's briefing back."""
    briefing = await call.briefing()
    return await undo_key(
        call,
        "schedule",
        briefing=briefing.id,
        times=[each.isoformat("minutes") for each in briefing.schedule.times],
        days=list(briefing.schedule.weekdays),
    )


async def pause_undo(call: Call) -> Key:
    """A button that pauses the chat as it is paused now, or not."""
    until = call.chat.paused_until
    still = until is not None and until > call.now
    return await undo_key(call, "pause", until=until.isoformat() if until and still else "")


async def press(call: Call) -> None:
    """Bring back what a button of `undo:<kept>` stands for, once."""
    kept = await call.services.buttons.get(call.words, call.chat.id, call.now)
    again = _AGAIN.get(str(kept.get("undo"))) if kept else None
    if kept is None or again is None:
        await call.notice(call.label("error.button_old"), alert=True)
        return
    lines = await again(call, kept)
    await call.services.buttons.take(call.words, call.chat.id, call.now)
    row = [
        key(call.label("button.followed"), "un", "", 0),
        key(call.label("button.settings"), "set"),
    ]
    await call.show("\n".join([call.text("undo.done"), *lines]), [row])


async def _follow(call: Call, kept: Kept) -> list[str]:
    titles = await call.services.undoing.follow_again(
        call.chat.id, kept["things"], most=MAX_FOLLOWED, now=call.now
    )
    missing = len(kept["things"]) - len(titles)
    lines = [call.text("list.line", title=each) for each in titles[:_NAMED]]
    lines += ["…"] if len(titles) > _NAMED else []
    lines += [call.text("undo.missing", count=missing)] if missing else []
    return lines


async def _briefing(call: Call, kept: Kept) -> list[str]:
    back = await call.services.undoing.brief_again(
        call.chat.id,
        kept["briefing"],
        most=MAX_BRIEFINGS,
        most_followed=MAX_FOLLOWED,
        now=call.now,
    )
    if not back:
        name = str(kept["briefing"]["name"])
        raise InputError(
            f"There is a briefing “{name}” already.",
            example="/briefings",
            key="error.briefing_taken",
            values={"name": name},
        )
    return [call.text("list.line", title=str(kept["briefing"]["name"]))]


async def _schedule(call: Call, kept: Kept) -> list[str]:
    call.take(None)
    call.briefing_id = int(kept["briefing"])
    briefing = await call.briefing()
    before = Schedule(
        times=tuple(time.fromisoformat(each) for each in kept["times"]),
        weekdays=tuple(kept["days"]),
    )
    return [
        next_digest(call, await call.services.briefings.set_schedule(briefing.id, before, call.now))
    ]


async def _zone(call: Call, kept: Kept) -> list[str]:
    await call.services.chats.set_zone(call.chat.id, str(kept["zone"]), call.now)
    call.chat = replace(call.chat, zone=str(kept["zone"]))
    await replan(call)
    return [next_digest(call, await call.soonest())]


async def _quiet(call: Call, kept: Kept) -> list[str]:
    await call.services.chats.set_quiet(call.chat.id, read_quiet(str(kept["quiet"])))
    return []


async def _pause(call: Call, kept: Kept) -> list[str]:
    if kept["until"]:
        until = datetime.fromisoformat(str(kept["until"]))
        await call.services.chats.pause(call.chat.id, until, call.now)
    else:
        await call.services.chats.resume(call.chat.id, call.now)
    found: Chat | None = await call.services.chats.get(call.chat.id)
    call.chat = found or call.chat
    return [next_digest(call, await call.soonest())]


async def _words(call: Call, kept: Kept) -> list[str]:
    pair = int(kept["briefing"]), int(kept["interest"])
    if pair[0] in {each.id for each in await call.briefings()}:
        await call.services.briefings.set_words(*pair, str(kept["words"]))
    return []


async def _liking(call: Call, kept: Kept) -> list[str]:
    await call.services.likings.add(
        call.chat.id,
        str(kept["words"]),
        str(kept["title"]),
        more=bool(kept["more"]),
        now=call.now,
    )
    return [call.text("list.line", title=str(kept["title"]))]


async def _archive(call: Call, kept: Kept) -> list[str]:
    before = Archive(
        chat_id=call.chat.id,
        key=str(kept["key"]),
        saved_key=str(kept.get("saved_key") or new_key()),
        public=bool(kept["public"]),
    )
    await call.services.archives.put_back(before, call.now)
    return []


_AGAIN: dict[str, Callable[[Call, Kept], Awaitable[list[str]]]] = {
    "follow": _follow,
    "briefing": _briefing,
    "schedule": _schedule,
    "zone": _zone,
    "quiet": _quiet,
    "pause": _pause,
    "liking": _liking,
    "words": _words,
    "archive": _archive,
}

FEATURE = Feature(presses=(Press(verb="undo", run=press),))
