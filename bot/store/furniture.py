"""The learned boilerplate (furniture) of sources, and what operators say about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.operators import FurnitureView
from bot.domain.polls import Noise
from bot.store.database import Database
from bot.store.dialect import upsert
from bot.store.tables import noise
from bot.text.lines.boilerplate import noise_of


def noise_from(stored: Mapping[str, Any]) -> Noise:
    """The learned boilerplate, from a row."""
    return Noise(
        pieces={
            mark: (count, days, last) for mark, (count, days, last) in stored["pieces"].items()
        },
        openings=tuple(tuple(opening) for opening in stored["openings"]),
        articles=stored["articles"],
        words=dict(stored.get("words", {})),
        refused=frozenset(stored.get("refused", ())),
    )


async def keep_noise(connection: AsyncConnection, source_id: int, learned: Noise) -> None:
    """Keep what was learned; what an operator said meanwhile stays said."""
    said = await connection.scalar(_locked(source_id))
    refused = sorted(said.get("refused", ())) if said else sorted(learned.refused)
    await _write(connection, source_id, learned, refused)


class FurnitureStore:
    """Reads it for operators, who may take it back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_sources(self, ids: Sequence[int]) -> dict[int, tuple[FurnitureView, ...]]:
        """The furniture of these sources; of what was learned long ago the words are not known."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(noise).where(noise.c.source_id.in_(ids)))
            return {row.source_id: _view(noise_from(row.learned)) for row in rows}

    async def say(self, source_id: int, mark: str, *, furniture: bool) -> bool:
        """Say whether a piece is furniture; False when none of that name was learned."""
        async with self._database.write() as connection:
            stored = await connection.scalar(_locked(source_id))
            if not stored or mark not in stored["pieces"].keys() | set(stored.get("refused", ())):
                return False
            learned = noise_from(stored)
            refused = learned.refused - {mark} if furniture else learned.refused | {mark}
            await _write(connection, source_id, learned, sorted(refused))
        return True


def _locked(source_id: int) -> Any:
    return select(noise.c.learned).where(noise.c.source_id == source_id).with_for_update()


async def _write(
    connection: AsyncConnection, source_id: int, learned: Noise, refused: Sequence[str]
) -> None:
    values = {
        "learned": {
            "pieces": dict(learned.pieces),
            "openings": list(learned.openings),
            "articles": learned.articles,
            "words": dict(learned.words),
            "refused": list(refused),
        }
    }
    await connection.execute(upsert(connection, noise, *values), {"source_id": source_id, **values})


def _view(learned: Noise) -> tuple[FurnitureView, ...]:
    return tuple(
        FurnitureView(mark=mark, words=learned.words.get(mark, ""), refused=mark in learned.refused)
        for mark in sorted(noise_of(learned) | learned.refused)
    )
