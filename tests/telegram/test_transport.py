"""Requests over real sockets to a server that misbehaves, and what their failures give away."""

from __future__ import annotations

import traceback
from collections.abc import AsyncGenerator

import pytest
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.domain.errors import TransportError
from bot.domain.models import RenderedMessage
from bot.domain.outbox import Lane, OutboxPart
from bot.domain.outcomes import Outcome, RefusalReason
from bot.telegram.limiter import Limiter
from bot.telegram.ratelimiter import ReplyRateLimiter
from bot.telegram.request import AiohttpRequest
from bot.telegram.sender import PartSender, text_of
from bot.telegram.transport import Transport
from tests.support.rude_server import RudeServer, http, rude_server

TOKEN = "123456:CANARY-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"


def _part(**changes: object) -> OutboxPart:
    values: dict[str, object] = {
        "id": 1,
        "edition_id": 1,
        "chat_id": 1,
        "telegram_id": 5_000_000_001,
        "thread_id": 0,
        "group": False,
        "lane": Lane.DIGEST,
        "part": 1,
        "parts": 1,
        "message": RenderedMessage(html="<b>Ж</b> & more", plain="Ж & more\nhttps://example.org/a"),
        "attempts": 1,
        "ambiguous": 0,
        "level": 0,
        "epoch": 1,
    }
    return OutboxPart(**{**values, **changes})  # type: ignore[arg-type]  # a mapping of its fields


@pytest.fixture
async def server() -> AsyncGenerator[RudeServer]:
    async with rude_server() as rude:
        yield rude


@pytest.fixture
async def transport() -> AsyncGenerator[Transport]:
    transport = Transport(connect_s=1, read_s=0.3)
    yield transport
    await transport.aclose()


def _sender(server: RudeServer, transport: Transport) -> PartSender:
    return PartSender(transport, token=TOKEN, api_url=server.url)


async def test_a_part_is_one_json_request(server: RudeServer, transport: Transport) -> None:
    """Only what the part needs is sent, in UTF-8, and its message id comes back."""
    verdict = await _sender(server, transport).send(_part(thread_id=7, silent=True))
    assert (verdict.outcome, verdict.message_id) == (Outcome.SENT, 7)
    assert server.requests == [
        (
            f"/bot{TOKEN}/sendMessage",
            {
                "chat_id": 5_000_000_001,
                "text": "<b>Ж</b> & more",
                "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": True},
                "message_thread_id": 7,
                "disable_notification": True,
            },
        )
    ]


async def test_lone_surrogates_do_not_stop_a_send(server: RudeServer, transport: Transport) -> None:
    """A text that is not valid Unicode is sent escaped, for the server to judge."""
    message = RenderedMessage(html="a\ud800b", plain="a\ud800b")
    assert (await _sender(server, transport).send(_part(message=message))).message_id == 7


FAILURES = [
    ("reset", b"", Outcome.AMBIGUOUS),
    ("hang", b"", Outcome.AMBIGUOUS),
    ("close", http(200, b'{"ok":true,"res', length=500), Outcome.AMBIGUOUS),
    ("close", b"HTTP/1.1 200 OK\r\nContent-", Outcome.AMBIGUOUS),
    ("close", b"\x16\x03\x01\x02\x00\x01\x00", Outcome.AMBIGUOUS),
    ("answer", http(200, b"<html>"), Outcome.AMBIGUOUS),
    ("answer", http(302, b""), Outcome.AMBIGUOUS),
    ("answer", http(502, b"<html>"), Outcome.SERVER),
    ("answer", http(429, b"<html>"), Outcome.LIMITED),
]


@pytest.mark.parametrize(("behaviour", "answer", "outcome"), FAILURES)
async def test_a_send_that_arrived_is_never_called_unsent(
    server: RudeServer,
    transport: Transport,
    behaviour: str,
    answer: bytes,
    outcome: Outcome,
) -> None:
    """Whatever happens after the request was read, it is sent once and its outcome is not NOT_SENT."""
    server.behaviour, server.answer = behaviour, answer
    verdict = await _sender(server, transport).send(_part())
    assert verdict.outcome is outcome
    assert len(server.requests) == 1
    assert "CANARY" not in verdict.text


async def test_a_refused_connection_is_surely_not_sent(transport: Transport) -> None:
    """Nothing listens: nothing was sent."""
    async with rude_server() as gone:
        url = gone.url
    sender = PartSender(transport, token=TOKEN, api_url=url)
    verdict = await sender.send(_part())
    assert (verdict.outcome, verdict.reason) == (Outcome.NOT_SENT, RefusalReason.UNREACHABLE)
    assert "CANARY" not in verdict.text


