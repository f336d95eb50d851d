"""From an update to a handler, through every check."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from difflib import get_close_matches
from typing import Any

from telegram import CallbackQuery, Message, MessageEntity, Update
from telegram.constants import ChatType
from telegram.ext import ExtBot, filters

from bot.domain.buttons import split_chat, split_thread
from bot.domain.errors import InputError, StoreSlowError
from bot.log import log_event
from bot.render.catalogue import label, resolve
from handlers import about, errors, reactions
from handlers.arriving import Arrivals, thread_of
from handlers.call import Call, whole_number
from handlers.declare import Command, Feature, Press, TypedAnswer, Who
from handlers.gate import Act, Gate, quota
from handlers.inline import InlineSearch
from handlers.keyboards import key
from handlers.membership import Membership
from handlers.presses import DoublePresses
from handlers.rights import Members, asker
from handlers.services import Services

_LOG = logging.getLogger(__name__)


class Router:
    """Routes updates to the features, each only after every check."""

    def __init__(
        self,
        services: Services,
        bot: ExtBot[Any],
        features: Iterable[Feature],
        *,
        plain: Callable[[Call], Awaitable[None]],
        other: Callable[[Call], Awaitable[None]],
        shared: Callable[[Call], Awaitable[None]],
        met: Callable[[Call], Awaitable[None]] | None = None,
    ) -> None:
        self._services = services
        self._bot = bot
        members = Members()
        self._gate = Gate(members)
        self._arrivals = Arrivals(services, bot, members, met=met)
        self._membership = Membership(services, bot)
        self._inline = InlineSearch(services)
        self._again = DoublePresses()
        #: What is done with words that answer nothing, in private.
        self._plain = plain
        #: What is done with what is no text of the person's own, in private.
        self._other = other
        #: What is done with a chat that was chosen by the button for it, in private.
        self._shared = shared
        self.commands: dict[str, Command] = {}
        self._presses: dict[str, Press] = {}
        self._answers: dict[str, TypedAnswer] = {}
        self._presses[about.VERB] = Press(verb=about.VERB, run=self._made)
        self._presses["do"] = Press(verb="do", run=self._meant)
        for feature in features:
            self.commands |= {each.name: each for each in feature.commands}
            self._presses |= {each.verb: each for each in feature.presses}
            self._answers |= {each.name: each for each in feature.answers}

    async def handle(self, update: Update) -> None:
        """Do what an update asks for. Edited messages never run anything."""
        async with self._services.together():
            if update.my_chat_member is not None:
                await self._membership.changed(update.my_chat_member)
            elif update.callback_query is not None:
                await self._press(update, update.callback_query)
            elif update.message_reaction is not None:
                await reactions.reacted(self._services, update.message_reaction)
            elif update.message_reaction_count is not None:
                await reactions.counted(self._services, update.message_reaction_count)
            elif update.inline_query is not None:
                await self._inline.answer(update.inline_query)
            elif (message := update.message or update.channel_post) is not None:
                await self._message(update, message)

    async def give_up(self, update: Update) -> None:
        """Say that it did not work, after the last try."""
        await errors.say_sorry(update, self._bot)

    async def _message(self, update: Update, message: Message) -> None:
        """A command, words, or what is neither.

        What a person alone with the bot sends beside words of their own is answered, too.
        Telegram's own messages (a pin, a new picture) are nothing that somebody says.
        """
        private = message.chat.type == ChatType.PRIVATE and update.message is not None
        if message.migrate_to_chat_id or message.migrate_from_chat_id:
            await self._membership.migrated(message)
        elif _is_command(message):
            command = self.commands.get(self._command_of(message))
            if command is not None:
                await self._command(update, message, command)
            elif private or self._named(message):
                await self._unknown(update, message)
        elif private and message.chat_shared is not None:
            await self._chosen(update)
        elif private and message.forward_origin is not None:
            await self._anything(update)
        elif message.text:
            await self._typed(update, message)
        elif private and not filters.StatusUpdate.ALL.check_update(update):
            await self._anything(update)

    def _command_of(self, message: Message) -> str:
        """The name of a command to this bot; empty when it is another bot's."""
        length = message.entities[0].length
        name, _, bot = (message.text or "")[1:length].lower().partition("@")
        return name if not bot or bot == self._bot.username.lower() else ""

    def _named(self, message: Message) -> bool:
        """True if somebody of a group speaks to the bot by its name: `/command@name`, or a word."""
        if message.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP) or message.forward_origin:
            return False
        names = message.parse_entities([MessageEntity.MENTION, MessageEntity.BOT_COMMAND])
        mine = f"@{self._bot.username}".lower()
        return any(each.lower().endswith(mine) for each in names.values())

    async def _command(self, update: Update, message: Message, command: Command) -> None:
        first, _, words = (message.text or "").lstrip().partition(" ")
        _, newline, rest = first.partition("\n")
        own = command.home or command.who is Who.OPERATOR
        call = await self._arrivals.call(
            update, f"{rest}{newline}{words}".strip(), about=0 if own else None
        )
        act = Act(name=command.name, who=command.who, heavy=command.heavy)
        if call is None or not await self._gate.passes(call, act):
            return
        asked, call.managed_id = await call.waiting()
        if asked:
            await self._services.buttons.answered(call.place.id, call.answerer_id)
        await self._about(call, command)

    async def _about(self, call: Call, command: Command) -> None:
        async def run(call: Call) -> None:
            if await about.resolve(call, command):
                await command.run(call)

        await _run(call, run, f"/{command.name}")

    async def _made(self, call: Call) -> None:
        """Go on with a command whose briefing was asked about: `newbrief:<button>:<answer>`."""
        kept = await call.services.buttons.get(call.arg(0), call.chat.id, call.now)
        command = self.commands.get(str(kept["command"])) if kept else None
        if kept is None or command is None:
            raise InputError(
                "That is no longer there.", example="/briefings", key="error.offer_gone"
            )
        answer = call.arg(1)
        call.words = str(kept["words"] if answer == "words" else kept["rest"])
        if answer == "make":
            call.take(await call.services.bundles.add(call.chat.id, str(kept["name"])))
        elif answer == "use":
            call.words = f"{kept['near']}: {call.words}"
            await about.resolve(call, command)
        await command.run(call)

    async def _press(self, update: Update, query: CallbackQuery) -> None:
        if query.message is None:  # pressed under a message sent by way of another chat
            await self._bot.answer_callback_query(query.id)
            return
        now = self._services.clock.now()
        person = query.from_user.id
        silenced = person not in self._services.admin_ids and self._services.quotas.silenced(
            person, now
        )
        if silenced or self._again.second(query, now):
            await self._bot.answer_callback_query(query.id)
            return
        standing = await self._services.chats.standing(query.message.chat.id, person)
        if not standing.known:
            # Forgotten: an old button begins nothing anew.
            code = resolve(query.from_user.language_code or "")
            await self._bot.answer_callback_query(
                query.id, text=label("error.forgotten", code), show_alert=True
            )
            return
        data, thread_id = split_thread(query.data or "")
        data, about = split_chat(data)
        verb, _, words = data.partition(":")
        verb, _, briefing_id = verb.partition("@")
        call = await self._arrivals.call(
            update, words, thread_id=thread_id, about=about, standing=standing
        )
        if call is None:
            return
        call.briefing_id = whole_number(briefing_id)
        press = self._presses.get(verb)
        try:
            if press is not None and await self._gate.passes(
                call, Act(name=press.verb, who=press.who)
            ):
                await _run(call, press.run, verb)
        finally:
            await call.notice()
        self._again.done(query, self._services.clock.now())

    async def _typed(self, update: Update, message: Message) -> None:
        found = await self._services.chats.find(message.chat.id, thread_of(message))
        spoken_to = message.chat.type == ChatType.PRIVATE or self._named(message)
        if found is None and not spoken_to:
            return  # a group's own talk
        asked = None
        if found is not None:
            asked = await self._services.buttons.asked(
                found.id, asker(update), self._services.clock.now()
            )
        answer = self._answers.get(str(asked["ask"])) if asked else None
        if answer is None and not spoken_to:
            return
        about = int(asked.get("about", 0)) if answer is not None and asked else None
        words = re.sub(rf"@{self._bot.username}\b", "", message.text or "", flags=re.IGNORECASE)
        call = await self._arrivals.call(update, words.strip(), about=about)
        act = Act(name=answer.name, who=answer.who) if answer else Act(who=Who.ANYONE)
        if call is None or not await self._gate.passes(call, act):
            return
        if answer is None or asked is None:
            await _run(call, self._plain, "words")
            return
        kept = asked
        call.briefing_id = int(kept.get("briefing", 0))

        async def run(call: Call) -> None:
            await answer.run(call, kept)
            # Asked for again by the answer itself, it waits on; refused, the person tries again.
            if (
                await self._services.buttons.asked(call.place.id, call.answerer_id, call.now)
                == kept
            ):
                await self._services.buttons.answered(call.place.id, call.answerer_id)

        await _run(call, run, answer.name)

    async def _unknown(self, update: Update, message: Message) -> None:
        """Offer the command that was probably meant."""
        first, _, words = (message.text or "").lstrip().partition(" ")
        call = await self._arrivals.call(update, words.strip())
        if call is None or not await self._gate.passes(call, Act(who=Who.ANYONE)):
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
        kept = await call.services.buttons.get(call.arg(1), call.chat.id, call.now)
        command = self.commands.get(call.arg(0))
        if kept is None or command is None or command.who is Who.OPERATOR:
            raise InputError("That is no longer there.", example="/help", key="error.offer_gone")
        call.words = str(kept["words"])
        await self._about(call, command)

    async def _anything(self, update: Update) -> None:
        """Handle what is neither words nor a command: photos, places, forwarded messages."""
        call = await self._arrivals.call(update, "")
        if call is not None and await self._gate.passes(call, Act(), steps=(quota,)):
            await _run(call, self._other, "other")

    async def _chosen(self, update: Update) -> None:
        """A chat was chosen to be managed from here."""
        call = await self._arrivals.call(update, "", about=0)
        if call is not None and await self._gate.passes(call, Act()):
            await _run(call, self._shared, "chosen")


def _is_command(message: Message) -> bool:
    first = message.entities[0] if message.entities else None
    return first is not None and first.type == MessageEntity.BOT_COMMAND and first.offset == 0


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
