"""The audience of what operators write to everybody."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, not_, select

from bot.domain.models import ChatStatus
from bot.store.tables import chat

_REFUSING = select(chat.c.telegram_id).where(chat.c.no_broadcasts).subquery()


def refuses() -> ColumnElement[bool]:
    """True for chats that get none, in whichever of their threads that was said."""
    return chat.c.telegram_id.in_(select(_REFUSING.c.telegram_id))


def hears() -> ColumnElement[bool]:
    """True for chats that can be written to and did not refuse."""
    return and_(chat.c.status == ChatStatus.ACTIVE.value, not_(refuses()))
