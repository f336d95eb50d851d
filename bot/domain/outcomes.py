"""Outcomes of requests to Telegram: their classes, and the reasons of refusals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The classes of what came of a request, by what is known of it."""

    SENT = "sent"
    NOT_SENT = "not_sent"  # surely: it never left, or another process is in the way
    LIMITED = "limited"  # too many requests; surely not sent
    REFUSED = "refused"  # the server read it and said no
    SERVER = "server_error"  # the server failed; almost surely not sent
    AMBIGUOUS = "ambiguous"  # it left, and no readable answer came back


class RefusalReason(StrEnum):
    """The reason why a request was refused: what is counted, shown and acted upon."""

    NONE = ""
    BLOCKED = "blocked"  # by the person; or nobody began a conversation
    DEACTIVATED = "deactivated"  # the account or the group exists no more
    KICKED = "kicked"  # not a member of the group or channel (any more)
    NO_RIGHTS = "no_rights"  # a member that may not write
    NOT_FOUND = "chat_not_found"
    MIGRATED = "migrated"
    CLOSED = "topic_closed"  # the thread, or General; somebody may open it again
    TOPIC = "topic"  # the thread is deleted, or there are none (any more)
    RESTORED = "restored"  # it was open in a copy that was restored
    MARKUP = "markup"  # our text as HTML; also addresses it does not take
    TOO_LONG = "too_long"
    EMPTY = "empty"
    TOKEN = "token"  # noqa: S105  # the name of a reason: 401, or 404 for every method
    BAD_REQUEST = "bad_request"
    LIMITED = "limited"
    SERVER = "server_error"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    RESTART = "restart"  # the process ended while it was being sent


#: The text itself is at fault: another form of it may pass.
TEXT_REASONS = frozenset(
    {RefusalReason.MARKUP, RefusalReason.TOO_LONG, RefusalReason.EMPTY, RefusalReason.BAD_REQUEST}
)
#: The text alone is at fault: every copy of it will be refused.
EVERYWHERE_REASONS = frozenset({RefusalReason.MARKUP, RefusalReason.TOO_LONG, RefusalReason.EMPTY})
#: The chat cannot be written to until the person comes back.
BLOCKED_REASONS = frozenset({RefusalReason.BLOCKED, RefusalReason.KICKED})
#: The chat cannot be written to for a while; nothing need tell us when it can.
PASSING_REASONS = frozenset({RefusalReason.NO_RIGHTS, RefusalReason.CLOSED})
#: Said of a chat; said of one after the other, it is the server that is in trouble.
CHAT_REASONS = (
    BLOCKED_REASONS | PASSING_REASONS | {RefusalReason.DEACTIVATED, RefusalReason.NOT_FOUND}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestVerdict:
    """The classified outcome of one request."""

    outcome: Outcome
    reason: RefusalReason = RefusalReason.NONE
    #: Telegram's id of the message, when it was sent.
    message_id: int | None = None
    #: Seconds to wait, where the server said so and it is usable.
    retry_after_s: float | None = None
    #: The Telegram id a group has become.
    migrate_to: int | None = None
    #: The server's words or the kind of failure; never an address or a token.
    text: str = ""
