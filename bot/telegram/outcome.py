"""Classifies a request to the Bot API by its status, its body or its failure.

Decided on the HTTP status and the cause, never on an exception's family: the same family holds
requests that never left and requests that were carried out.
"""

from __future__ import annotations

import math
from typing import Any

import orjson

from bot.domain.errors import TransportError
from bot.domain.outcomes import Outcome, RefusalReason, RequestVerdict

#: Parts of the server's words, lower case, in the order in which they are tried.
_WORDS: tuple[tuple[RefusalReason, tuple[str, ...]], ...] = (
    (
        RefusalReason.DEACTIVATED,
        ("user is deactivated", "group chat was deleted", "chat was deleted"),
    ),
    (
        RefusalReason.BLOCKED,
        ("blocked by the user", "can't initiate conversation", "can't send messages to bots"),
    ),
    (
        RefusalReason.KICKED,
        ("bot was kicked", "not a member", "chat_write_forbidden_kicked", "channel_private"),
    ),
    (RefusalReason.MIGRATED, ("upgraded to a supergroup",)),
    (RefusalReason.NOT_FOUND, ("chat not found", "peer_id_invalid", "user not found")),
    (RefusalReason.CLOSED, ("topic_closed", "topic is closed", "topic_hidden")),
    (
        RefusalReason.TOPIC,
        ("thread not found", "topic_deleted", "topic_id_invalid", "not a forum"),
    ),
    (
        RefusalReason.NO_RIGHTS,
        (
            "not enough rights",
            "have no rights",
            "need administrator rights",
            "write_forbidden",
            "send_plain_forbidden",
            "chat_restricted",
            "user_restricted",
            "chat_admin_required",
        ),
    ),
    (RefusalReason.TOO_LONG, ("message is too long", "message_too_long", "text is too long")),
    (RefusalReason.EMPTY, ("text is empty", "text must be non-empty", "message_empty")),
    (
        RefusalReason.MARKUP,
        (
            "can't parse",
            "unsupported start tag",
            "entities_too_long",
            "entity_bounds_invalid",
            "invalid url",
            "url host is empty",
            "wrong http url",
        ),
    ),
)


def refusal_reason(status: int, words: str) -> RefusalReason:
    """The reason why the server said no, from its status and its words."""
    low = words.lower()
    for reason, parts in _WORDS:
        if any(part in low for part in parts):
            return reason
    if status in (401, 404):
        return RefusalReason.TOKEN
    if status == 413:
        return RefusalReason.TOO_LONG
    if status == 403:
        return RefusalReason.BLOCKED
    return RefusalReason.BAD_REQUEST


def classify_answer(status: int, body: bytes) -> RequestVerdict:
    """The verdict over a complete HTTP answer.

    A success that cannot be read is ambiguous: the message was most likely sent.
    """
    answer = read_object(body)
    if answer is None:
        if status == 429:
            return _limited({}, "")
        if status >= 500:
            return RequestVerdict(
                outcome=Outcome.SERVER, reason=RefusalReason.SERVER, text=f"HTTP {status}"
            )
        if status >= 400:
            return _refusal(status, {}, f"HTTP {status}")
        return _no_answer(f"HTTP {status} without a readable answer")
    if answer.get("ok") is True and status < 400:
        return _success(answer)
    code = answer.get("error_code")
    code = code if isinstance(code, int) and not isinstance(code, bool) else status
    parameters = answer.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    words = answer.get("description")
    words = words if isinstance(words, str) else ""
    if code == 429:
        return _limited(parameters, words)
    if code == 409:
        return RequestVerdict(
            outcome=Outcome.NOT_SENT, reason=RefusalReason.UNREACHABLE, text=words
        )
    if code >= 500:
        return RequestVerdict(outcome=Outcome.SERVER, reason=RefusalReason.SERVER, text=words)
    if code >= 400:
        return _refusal(code, parameters, words)
    return _no_answer(f"HTTP {status}, neither yes nor no")


def classify_failure(error: BaseException) -> RequestVerdict:
    """The verdict over a request without a complete answer."""
    if isinstance(error, TransportError) and not error.maybe_sent:
        return RequestVerdict(
            outcome=Outcome.NOT_SENT, reason=RefusalReason.UNREACHABLE, text=str(error)
        )
    text = str(error) if isinstance(error, TransportError) else type(error).__name__
    return _no_answer(text)


def read_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object of an answer's body; None for anything else."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return answer if isinstance(answer, dict) else None


def _success(answer: dict[str, Any]) -> RequestVerdict:
    result = answer.get("result")
    message_id = result.get("message_id") if isinstance(result, dict) else None
    if not isinstance(result, dict) and result is not True:
        return _no_answer("yes without a result")
    return RequestVerdict(
        outcome=Outcome.SENT, message_id=message_id if isinstance(message_id, int) else None
    )


def _no_answer(text: str) -> RequestVerdict:
    return RequestVerdict(outcome=Outcome.AMBIGUOUS, reason=RefusalReason.NO_ANSWER, text=text)


def _limited(parameters: dict[str, Any], words: str) -> RequestVerdict:
    return RequestVerdict(
        outcome=Outcome.LIMITED,
        reason=RefusalReason.LIMITED,
        retry_after_s=usable_wait_s(parameters.get("retry_after")),
        text=words,
    )


def usable_wait_s(value: object) -> float | None:
    """A wait the server asks for, in seconds; None for anything that is not a positive number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        wait_s = float(value)
    except ValueError:
        return None
    # A week is more than any wait ever seen; beyond it something is wrong with the answer.
    return min(wait_s, 604_800.0) if math.isfinite(wait_s) and wait_s > 0 else None


def _refusal(code: int, parameters: dict[str, Any], words: str) -> RequestVerdict:
    migrate_to = parameters.get("migrate_to_chat_id")
    if isinstance(migrate_to, int) and not isinstance(migrate_to, bool):
        return RequestVerdict(
            outcome=Outcome.REFUSED,
            reason=RefusalReason.MIGRATED,
            migrate_to=migrate_to,
            text=words,
        )
    return RequestVerdict(outcome=Outcome.REFUSED, reason=refusal_reason(code, words), text=words)
