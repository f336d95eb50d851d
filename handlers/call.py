"""One request of a person: who asks what where, and the ways to answer."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from telegram import (
    ForceReply,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError
from telegram.ext import ExtBot

from bot.domain.errors import InputError
from bot.domain.models import Briefing, Chat, ChatKind
from bot.domain.models import RenderedMessage as Rendered
from bot.log import log_event
from bot.render.catalogue import label, text
from bot.render.clean import escape
from handlers.keyboards import Rows, key, markup
from handlers.sending import html_text, may_have_arrived, plain_text
from handlers.services import Services

_LOG = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

#: Telegram's numbers that stand for many people: never anybody's right.
SHARED_IDS = frozenset(
    {
        1087968824,  # @GroupAnonymousBot: any anonymous administrator
        136817688,  # @Channel_Bot: anybody who writes as a channel
        777000,  # Telegram itself: posts forwarded from a linked channel
    }
)

#: What Telegram shows of a notice over the chat.
_MAX_NOTICE_CHARS = 200


@dataclass(slots=True, kw_only=True)
class Call:
    """A command, a press or a typed answer, from a chat that is known."""

    update: Update
    services: Services
    chat: Chat
    bot: ExtBot[Any]
    #: Telegram's number of who asks; 0 for a channel.
    person_id: int
    #: What follows the command, or the arguments of a button, or the typed answer.
    words: str
    #: When it was sent; for a press, now.
    at: datetime
    #: The briefing a button or a question named; 0 for none.
    briefing_id: int = 0
    _briefing: Briefing | None = field(default=None)
    #: The chat's briefings where they were read before the command ran.
    listed: list[Briefing] = field(default_factory=list)
    #: The private chat from which `chat` is managed: there it is answered. None for `chat` itself.
    home: Chat | None = None
    #: Our number of the chat that is managed from where it was asked; None while not looked up.
    managed_id: int | None = None
    #: The answer is a message of its own, so that the one with the button stays as it is.
    anew: bool = False
    #: Our own message that becomes the answer, where it was sent before.
    under: int | None = None
    _answered: bool = field(default=False)
    _waiting: tuple[Mapping[str, Any] | None, int] | None = field(default=None)

    @property
    def place(self) -> Chat:
        """The place where it was asked and is answered."""
        return self.home or self.chat

    @property
    def answerer_id(self) -> int:
        """Under whose number a typed answer will come; in a channel nobody's."""
        return 0 if self.place.kind is ChatKind.CHANNEL else self.person_id

    @property
    def counted_id(self) -> int:
        """The id that quotas count: the person's, or the chat's where there is none."""
        shared = self.person_id == 0 or self.person_id in SHARED_IDS
        return self.chat.telegram_id if shared else self.person_id

    @property
    def now(self) -> datetime:
        """The time now."""
        return self.services.clock.now()

    @property
    def language(self) -> str:
        """The language of who is answered."""
        return self.place.language

    @property
    def private(self) -> bool:
        """True if it is asked alone with the bot."""
        return self.place.kind is ChatKind.PRIVATE

    @property
    def pressed(self) -> bool:
        """True if a button was pressed."""
        return self.update.callback_query is not None

    @property
    def own_words(self) -> bool:
        """True if who asks wrote it: not forwarded, not by way of a bot or a channel."""
        message = self.update.message
        return message is None or (
            message.forward_origin is None
            and message.via_bot is None
            and not message.is_automatic_forward
        )

    def arg(self, at: int) -> str:
        """A button's argument by its place, empty when it has none there."""
        args = self.words.split(":")
        return args[at] if at < len(args) else ""

    def number(self, at: int) -> int:
        """A button's argument as a whole number, 0 when it is none."""
        return whole_number(self.arg(at))

    def text(self, key: str, **values: object) -> str:
        """A sentence in the chat's language as HTML, its values escaped."""
        return text(key, self.language, **values)

    def label(self, key: str, **values: object) -> str:
        """A sentence in the chat's language for a button or a notice."""
        return label(key, self.language, **values)

    async def waiting(self) -> tuple[Mapping[str, Any] | None, int]:
        """The open question to the person in this place, and the chat managed from it.

        As it was when the call came: looked up once.
        """
        if self._waiting is None:
            self._waiting = await self.services.buttons.waiting(
                self.place.id, self.answerer_id, self.now
            )
        return self._waiting

    async def briefings(self) -> list[Briefing]:
        """The chat's briefings, the first one first."""
        return await self.services.briefings.of_chat(self.chat.id)

    async def briefing(self, *, reread: bool = False) -> Briefing:
        """The briefing the call is about: the one named or whose button it is, else the first.

        `reread` reads it anew, for after it was changed.

        Raises:
            InputError: it is no longer there.
        """
        if self._briefing is None or reread:
            briefings = self.listed if self.listed and not reread else await self.briefings()
            found = [each for each in briefings if each.id == self.briefing_id]
            if self.briefing_id and not found:  # a button, or an address looked at, is older
                kept = await self.services.briefings.kept(self.briefing_id)
                found = [each for each in briefings if each.id == kept]
            if self.briefing_id and not found:
                raise InputError(
                    "That briefing is no longer there.",
                    example="/briefings",
                    key="error.briefing_gone",
                )
            self.take((found or briefings)[0])
        assert self._briefing is not None
        return self._briefing

    async def soonest(self) -> Briefing:
        """The briefing whose digest comes next; the first one when none is planned."""
        briefings = await self.briefings()
        planned = [each for each in briefings if each.next_slot_at is not None]
        return min(planned or briefings[:1], key=lambda each: each.next_slot_at or self.now)

    def take(self, briefing: Briefing | None) -> None:
        """Make the call about a briefing; None: about the chat's first."""
        self._briefing, self.briefing_id = briefing, briefing.id if briefing else 0

    async def reply(
        self, content: str | Rendered, rows: Rows | None = None, *, ask: bool = False
    ) -> int | None:
        """Send a message of our own HTML; its id, or None when it may not have arrived.

        `ask` opens the person's reply field, which in groups is the only way an answer gets here.
        """
        if not ask or self.place.kind in (ChatKind.PRIVATE, ChatKind.CHANNEL):
            return await self._send(self._headed(content), self._markup(rows))
        asker = self.update.effective_user
        message = self.update.effective_message
        about = None
        if self.pressed or message is None or message.chat.id != self.place.telegram_id:
            # Telegram opens the field of whom the question names or answers, and nobody else's.
            assert asker is not None
            words = html_text(content)
            content = f'<a href="tg://user?id={asker.id}">{escape(asker.first_name)}</a>: {words}'
        else:
            about = ReplyParameters(message.message_id, allow_sending_without_reply=True)
        return await self._send(content, ForceReply(selective=True), about)

    async def keyboard(
        self, content: str, above: ReplyKeyboardMarkup | ReplyKeyboardRemove
    ) -> None:
        """Send a message that changes what stands above the person's input."""
        await self._send(self._headed(content), above)

    def _markup(self, rows: Rows | None) -> InlineKeyboardMarkup | None:
        about = self.chat.id if self.home is not None else 0
        return markup(rows, thread_id=self.place.thread_id, about=about)

    def _headed(self, content: str | Rendered) -> str | Rendered:
        """Our own words open with the name of the chat they are about, where it is another."""
        if self.home is None or isinstance(content, Rendered):
            return content
        return f"{text('manage.head', self.language, title=titled(self.chat))}\n\n{content}"

    @property
    def shown(self) -> int | None:
        """The message that can be changed: whose button was pressed, or our own said before."""
        query = self.update.callback_query
        if query is None or self.anew or not isinstance(query.message, Message):
            return self.under
        # Where a group was, messages have other numbers than where it is.
        here = query.message.chat.id == self.place.telegram_id
        return query.message.message_id if here else self.under

    async def edit(self, content: str | Rendered, rows: Rows | None = None) -> None:
        """Change the message under whose button was pressed; send a new one when it cannot be."""
        changed = self.shown
        if changed is None:
            await self.reply(content, rows)
            return
        try:
            await self.bot.edit_message_text(
                html_text(self._headed(content)),
                chat_id=self.place.telegram_id,
                message_id=changed,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=self._markup(rows),
            )
        except BadRequest as error:
            if "not modified" not in error.message.lower():
                await self.reply(content, rows)
        except Forbidden:
            log_event(_LOG, logging.INFO, "reply.refused", chat=self.chat.id)
        except NetworkError as error:
            if not may_have_arrived(error):
                raise

    async def show(self, content: str | Rendered, rows: Rows | None = None) -> None:
        """Edit in place after a press, send a message after a command."""
        if self.shown is not None:
            await self.edit(content, rows)
        else:
            await self.reply(content, rows)

    async def notice(self, words: str = "", *, alert: bool = False) -> None:
        """Answer a press, with a short notice over the chat; once, whatever was said before."""
        query = self.update.callback_query
        if query is None or self._answered:
            return
        self._answered = True
        try:
            await self.bot.answer_callback_query(
                query.id, text=words[:_MAX_NOTICE_CHARS] or None, show_alert=alert
            )
        except (BadRequest, NetworkError) as error:  # too old, or lost: nobody waits for it
            log_event(_LOG, logging.INFO, "press.not_answered", reason=type(error).__name__)

    async def ask(self, name: str, question: str, **more: Any) -> None:
        """Ask for a typed answer; it goes to the `Answer` of this name, also after a restart."""
        about = self.chat.id if self.home is not None else 0
        asked = {"ask": name, "briefing": self.briefing_id, "about": about, **more}
        await self.services.buttons.ask(self.place.id, self.answerer_id, asked, self.now)
        await self.reply(question, [[key(self.label("button.cancel"), "cancel")]], ask=True)

    async def kept(self, payload: Mapping[str, Any]) -> str:
        """Remember what a button stands for when it does not fit; the id for its data."""
        return await self.services.buttons.keep(self.chat.id, payload, self.now)

    async def _send(
        self, content: str | Rendered, reply_markup: Any, about: ReplyParameters | None = None
    ) -> int | None:
        try:
            return await self._send_as(html_text(content), ParseMode.HTML, reply_markup, about)
        except ChatMigrated as error:
            old = self.chat.telegram_id
            await self.services.operations.moves.migrate(old, error.new_chat_id, now=self.now)
            self.chat = replace(self.chat, telegram_id=error.new_chat_id)
            return await self._send_as(html_text(content), ParseMode.HTML, reply_markup)
        except Forbidden:
            log_event(_LOG, logging.INFO, "reply.refused", chat=self.chat.id)
        except BadRequest as error:
            if "can't parse" in error.message.lower():
                log_event(_LOG, logging.ERROR, "reply.not_parsed", chat=self.chat.id)
                return await self._send_as(plain_text(content), None, reply_markup)
            log_event(_LOG, logging.WARNING, "reply.refused", chat=self.chat.id, why=error.message)
        except NetworkError as error:
            if not may_have_arrived(error):
                raise
            log_event(_LOG, logging.WARNING, "reply.unknown", chat=self.chat.id)
        return None

    async def _send_as(
        self,
        words: str,
        mode: ParseMode | None,
        reply_markup: Any,
        about: ReplyParameters | None = None,
    ) -> int:
        sent = await self.bot.send_message(
            self.place.telegram_id,
            words,
            parse_mode=mode,
            link_preview_options=_NO_PREVIEW,
            message_thread_id=self.place.thread_id or None,
            reply_markup=reply_markup,
            reply_parameters=about,
        )
        return sent.message_id


def titled(chat: Chat) -> str:
    """A chat as who manages it knows it."""
    return f"{chat.title} · #{chat.thread_id}" if chat.thread_id else chat.title


def whole_number(words: str) -> int:
    """A button's argument as a number, 0 when it is none that a database could hold."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else 0


def chat_kind(kind: str) -> ChatKind:
    """Our word for Telegram's."""
    return ChatKind.PRIVATE if kind == ChatType.SENDER else ChatKind(kind)
