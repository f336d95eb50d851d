"""The context that every Bot API method works on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.playground.world.files import FileStore
from bot.playground.world.people import People
from bot.playground.world.profile import Profile
from bot.playground.world.state import Json, World
from bot.playground.world.updates import UpdateQueue


@dataclass(slots=True, kw_only=True)
class WebhookSettings:
    """The webhook as `setWebhook` set it."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    last_error_at: int = 0
    last_error: str = ""


@dataclass(slots=True, kw_only=True)
class Context:
    """The emulator's parts, as methods see them."""

    world: World
    updates: UpdateQueue
    files: FileStore
    people: People
    profile: Profile
    webhook: WebhookSettings = field(default_factory=WebhookSettings)
    #: Called when the webhook changed.
    webhook_changed: Callable[[], None] = lambda: None
    #: Stars of the bot in tenths: a paid message costs one.
    star_tenths: int = 1_000_000


#: Carries out a method on checked parameters; raises `ApiError` in Telegram's words.
Action: TypeAlias = Callable[[Context, Json], Any]
