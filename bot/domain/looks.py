"""Addresses that people want to follow, on their way from being asked for to an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

#: After so many attempts, failed or never ended, it is said that it did not work.
MAX_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressLook:
    """An address that is being looked at."""

    #: The update that asked for it.
    update_id: int
    chat_id: int
    briefing_id: int
    #: For whom it counts: a person, or a chat that has none.
    person_id: int
    #: As it was written.
    address: str
    #: An operator asked for it.
    trusted: bool
    #: The message that says so and becomes the answer; None when it may not have arrived.
    message_id: int | None
    asked_at: datetime
    #: Our number of the private chat where it was asked, when another chat is to follow it.
    home_id: int | None = None
    #: Words behind the address, which narrow down what it leads to.
    words: str = ""
    #: Counted when they begin.
    attempts: int = 0
