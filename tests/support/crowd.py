"""A crowd of people at the emulator who use Lede as it runs in a process of its own."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path

from bot.playground.api.journal import JournalEntry
from bot.playground.server import Emulator
from bot.playground.world.state import Person

#: What the stored document that everybody follows is about.
HEADLINE = "Putin and Assad Discuss Syrian Cease-fire Deal"
LEAD = (
    "Russian President Vladimir Putin held a phone conversation with Syrian President "
    "Bashar Assad on Wednesday"
)
#: What no reader may see of it.
NOISE = ("Support The Moscow Times", "SANA", "small favor", "terrorist group banned")


def lay_documents(folder: Path) -> None:
    """The stored document and two others."""
    folder.mkdir(exist_ok=True)
    samples = files("bot.playground").joinpath("samples")
    for source, name in (
        ("documents", "putin-assad-cease-fire.txt"),
        ("gazette", "chess-final.txt"),
        ("gazette", "glacier-core.html"),
    ):
        content = samples.joinpath(source, name).read_text(encoding="utf-8")
        content = content.replace("{{iso}}", "").replace("{{day}}", "")
        (folder / name).write_text(content, encoding="utf-8")


async def until(condition: Callable[[], bool], *, timeout_s: float, what: str) -> None:
    """Wait until something is so. Raises AssertionError when the time is over."""
    try:
        async with asyncio.timeout(timeout_s):
            while not condition():
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"not within {timeout_s} s: {what}") from None


class Crowd:
    """People with private chats, numbered from 1001."""

    def __init__(self, emulator: Emulator, people: int) -> None:
        self.emulator = emulator
        self.numbers = range(1001, 1001 + people)
        for number in self.numbers:
            emulator.world.add_person(
                Person(id=number, first_name=f"P{number}", language_code="en"), started=False
            )

    async def say(self, text: str, *, timeout_s: float = 60.0) -> None:
        """Everybody says the same, and waits until they are answered."""
        before = self.counted(self.sent())
        for number in self.numbers:
            self.emulator.people.say(number, number, text)

        def answered() -> bool:
            now = self.counted(self.sent())
            return all(now[number] > before[number] for number in self.numbers)

        await until(answered, timeout_s=timeout_s, what=f"everybody is answered {text}")

    def sent(self) -> list[JournalEntry]:
        """Every message that arrived, in order."""
        return self.emulator.journal.sent()

    def digests(self) -> list[JournalEntry]:
        """Every digest that arrived, in order."""
        return [entry for entry in self.sent() if HEADLINE in entry.text]

    @staticmethod
    def counted(entries: Iterable[JournalEntry]) -> Counter[int]:
        """How many of them each chat has."""
        return Counter(int(entry.chat_id) for entry in entries if entry.chat_id is not None)

    async def until_everybody_has_a_digest(self, *, timeout_s: float) -> None:
        """Wait for the last one. Raises AssertionError when the time is over."""
        await until(
            lambda: len(self.counted(self.digests())) == len(self.numbers),
            timeout_s=timeout_s,
            what=f"everybody has a digest (of {len(self.numbers)})",
        )
