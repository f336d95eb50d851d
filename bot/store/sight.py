"""The articles that may be seen by whom, as a condition every reader of articles puts to use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, String, bindparam, cast, or_, select, true

from bot.domain.models import InterestKind
from bot.domain.sight import Sight
from bot.store.tables import briefing, interest, source, subscription

_SEER: BindParameter[Any] = bindparam("seer")
#: Put together once: `seer` is the chat.
_BY_CHAT = or_(
    source.c.public,
    cast(source.c.id, String).in_(
        select(interest.c.ref)
        .join(subscription, subscription.c.interest_id == interest.c.id)
        .join(briefing, briefing.c.id == subscription.c.briefing_id)
        .where(briefing.c.chat_id == _SEER, interest.c.kind == InterestKind.SOURCE.value)
    ),
)
_BY_ANYBODY: ColumnElement[bool] = source.c.public
_EVERYTHING = true()


def visible(sight: Sight) -> tuple[ColumnElement[bool], Mapping[str, Any]]:
    """The condition on `source`, and the parameters to carry it out with."""
    if sight.everything:
        return _EVERYTHING, {}
    if sight.chat_id is None:
        return _BY_ANYBODY, {}
    return _BY_CHAT, {_SEER.key: sight.chat_id}
