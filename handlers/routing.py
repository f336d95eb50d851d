"""From an update to a handler: who asks, from where, may they, is it too much, is it too late."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from difflib import get_close_matches
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.domain.buttons import split_chat, split_thread
from bot.domain.errors import InputError, StoreSlowError
from bot.domain.models import ChatKind
from bot.log import log_event
from bot.render.catalogue import label, resolve
from bot.services.quotas import Allowance
from handlers import about, errors
from handlers.arriving import Arrivals, thread_of
from handlers.call import SHARED_IDS, Call, whole_number
from handlers.declare import Answer, Command, Feature, Press, Who
from handlers.desk import Desk
from handlers.keyboards import key
from handlers.presses import DoublePresses
from handlers.rights import Members, asker, operator, ruling

_LOG = logging.getLogger(__name__)

#: A heavy command sent longer ago than this is answered softly instead.
STALE = timedelta(minutes=5)

_OWN = filters.UpdateType.MESSAGE | filters.UpdateType.CHANNEL_POST

#: What a person alone with the bot sends beside words of their own. Telegram's own messages
#: (a pin, a new picture) are nothing that somebody says.
_SAID = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL
_CHOSEN = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & filters.StatusUpdate.CHAT_SHARED
_FORWARDED = _SAID & filters.FORWARDED & ~filters.COMMAND

Context = ContextTypes.DEFAULT_TYPE
App = Application[Any, Any, Any, Any, Any, Any]


class Router:
    """Routes updates to the features, each only after every check."""

    def __init__(
        self,
        desk: Desk,
        features: Iterable[Feature],
        *,
        plain: Callable[[Call], Awaitable[None]],
        other: Callable[[Call], Awaitable[None]],
        shared: Callable[[Call], Awaitable[None]],
        met: Callable[[Call], Awaitable[None]] | None = None,
    ) -> None:
        self._desk = desk
        self._again = DoublePresses()
        #: What is done with words that answer nothing, in private.
        self._plain = plain
        #: What is done with what is no text of the person's own, in private.
        self._other = other
        #: What is done with a chat that was chosen by the button for it, in private.
        self._shared = shared
        self._members = Members()
        self._arrivals = Arrivals(desk, self._members, met=met)
        self.commands: dict[str, Command] = {}
        self._presses: dict[str, Press] = {}
        self._answers: dict[str, Answer] = {}
        self._presses[about.VERB] = Press(verb=about.VERB, run=self._made)
        self._presses["do"] = Press(verb="do", run=self._meant)
        for feature in features:
            self.commands |= {each.name: each for each in feature.commands}
            self._presses |= {each.verb: each for each in feature.presses}
            self._answers |= {each.name: each for each in feature.answers}

    def install(self, application: App) -> None:
        """Have the application bring updates here. Edited messages never run anything."""
        application.add_handler(CommandHandler(list(self.commands), self._command, filters=_OWN))
        application.add_handler(CallbackQueryHandler(self._press))
        application.add_handler(
            MessageHandler(filters.COMMAND & filters.UpdateType.MESSAGE, self._unknown)
        )
        application.add_handler(MessageHandler(_CHOSEN, self._chosen))
        application.add_handler(MessageHandler(_FORWARDED, self._anything))
        application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND & _OWN, self._typed))
        application.add_handler(MessageHandler(_SAID, self._anything))

    async def _command(self, update: Update, context: Context) -> None:
        message = update.effective_message
        assert message is not None
        first, _, words = (message.text or "").lstrip().partition(" ")
        name, newline, rest = first.partition("\n")
        command = self.commands[name[1:].partition("@")[0].lower()]
        own = command.home or command.who is Who.OPERATOR
        call = await self._arrivals.call(
            update, context.bot, f"{rest}{newline}{words}".strip(), about=0 if own else None
        )
        if call is None or not await self._may(call, command.who, command.name):
            return
        if command.heavy and call.now - call.at > STALE:
            await call.reply(call.text("error.stale"))
            return
        asked, call.managed_id = await self._desk.buttons.waiting(
            call.place.id, call.answerer_id, call.now
        )
        if asked:
            await self._desk.buttons.answered(call.place.id, call.answerer_id)
        await self._about(call, command)

    async def _about(self, call: Call, command: Command) -> None:
        async def run(call: Call) -> None:
            if await about.resolve(call, command):
                await command.run(call)

        await _run(call, run, f"/{command.name}")

    async def _made(self, call: Call) -> None:
        """Go on with a command whose briefing was asked about: `newbrief:<button>:<answer>`."""
        kept = await call.desk.buttons.get(call.arg(0), call.chat.id, call.now)
        command = self.commands.get(str(kept["command"])) if kept else None
        if kept is None or command is None:
            raise InputError(
                "That is no longer there.", example="/briefings", key="error.offer_gone"
            )
        answer, near = call.arg(1), call.arg(2)
        call.words = str(kept["words"] if answer == "words" else kept["rest"])
        if answer == "make":
            call.take(await call.desk.bundles.add(call.chat.id, str(kept["name"])))
        elif answer == "use":
            call.words = f"{near}: {call.words}"
            await about.resolve(call, command)
        await command.run(call)

    async def _press(self, update: Update, context: Context) -> None:
        query = update.callback_query
        assert query is not None
        if query.message is None:  # pressed under a message sent by way of another chat
            await context.bot.answer_callback_query(query.id)
            return
        now = self._desk.clock.now()
        person = query.from_user.id
        silenced = person not in self._desk.admin_ids and self._desk.quotas.silenced(person, now)
        if silenced or self._again.second(query, now):
            await context.bot.answer_callback_query(query.id)
            return
        if not await self._desk.chats.known(query.message.chat.id):
            # Forgotten: an old button begins nothing anew.
            code = resolve(query.from_user.language_code or "")
            await context.bot.answer_callback_query(
                query.id, text=label("error.forgotten", code), show_alert=True
            )
            return
        data, thread_id = split_thread(query.data or "")
        data, about = split_chat(data)
        verb, _, words = data.partition(":")
        verb, _, briefing_id = verb.partition("@")
        call = await self._arrivals.call(
            update, context.bot, words, thread_id=thread_id, about=about
        )
        if call is None:
            return
        call.briefing_id = whole_number(briefing_id)
        press = self._presses.get(verb)
        try:
            if press is not None and await self._may(call, press.who, press.verb):
                await _run(call, press.run, verb)
        finally:
            await call.notice()
        self._again.done(query, self._desk.clock.now())

    async def _typed(self, update: Update, context: Context) -> None:
        message = update.effective_message
        assert message is not None
        found = await self._desk.chats.find(message.chat.id, thread_of(message))
        private = message.chat.type == "private"
        if found is None and not private:
            return  # a group's own talk
        asked = None
        if found is not None:
            asked = await self._desk.buttons.asked(found.id, asker(update), self._desk.clock.now())
        answer = self._answers.get(str(asked["ask"])) if asked else None
        if answer is None and not private:
            return
        about = int(asked.get("about", 0)) if answer is not None and asked else None
        call = await self._arrivals.call(
            update, context.bot, (message.text or "").strip(), about=about
        )
        if call is None or not await self._may(
            call, answer.who if answer else Who.OWNER, answer.name if answer else ""
        ):
            return
        if answer is None or asked is None:
            await _run(call, self._plain, "words")
            return
        kept = asked
        call.briefing_id = int(kept.get("briefing", 0))

        async def run(call: Call) -> None:
            await answer.run(call, kept)
            # Asked for again by the answer itself, it waits on; refused, the person tries again.
            if await self._desk.buttons.asked(call.place.id, call.answerer_id, call.now) == kept:
                await self._desk.buttons.answered(call.place.id, call.answerer_id)

        await _run(call, run, answer.name)

    async def _unknown(self, update: Update, context: Context) -> None:
        """Offer the command that was probably meant."""
        message = update.effective_message
        if message is None or message.chat.type != "private":
            return
        first, _, words = (message.text or "").lstrip().partition(" ")
        call = await self._arrivals.call(update, context.bot, words.strip())
        if call is None or not await self._may(call, Who.OWNER):
            return
        open_to = [name for name, each in self.commands.items() if each.who is not Who.OPERATOR]
        near = get_close_matches(first[1:33].partition("@")[0].lower(), open_to, n=1)
        rows = []
        if near:
            kept = await call.kept({"words": call.words[:1000]})
            rows.append([key(f"/{near[0]} {call.words}".strip(), "do", near[0], kept)])
        await call.reply(call.text("error.unknown_command"), rows)

    async def _meant(self, call: Call) -> None:
        """Run the command that was probably meant: `do:<command>:<button>`."""
        kept = await call.desk.buttons.get(call.arg(1), call.chat.id, call.now)
        command = self.commands.get(call.arg(0))
        if kept is None or command is None or command.who is Who.OPERATOR:
            raise InputError("That is no longer there.", example="/help", key="error.offer_gone")
        call.words = str(kept["words"])
        await self._about(call, command)

    async def _anything(self, update: Update, context: Context) -> None:
        """What is forwarded asks for nothing that its sender could not ask for in their own words."""
        call = await self._arrivals.call(update, context.bot, "")
        if call is not None and await self._within(call):
            await _run(call, self._other, "other")

    async def _chosen(self, update: Update, context: Context) -> None:
        """A chat was chosen to be managed from here."""
        call = await self._arrivals.call(update, context.bot, "", about=0)
        if call is not None and await self._may(call, Who.OWNER):
            await _run(call, self._shared, "chosen")

    async def _within(self, call: Call) -> bool:
        """Whether it is not too much; says so once when it is."""
        if operator(call):
            return True
        quotas, own = self._desk.quotas, call.own_words
        allowance = (quotas.command if own else quotas.forwarded)(call.counted_id, call.at)
        if allowance is Allowance.SAY and own:
            await _say(call, "error.too_fast")
        return allowance is Allowance.YES

    async def _may(self, call: Call, who: Who, act: str = "") -> bool:
        """Whether it is done; says so when it is not and somebody should know."""
        found = await ruling(call, who, self._members)
        if not found.allowed and not found.key:
            return False
        if not await self._within(call):
            return False
        if not found.allowed:
            await _say(call, found.key)
        elif who is Who.OWNER and call.chat.kind is not ChatKind.PRIVATE:
            person = 0 if call.person_id in SHARED_IDS else max(0, call.person_id)
            await self._desk.chats.set_up(call.chat.id, by=person, now=call.now)
        elif who is Who.OPERATOR:
            about_id = call.words.partition(" ")[0].removeprefix("-")
            about_what = call.words.partition(" ")[0] if about_id.isdecimal() else ""
            log_event(
                _LOG, logging.INFO, "operator.acts", by=call.person_id, act=act, on=about_what
            )
        return found.allowed


async def _run(call: Call, run: Callable[[Call], Awaitable[None]], act: str = "") -> None:
    """Do what was asked for; `act` is the command's or the button's name."""
    outcome = "failed"
    try:
        await run(call)
        outcome = "done"
    except InputError as error:
        outcome = "refused"
        await errors.tell(call, error)
    except StoreSlowError:  # told once: it is not tried again by itself
        outcome = "slow"
        await call.notice()
        await call.reply(call.text("error.slow"))
    finally:
        log_event(_LOG, logging.DEBUG, "act.ended", act=act, outcome=outcome)


async def _say(call: Call, key: str) -> None:
    if call.pressed:
        await call.notice(call.label(key), alert=True)
    else:
        await call.reply(call.text(key))
