"""Messages that are no command: words, links, forwarded posts, pictures, places."""

from __future__ import annotations

from telegram import Message, MessageOriginChannel

from bot.domain.address_words import AddressLikeness, likeness
from handlers.call import Call
from handlers.exchange import is_list, take_in
from handlers.keyboards import key
from handlers.place import located
from handlers.small_talk import SmallTalk, small_talk
from handlers.subscribe import subscribe

#: Words behind a link narrow down what it leads to where one of them begins so.
_MARKS = frozenset('-"“„«')

#: Words looked through for a link; who writes more does not mean one.
_MOST_WORDS = 60


async def plain(call: Call) -> None:
    """Words: alone with the bot a link among them is followed; else the likely wishes are offered."""
    words = call.words.split()
    link = next((link for word in words[:_MOST_WORDS] if (link := _link(word))), None)
    if link is not None and call.private:
        rest = words[1:] if _link(words[0]) == link else []
        marked = any(word[:1] in _MARKS and word[1:] for word in rest)
        call.words = " ".join([link, *rest]) if marked else link
        await subscribe(call)
        return
    meaning = small_talk(call.words)
    if meaning is SmallTalk.STOP:
        row = [
            key(call.label("button.pause"), "pause"),
            key(call.label("button.followed"), "un", "", 0),
        ]
        await call.reply(call.text("plain.stop"), [row])
        return
    if meaning is not None:
        thanks = meaning is SmallTalk.THANKS
        await call.reply(call.text("plain.thanks" if thanks else "plain.unread"))
        return
    # In a group anybody speaks, and the button is its administrators'.
    meant = link or call.words
    kept = await call.kept({"words": meant[:200]})
    row = [key(call.label("button.search_it"), "search", kept)] if link is None else []
    row.append(key(call.label("button.follow_it"), "follow", kept))
    await call.reply(call.text("plain.offer", words=meant[:60]), [row])


async def other(call: Call) -> None:
    """A forwarded post follows its channel; a place, a picture, a voice get a word of help."""
    message = call.update.effective_message
    origin = message.forward_origin if isinstance(message, Message) else None
    if isinstance(origin, MessageOriginChannel):
        if origin.chat.username:
            call.words = f"@{origin.chat.username}"
            await subscribe(call)
        else:
            await call.reply(call.text("error.fetch.no_preview"))
        return
    if isinstance(message, Message) and message.location is not None:
        await located(call, message.location)
        return
    document = message.document if isinstance(message, Message) else None
    if document is not None and call.own_words and is_list(document):
        await take_in(call, document)
        return
    words = (message.text or message.caption or "") if isinstance(message, Message) else ""
    if words.strip():
        call.words = words.strip()
        await plain(call)
        return
    await call.reply(call.text("plain.unread"))


def _link(word: str) -> str | None:
    """The web address or channel that a word is, without the marks of its sentence."""
    bare = word.strip("<>()[]«»“”„\"',;!").rstrip(".:?")
    return bare if likeness(bare) is AddressLikeness.SURE else None
