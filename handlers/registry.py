"""All features; the routing, the menu and /help follow from what they declare."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.log import log_event
from bot.render.catalogue import DEFAULT, label, languages
from handlers import (
    admin,
    admin_backup,
    admin_broadcast,
    admin_limits,
    admin_people,
    admin_sources,
    admin_topics,
    alerts,
    anything,
    archive,
    briefings,
    catchup,
    channels,
    digest,
    exchange,
    hearing,
    help,  # the feature's own name
    left,
    likings,
    mutes,
    narrow,
    opening,
    part,
    pause,
    privacy,
    quiet,
    reactions,
    reads,
    recap,
    saved,
    schedule,
    search,
    settings,
    share,
    shelf,
    start,
    status,
    story,
    subscribe,
    threads,
    timezone,
    topics,
    undo,
    why,
)
from handlers.call import Call
from handlers.declare import Command, Feature, Part, Who
from handlers.looking import LookTeller
from handlers.routing import Router
from handlers.services import Services

_LOG = logging.getLogger(__name__)

#: In the order of /help and of the menu.
FEATURES: tuple[Feature, ...] = (
    start.FEATURE,
    subscribe.FEATURE,
    topics.FEATURE,
    shelf.FEATURE,
    share.FEATURE,
    digest.FEATURE,
    catchup.FEATURE,
    recap.FEATURE,
    left.FEATURE,
    opening.FEATURE,
    why.FEATURE,
    part.FEATURE,
    search.FEATURE,
    saved.FEATURE,
    story.FEATURE,
    alerts.FEATURE,
    mutes.FEATURE,
    likings.FEATURE,
    reactions.FEATURE,
    schedule.FEATURE,
    timezone.FEATURE,
    settings.FEATURE,
    reads.FEATURE,
    briefings.FEATURE,
    channels.FEATURE,
    threads.FEATURE,
    pause.FEATURE,
    archive.FEATURE,
    quiet.FEATURE,
    narrow.FEATURE,
    undo.FEATURE,
    status.FEATURE,
    exchange.FEATURE,
    privacy.FEATURE,
    hearing.FEATURE,
    help.FEATURE,
    admin.FEATURE,
    admin_sources.FEATURE,
    admin_topics.FEATURE,
    admin_broadcast.FEATURE,
    admin_people.FEATURE,
    admin_limits.FEATURE,
    admin_backup.FEATURE,
)


async def _help(call: Call) -> None:
    """Every command that who asks may use."""
    await call.show(help.help_text(call, COMMANDS))


_HELP = Command(name="help", run=_help, who=Who.ANYONE, part=Part.CHAT, home=True)

#: Every command there is.
COMMANDS: tuple[Command, ...] = (
    *(command for feature in FEATURES for command in feature.commands),
    _HELP,
)


def make_router(services: Services, bot: ExtBot[Any]) -> Router:
    """The router of updates, with every feature registered."""
    services.looks.teller = LookTeller(services, bot, followed=subscribe.tell_followed)
    return Router(
        services,
        bot,
        (*FEATURES, Feature(commands=(_HELP,))),
        plain=anything.plain,
        other=anything.other,
        shared=channels.shared,
        met=_OperatorMenus(),
    )


class _OperatorMenus:
    """Gives an operator the menu of operators when they first write: before, there is no chat."""

    def __init__(self) -> None:
        self._offered: set[int] = set()

    async def __call__(self, call: Call) -> None:
        person = call.person_id
        if person in self._offered:
            return
        if await _set_menu(call.bot, BotCommandScopeChat(person), COMMANDS):
            self._offered.add(person)


async def publish_menus(bot: ExtBot[Any]) -> None:
    """Tell Telegram the commands, by kind of chat and language; a failure stops nothing."""
    mine = [each for each in COMMANDS if each.who is not Who.OPERATOR]
    anyone = [each for each in mine if each.who is Who.ANYONE]
    scopes: list[tuple[Any, list[Command]]] = [
        (BotCommandScopeAllPrivateChats(), mine),
        (BotCommandScopeAllGroupChats(), anyone),
        (BotCommandScopeAllChatAdministrators(), mine),
    ]
    for scope, commands in scopes:
        await _set_menu(bot, scope, commands)
    await _describe(bot)


async def _describe(bot: ExtBot[Any]) -> None:
    """Tell Telegram what the bot is, for who opens it for the first time, and for its profile."""
    for code in languages():
        spoken = None if code == DEFAULT else code
        try:
            await bot.set_my_description(label("bot.description", code), spoken)
            await bot.set_my_short_description(label("bot.short", code), spoken)
        except TelegramError as error:
            log_event(_LOG, logging.INFO, "description.not_set", reason=type(error).__name__)
            return


async def _set_menu(bot: ExtBot[Any], scope: Any, commands: Iterable[Command]) -> bool:
    for code in languages():
        try:
            await bot.set_my_commands(
                _menu(commands, code),
                scope=scope,
                language_code=None if code == DEFAULT else code,
            )
        except TelegramError as error:
            log_event(_LOG, logging.INFO, "menu.not_set", reason=type(error).__name__)
            return False
    return True


def _menu(commands: Iterable[Command], language: str) -> list[BotCommand]:
    return [
        BotCommand(each.name, label(f"command.{each.name}", language)[:256]) for each in commands
    ]
