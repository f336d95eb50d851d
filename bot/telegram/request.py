"""python-telegram-bot's request class on top of our transport.

No failure that leaves this module carries an address: the library's own errors end here.
"""

from __future__ import annotations

import math
from typing import Any

import aiohttp
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.domain.errors import TransportError
from bot.domain.outcomes import Outcome
from bot.telegram.outcome import classify_answer, read_object
from bot.telegram.transport import JSON_HEADERS, Transport, to_json

#: What a reply waits when the server says "too many" but not for how long, in seconds.
_BLIND_WAIT_S = 5


class AiohttpRequest(BaseRequest):
    """python-telegram-bot's requests over a `Transport`, with JSON bodies.

    Its errors carry a `TransportError` as their cause, so that callers can tell what surely
    never left from what may have been carried out.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def read_timeout(self) -> float:
        """The time that an answer is waited for by default, in seconds."""
        return self._transport.read_s

    async def initialize(self) -> None:
        """Nothing: connections are opened when they are needed."""

    async def shutdown(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as a dictionary; an unreadable one is an error that says so in its cause."""
        answer = read_object(payload)
        if answer is None or (answer.get("ok") is True and "result" not in answer):
            raise NetworkError("Unreadable answer") from TransportError(
                "an answer that cannot be read", maybe_sent=True
            )
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  # part of reading here
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  # part of connecting here
    ) -> tuple[int, bytes]:
        """Status and body, such that the library draws the right conclusion from them."""
        data, headers = _encode(request_data)
        cause: TransportError
        try:
            status, body = await self._transport.request(
                method,
                URL(url),
                data=data,
                headers=headers,
                connect_s=_given(connect_timeout),
                read_s=_given(read_timeout),
            )
        except TransportError as error:
            cause = error
        else:
            return _corrected(status, body) if method == "POST" else (status, body)
        if "Timeout" in str(cause):
            raise TimedOut from cause
        raise NetworkError(str(cause)) from cause


def _corrected(status: int, body: bytes) -> tuple[int, bytes]:
    """The answer with what the library would misread put right.

    It takes the result of any 200 without looking at `ok`, does not know a 429 without a number,
    and quotes pages it cannot read, which may quote the address.
    """
    if status < 300 and body.startswith(b'{"ok":true'):
        return status, body
    answer = read_object(body)
    if answer is None:
        if status < 300:
            return status, b""
        answer = {"ok": False}
    if answer.get("ok") is True and status < 300:
        return status, body
    code = answer.get("error_code")
    if isinstance(code, int) and 300 <= code <= 599:
        status = code
    elif status < 300:
        status = 500
    verdict = classify_answer(status, body)
    if verdict.outcome is Outcome.LIMITED:
        raise RetryAfter(math.ceil(verdict.retry_after_s or _BLIND_WAIT_S))
    answer.setdefault("description", f"HTTP {status}")
    return status, to_json(answer)


def _given(value: object) -> float | None:
    """A time-out in seconds, when the caller gave one."""
    return float(value) if isinstance(value, int | float) else None


def _encode(request_data: RequestData | None) -> tuple[Any, dict[str, str] | None]:
    """The body and headers of a request: JSON, or a form when there are files."""
    if request_data is None:
        return None, None
    if not request_data.contains_files:
        return to_json(request_data.parameters), JSON_HEADERS
    form = aiohttp.FormData()
    for name, text in request_data.json_parameters.items():
        form.add_field(name, text)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, None
