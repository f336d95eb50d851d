"""The updates to handle next: those of each line by themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Integer, Row, Select, bindparam, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.updates import ChatLine
from bot.store.tables import chat, inbox

#: How many open updates of one chat are handed out at once.
PER_CHAT = 8

#: How long a chat counts as new.
_NEW = timedelta(minutes=1)


_KNOWN = select(chat.c.telegram_id).where(
    chat.c.telegram_id.in_(bindparam("numbers", expanding=True)),
    chat.c.created_at <= bindparam("since"),
)


async def tell_newcomers(
    connection: AsyncConnection, rows: Collection[dict[str, Any]], now: datetime
) -> None:
    """Put what comes from chats that are not known yet into the newcomers' line."""
    numbers = {key: int(key[1:]) for row in rows if (key := row["chat_key"])}
    known: set[int] = set()
    wanted = sorted(set(numbers.values()))
    for at in range(0, len(wanted), 500):
        given = {"numbers": wanted[at : at + 500], "since": now - _NEW}
        known.update((await connection.execute(_KNOWN, given)).scalars())
    for row in rows:
        if numbers.get(row["chat_key"]) not in known:
            row["line"] = ChatLine.NEW.value


def _next_of_lines() -> Select[Any]:
    """The first updates of the chats that come next; see `InboxStore.take`.

    For `busy` and `much` chat keys, the `limit`, and the room of each line by its value. Put
    together once: that costs more than what it finds.
    """
    limit: BindParameter[int] = bindparam("limit", type_=Integer)
    chats = (
        select(inbox.c.chat_key, func.min(inbox.c.update_id).label("head"))
        .where(inbox.c.state == "new", inbox.c.chat_key.not_in(bindparam("busy", expanding=True)))
        .group_by(inbox.c.chat_key)
        .subquery()
    )
    had_much = chats.c.chat_key.in_(bindparam("much", expanding=True))
    line = case((had_much, ChatLine.MUCH.value), else_=inbox.c.line)
    first = (
        select(chats.c.chat_key, chats.c.head, line.label("line"))
        .join(inbox, inbox.c.update_id == chats.c.head)
        .subquery()
    )
    turn = func.row_number().over(partition_by=first.c.line, order_by=first.c.head)
    turns = select(first, turn.label("turn")).subquery()
    # Only what may be taken leaves the database: thousands may wait.
    room = case(
        *(
            (turns.c.line == each.value, bindparam(room_of(each), type_=Integer))
            for each in ChatLine
        ),
        else_=0,
    )
    chosen = (
        select(turns)
        .where(turns.c.turn <= room)
        .order_by(turns.c.turn, turns.c.line)
        .limit(limit)
        .subquery()
    )
    place = (
        func.row_number()
        .over(partition_by=inbox.c.chat_key, order_by=inbox.c.update_id)
        .label("place")
    )
    theirs = (
        select(inbox, chosen.c.line.label("stands"), place)
        .join(chosen, chosen.c.chat_key == inbox.c.chat_key)
        .where(inbox.c.state == "new")
        .subquery()
    )
    return select(theirs).where(theirs.c.place <= PER_CHAT).order_by(theirs.c.update_id)


def room_of(line: ChatLine) -> str:
    """The name of the room of a line among what `NEXT_OF_LINES` is given."""
    return f"room_{line.name.lower()}"


NEXT_OF_LINES = _next_of_lines()


def of_one_line(rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Of each chat what comes before the first update that waits in another line.

    In the line of much all that there is stands together.
    """
    heads: dict[str, int] = {}
    over: set[str] = set()
    found = []
    for row in rows:
        if row.line != heads.setdefault(row.chat_key, row.line) and row.stands != ChatLine.MUCH:
            over.add(row.chat_key)
        if row.chat_key not in over:
            found.append(row)
    return found
