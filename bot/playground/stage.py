"""The parts of an emulator, without the port that it listens on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime, timedelta

from bot.clock import SystemClock
from bot.playground.api import catalogue
from bot.playground.api.calls import Calls
from bot.playground.api.context import Context
from bot.playground.api.faults import Faults
from bot.playground.api.flood import UNLIMITED, Flood, FloodLimits
from bot.playground.api.journal import Journal
from bot.playground.api.webhook import WebhookPusher
from bot.playground.world.files import FileStore
from bot.playground.world.people import People
from bot.playground.world.profile import Profile
from bot.playground.world.state import Person, World
from bot.playground.world.updates import UpdateQueue
from bot.ports import Clock

#: A token in the right form that belongs to nobody.
TOKEN = "110201543:playground-token-of-no-bot-at-all-000"  # noqa: S105 - see above


class ShiftedClock:
    """A clock beside another one, by an offset that tests may change."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.offset = timedelta()

    def now(self) -> datetime:
        """The other clock's time and the offset."""
        return self._clock.now() + self.offset


class Stage(ABC):
    """The world and the Bot API of one emulator, for whoever directs or shows them.

    The server is a stage that listens; the control API and the page are given the stage.
    `latency_s` is how long every answer takes.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
        limits: FloodLimits = UNLIMITED,
        latency_s: float = 0.0,
        strict: bool = True,
        seed: int = 0,
    ) -> None:
        self.clock = ShiftedClock(clock or SystemClock())
        self.token = token
        self.host = host
        self.port = port
        number = token.partition(":")[0]
        bot = Person(
            id=int(number) if number.isdigit() else 110201543,
            first_name="Lede",
            username="lede_playground_bot",
            is_bot=True,
        )
        self.world = World(bot=bot, clock=self.clock)
        self.updates = UpdateQueue()
        self.files = FileStore()
        self.people = People(self.world, self.updates, self.files)
        self.journal = Journal(clock=self.clock)
        self.flood = Flood(limits=limits)
        self.faults = Faults(seed=seed)
        self.context = Context(
            world=self.world,
            updates=self.updates,
            files=self.files,
            people=self.people,
            profile=Profile(),
        )
        self.webhook = WebhookPusher(self.context)
        self.context.webhook_changed = self.webhook.settings_changed
        self.calls = Calls(
            token=token,
            catalogue=catalogue.load(),
            context=self.context,
            journal=self.journal,
            flood=self.flood,
            faults=self.faults,
            latency_s=latency_s,
            strict=strict,
        )

    @abstractmethod
    def outage(self, seconds: float) -> None:
        """Be down for so long."""
