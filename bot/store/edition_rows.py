"""Editions with their parts as rows: what many share is given once, and each is made where it is kept.

A statement that takes its rows from another table costs a third of one carried out for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.turns import PLACES
from bot.store.engines.dialect import turned
from bot.store.raw import Raw

_EDITION = (
    "briefing_id, chat_id, slot, slot_at, digest_id, packed, window_from, window_to, created_at"
)
_PART = (
    "edition_id, chat_id, lane, part, parts, body_id, state, deadline_at, not_before, created_at"
)
#: Nothing has happened to a part yet.
_NEW = ", attempts, ambiguous, rescues, level, silent, epoch, lease_owner, reason, error"
_AS_NEW = ", 0, 0, 0, 0, false, 0, '', '', ''"

_ADD_EDITIONS = f"""
INSERT INTO edition ({_EDITION})
SELECT id, chat_id, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM briefing WHERE id {{which}}
ON CONFLICT DO NOTHING
"""
_ADD_PARTS = f"""
INSERT INTO outbox ({_PART}{_NEW})
SELECT id, chat_id, ?4, ?5, ?6, ?7, ?8, ?9,
    ?11 + (chat_id * ?12 + ?13) % {PLACES}, ?10{_AS_NEW}
FROM edition WHERE briefing_id {{which}} AND slot = ?2 AND id > ?3
"""
_NAMED = "SELECT id, briefing_id FROM edition WHERE id > ?1 AND briefing_id IN {ids} ORDER BY id"

_ALL_AT_ONCE = f"""
WITH member AS (
    SELECT * FROM unnest(?1::bigint[], ?2::bigint[]) AS r (briefing_id, place)
), plan AS (
    SELECT * FROM unnest(
        ?3::bigint[], ?4::text[], ?5::timestamptz[], ?6::bigint[], ?7::bytea[], ?8::bigint[],
        ?9::bigint[], ?10::text[], ?11::timestamptz[], ?12::timestamptz[], ?13::bigint[],
        ?14::bigint[]
    ) AS r (
        place, slot, slot_at, digest_id, packed, window_from, window_to, lane, deadline_at, first,
        step, shift
    )
), message AS (
    SELECT * FROM unnest(
        ?15::bigint[], ?16::bigint[], ?17::bigint[], ?18::bigint[], ?19::text[]
    ) AS r (place, part, parts, body_id, state)
), added AS (
    INSERT INTO edition ({_EDITION})
    SELECT b.id, b.chat_id, p.slot, p.slot_at, p.digest_id, p.packed, p.window_from, p.window_to, ?20
    FROM member m JOIN plan p ON p.place = m.place JOIN briefing b ON b.id = m.briefing_id
    ON CONFLICT DO NOTHING
    RETURNING id, briefing_id, chat_id
), told AS (
    INSERT INTO outbox ({_PART}{_NEW})
    SELECT a.id, a.chat_id, p.lane, t.part, t.parts, t.body_id, t.state, p.deadline_at,
        p.first + (a.chat_id * p.step + p.shift) % {PLACES} * interval '1 microsecond', ?20
        {_AS_NEW}
    FROM added a
    JOIN member m ON m.briefing_id = a.briefing_id
    JOIN plan p ON p.place = m.place
    JOIN message t ON t.place = m.place
    ORDER BY a.id, t.part
    RETURNING 1
)
SELECT (SELECT count(*) FROM told), a.id, a.briefing_id
FROM (SELECT 1) one LEFT JOIN added a ON a.briefing_id = ANY(?21::bigint[])
ORDER BY a.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionGroup:
    """Editions that tell the same at the same time."""

    briefing_ids: Sequence[int]
    slot: str
    #: Slot's moment, digest and what it is where it is this edition's alone, window from and to,
    #: moment of making.
    edition: tuple[Any, ...]
    lane: str
    deadline: Any
    #: From when on its first part may be sent; to that each chat's place is added, in microseconds:
    #: its number times the second, and the third (`bot.domain.turns`).
    turn: tuple[Any, int, int]
    #: Number, how many there are, text and state of each part.
    parts: Sequence[tuple[int, int, int, str]]
    #: Their ids are asked for.
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The rows that were written."""

    parts: int
    #: The id and briefing of each new edition that was asked for.
    named: Sequence[tuple[int, int]]


async def insert_editions(raw: Raw, groups: Sequence[EditionGroup], at: Any) -> Written:
    """Insert editions and their parts, but for briefings that have one for that slot."""
    asked = [each for group in groups if group.named for each in group.briefing_ids]
    if raw.chains:
        return await _all_at_once(raw, groups, asked, at)
    # one writer at a time: what is above the last of before is of this transaction
    ((last,),) = await raw.fetch("SELECT coalesce(max(id), 0) FROM edition")
    ((before,),) = await raw.fetch("SELECT coalesce(max(id), 0) FROM outbox")
    for which, some in _by_number(raw, groups):
        await raw.each(
            _ADD_EDITIONS.format(which=which),
            [(ids, group.slot, *group.edition) for ids, group in some],
        )
        await raw.each(
            _ADD_PARTS.format(which=which),
            [
                (ids, group.slot, last, group.lane, *part, group.deadline, at, *group.turn)
                for ids, group in some
                for part in group.parts
            ],
        )
    ((parts,),) = await raw.fetch("SELECT count(*) FROM outbox WHERE id > ?1", before)
    named: Sequence[Any] = ()
    if asked:
        named = await raw.fetch(_NAMED.format(ids=raw.numbers(2)), last, raw.many(asked))
    return Written(parts=parts, named=[(row[0], row[1]) for row in named])


def _by_number(
    raw: Raw, groups: Sequence[EditionGroup]
) -> Iterator[tuple[str, list[tuple[Any, EditionGroup]]]]:
    """Groups of one and those of several, each with its ids as a statement takes them."""
    single = [(group.briefing_ids[0], group) for group in groups if len(group.briefing_ids) == 1]
    several = [
        (raw.many(group.briefing_ids), group) for group in groups if len(group.briefing_ids) > 1
    ]
    yield "= ?1", single
    yield f"IN {raw.numbers(1)}", several


async def _all_at_once(
    raw: Raw, groups: Sequence[EditionGroup], asked: Sequence[int], at: Any
) -> Written:
    members = [(each, at) for at, group in enumerate(groups) for each in group.briefing_ids]
    plans = [
        (place, group.slot, *group.edition[:-1], group.lane, group.deadline, *group.turn)
        for place, group in enumerate(groups)
    ]
    parts = [(place, *part) for place, group in enumerate(groups) for part in group.parts]
    rows = await raw.fetch(
        _ALL_AT_ONCE, *turned(members), *turned(plans), *turned(parts), at, list(asked)
    )
    return Written(parts=rows[0][0], named=[(row[1], row[2]) for row in rows if row[1]])
