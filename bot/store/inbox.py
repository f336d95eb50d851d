"""The durable inbox: updates are committed here before Telegram is told they arrived."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.updates import MAX_ATTEMPTS, ChatLine, InboxUpdate, chat_key, update_id
from bot.store.connection import finish
from bot.store.database import Database
from bot.store.dialect import insert_ignore, put_fact
from bot.store.lines import NEXT_OF_LINES, PER_CHAT, of_one_line, room_of, tell_newcomers
from bot.store.tables import bot_state, inbox
from bot.store.types import Moment

#: Telegram may begin again with a lower number after a week without updates, so an older offset
#: is not used: what it then gives again is recognised by its number.
_OFFSET_LIFE = timedelta(days=5)

_OFFSET, _BOT = "inbox_offset", "bot"
#: A mark of the token that Telegram accepted last.
_TOKEN = "token"  # noqa: S105  # the name of a row

#: Escapes in JSON that may stand for NUL or for half a character.
_UNSTORABLE = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)


_OPEN = inbox.c.update_id.in_(bindparam("numbers", expanding=True)) & (inbox.c.state == "new")
_BEGIN = update(inbox).where(_OPEN).values(attempts=inbox.c.attempts + 1)
_SPARE = update(inbox).where(_OPEN, inbox.c.attempts > 0).values(attempts=inbox.c.attempts - 1)
_DONE = (
    update(inbox)
    .where(_OPEN)
    .values(state="done", payload="", chat_key="", done_at=bindparam("now", type_=Moment))
)


def _at_hand(_: Mapping[str, Any]) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An inbox that was another bot's."""

    #: Telegram's number of that bot.
    before: int
    #: Its updates that were not handled: nobody can answer them any more.
    dropped: int


class InboxStore:
    """The inbox table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def store(
        self,
        updates: Sequence[Mapping[str, Any]],
        now: datetime,
        *,
        polled: bool = True,
        slow: Callable[[Mapping[str, Any]], bool] = _at_hand,
    ) -> int:
        """Commit updates as Telegram gave them, and the offset that confirms them; how many are new.

        An update seen before changes nothing. Those without a number are left out. The offset
        moves only for `polled` updates. `slow` tells what takes longer to answer.
        """
        rows = {}
        for payload in updates:
            number = update_id(payload)
            if number is not None:
                rows[number] = _row(number, payload, now)
                rows[number]["line"] = (ChatLine.SLOW if slow(payload) else ChatLine.KNOWN).value
        if not rows:
            return 0
        async with self._database.write() as connection:
            await tell_newcomers(connection, rows.values(), now)
            # Rows beside the statement, not in it: it is read once for all of them, and not anew.
            done = await connection.execute(
                insert_ignore(connection, inbox).returning(inbox.c.update_id), list(rows.values())
            )
            stored = len(done.all())
            if polled:
                await _set_offset(connection, max(rows) + 1, now)
        return stored

    async def belong_to(self, bot_id: int) -> Taken | None:
        """Make the inbox this bot's; what was taken from another one, None when it was its own.

        Each bot numbers its updates by itself: the offset of one confirms updates of another away,
        and its numbers hide theirs. Chats, what they follow and what they were told stay.
        """
        async with self._database.write() as connection:
            before = (
                await connection.execute(
                    select(bot_state.c.value).where(bot_state.c.name == _BOT).with_for_update()
                )
            ).scalar_one_or_none()
            if before == bot_id:
                return None
            await put_fact(connection, _BOT, bot_id)
            if before is None:
                return None
            await connection.execute(delete(bot_state).where(bot_state.c.name == _OFFSET))
            opened = await connection.execute(
                select(func.count()).select_from(inbox).where(inbox.c.state == "new")
            )
            dropped = opened.scalar_one()
            await connection.execute(delete(inbox))
        return Taken(before=before, dropped=dropped)

    async def accepted(self, token: str) -> bool:
        """True if Telegram has accepted this very token before."""
        async with self._database.read() as connection:
            found = await connection.scalar(
                select(bot_state.c.value).where(bot_state.c.name == _TOKEN)
            )
        return bool(found == _mark(token))

    async def accept(self, token: str) -> None:
        """Remember that Telegram has accepted a token, not the token."""
        if not await self.accepted(token):
            async with self._database.write() as connection:
                await put_fact(connection, _TOKEN, _mark(token))

    async def bot_id(self) -> int | None:
        """The bot whose data these are; None when no bot has run on them."""
        async with self._database.read() as connection:
            found: int | None = (
                await connection.execute(select(bot_state.c.value).where(bot_state.c.name == _BOT))
            ).scalar_one_or_none()
        return found

    async def offset(self, now: datetime) -> int | None:
        """The offset to ask Telegram for next, or None for the oldest it has."""
        async with self._database.read() as connection:
            value = (
                await connection.execute(
                    select(bot_state.c.value).where(bot_state.c.name == _OFFSET)
                )
            ).scalar_one_or_none()
        if not value or datetime.fromisoformat(value["at"]) < now - _OFFSET_LIFE:
            return None
        return int(value["next"])

    async def take(
        self,
        limit: int,
        *,
        busy: Collection[str] = (),
        much: Collection[str] = (),
        room: Mapping[ChatLine, int] | None = None,
        begins: Callable[[Sequence[InboxUpdate]], Sequence[int]] = lambda _: (),
    ) -> list[InboxUpdate]:
        """Updates of at most `limit` chats to be handled, oldest first, `PER_CHAT` of each.

        Chats whose key is in `busy` are left out. Updates of one chat come in order and without
        a gap, so handling them in the order given keeps the chat in order. A chat waits in the
        line of its oldest update, or in that of `much`; of a line come as many chats as it has
        `room`, and all that are given of a chat belong to it.

        An attempt is counted at those that `begins` names, as by `begin`, and in the transaction
        in which they are found; their `attempts` are those before.
        """
        given = {"limit": limit, "busy": list(busy), "much": list(much)}
        given |= {room_of(line): limit if room is None else room.get(line, 0) for line in ChatLine}
        async with self._database.write() as connection:
            rows = (await connection.execute(NEXT_OF_LINES, given)).all()
            chosen = of_one_line(rows)
            found, whole = (Counter(row.chat_key for row in each) for each in (rows, chosen))
            taken = [
                _update(
                    row,
                    line=ChatLine(row.stands),
                    followed=not whole[row.chat_key] == found[row.chat_key] < PER_CHAT,
                )
                for row in chosen
            ]
            if begun := begins(taken):
                await finish(connection, _BEGIN, {"numbers": list(begun)})
        return taken

    async def of_chat(self, key: str, *, after: int, limit: int) -> list[InboxUpdate]:
        """Updates of one chat to be handled, in order, behind the one numbered `after`."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(inbox)
                .where(inbox.c.state == "new", inbox.c.chat_key == key, inbox.c.update_id > after)
                .order_by(inbox.c.update_id)
                .limit(limit)
            )
            return [_update(row) for row in rows]

    async def done(self, numbers: Sequence[int], now: datetime) -> None:
        """Updates were handled. What they said and where they came from is forgotten at once."""
        await self._database.carry_out(_DONE, {"numbers": list(numbers), "now": now})

    async def begin(self, numbers: Sequence[int]) -> None:
        """Count an attempt at each, before it is made.

        What ends the process, or hangs until somebody does, is so counted as well.
        """
        await self._database.carry_out(_BEGIN, {"numbers": list(numbers)})

    async def spare(self, *numbers: int) -> None:
        """Take the last attempts back: they were not made, or failed by no fault of the updates."""
        await self._database.carry_out(_SPARE, {"numbers": list(numbers)})

    async def failed(self, number: int, error: str, now: datetime) -> bool:
        """The last attempt failed; True when it is now quarantined, after `MAX_ATTEMPTS`."""
        last = inbox.c.attempts >= MAX_ATTEMPTS
        async with self._database.write() as connection:
            state: str | None = (
                await connection.execute(
                    update(inbox)
                    .where(inbox.c.update_id == number, inbox.c.state == "new")
                    .values(
                        error=error[:500],
                        state=case((last, "dead"), else_="new"),
                        done_at=case((last, now), else_=None),
                    )
                    .returning(inbox.c.state)
                )
            ).scalar_one_or_none()
        return state == "dead"

    async def dead(self) -> int:
        """The number of updates that are quarantined."""
        async with self._database.read() as connection:
            count = await connection.execute(
                select(func.count()).select_from(inbox).where(inbox.c.state == "dead")
            )
            return count.scalar_one()

    async def retire(self, now: datetime, *, keep_days: int = 7) -> int:
        """Delete handled and quarantined updates older than `keep_days`; how many.

        Telegram gives no update again that is older than a day.
        """
        async with self._database.write() as connection:
            gone = await connection.execute(
                delete(inbox).where(
                    inbox.c.state != "new", inbox.c.done_at < now - timedelta(days=keep_days)
                )
            )
        return gone.rowcount


