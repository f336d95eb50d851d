"""A chat's archive on the web: made, shown to others, moved to another address, taken away."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.archive import Archive, archive_url, saved_url
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Press
from handlers.keyboards import Key, key, url_key
from handlers.undo import undo_key


async def archive(call: Call) -> None:
    """The place where the chat's editions are as pages, or what that would be."""
    if not call.services.public_url:
        await call.show(call.text("archive.off"))
        return
    await _screen(call, await call.services.archives.of_chat(call.chat.id))


async def press(call: Call) -> None:
    """Change it: `archive:open`, `:public`, `:unlisted`, `:renew`, `:close`."""
    archives, chat_id = call.services.archives, call.chat.id
    before, undo = await archives.of_chat(chat_id), []
    if before is not None and call.words in ("renew", "close"):
        kept = {"key": before.key, "saved_key": before.saved_key, "public": before.public}
        undo = [await undo_key(call, "archive", **kept)]
    if call.words == "open" and call.services.public_url:
        await archives.open(chat_id, call.now)
    elif call.words in ("public", "unlisted"):
        await archives.show(chat_id, public=call.words == "public")
    elif call.words == "renew":
        await archives.renew(chat_id)
    elif call.words == "close":
        await archives.close(chat_id)
    if call.services.public_url:
        await _screen(call, await archives.of_chat(chat_id), undo)
    else:
        await archive(call)


async def _screen(call: Call, found: Archive | None, undo: Sequence[Key] = ()) -> None:
    if found is None:
        row = [key(call.label("button.archive_open"), "archive", "open")]
        await call.show(call.text("archive.none"), [row, undo])
        return
    address = archive_url(call.services.public_url, found.key)
    other, change = (
        ("unlisted", "button.archive_unlisted")
        if found.public
        else ("public", "button.archive_public")
    )
    rows: list[list[Key]] = [
        [
            url_key(call.label("button.archive_read"), address),
            url_key(
                call.label("button.saved"), saved_url(call.services.public_url, found.saved_key)
            ),
        ],
        [
            key(call.label(change), "archive", other),
            key(call.label("button.archive_renew"), "archive", "renew"),
        ],
        [key(call.label("button.archive_close"), "archive", "close")],
        [*undo],
    ]
    who = call.text("archive.public" if found.public else "archive.unlisted")
    await call.show(f"{call.text('archive.here', address=address)}\n{who}", rows)


FEATURE = Feature(
    commands=(Command(name="archive", run=archive, part=Part.CHAT),),
    presses=(Press(verb="archive", run=press),),
)
