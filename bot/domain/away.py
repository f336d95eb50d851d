"""Chats that cannot be written to: when they are asked whether they are back.

Telegram tells when somebody comes back, but keeps that for a day only; accounts that were taken
for deleted come back without a word, and a server in trouble says of one or two chats what it
would of thousands. So nothing it says of a chat is believed for ever.
"""

from __future__ import annotations

from datetime import datetime, timedelta

#: The first question, after the chat left; each wait is then as long as it has been away.
FIRST = timedelta(days=1)
#: No question comes later than this after it left.
LONGEST = timedelta(days=90)


def ask_again_at(*, now: datetime, away_at: datetime) -> datetime | None:
    """The moment when a chat that is still away is asked again; None for no more."""
    at = now + max(FIRST, now - away_at)
    return at if at - away_at < LONGEST else None
