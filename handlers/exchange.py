"""/export and /import: a chat's lists as files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from telegram import Document, InputFile, Message
from telegram.error import TelegramError

from bot.domain.briefing_names import folded_name
from bot.domain.errors import InputError
from bot.domain.models import Briefing
from bot.domain.mutes import MAX_MUTES
from bot.domain.portable import Portable, PortableBriefing, Thing
from bot.domain.query import parse_query
from bot.domain.quiet import parse_quiet
from bot.domain.schedule import parse_schedule
from bot.domain.secrets import shown_locator
from bot.domain.zones import find_zone
from bot.render.catalogue import error_text, languages
from handlers.bringing_back import bring_back
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Press
from handlers.digest import sample
from handlers.keyboards import key
from handlers.lists import MOST_BYTES, SharedLists
from handlers.presets import LENGTHS, MINUTES
from handlers.rights import operator
from handlers.share import follow_thing, narrow_thing
from handlers.undo import leave
from handlers.wording import next_digest

#: After so many things the message with the progress is changed.
_STEP = 20

#: So many things of a list are tried; a chat follows fewer, and the rest is refused for the last
#: reason.
_MOST_TRIED = 1000

#: Reasons that are listed.
_REASONS = 15

_NAMES = (".opml", ".xml", ".json", ".txt")


async def export(call: Call) -> None:
    """Send everything as JSON, and the feeds as OPML.

    In a private chat addresses are whole, with the tokens some hold; elsewhere those are left out.
    """
    lists = SharedLists(call.services)
    portable = await lists.chat(call.chat, secrets=call.private)
    for name, data in lists.files(portable).items():
        await call.bot.send_document(
            call.place.telegram_id,
            InputFile(data, filename=name),
            caption=call.label("export.json" if name.endswith("json") else "export.opml"),
            message_thread_id=call.place.thread_id or None,
        )


async def import_(call: Call) -> None:
    """Take in the file that is answered; without one, say what can be sent."""
    message = call.update.effective_message
    answered = message.reply_to_message if isinstance(message, Message) else None
    document = answered.document if answered is not None else None
    if document is None:
        await call.reply(call.text("import.how"))
        return
    await take_in(call, document)


def is_list(document: Document) -> bool:
    """True if a file that was sent is perhaps a list."""
    return (document.file_name or "").lower().endswith(_NAMES)


async def take_in(call: Call, document: Document) -> None:
    """Follow what a file lists, and say what of it could not be.

    Raises:
        InputError: it is no list, too large, or one too many.
    """
    if not operator(call) and not call.services.quotas.brings_list(call.counted_id, call.at):
        raise InputError("That is many lists at once.", key="error.lists_hour")
    portable, unusable = await asyncio.to_thread(SharedLists.read, await _content(call, document))
    things = [(each, thing) for each in portable.briefings for thing in each.follows]
    call.under = await call.reply(call.text("import.begun", done="0", count=len(things)))
    await _settings(call, portable)
    refused = [(str(each["title"]), call.label("error.fetch.bad_address")) for each in unusable]
    added: list[tuple[int, int]] = []
    there = 0
    briefings: dict[str, Briefing] = {}
    for each in portable.briefings:  # also those that follow nothing
        with suppress(InputError):
            briefings[each.name] = await _briefing(call, each)
    lists = SharedLists(call.services)
    full = ""
    for number, (where, thing) in enumerate(things):
        if full:
            refused.append((_shown(thing), full))
            continue
        if number and number % _STEP == 0:
            said = call.text("import.begun", done=str(number), count=len(things))
            await call.edit(said)
        try:
            if where.name not in briefings:
                briefings[where.name] = await _briefing(call, where)
            call.take(briefings[where.name])
            found = await follow_thing(call, lists, thing, counted=False)
        except InputError as error:
            why = error_text(replace_example(error), call.language)
            refused.append((_shown(thing), why))
            if error.key == "error.follow_many" or number >= _MOST_TRIED:
                full = why
            continue
        if found.new:
            added.append((briefings[where.name].id, found.interest.id))
            if thing.get("urgent"):
                await call.services.briefings.set_urgent(*added[-1], urgent=True)
            await narrow_thing(call, *added[-1], thing)
            if thing.get("story"):
                await call.services.briefings.set_story(*added[-1], call.now)
        else:
            there += 1
    await bring_back(call, portable)
    await _tell(call, added, there=there, refused=refused)
    call.take(None)
    await sample(call, most=len(added))


async def _content(call: Call, document: Document) -> bytes:
    if (document.file_size or 0) > MOST_BYTES:
        raise InputError("This list is larger than 1 MB.", key="error.list_large")
    try:
        file = await call.bot.get_file(document.file_id)
        return bytes(await file.download_as_bytearray())
    except TelegramError as error:
        raise InputError("The file could not be fetched.", key="error.list_lost") from error


async def _briefing(call: Call, where: PortableBriefing) -> Briefing:
    """The briefing that things of a list go to, set as it was where the list says so."""
    if not where.name:
        return await call.briefing()
    known = {each.name: each for each in await call.briefings()}
    found = known.get(folded_name(where.name)) or await call.services.bundles.add(
        call.chat.id, where.name
    )
    if where.schedule:
        wanted = parse_schedule(where.schedule, current=found.schedule)
        found = await call.services.briefings.set_schedule(found.id, wanted, call.now)
    await call.services.briefings.set_layout(
        found.id,
        max_stories=where.max_stories if where.max_stories in LENGTHS else None,
        minutes=where.minutes if where.minutes in MINUTES else None,
        style=where.style,
        preview=where.preview,
    )
    return found


async def _settings(call: Call, portable: Portable) -> None:
    """Set what a list of our own says of the chat; what it says wrongly stays as it is."""
    chats, chat = call.services.chats, call.chat
    if portable.language in languages():
        await chats.set_language(chat.id, portable.language)
        call.chat = replace(call.chat, language=portable.language)
    if portable.zone:
        try:
            zone = find_zone(portable.zone)
        except InputError:
            zone = chat.zone
        await chats.set_zone(chat.id, zone, call.now)
        call.chat = replace(call.chat, zone=zone)
    reads = [each for each in portable.reads if len(each) <= 3][:30]
    if reads:
        await chats.set_reads(chat.id, reads)
    if portable.quiet:
        with suppress(InputError):
            await chats.set_quiet(chat.id, parse_quiet(portable.quiet))
    room = MAX_MUTES - len(await call.services.mutes.of_chat(chat.id))
    for words in portable.mutes[: max(0, room)]:
        try:
            normal = words if words.startswith("set:") else parse_query(words).normalised
        except InputError:
            continue
        await call.services.mutes.add(chat.id, normal, words.removeprefix("set:")[:100], call.now)


async def _tell(
    call: Call,
    added: Sequence[tuple[int, int]],
    *,
    there: int,
    refused: Sequence[tuple[str, str]],
) -> None:
    lines = [call.text("import.done", count=len(added))]
    if there:
        lines.append(call.text("import.there", count=there))
    if refused:
        lines.append(call.text("import.refused", count=len(refused)))
        lines += [
            call.text("import.reason", title=title[:80], why=why)
            for title, why in refused[:_REASONS]
        ]
        if len(refused) > _REASONS:
            lines.append("…")
    keys = [key(call.label("button.followed"), "un", "", 0)]
    if call.chat.paused_until and call.chat.paused_until > call.now:
        lines.append(next_digest(call, await call.soonest()))
        keys.append(key(call.label("button.resume"), "resume"))
    if added:
        kept = await call.kept({"added": [list(each) for each in added]})
        keys.insert(0, key(call.label("button.undo"), "unimport", kept))
    await call.edit("\n".join(lines), [keys])


async def undo(call: Call) -> None:
    """Stop following what a list brought: `unimport:<button>`; its settings stay."""
    kept = await call.services.buttons.take(call.arg(0), call.chat.id, call.now)
    added = kept.get("added") if kept else None
    if not added:
        await call.notice(call.label("error.button_old"), alert=True)
        return
    gone, again = await leave(call, map(tuple, added))
    await call.show(call.text("import.undone", count=gone), [again])


def replace_example(error: InputError) -> InputError:
    """The error without what one could type instead: it stands in a list."""
    return InputError(str(error), key=error.key, values=error.values)


def _shown(thing: Thing) -> str:
    title = str(thing.get("title", ""))
    return shown_locator(title) if "://" in title else title


FEATURE = Feature(
    commands=(
        Command(name="export", run=export, part=Part.CHAT, heavy=True),
        Command(name="import", run=import_, part=Part.CHAT, heavy=True),
    ),
    presses=(Press(verb="unimport", run=undo), Press(verb="export", run=export)),
)