def _bot(url: str, transport: Transport, *, limited: bool = False) -> ExtBot[Lane]:
    return ExtBot(
        TOKEN,
        base_url=f"{url}/bot",
        request=AiohttpRequest(transport),
        get_updates_request=AiohttpRequest(transport),
        rate_limiter=ReplyRateLimiter(Limiter(rate=1000)) if limited else None,
    )


@pytest.mark.parametrize(("behaviour", "answer", "_outcome"), FAILURES)
async def test_no_error_of_the_library_shows_the_token(
    server: RudeServer,
    transport: Transport,
    behaviour: str,
    answer: bytes,
    _outcome: Outcome,
) -> None:
    """Neither the error nor its causes nor the trace of any of them holds the token."""
    server.behaviour, server.answer = behaviour, answer
    with pytest.raises(TelegramError) as caught:
        await _bot(server.url, transport).send_message(1, "text")
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert "CANARY" not in shown
    context: BaseException | None = caught.value
    while context is not None:
        assert "CANARY" not in repr(context)
        context = context.__cause__ or context.__context__


async def test_ok_false_in_a_success_is_an_error(server: RudeServer, transport: Transport) -> None:
    """The library would take the result of any 200."""
    body = b'{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}'
    server.answer = http(200, body)
    with pytest.raises(TelegramError, match="blocked"):
        await _bot(server.url, transport).send_message(1, "text")


async def test_a_429_without_its_number_still_names_a_wait(
    server: RudeServer, transport: Transport
) -> None:
    """The library would call it a network error, and callers would try again at once."""
    server.answer = http(429, b'{"ok":false,"error_code":429,"description":"Too Many Requests"}')
    with pytest.raises(RetryAfter):
        await _bot(server.url, transport).send_message(1, "text")


async def test_time_outs_and_resets_say_that_they_may_have_been_sent(
    server: RudeServer, transport: Transport
) -> None:
    """The cause of the library's error tells what its family does not."""
    server.behaviour = "hang"
    with pytest.raises(TimedOut) as timed_out:
        await _bot(server.url, transport).send_message(1, "text")
    server.behaviour = "reset"
    with pytest.raises(NetworkError) as reset:
        await _bot(server.url, transport).send_message(1, "text")
    for caught in (timed_out.value, reset.value):
        assert isinstance(caught.__cause__, TransportError)
        assert caught.__cause__.maybe_sent


async def test_the_library_sends_json_and_files_as_a_form(
    server: RudeServer, transport: Transport
) -> None:
    """Parameters go as one JSON object; nothing is a string that is not one."""
    result = b'{"ok":true,"result":{"message_id":7,"date":1,"chat":{"id":1,"type":"private"}}}'
    server.answer = http(200, result)
    await _bot(server.url, transport).send_message(1, "Ж", disable_notification=True)
    assert server.requests[0][1] == {"chat_id": 1, "text": "Ж", "disable_notification": True}
    await _bot(server.url, transport).send_document(1, b"the file", filename="a.opml")
    form = server.requests[1][1]["form"]
    assert isinstance(form, bytes)
    assert b'filename="a.opml"' in form
    assert b"the file" in form


async def test_replies_are_not_repeated_when_they_may_have_arrived(
    server: RudeServer, transport: Transport
) -> None:
    """The library's limiter, ours, repeats a reply only when it surely was not sent."""
    server.behaviour = "reset"
    with pytest.raises(NetworkError):
        await _bot(server.url, transport, limited=True).send_message(1, "text")
    assert len(server.requests) == 1


def test_the_last_form_is_the_headline_and_its_link() -> None:
    """What remains of a part that is refused in every other form."""
    message = RenderedMessage(html="", plain="\nHeadline\nLead.\nhttps://example.org/a more")
    assert text_of(message, 2) == "Headline\nhttps://example.org/a"
    digest = "Your news\n\n1. One (https://a.b)\nLead.\n\n2. Two (https://c.d)\nLead."
    assert (
        text_of(RenderedMessage(html="", plain=digest), 2)
        == "1. One (https://a.b)\n2. Two (https://c.d)"
    )


def test_plain_text_is_cut_to_what_telegram_takes() -> None:
    """Measured in UTF-16 units, without cutting a character in half."""
    text = text_of(RenderedMessage(html="", plain="😀" * 3000), 1)
    assert len(text.encode("utf-16-le")) // 2 <= 4096
    assert text.endswith(" …")
    assert text.startswith("😀" * 2000)
