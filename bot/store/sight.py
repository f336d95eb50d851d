"""The articles that may be seen by whom, as a condition every reader of articles puts to use."""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, cast, or_, select, true

from bot.domain.models import InterestKind
from bot.domain.sight import Sight
from bot.store.tables import briefing, interest, source, subscription


def visible(sight: Sight) -> ColumnElement[bool]:
    """The condition on `source`."""
    if sight.everything:
        return true()
    if sight.chat_id is None:
        return source.c.public
    followed = (
        select(interest.c.ref)
        .join(subscription, subscription.c.interest_id == interest.c.id)
        .join(briefing, briefing.c.id == subscription.c.briefing_id)
        .where(briefing.c.chat_id == sight.chat_id, interest.c.kind == InterestKind.SOURCE.value)
    )
    return or_(source.c.public, cast(source.c.id, String).in_(followed))