def _update(row: Row[Any], *, line: ChatLine | None = None, followed: bool = False) -> InboxUpdate:
    return InboxUpdate(
        update_id=row.update_id,
        chat_key=row.chat_key,
        payload=_read(row.payload),
        attempts=row.attempts,
        received_at=row.received_at,
        line=ChatLine(row.line) if line is None else line,
        followed=followed,
    )


def _row(number: int, payload: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "update_id": number,
        "chat_key": chat_key(payload),
        # NUL is allowed in JSON as an escape only, so the text is safe for both engines.
        "payload": json.dumps(payload, ensure_ascii=True, separators=(",", ":")),
        "state": "new",
        "attempts": 0,
        "error": "",
        "received_at": now,
        "done_at": None,
    }


def _read(payload: str) -> Any:
    """The payload, without what is no character of a text: NUL and lone surrogates.

    Whatever is made of it may be stored, as text or as JSON, by either engine.
    """
    try:
        found = json.loads(payload)
        return _storable(found) if _UNSTORABLE.search(payload) else found
    except RecursionError:  # nothing that Telegram gives is so deep; it is no update
        return {}


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        paired = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return paired.replace("\x00", "\ufffd")
    if isinstance(value, dict):
        return {_storable(key): _storable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_storable(each) for each in value]
    return value


async def _set_offset(connection: AsyncConnection, following: int, now: datetime) -> None:
    """Remember what confirms everything stored so far; nothing follows in the transaction."""
    await put_fact(connection, _OFFSET, {"next": following, "at": now.isoformat()}, last=True)


def _mark(token: str) -> str:
    """A hash by which a token is known again and that gives nothing of it away."""
    return hashlib.blake2b(token.encode(), digest_size=16, person=b"lede token").hexdigest()
