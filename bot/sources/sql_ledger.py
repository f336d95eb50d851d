"""The rows of a growing table that were read: exact, and small enough to be written at every poll.

Ids are handed out before rows become visible, so a row may appear below ids that were read
long ago; `id > last` would lose it. The ledger knows every id it has read:

* near the top, one by one, as runs of neighbours (`near`, the last few thousand rows);
* further down, as blocks of a few thousand rows each with their count and a checksum.

A row that appears late within `near` is seen at the next poll. One below it changes its block's
count or checksum; the block is then compared with the table and read again (what was known in
it is recognised by its key). All blocks are compared at every poll while they are few, else
once an hour: that is the bound. Rows below `deep` have not been read yet at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

#: Rows known one by one; twice as many before the lower half becomes blocks.
NEAR_ROWS = 2000
#: Rows of a full block.
BLOCK_ROWS = 5000
#: Checksums are sums of ids modulo this: small enough that no database overflows.
MODULUS = 1_000_003


@dataclass(frozen=True, slots=True, kw_only=True)
class RowBlock:
    """Rows that were read: those above the block before it, up to `high`."""

    high: int
    count: int
    check: int


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The rows of a table that were read. Values change in place; `dump` is what is stored."""

    #: All that was read above this is in `near`.
    floor: int | None = None
    near: set[int] = field(default_factory=set)
    #: Upwards; the first begins above `deep`.
    blocks: list[RowBlock] = field(default_factory=list)
    #: Rows up to this were not read yet; None when the table was read to its beginning.
    deep: int | None = None

    def low_of(self, place: int) -> int | None:
        """The id below a block's rows, or None when it begins with the table."""
        return self.blocks[place - 1].high if place else self.deep

    def note(self, ids: Iterable[int], *, pending: int | None) -> None:
        """Ids above the floor were read; `pending` is the lowest that is waiting to be."""
        self.near.update(ids)
        while len(self.near) > 2 * NEAR_ROWS:
            lowest = sorted(self.near)[:NEAR_ROWS]
            if pending is not None and pending <= lowest[-1]:
                return
            self._append(lowest)
            self.near.difference_update(lowest)
            self.floor = lowest[-1]

    def note_deep(self, ids: list[int], *, end: bool) -> None:
        """The highest rows up to `deep` were read; `end` says that none are left below."""
        assert self.deep is not None
        below = RowBlock(high=self.deep, count=len(ids), check=check_of(ids))
        if self.blocks and self.blocks[0].count + below.count <= BLOCK_ROWS:
            first = self.blocks.pop(0)
            below = RowBlock(
                high=first.high, count=first.count + below.count, check=first.check + below.check
            )
        self.blocks.insert(0, below)
        self.deep = None if end or not ids else min(ids) - 1

    def settle(self, place: int, *, count: int, check: int) -> None:
        """A block's rows were read again, as many as there are now."""
        self.blocks[place] = RowBlock(high=self.blocks[place].high, count=count, check=check)

    def _append(self, ids: list[int]) -> None:
        block = RowBlock(high=ids[-1], count=len(ids), check=check_of(ids))
        if self.blocks and self.blocks[-1].count + block.count <= BLOCK_ROWS:
            last = self.blocks.pop()
            block = RowBlock(
                high=block.high, count=last.count + block.count, check=last.check + block.check
            )
        self.blocks.append(block)

    def dump(self) -> dict[str, Any]:
        """For a source's memory."""
        return {
            "floor": self.floor,
            "deep": self.deep,
            "near": _runs(sorted(self.near)),
            "blocks": [[block.high, block.count, block.check] for block in self.blocks],
        }


def load_ledger(stored: Mapping[str, Any] | None) -> Ledger | None:
    """The ledger that was stored, or None before the first poll."""
    if not stored:
        return None
    return Ledger(
        floor=stored["floor"],
        deep=stored["deep"],
        near=set(_ids(stored["near"])),
        blocks=[
            RowBlock(high=high, count=count, check=check) for high, count, check in stored["blocks"]
        ],
    )


def check_of(ids: Iterable[int]) -> int:
    """The checksum of rows, as `sum(id % MODULUS)` gives it in SQL: signs go with the id."""
    return sum(number % MODULUS if number >= 0 else -(-number % MODULUS) for number in ids)


def _runs(ids: list[int]) -> list[int]:
    """Sorted ids as first id, then by turns: how many neighbours, how far to the next run."""
    if not ids:
        return []
    packed = [ids[0]]
    length = 1
    for before, number in pairwise(ids):
        if number == before + 1:
            length += 1
            continue
        packed += [length, number - before]
        length = 1
    return [*packed, length]


def _ids(packed: list[int]) -> Iterable[int]:
    if not packed:
        return
    at = packed[0]
    for place, number in enumerate(packed[1:]):
        if place % 2:
            at += number - 1
        else:
            yield from range(at, at + number)
            at += number
