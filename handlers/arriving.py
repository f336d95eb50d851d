"""A call made of an update: where it comes from, who asks, and which chat it is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from telegram import Message, Update
from telegram.ext import ExtBot

from bot.domain.chats import ChatDefaults, Standing
from bot.domain.likely_zones import likely_zone
from bot.domain.models import ChatKind
from bot.render.catalogue import languages
from handlers.call import Call, chat_kind, titled
from handlers.keyboards import key
from handlers.rights import Members, asker, operator
from handlers.services import Services


class Arrivals:
    """Makes the calls of updates that may be answered."""

    def __init__(
        self,
        services: Services,
        bot: ExtBot[Any],
        members: Members,
        *,
        met: Callable[[Call], Awaitable[None]] | None = None,
    ) -> None:
        self._services = services
        self._bot = bot
        self._members = members
        #: What is done when an operator writes, before all else.
        self._met = met

    async def call(
        self,
        update: Update,
        words: str,
        *,
        thread_id: int = 0,
        about: int | None = None,
        standing: Standing | None = None,
    ) -> Call | None:
        """The request, from a chat that may be answered; None for a banned one.

        `thread_id` is where a button stands whose message Telegram no longer knows. `about` is our
        number of the chat that it is about: 0 for the one it comes from, None for the one that is
        managed from there. Who does not administrate that one is told so, and there is no request;
        a press is answered in any case.
        `standing` is what is known of who asks, where that was looked at before.
        """
        message, place = update.effective_message, update.effective_chat
        if place is None:
            await self._silent(update)
            return None
        # Of a message that it no longer knows Telegram tells the chat, the number, and no time.
        known = message is not None and message.is_accessible
        if known or not await self._services.chats.find(place.id, thread_id):
            thread_id = thread_of(message)
        person = asker(update)
        # Before the chat is looked at: a forum that is banned has new threads every day.
        found = standing or await self._services.chats.standing(place.id, person)
        if found.banned:
            await self._silent(update)
            return None
        kind = chat_kind(place.type)
        chat = await self._services.chats.seen(
            telegram_id=place.id,
            thread_id=thread_id,
            kind=kind,
            title=place.title or "",
            language=_language(update) if kind is ChatKind.PRIVATE else "",
            now=self._services.clock.now(),
            defaults=self._defaults(update, kind),
        )
        call = Call(
            update=update,
            services=self._services,
            chat=chat,
            bot=self._bot,
            person_id=person,
            words=words,
            at=self._sent_at(update, message),
        )
        if self._met is not None and operator(call):
            await self._met(call)
        return call if about == 0 or await self._elsewhere(call, about) else None

    async def _elsewhere(self, call: Call, about: int | None) -> bool:
        """Make a call from a private chat be about the chat it means; False when it may not be."""
        home = call.chat
        if home.kind is not ChatKind.PRIVATE:
            if about is None:
                return True
            await call.notice()
            return False
        if about is None:
            _, about = await call.waiting()
            if about:
                await self._services.buttons.manage(home.id, about, call.now)
        if about in (0, home.id):
            return True
        chat = await self._services.chats.get(about)
        if chat is None or chat.kind is ChatKind.PRIVATE:
            await self._services.buttons.manage(home.id, 0, call.now)
        else:
            call.home, call.chat = home, chat
            standing = await self._services.chats.standing(chat.telegram_id)
            if not standing.banned and await self._members.administrator(call):
                return True
            call.home, call.chat = None, home
        title = await self._known_title(call, about)
        if call.pressed:
            await call.notice(call.label("manage.lost", title=title), alert=True)
        else:
            rows = [[key(call.label("button.manage_leave"), "manage", "leave")]]
            await call.reply(call.text("manage.lost", title=title), rows)
        return False

    async def _known_title(self, call: Call, about: int) -> str:
        """The name of a chat, for who set it up; nobody else learns it by a made-up button."""
        known = await self._services.set_up.mine(call.person_id, about)
        return titled(known) if known is not None else "?"

    async def _silent(self, update: Update) -> None:
        """Nothing is said; of a press Telegram is told that it arrived."""
        if update.callback_query is not None:
            await self._bot.answer_callback_query(update.callback_query.id)

    def _defaults(self, update: Update, kind: ChatKind) -> ChatDefaults:
        """The defaults of a new chat; a person's own zone is guessed from their language."""
        person, defaults = update.effective_user, self._services.defaults
        if kind is not ChatKind.PRIVATE or person is None:
            return defaults
        return replace(defaults, zone=likely_zone(person.language_code or "", defaults.zone))

    def _sent_at(self, update: Update, message: Any) -> datetime:
        now = self._services.clock.now()
        if update.callback_query is None and isinstance(message, Message):
            return min(now, message.date + timedelta(seconds=self._services.skew_s()))
        return now


def thread_of(message: Any) -> int:
    """The forum thread a message stands in, 0 for none; a thread of replies is none."""
    if isinstance(message, Message) and message.is_topic_message:
        return message.message_thread_id or 0
    return 0


def _language(update: Update) -> str:
    """The person's language where the interface speaks it, else empty."""
    person = update.effective_user
    code = (person.language_code or "").partition("-")[0].lower() if person else ""
    return code if code in languages() else ""
