"""Digests as they were kept, read back; rows of earlier versions as well."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.editions import LeftOut, ToldStory
from bot.store.packing import (
    Listing,
    Segment,
    left_of,
    listings_of,
    told_of,
    unpack,
    unpack_listing,
)
from bot.store.raw import Raw
from bot.store.tables import digest, edition

#: What is read of an edition and the `digest` joined to it.
DIGEST_COLUMNS = (
    digest.c.stories,
    digest.c.left_out,
    func.coalesce(edition.c.packed, digest.c.packed).label("packed"),
)
#: So much of what a digest leaves out is kept as JSON; the search finds everything.
MOST_LEFT = 1000
#: Numbers in one statement.
_BATCH = 500
_LISTINGS = "SELECT id, packed FROM listing WHERE id IN "


class KeptDigests:
    """Reads rows of `DIGEST_COLUMNS`."""

    def __init__(self, listings: Mapping[int, Listing]) -> None:
        self._listings = listings
        self._segments: dict[bytes, Segment] = {}

    def told(self, row: Any) -> list[ToldStory]:
        """The stories that a digest told."""
        if row.packed is None:
            return _read_told(row.stories)
        return told_of(unpack(row.packed, self._segments, self._listings))

    def left(self, row: Any) -> LeftOut:
        """The stories that a digest left out."""
        if row.packed is None:
            return read_left(row.left_out)
        return left_of(unpack(row.packed, self._segments, self._listings), self._listings)


async def with_listings(connection: AsyncConnection, rows: Iterable[Any]) -> KeptDigests:
    """A reader of these rows."""
    packed = (row.packed for row in rows if row is not None and row.packed is not None)
    numbers = {number for each in packed for number in listings_of(each)}
    return KeptDigests(await read_listings(connection, numbers))


async def read_listings(
    connection: AsyncConnection, numbers: Collection[int]
) -> dict[int, Listing]:
    """These listings, as far as they are still kept."""
    raw, wanted = Raw(connection), sorted(numbers)
    found: dict[int, Listing] = {}
    for at in range(0, len(wanted), _BATCH):
        rows = await raw.fetch(_LISTINGS + raw.numbers(1), raw.many(wanted[at : at + _BATCH]))
        found |= {row[0]: unpack_listing(row[1]) for row in rows}
    return found


def write_left(left: LeftOut) -> dict[str, Any] | None:
    """The stories left out, as JSON, `MOST_LEFT` of each kind at the most."""
    if not left:
        return None
    rest, room = [], MOST_LEFT
    for title, articles in left.rest:
        rest.append([title, list(articles[:room])])
        room -= len(articles[:room])
    return {
        "rest": rest,
        "unread": list(left.unread[:MOST_LEFT]),
        "held": list(left.held[:MOST_LEFT]),
        "muted": list(left.muted[:MOST_LEFT]),
    }


def read_left(stored: Mapping[str, Any] | None) -> LeftOut:
    """The stories left out, from JSON; older rows do not have them."""
    if not stored:
        return LeftOut()
    return LeftOut(
        rest=tuple((title, tuple(articles)) for title, articles in stored["rest"]),
        unread=tuple(stored["unread"]),
        held=tuple(stored["held"]),
        muted=tuple(stored.get("muted", ())),
    )


def _read_told(stored: Sequence[Any]) -> list[ToldStory]:
    """Stories as they were stored as JSON; older rows do not know why."""
    told = []
    for story_id, article_ids, *more in stored:
        why = more[0] if more else {}
        told.append(
            ToldStory(
                story_id=story_id,
                article_ids=tuple(article_ids),
                speaker_id=why.get("speaker") or next(iter(article_ids), 0),
                interest=why.get("interest", ""),
                score=why.get("score", {}),
                update=why.get("update", False),
            )
        )
    return told
