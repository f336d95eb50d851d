"""Flood control: who floods is met by silence before anything is read or written for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.updates import said
from handlers.call import SHARED_IDS
from handlers.services import Services


def silence(services: Services) -> Callable[[Mapping[str, Any]], bool]:
    """Tells of an update whether the router would do nothing about it, as it is one too many.

    Only of words that somebody wrote: a press is answered in any case, and what Telegram itself
    says is nobody's quota. An operator is never met so.
    """

    def silenced(payload: Mapping[str, Any]) -> bool:
        words = said(payload)
        if words is None or words[0] in services.admin_ids:
            return False
        person, chat, sent = words
        at = datetime.fromtimestamp(sent, UTC) + timedelta(seconds=services.skew_s())
        counted = chat if person == 0 or person in SHARED_IDS else person
        return services.quotas.silenced(counted, min(services.clock.now(), at))

    return silenced
