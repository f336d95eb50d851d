"""A digest of what is new now, and what the next digest would say."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.editions import LeftOut
from bot.domain.models import Briefing
from bot.store.left_out import KeptLeft
from handlers.call import Call
from handlers.declare import About, Command, Feature, Press
from handlers.keyboards import Rows, key
from handlers.left import door_keys, kept_door, left_lines
from handlers.wording import next_digest

#: Parts of a preview shown at the most.
_PARTS = 3
#: Sources named that are still to be read.
_NAMED = 5


async def digest(call: Call) -> None:
    """Send what is new now; say so when nothing is."""
    briefing = await call.briefing()
    if await reading_first(call, briefing):
        return
    quiet = await _quiet(call, briefing)
    told = await call.services.editions.edition_now(briefing.id, key=_key(call), now=call.now)
    if told.parts:
        await call.notice(call.label("digest.coming"))
        return
    await _nothing(call, briefing, quiet, told.left)


async def reading_first(call: Call, briefing: Briefing, rows: Rows = ()) -> bool:
    """True if something followed is read for the first time: then it says so.

    The digest comes by itself when that is done, or after a while with what is there.
    """
    unread = await call.services.first_reading.unread(briefing.id, call.now)
    if unread:
        await _wait(call, briefing, unread, rows)
    return bool(unread)


async def send_now(call: Call, briefing: Briefing) -> int:
    """Put what is new into the outbox; how many parts. The same update never does it twice."""
    return await call.services.editions.commit_now(briefing.id, key=_key(call), now=call.now)


def _key(call: Call) -> str:
    # Another bot's updates have other numbers, which may be the same.
    return f"{call.bot.id}:{call.update.update_id}"


async def sample(call: Call, *, most: int = 1, next_step: str = "") -> None:
    """After something was chosen: its first digest, if one is due; what there is to say of it.

    Where nothing is there it is said of the first ones that were chosen, so many.
    `next_step` is what the button under it opens where nothing is there yet.
    """
    first = await first_digest(call)
    if first is None or first.said_before or not first.line:
        return
    if first.nothing and len(await call.services.subscriptions.followed(call.chat.id)) > most:
        return
    rows = [[key(call.label("button.next"), "open", next_step)]] if next_step else []
    await call.reply(first.line, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstDigest:
    """The state of a chat's first digest, which comes whatever was followed."""

    #: Empty where it comes at once.
    line: str = ""
    #: It is waited for since something else was followed.
    said_before: bool = False
    #: What is followed has no news yet.
    nothing: bool = False


async def first_digest(call: Call) -> FirstDigest | None:
    """Have the digest come at once, or when what is followed has been read; None if none is due.

    It is due in a chat that was told nothing yet, after whatever way something was followed.
    Never in one that is set up from elsewhere: nothing comes there before its time.
    """
    if call.home is not None or not await never_told(call):
        return None
    briefing, waits = await call.briefing(), call.services.first_reading
    waiting = await waits.waiting(call.chat.id)
    if unread := await waits.unread(briefing.id, call.now):
        await waits.wait(briefing.id, call.now)
        return FirstDigest(line=_reading(call, unread), said_before=waiting)
    if waiting or await send_now(call, briefing):
        return FirstDigest()
    return FirstDigest(line=call.text("start.nothing_yet"), nothing=True)


async def never_told(call: Call) -> bool:
    """True if the chat has had no digest yet."""
    return not await call.services.chats.was_told(call.chat.id)


async def preview(call: Call) -> None:
    """Show what the next digest would say, without telling it."""
    briefing = await call.briefing()
    look = await call.services.editions.look(briefing.id, now=call.now)
    if not look.messages and not look.left:
        await _nothing(call, briefing, await _quiet(call, briefing), look.left)
        return
    await call.reply(call.text("preview.title", next=next_digest(call, briefing)))
    for message in look.messages[:_PARTS]:
        await call.reply(message)
    if look.left:
        keys = door_keys(call, look.left, await kept_door(call, look.left))
        await call.reply("\n".join(await left_lines(call, look.left)), [keys])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quiet:
    """The reasons why there is nothing new to send."""

    follows: bool
    #: Sources whose first reading is under way.
    pending: list[str]
    #: What the last digest left out; None where there was none.
    last: KeptLeft | None


async def _quiet(call: Call, briefing: Briefing) -> _Quiet:
    """That, looked up before the digest is made: afterwards it would be a transaction more."""
    return _Quiet(
        follows=bool(await call.services.briefings.subscriptions(briefing.id)),
        pending=await call.services.first_reading.pending(briefing.id),
        last=await call.services.left_out.of_briefing(briefing.id, call.chat.id),
    )


async def _nothing(call: Call, briefing: Briefing, quiet: _Quiet, left: LeftOut) -> None:
    if not quiet.follows:
        rows = [[key(call.label("button.topics"), "topic", "page", "0", 0, about=briefing.id)]]
        await call.reply(call.text("digest.follow_first"), rows)
        return
    if quiet.pending:
        await _wait(call, briefing, quiet.pending)
        return
    last = quiet.last
    nothing = "digest.none_yet" if last is None else "digest.nothing_new"
    lines = [call.text(nothing, next=next_digest(call, briefing))]
    keys = door_keys(call, left, await kept_door(call, left)) if left else []
    lines += await left_lines(call, left)
    if last is not None and last.left.rest:
        lines.append(call.text("left.last", count=last.left.more))
        keys += door_keys(call, LeftOut(rest=last.left.rest), last.edition_id)
    await call.reply("\n".join(lines), [keys])


async def _wait(call: Call, briefing: Briefing, titles: list[str], rows: Rows = ()) -> None:
    await call.services.first_reading.wait(briefing.id, call.now)
    await call.reply(_reading(call, titles), rows)


def _reading(call: Call, titles: list[str]) -> str:
    names = ", ".join(titles[:_NAMED]) + (" …" if len(titles) > _NAMED else "")
    return call.text("digest.fetching", sources=names)


FEATURE = Feature(
    commands=(
        Command(name="digest", run=digest, heavy=True, about=About.NAMED),
        Command(name="preview", run=preview, heavy=True, about=About.NAMED),
    ),
    presses=(Press(verb="now", run=digest),),
)
