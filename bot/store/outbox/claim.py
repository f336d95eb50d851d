"""The statements of the delivery pump, built once: building them costs more than running them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    and_,
    bindparam,
    case,
    exists,
    literal_column,
    or_,
    select,
    update,
)

from bot.store.database import Database
from bot.store.outbox.rows import READY, SENDING, is_open
from bot.store.outbox.states import beginning
from bot.store.tables import chat, outbox
from bot.store.types import Moment

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_NOW = bindparam("now", type_=Moment())
_OTHER = outbox.alias("other")


class PumpStatements:
    """Claims, intents, renewals and releases for one database; `values` has their times."""

    def __init__(self, database: Database, *, claim_lease_s: float, send_lease_s: float) -> None:
        self._database = database
        self._claim_lease_s, self._send_lease_s = claim_lease_s, send_lease_s
        self._clock = database.lease_now(_NOW)
        claim_end = self._end("claim_end", claim_lease_s)
        mine = [outbox.c.id.in_(_IDS), READY, outbox.c.lease_owner == bindparam("owner")]
        #: First parts of chats that may be sent, of a lane `lane`; and of one whose editions are
        #: not to be mixed.
        self.choose = self._choose(orderly=False)
        self.choose_orderly = self._choose(orderly=True)
        #: A second look with the chats locked: another worker may have claimed in between.
        self.claim = (
            update(outbox)
            .where(
                outbox.c.id.in_(_IDS),
                READY,
                self._free(),
                ~exists().where(
                    _OTHER.c.chat_id == outbox.c.chat_id,
                    is_open(_OTHER),
                    _OTHER.c.id != outbox.c.id,
                    self._taken(),
                ),
            )
            .values(lease_owner=bindparam("new_owner"), lease_until=claim_end)
            .returning(outbox.c.id)
        )
        self.begin = beginning(
            [*mine, outbox.c.lease_until > self._clock],
            lease_end=self._end("send_end", send_lease_s),
        )
        self.renew = update(outbox).where(*mine).values(lease_until=claim_end)
        self.release = update(outbox).where(*mine).values(lease_owner="", lease_until=None)
        dead = and_(SENDING, outbox.c.lease_until <= self._clock)
        self.dead = select(outbox).where(dead).limit(1000).with_for_update(skip_locked=True)

    def values(self, now: datetime) -> dict[str, Any]:
        """The times in the statements."""
        return {
            "now": now,
            "claim_end": now + timedelta(seconds=self._claim_lease_s),
            "send_end": now + timedelta(seconds=self._send_lease_s),
        }

    def _end(self, name: str, lease_s: float) -> ColumnElement[Any]:
        """The moment when a lease taken now ends, by the clock leases are measured by."""
        return self._database.lease_end(None, lease_s, given=bindparam(name, type_=Moment()))

    def _free(self) -> ColumnElement[bool]:
        """Nobody's claim on the part is alive."""
        return or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= self._clock)

    def _taken(self) -> ColumnElement[bool]:
        """Another part of the chat is being sent, or is somebody's to send."""
        return or_(
            _OTHER.c.state == literal_column("'sending'"),
            and_(_OTHER.c.state == literal_column("'ready'"), _OTHER.c.lease_until > self._clock),
        )

    def _choose(self, *, orderly: bool) -> Any:
        blocked = self._taken()
        if orderly:
            # An edition of which something was sent is finished before the chat's next one.
            begun = and_(_OTHER.c.state == literal_column("'ready'"), _OTHER.c.part > 1)
            blocked = or_(blocked, and_(begun, outbox.c.part == 1))
        went_out = or_(outbox.c.part > 1, outbox.c.ambiguous > 0, outbox.c.rescues > 0)
        return (
            select(outbox.c.id, outbox.c.chat_id)
            .join(chat, chat.c.id == outbox.c.chat_id)
            .where(
                outbox.c.lane == bindparam("lane"),
                READY,
                # What was never put off is due even when the clock was set back since it came.
                or_(
                    outbox.c.not_before <= _NOW,
                    and_(outbox.c.attempts == 0, outbox.c.not_before <= outbox.c.created_at),
                ),
                # What has begun is finished however late.
                or_(outbox.c.deadline_at.is_(None), outbox.c.deadline_at > _NOW, went_out),
                self._free(),
                chat.c.status == "active",
                case(
                    (chat.c.kind == "private", bindparam("private", type_=Boolean())),
                    else_=bindparam("groups", type_=Boolean()),
                ),
                or_(chat.c.held_until.is_(None), chat.c.held_until <= _NOW),
                ~exists().where(
                    _OTHER.c.chat_id == outbox.c.chat_id,
                    is_open(_OTHER),
                    _OTHER.c.id != outbox.c.id,
                    blocked,
                ),
            )
            .order_by(outbox.c.not_before, outbox.c.id)
            .limit(bindparam("room"))
            .with_for_update(of=chat, skip_locked=True, key_share=True)
        )
