"""Who is there when strangers try to hurt others: for `tests.bench.strangers`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.playground.server import Emulator
from bot.store.database import Database
from tests.support.emulator import EmulatorClient, text_of
from tests.support.process import LedeProcess
from tests.support.web import FeedServer

OPERATOR, SLOW, ANN, BOB, EVE, FIRST_OTHER = 7001, 7002, 7712345678, 7003, 7004, 8001
OTHERS = 20
#: Others have to be answered within this on a machine that does nothing else.
BOUND_S = 5.0
SECRET = "https://diary.example/feed?key=tokenof7712345678"
TRACES = ("zeppelin", "tokenof", "Annsname", "annsword", "nnstown", "quokka", str(ANN))


@dataclass(kw_only=True)
class Scene:
    """A running Lede, those who write to it, and what it reads."""

    emulator: Emulator
    people: EmulatorClient
    site: FeedServer
    running: LedeProcess
    database: Database
    folder: Path
    web_port: int
    waits_s: list[float] = field(default_factory=list)

    async def ask(self, person: int, words: str, wanted: str = "", limit_s: float = 60.0) -> str:
        """Write, and give the first answer that holds what is wanted."""
        said = await self.people.say(person, words)
        fits = await self.people.wait_for(
            person, lambda each: wanted in text_of(each), limit_s, since=said["message_id"]
        )
        return text_of(fits)

    def memory_mb(self) -> int:
        """The memory that the process has."""
        status = Path(f"/proc/{self.running.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) // 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came of a point."""

    ok: bool
    did: str
    saw: str
