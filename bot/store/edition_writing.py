"""Editions and their frozen parts, written with what the briefings have read so far.

Everything of a batch is written by a few statements; see `bot.store.raw` for why in their words.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.breath import Breath
from bot.domain.choice import Listed
from bot.domain.editions import EditionPlan
from bot.domain.models import LOOK_BACK, RenderedMessage
from bot.domain.outbox import Lane, PartState
from bot.domain.turns import SPREAD, STEP, shift_of
from bot.store.alerted import tick
from bot.store.edition_rows import EditionGroup, insert_editions
from bot.store.outbox.doubts import note_asked
from bot.store.outbox.insert import body_mark
from bot.store.packing import Packer, fingerprint
from bot.store.raw import Raw
from bot.store.texts import PieceWriter


async def write_editions(
    connection: AsyncConnection,
    planned: Sequence[EditionPlan],
    packer: Packer,
    pieces: PieceWriter,
    *,
    now: datetime,
    began: datetime,
) -> int:
    """Insert editions, their digests, texts and parts; how many parts.

    A briefing that already has an edition for its slot gets neither a second one nor its parts.
    Of those whose planning `began` together each has its turn (`bot.domain.turns`).
    """
    raw = Raw(connection)
    at, moments = raw.written(now), _WrittenMoments(raw)
    digests = await _digests(raw, planned, packer, now)
    messages = [message for plan in planned for message in plan.messages]
    bodies = iter(await _bodies(raw, messages, pieces, at))
    first = raw.written(began - SPREAD)
    ready, waiting = PartState.READY.value, PartState.WAITING.value
    groups = [
        EditionGroup(
            briefing_ids=plan.briefing_ids,
            slot=plan.slot,
            edition=(moments.of(plan.slot_at), *digest, plan.window_from, plan.window_to, at),
            lane=(Lane.DIGEST if plan.scheduled else Lane.ALERT).value,
            deadline=moments.of(plan.deadline_at),
            parts=[
                (number, len(plan.messages), next(bodies), ready if number == 1 else waiting)
                for number in range(1, len(plan.messages) + 1)
            ],
            turn=((first, STEP, shift_of(plan.slot_at.date())) if plan.scheduled else (at, 0, 0)),
            named=bool(plan.ticks or plan.asks),
        )
        for plan, digest in zip(planned, digests, strict=True)
    ]
    written = await insert_editions(raw, groups, at)
    named = {
        each: plan for plan in planned if plan.ticks or plan.asks for each in plan.briefing_ids
    }
    added = [(edition_id, named[briefing_id]) for edition_id, briefing_id in written.named]
    await tick(connection, [alert_id for _, plan in added for alert_id in plan.ticks])
    await note_asked(
        connection, [(edition_id, part_id) for edition_id, plan in added for part_id in plan.asks]
    )
    return written.parts


async def move_on(
    connection: AsyncConnection, planned: Sequence[EditionPlan], *, now: datetime
) -> None:
    """Cursors, next slots and claims after the plans, one statement for each kind of plan.

    `now` is when they were begun: what was followed after it was not among what they told.
    """
    raw = Raw(connection)
    for advance in (True, False):
        for scheduled in (True, False):
            values, columns = "lease_until = NULL", dict[str, str]()
            if advance:
                # What was taken back meanwhile is still to be told.
                values += ", cursor = CASE WHEN cursor = r.from_seq THEN r.to_seq ELSE cursor END"
                columns |= {"from_seq": "bigint", "to_seq": "bigint"}
            if scheduled:
                values += ", next_slot_at = r.next_at, last_slot = r.planned_slot"
                columns |= {"next_at": "timestamptz", "planned_slot": "text"}
            alike: dict[tuple[Any, ...], list[int]] = {}
            for plan in planned:
                if (plan.advance, plan.scheduled) == (advance, scheduled):
                    row: tuple[Any, ...] = (plan.window_from, plan.window_to) if advance else ()
                    if scheduled:
                        row += (raw.written(plan.next_slot_at), plan.last_slot)
                    alike.setdefault(row, []).extend(plan.briefing_ids)
            await raw.update("briefing", values, columns, alike)
    begun = [each for plan in planned if plan.advance and plan.begins for each in plan.briefing_ids]
    if begun:
        await raw.carry_out(
            "UPDATE subscription SET start_seq = NULL WHERE start_seq IS NOT NULL"
            f" AND since_at <= ?2 AND briefing_id IN {raw.numbers(1)}",
            raw.many(begun),
            raw.written(now - LOOK_BACK),
        )


def lists_of(planned: Sequence[EditionPlan]) -> list[Listed]:
    """The lists that plans are made of, each once."""
    found = {
        id(one): one for plan in planned if plan.digest is not None for one in plan.digest.lists
    }
    return list(found.values())


#: A digest that tells nothing, packed.
_EMPTY = b"\0\0"


class _WrittenMoments:
    """Moments as the driver takes them; most plans of a slot have the same."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        # with the moment, so that no other has its identity
        self._known: dict[int, tuple[datetime | None, Any]] = {}

    def of(self, moment: datetime | None) -> Any:
        """One of them."""
        found = self._known.get(id(moment))
        if found is None:
            found = self._known[id(moment)] = moment, self._raw.written(moment)
        return found[1]


