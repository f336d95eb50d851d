"""Texts of messages as they are kept: pieces that many show once, what is a message's own beside them.

A text is frozen when it is written: a piece is never changed, and stays as long as a text that is still
needed is put together of it. Of a private source nothing is in a piece (`MessageBlock.shared`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import BindParameter, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.breath import Breath
from bot.domain.models import RenderedMessage
from bot.domain.pieces import Piece, Pieces, Shared, joined
from bot.store.packing import fingerprint
from bot.store.raw import Raw
from bot.store.tables import body

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_BODIES = select(
    body.c.id, body.c.html, body.c.plain, body.c.buttons, body.c.preview, body.c.pieces
).where(body.c.id.in_(_IDS))
#: Numbers in one statement.
_MOST = 500
#: Pieces whose row is remembered: as many as `bot.render.story` keeps ready; others are new ones.
_MOST_KNOWN = 2048
_PIECES = "SELECT id, html, plains FROM piece WHERE id IN "


@dataclass(frozen=True, slots=True)
class KeptPiece:
    """A piece as it was written."""

    html: str
    texts: tuple[str, ...]


class KnownPieces:
    """The rows of pieces that were written on a day; what was not committed is not among them."""

    def __init__(self) -> None:
        # with the piece, so that no other has its identity
        self.rows: dict[int, tuple[Shared, int]] = {}
        self.day = ""

    def on(self, day: str) -> PieceWriter:
        """A writer for one transaction of that day; pieces of another day are written again."""
        if day != self.day or len(self.rows) > _MOST_KNOWN:
            self.rows, self.day = {}, day
        return PieceWriter(self.rows, day)


class PieceWriter:
    """Writes pieces in one transaction."""

    def __init__(self, known: dict[int, tuple[Shared, int]], day: str) -> None:
        self._known, self._day = known, day
        self._new: dict[int, tuple[Shared, int]] = {}

    def committed(self) -> None:
        """Let others know what was written."""
        self._known |= self._new

    async def write(self, raw: Raw, messages: Iterable[RenderedMessage], at: object) -> None:
        """Write the pieces of these messages that have no row."""
        missing: dict[int, Shared] = {}
        for message in messages:
            if message.pieces is not None:
                for shared, _, _, _ in message.pieces.pieces:
                    if shared is not None and id(shared) not in self._known:
                        missing[id(shared)] = shared
        marks, wanted, breath = {}, dict[str, tuple[Any, ...]](), Breath()
        for key, each in missing.items():
            if breath.over:
                await breath.take()
            plains = orjson.dumps(each.texts).decode()
            mark = marks[key] = fingerprint(f"{self._day}{each.html}\x1f{plains}".encode())
            wanted[mark] = (each.html, plains)
        # in order: of two that write the same neither waits for the other
        ordered = {mark: wanted[mark] for mark in sorted(wanted)}
        columns = {"html": "text", "plains": "text"}
        ids = await raw.shared("piece", columns, ordered, at)
        self._new = {key: (each, ids[marks[key]]) for key, each in missing.items()}

    def packed(self, pieces: Pieces) -> str:
        """The JSON that is stored of a message composed of these pieces."""
        known, new = self._known, self._new
        out: list[Any] = [pieces.level]
        for shared, number, html, plain in pieces.pieces:
            if shared is None:
                out.append((html, plain))
            else:
                out.append(((known.get(id(shared)) or new[id(shared)])[1], number))
        return orjson.dumps(out).decode()


async def read_messages(
    connection: AsyncConnection, ids: Collection[int]
) -> dict[int, RenderedMessage]:
    """The texts of these rows of `body`, each put together once."""
    wanted = sorted(ids)
    rows: list[Any] = []
    for at in range(0, len(wanted), _MOST):
        rows += await connection.execute(_BODIES, {"ids": wanted[at : at + _MOST]})
    whole = await whole_texts(connection, {row.id: row.pieces for row in rows if row.pieces})
    found = {}
    for row in rows:
        html, plain = whole.get(row.id) or (row.html, row.plain)
        buttons = tuple((label, data) for label, data in row.buttons or ())
        found[row.id] = RenderedMessage(
            html=html, plain=plain, buttons=buttons, preview=row.preview
        )
    return found


async def whole_texts(
    connection: AsyncConnection, packed: Mapping[int, str]
) -> dict[int, tuple[str, str]]:
    """The HTML and plain text of rows of `body`, from what was kept of their pieces."""
    read = {key: orjson.loads(each) for key, each in packed.items()}
    known = await _pieces(
        connection, {one[0] for _, *some in read.values() for one in some if _is_shared(one)}
    )
    whole = {}
    for key, (level, *some) in read.items():
        pieces: list[Piece] = []
        for one in some:
            if not _is_shared(one):
                pieces.append((None, 0, one[0], one[1]))
            elif one[0] in known:  # always; one that was lost takes nothing else with it
                pieces.append((known[one[0]], one[1], "", ""))
        whole[key] = joined(level, pieces)
    return whole


async def write_out(connection: AsyncConnection, before: datetime, *, limit: int) -> int:
    """Write texts that are older out whole, so that their pieces may go; how many."""
    rows = (
        await connection.execute(
            select(body.c.id, body.c.pieces)
            .where(body.c.created_at < before, body.c.pieces.is_not(None))
            .limit(limit)
        )
    ).all()
    for key, (html, plain) in (
        await whole_texts(connection, {row.id: row.pieces for row in rows})
    ).items():
        await connection.execute(
            update(body).where(body.c.id == key).values(html=html, plain=plain, pieces=None)
        )
    return len(rows)


def _is_shared(one: Sequence[Any]) -> bool:
    return isinstance(one[0], int)


async def _pieces(connection: AsyncConnection, ids: Collection[int]) -> dict[int, KeptPiece]:
    raw, wanted = Raw(connection), sorted(ids)
    found: dict[int, KeptPiece] = {}
    for at in range(0, len(wanted), _MOST):
        rows = await raw.fetch(_PIECES + raw.numbers(1), raw.many(wanted[at : at + _MOST]))
        found |= {row[0]: KeptPiece(row[1], tuple(orjson.loads(row[2]))) for row in rows}
    return found
