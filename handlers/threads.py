"""A thread of its own for something followed, made when it is wanted: `/thread` in a forum."""

from __future__ import annotations

from telegram.error import BadRequest, Forbidden

from bot.domain.errors import InputError
from bot.domain.models import Subscription
from bot.render.clean import clean
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Press
from handlers.keyboards import Key, key, pager

#: Followed things on one page.
PAGE = 8
#: Bot API, createForumTopic: the name of a topic.
_MAX_NAME_CHARS = 128


async def threads(call: Call) -> None:
    """Offer a thread for each followed thing, or make the one that the words name."""
    await _check(call)
    wanted = " ".join(call.words.split()).casefold()
    if not wanted:
        await _screen(call, 0)
        return
    for each in await call.services.subscriptions.followed(call.chat.id):
        if each.interest.title.casefold() == wanted:
            await _make(call, each)
            return
    raise InputError(
        f"You do not follow “{call.words[:60]}”; /list shows what you follow.",
        example="/thread",
        key="error.not_followed",
        values={"word": call.words[:60]},
    )


async def press(call: Call) -> None:
    """`thread:<interest>@<briefing>` makes one; `thread:page:<n>` turns the page."""
    await _check(call)
    if call.arg(0) != "page":
        for each in await call.services.subscriptions.followed(call.chat.id):
            if (each.interest.id, each.briefing_id) == (call.number(0), call.briefing_id):
                await _make(call, each)
                return
    await _screen(call, call.number(1))


async def _check(call: Call) -> None:
    """Refuse where there are no threads.

    A private chat has them where the bot's owner switched topics on for it at BotFather.

    Raises:
        InputError: the chat has none.
    """
    place = call.update.effective_chat
    forum = bool(place is not None and place.is_forum)
    if call.home is None and call.private:
        forum = bool(call.bot.bot.has_topics_enabled)
    if call.home is not None:
        forum = bool((await call.bot.get_chat(call.chat.telegram_id)).is_forum)
    if not forum and not call.chat.thread_id:
        raise InputError("Only a group with topics has threads.", key="error.no_forum")


async def _screen(call: Call, page: int) -> None:
    followed = await call.services.subscriptions.followed(call.chat.id)
    pages = max(1, -(-len(followed) // PAGE))
    page = min(page, pages - 1)
    rows: list[list[Key]] = [
        [
            key(
                f"＋ {clean(each.interest.title)}",
                "thread",
                each.interest.id,
                about=each.briefing_id,
            )
        ]
        for each in followed[page * PAGE : (page + 1) * PAGE]
    ]
    rows.append(pager(page, pages, "thread", "page"))
    await call.show(call.text("threads.screen" if followed else "list.empty"), rows)


async def _make(call: Call, each: Subscription) -> None:
    """Make the thread; from then on it is told there and no longer here."""
    services, title = call.services, clean(each.interest.title)
    try:
        topic = await call.bot.create_forum_topic(
            call.chat.telegram_id, (title or "…")[:_MAX_NAME_CHARS]
        )
    except (BadRequest, Forbidden) as error:
        raise InputError(
            "I may not make topics here: give me the right to manage topics.",
            key="error.thread_rights",
        ) from error
    thread = await services.chats.seen(
        telegram_id=call.chat.telegram_id,
        thread_id=topic.message_thread_id,
        kind=call.chat.kind,
        title=call.chat.title,
        language=call.chat.language,
        now=call.now,
        defaults=services.defaults,
    )
    if thread.zone != call.chat.zone:
        await services.chats.set_zone(thread.id, call.chat.zone, call.now)
    (there, *_) = await services.briefings.of_chat(thread.id)
    here = next(b for b in await call.briefings() if b.id == each.briefing_id)
    await services.briefings.set_schedule(there.id, here.schedule, call.now)
    await services.briefings.set_layout(there.id, max_stories=here.max_stories, style=here.style)
    await services.briefings.subscribe(there.id, each.interest, call.now)
    if each.urgent:
        await services.briefings.set_urgent(there.id, each.interest.id, urgent=True)
    if each.words:
        await services.briefings.set_words(there.id, each.interest.id, each.words)
    if each.story:
        await services.briefings.set_story(there.id, each.interest.id, call.now)
    await services.briefings.unsubscribe([each.briefing_id], each.interest.id)
    await services.chats.set_up(thread.id, by=max(0, call.person_id), now=call.now)
    await call.show(call.text("threads.made", title=title))


FEATURE = Feature(
    commands=(Command(name="thread", run=threads, part=Part.CHAT),),
    presses=(Press(verb="thread", run=press),),
)