async def _digests(
    raw: Raw, planned: Sequence[EditionPlan], packer: Packer, now: datetime
) -> list[tuple[int, bytes | None]]:
    """The ids of what the plans tell, and what one edition alone tells: it is kept with it."""
    # a listing is of one day, so that its age says when nobody needs it any more
    at, day = raw.written(now), now.date().isoformat()
    rows = packer.rows(day)
    missing = [one for one in lists_of(planned) if id(one) not in rows]
    marks = {id(one): packer.listing(one, day) for one in missing}
    written = await raw.shared(
        "listing",
        {"packed": "bytea"},
        {mark: (packed,) for mark, packed in marks.values()},
        at,
    )
    new = {key: written[mark] for key, (mark, _) in marks.items()}
    packer.wrote(new)
    rows = {**rows, **new} if new else rows
    breath = Breath()
    told: list[bytes] = []
    alike = Counter[bytes]()
    for plan in planned:
        if breath.over:
            await breath.take()
        packed = _EMPTY
        if plan.digest is not None:
            packed = packer.digest(plan.digest, [rows[id(one)] for one in plan.digest.lists])
        told.append(packed)
        alike[packed] += len(plan.briefing_ids)
    several = {packed: fingerprint(packed) for packed, count in alike.items() if count > 1}
    wanted: dict[str, tuple[Any, ...]] = {mark: ("[]", packed) for packed, mark in several.items()}
    # of a day, so that its age is the greatest of what is kept with editions
    none = fingerprint(f"none {day}".encode())
    wanted[none] = ("[]", _EMPTY)
    digests = await raw.shared("digest", {"stories": "jsonb", "packed": "bytea"}, wanted, at)
    return [
        (digests[several[packed]], None) if packed in several else (digests[none], packed)
        for packed in told
    ]


async def _bodies(
    raw: Raw, messages: Sequence[RenderedMessage], pieces: PieceWriter, at: object
) -> list[int]:
    """The ids of texts, each kept once."""
    breath = Breath()
    await pieces.write(raw, messages, at)
    marks: dict[int, str] = {}
    wanted: dict[str, tuple[Any, ...]] = {}
    rows_of: dict[object, str | None] = {(): None}
    for message in messages:
        if breath.over:
            await breath.take()
        if id(message) in marks:
            continue
        if message.buttons not in rows_of:
            rows_of[message.buttons] = json.dumps(message.buttons)
        buttons = rows_of[message.buttons]
        if message.pieces is None:
            mark = body_mark(message)
            wanted[mark] = (message.html, message.plain, buttons, message.preview, None)
        else:
            packed = pieces.packed(message.pieces)
            mark = fingerprint(f"{packed}{buttons}\x1e{message.preview}".encode())
            wanted[mark] = ("", "", buttons, message.preview, packed)
        marks[id(message)] = mark
    columns = {"html": "text", "plain": "text", "buttons": "jsonb", "preview": "text"}
    ids = await raw.shared("body", {**columns, "pieces": "text"}, wanted, at)
    return [ids[marks[id(message)]] for message in messages]
