"""What is concluded from an answer, or from none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import TransportError
from bot.domain.outcomes import Outcome, RefusalReason
from bot.telegram.outcome import classify_answer, classify_failure, usable_wait_s


def _error(code: int, words: str, **parameters: object) -> bytes:
    answer: dict[str, object] = {"ok": False, "error_code": code, "description": words}
    if parameters:
        answer["parameters"] = parameters
    return json.dumps(answer).encode()


REFUSALS = [
    (403, "Forbidden: bot was blocked by the user", RefusalReason.BLOCKED),
    (403, "Forbidden: bot can't initiate conversation with a user", RefusalReason.BLOCKED),
    (403, "Forbidden: something new", RefusalReason.BLOCKED),
    (403, "Forbidden: user is deactivated", RefusalReason.DEACTIVATED),
    (403, "Forbidden: the group chat was deleted", RefusalReason.DEACTIVATED),
    (403, "Forbidden: bot was kicked from the supergroup chat", RefusalReason.KICKED),
    (403, "Forbidden: bot is not a member of the channel chat", RefusalReason.KICKED),
    (400, "Bad Request: chat not found", RefusalReason.NOT_FOUND),
    (400, "Bad Request: PEER_ID_INVALID", RefusalReason.NOT_FOUND),
    (400, "Bad Request: message thread not found", RefusalReason.TOPIC),
    (400, "Bad Request: TOPIC_DELETED", RefusalReason.TOPIC),
    (400, "Bad Request: TOPIC_CLOSED", RefusalReason.CLOSED),
    (400, "Bad Request: the chat is not a forum", RefusalReason.TOPIC),
    (
        400,
        "Bad Request: not enough rights to send text messages to the chat",
        RefusalReason.NO_RIGHTS,
    ),
    (400, "Bad Request: have no rights to send a message", RefusalReason.NO_RIGHTS),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", RefusalReason.NO_RIGHTS),
    (400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN", RefusalReason.NO_RIGHTS),
    (400, "Bad Request: can't parse entities: Unsupported start tag", RefusalReason.MARKUP),
    (400, "Bad Request: ENTITIES_TOO_LONG", RefusalReason.MARKUP),
    (400, "Bad Request: message is too long", RefusalReason.TOO_LONG),
    (413, "Request Entity Too Large", RefusalReason.TOO_LONG),
    (400, "Bad Request: message text is empty", RefusalReason.EMPTY),
    (400, "Bad Request: text must be non-empty", RefusalReason.EMPTY),
    (400, "Bad Request: something new", RefusalReason.BAD_REQUEST),
    (401, "Unauthorized", RefusalReason.TOKEN),
    (404, "Not Found", RefusalReason.TOKEN),
]


@pytest.mark.parametrize(("code", "words", "reason"), REFUSALS)
def test_a_refusal_has_its_reason(code: int, words: str, reason: RefusalReason) -> None:
    """Each of the server's known refusals is told apart, by its words before its number."""
    verdict = classify_answer(code, _error(code, words))
    assert (verdict.outcome, verdict.reason) == (Outcome.REFUSED, reason)


def test_a_group_that_became_a_supergroup_names_its_new_id() -> None:
    """The new id is beyond 32 bits."""
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    verdict = classify_answer(400, _error(400, words, migrate_to_chat_id=-1001234567890))
    assert (verdict.reason, verdict.migrate_to) == (RefusalReason.MIGRATED, -1001234567890)


LIMITS = [
    (_error(429, "Too Many Requests: retry after 5", retry_after=5), 5.0),
    (_error(429, "Too Many Requests: retry after 43837", retry_after=43837), 43837.0),
    (_error(429, "Too Many Requests", retry_after=0.5), 0.5),
    (_error(429, "Too Many Requests", retry_after="7"), 7.0),
    (_error(429, "Too Many Requests", retry_after=0), None),
    (_error(429, "Too Many Requests", retry_after=-1), None),
    (_error(429, "Too Many Requests", retry_after=True), None),
    (_error(429, "Too Many Requests"), None),
    (b"<html>429 Too Many Requests</html>", None),
]


@pytest.mark.parametrize(("body", "wait_s"), LIMITS)
def test_too_many_requests_is_never_a_network_error(body: bytes, wait_s: float | None) -> None:
    """A 429 is one with and without its number, and as a page of a proxy."""
    verdict = classify_answer(429, body)
    assert (verdict.outcome, verdict.retry_after_s) == (Outcome.LIMITED, wait_s)


ANSWERS = [
    (200, b'{"ok":true,"result":{"message_id":7}}', Outcome.SENT),
    (200, b'{"ok":true,"result":true}', Outcome.SENT),
    (200, b'{"ok":true,"result":{"message', Outcome.AMBIGUOUS),
    (200, b'{"ok":true}', Outcome.AMBIGUOUS),
    (200, b"", Outcome.AMBIGUOUS),
    (200, b"<html>fine</html>", Outcome.AMBIGUOUS),
    (200, b"[]", Outcome.AMBIGUOUS),
    (302, b"", Outcome.AMBIGUOUS),
    (200, b'{"ok":false}', Outcome.AMBIGUOUS),
    (200, _error(403, "Forbidden: bot was blocked by the user"), Outcome.REFUSED),
    (200, _error(429, "Too Many Requests", retry_after=3), Outcome.LIMITED),
    (200, _error(502, "Bad Gateway"), Outcome.SERVER),
    (400, b'{"ok":false}', Outcome.REFUSED),
    (400, b"<html>", Outcome.REFUSED),
    (404, b"<html>Not Found</html>", Outcome.REFUSED),
    (409, _error(409, "Conflict: terminated by other getUpdates request"), Outcome.NOT_SENT),
    (500, _error(500, "Internal Server Error"), Outcome.SERVER),
    (502, b"<html>Bad Gateway</html>", Outcome.SERVER),
    (504, b"", Outcome.SERVER),
]


@pytest.mark.parametrize(("status", "body", "outcome"), ANSWERS)
def test_a_complete_answer_has_its_class(status: int, body: bytes, outcome: Outcome) -> None:
    """A success that cannot be read is in doubt; `ok: false` in a 200 goes by its own number."""
    assert classify_answer(status, body).outcome is outcome


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TransportError("not connected", maybe_sent=False), Outcome.NOT_SENT),
        (TransportError("no answer", maybe_sent=True), Outcome.AMBIGUOUS),
        (TimeoutError(), Outcome.AMBIGUOUS),
        (ConnectionResetError(), Outcome.AMBIGUOUS),
        (KeyError("result"), Outcome.AMBIGUOUS),
    ],
)
def test_a_failure_is_in_doubt_unless_it_surely_never_left(
    error: Exception, outcome: Outcome
) -> None:
    """Only what proves that nothing was written counts as not sent."""
    assert classify_failure(error).outcome is outcome


@settings(deadline=None)
@given(st.integers(100, 599), st.binary(max_size=60))
def test_any_answer_can_be_classified(status: int, body: bytes) -> None:
    """No answer raises, and none without `ok` counts as sent."""
    outcome = classify_answer(status, body).outcome
    assert outcome is not Outcome.SENT or b"ok" in body


@settings(deadline=None)
@given(
    st.one_of(st.none(), st.text(), st.floats(), st.integers(), st.booleans(), st.lists(st.none()))
)
def test_a_wait_is_a_positive_finite_number_or_none(value: object) -> None:
    """Whatever the server says, the wait is usable."""
    wait_s = usable_wait_s(value)
    assert wait_s is None or 0 < wait_s <= 604_800
