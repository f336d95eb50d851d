"""Parts that the duties of a process share, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from bot.clock import SystemClock
from bot.config import Settings
from bot.duties.role import Role
from bot.services.readiness import Readiness
from bot.services.reload import Reload
from bot.store.contact import ContactStore
from bot.store.database import Database
from bot.store.leases import Leadership
from bot.store.lock import leadership
from bot.store.probe import ProbeStore
from bot.store.scrubbing import Scrubber
from bot.telegram.server_clock import ServerClock

if TYPE_CHECKING:  # each is loaded by the duties that ask for it
    from bot.offload import Offload
    from bot.services.editions import EditionService
    from bot.sources.http import GuardedClient

T = TypeVar("T")

#: Processes that read hostile text: one source that keeps one busy does not stop the others.
WORKERS = 2


class ProcessParts:
    """The objects of one process; what has to be closed is closed with `stack`."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        stack: AsyncExitStack,
        reload: Reload,
        *,
        roles: frozenset[Role],
        trusts_everybody: bool = False,
    ) -> None:
        self.settings = settings
        self.database = database
        self.stack = stack
        self.reload = reload
        self.roles = roles
        #: In the playground all people are the operator.
        self.trusts_everybody = trusts_everybody
        self.clock = SystemClock()
        self.server_clock = ServerClock(self.clock)
        self.readiness = Readiness()
        self._made: dict[Callable[[ProcessParts], Any], Any] = {}
        self._leaders: dict[str, Leadership] = {}
        self._clients: list[GuardedClient] = []
        #: Where owners of sites find who asks; the bot's own address where nothing else is set.
        self._contact_url = settings.public_url
        probe = ProbeStore(database)
        self.readiness.add("database", lambda: probe.look(self.clock.now()))

    @property
    def role_name(self) -> str:
        """The roles of the process in one word, as figures and traces name it."""
        return "all" if self.roles == frozenset(Role) else ",".join(sorted(self.roles))

    def shared(self, make: Callable[[ProcessParts], T]) -> T:
        """A singleton: the object that `make` gives, made once for all duties."""
        if make not in self._made:
            self._made[make] = make(self)
        found: T = self._made[make]
        return found

    def leader(self, name: str) -> Leadership:
        """True if this process is the one that may do what goes by this name."""
        if name not in self._leaders:
            self._leaders[name] = leadership(self.database, name)
            self.stack.push_async_callback(self._leaders[name].release)
        return self._leaders[name]

    def client(self) -> GuardedClient:
        """A new client for sources."""
        from bot.sources.http import GuardedClient

        client = GuardedClient(
            allow_private=self.settings.fetch_allow_private,
            contact_url=self._contact_url,
            now=self.clock.now,
        )
        self._clients.append(client)
        self.stack.push_async_callback(client.aclose)
        return client

    async def introduce(self, bot_url: str = "") -> None:
        """Tell sites the bot's address as contact, unless there is a better one.

        Without it: the one that the process which speaks to Telegram has left.
        """
        if self._contact_url:
            return
        contact = ContactStore(self.database)
        if bot_url:
            await contact.keep(bot_url)
        self._contact_url = bot_url or await contact.get()
        if self._contact_url:
            for client in self._clients:
                client.introduce(self._contact_url)

    def workbench(self) -> Offload:
        """New processes that read what is hostile."""
        from bot.offload import Offload

        offload = Offload(workers=WORKERS)
        self.stack.push_async_callback(offload.aclose)
        return offload

    @cached_property
    def scrubber(self) -> Scrubber:
        """Makes what was deleted be gone from the files."""
        scrubber = Scrubber(self.database)
        self.stack.push_async_callback(scrubber.aclose)
        return scrubber

    @property
    def pages_url(self) -> str:
        """The public URL of editions' pages; empty when there is none."""
        return self.settings.public_url if self.settings.web_port else ""

    def editions(self, database: Database) -> EditionService:
        """The service that plans and previews editions."""
        from bot.services.editions import EditionService
        from bot.store.editions import EditionStore

        return EditionService(
            store=EditionStore(database),
            clock=self.clock,
            ask=self.settings.on_ambiguous == "ask",
            public_url=self.pages_url,
        )
