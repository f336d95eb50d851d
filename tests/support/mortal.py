"""`python -m tests.support.mortal DATABASE FILE`: handles what is open, and dies of some of it.

A process of its own: what ends it is told by its exit status, what it handled by the file.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.services.listen import ListenService
from bot.store.database import Database
from bot.store.inbox import InboxStore
from tests.support.people import NOW

#: Whoever sends this ends the process.
POISON = "boom"


class Mortal:
    """Notes what it handled; ends the process at `POISON`, once the others are in work."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def handle(self, payload: Mapping[str, Any]) -> None:
        """Handle it, or end."""
        words = payload["message"]["text"]
        await asyncio.sleep(0.05 if words == POISON else 0.2)
        if words == POISON:
            os._exit(75)
        self._note(words)

    async def give_up(self, payload: Mapping[str, Any]) -> None:
        """Note that it was given up."""
        self._note(f"given up: {payload['message']['text']}")

    def _note(self, words: str) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{words}\n")


class _Still:
    def now(self) -> Any:
        return NOW


async def _main(database_url: str, file: Path) -> None:
    database = Database(database_url, server_leases=False)
    try:
        listen = ListenService(
            inbox=InboxStore(database), handler=Mortal(file), clock=_Still(), retry_s=0.0
        )
        await listen.dispatch()
    finally:
        await database.aclose()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], Path(sys.argv[2])))
