"""Import of a file of /export beside subscriptions: saved stories, mutes, wishes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.domain.address_words import AddressLikeness, likeness
from bot.domain.errors import InputError
from bot.domain.likings import MAX_LIKINGS
from bot.domain.models import ChatKind
from bot.domain.mutes import MAX_MUTES, of_source
from bot.domain.portable import Portable, Thing, paused_until
from bot.domain.query import parse_query
from bot.domain.recap import next_recap
from handlers.call import Call


async def bring_back(call: Call, portable: Portable) -> None:
    """Set it, after what is followed: sources are known then. What cannot be, is left out."""
    if portable.recap:
        at = next_recap(call.now, ZoneInfo(call.chat.zone))
        await call.services.recap_times.want(call.chat.id, at)
    if portable.reactions and call.chat.kind is not ChatKind.PRIVATE:
        await call.services.reactions.want(call.chat.id, on=True)
    if portable.no_broadcasts:
        await call.services.operations.broadcasts.refuse(call.chat.id, refused=True)
    if until := paused_until(portable.paused, now=call.now):
        await call.services.chats.pause(call.chat.id, until, call.now)
        call.chat = replace(call.chat, paused_until=until)
    await _saved(call, portable)
    room = MAX_MUTES - len(await call.services.mutes.of_chat(call.chat.id))
    for each in portable.muted[: max(0, room)]:
        if number := await _source(call, each):
            await call.services.mutes.add(
                call.chat.id, of_source(number), str(each["title"])[:100], call.now
            )
    room = MAX_LIKINGS - len(await call.services.likings.of_chat(call.chat.id))
    for each in portable.likings[: max(0, room)]:
        if words := await _words(call, each):
            await call.services.likings.add(
                call.chat.id,
                words,
                str(each["title"])[:100],
                more=bool(each.get("more")),
                now=call.now,
            )


async def _saved(call: Call, portable: Portable) -> None:
    stories = []
    for at, headline, url, lead in portable.saved:
        link = url if likeness(url) is AddressLikeness.SURE else ""
        stories.append((_moment(at, call.now), headline[:500], link, lead[:1000]))
    if stories:
        await call.services.saved.bring(call.chat.id, stories)


def _moment(written: str, now: datetime) -> datetime:
    """The moment when it was saved; now, where the file does not say or names a time to come."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return now
    return min(now, at if at.tzinfo else at.replace(tzinfo=UTC))


async def _source(call: Call, thing: Thing) -> int:
    """The source that is meant, of those that are known here; 0 for none."""
    if "url" in thing:
        try:
            _, address = call.services.parse_locator(str(thing["url"]))
        except InputError:
            return 0
        found = await call.services.sources.find(address)
        return found.id if found is not None else 0
    wanted = thing.get("source")
    for each in await call.services.sources.all():
        if each.public and each.title == wanted:
            return each.id
    return 0


async def _words(call: Call, thing: Thing) -> str:
    """The words of a liking in normal form, empty where they are invalid."""
    if "words" not in thing:
        number = await _source(call, thing)
        return of_source(number) if number else ""
    try:
        return parse_query(str(thing["words"])).normalised
    except InputError:
        return ""
