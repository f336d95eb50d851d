"""Sends parts of the outbox by the shortest way: one JSON object out, the message's id back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from yarl import URL

from bot.domain.buttons import with_thread
from bot.domain.errors import TransportError
from bot.domain.models import Lane, Message, OutboxPart
from bot.domain.outcomes import Outcome, Verdict
from bot.render.split import headlines_only
from bot.telegram.limiter import Limiter
from bot.telegram.outcome import classify_answer, classify_failure
from bot.telegram.transport import Transport, to_json

#: What Telegram takes at the most, in UTF-16 units.
_MAX_UNITS = 4096
_LINK = re.compile(r"https?://\S+")
_NO_PREVIEW = {"is_disabled": True}


class PartSender:
    """One request for one part; never a second one."""

    def __init__(
        self, transport: Transport, *, token: str, api_url: str, paid: bool = False
    ) -> None:
        self._transport = transport
        self._send_url = _method_url(api_url, token, "sendMessage")
        self._probe_url = _method_url(api_url, token, "getMe")
        self._paid = paid

    @property
    def limit_s(self) -> float:
        """The longest a send can take, in seconds."""
        return self._transport.limit_s

    async def send(self, part: OutboxPart) -> Verdict:
        """Send the part in the form its level asks for, and say what is known of it."""
        body: dict[str, Any] = {
            "chat_id": part.telegram_id,
            "text": text_of(part.message, part.level),
            "link_preview_options": _NO_PREVIEW,
        }
        if part.level == 0:
            body["parse_mode"] = "HTML"
        if part.thread_id:
            body["message_thread_id"] = part.thread_id
        if part.message.buttons:
            body["reply_markup"] = {"inline_keyboard": [_row(part)]}
        # One sound for one digest, however many parts it has.
        if part.silent or part.part > 1:
            body["disable_notification"] = True
        if self._paid and part.lane is not Lane.REPLY:
            body["allow_paid_broadcast"] = True
        return await self._ask(self._send_url, body)

    async def probe(self) -> Verdict:
        """Ask who the bot is: changes nothing, so it may be asked at any time."""
        return await self._ask(self._probe_url, {})

    async def _ask(self, url: URL, body: Mapping[str, Any]) -> Verdict:
        try:
            status, answer = await self._transport.post(url, to_json(body))
        except TransportError as error:
            return classify_failure(error)
        return classify_answer(status, answer)


class DirectSender:
    """Sends replies outside of the outbox, in the reply lane; what may be lost is not repeated."""

    def __init__(self, transport: Transport, limiter: Limiter, *, token: str, api_url: str) -> None:
        self._transport = transport
        self._limiter = limiter
        self._url = _method_url(api_url, token, "sendMessage")

    async def send(
        self,
        telegram_id: int,
        message: Message,
        *,
        thread_id: int = 0,
        reply_markup: Mapping[str, Any] | None = None,
    ) -> int | None:
        """The message's id, or None when it may not have arrived.

        A refused HTML is sent once more as plain text; a 429 and what surely was not sent are
        tried again after their wait.
        """
        level = 0
        for _ in range(4):
            body: dict[str, Any] = {
                "chat_id": telegram_id,
                "text": text_of(message, level),
                "link_preview_options": _NO_PREVIEW,
            }
            if level == 0:
                body["parse_mode"] = "HTML"
            if thread_id:
                body["message_thread_id"] = thread_id
            if reply_markup:
                body["reply_markup"] = reply_markup
            await self._limiter.acquire(Lane.REPLY, telegram_id, group=telegram_id < 0)
            try:
                verdict = classify_answer(*await self._transport.post(self._url, to_json(body)))
            except TransportError as error:
                verdict = classify_failure(error)
            if verdict.outcome is Outcome.SENT:
                return verdict.message_id
            if verdict.outcome is Outcome.LIMITED:
                wait_s = (verdict.retry_after_s or 5.0) + 1.0
                self._limiter.refused(telegram_id, wait_s)
                if wait_s > 60:
                    return None
            elif verdict.outcome is Outcome.REFUSED and level == 0:
                level = 1
            elif verdict.outcome is not Outcome.NOT_SENT:
                return None
        return None


def text_of(message: Message, level: int) -> str:
    """The text in its usual form (0), without markup (1), or its headlines and links alone (2).

    Plain forms are cut to what Telegram takes; the usual one was measured when it was rendered.
    """
    if level == 0:
        return message.html
    if level == 1:
        return _cut(message.plain)
    short = _cut(headlines_only(message.plain))
    link = _LINK.search(message.plain)
    return short if link is None or _LINK.search(short) else f"{short}\n{link.group()[:1000]}"


def _row(part: OutboxPart) -> list[dict[str, str]]:
    """The buttons of a part, which name the edition they belong to."""
    return [
        {"text": label} | _does(data.replace("{edition}", str(part.edition_id)), part.thread_id)
        for label, data in part.message.buttons
    ]


def _does(data: str, thread_id: int) -> dict[str, str]:
    """What a button does: it opens an address, or is answered by us."""
    if data.startswith(("https://", "http://")):
        return {"url": data}
    return {"callback_data": with_thread(data, thread_id)}


def _cut(text: str, units: int = _MAX_UNITS) -> str:
    """At most so many UTF-16 units, cut at the end of a line or word where there is one near."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    if len(encoded) <= 2 * units:
        return text
    head = encoded[: 2 * (units - 2)].decode("utf-16-le", "ignore")
    for mark in ("\n", " "):
        at = head.rfind(mark, max(0, len(head) - 400))
        if at > 0:
            head = head[:at]
            break
    return head.rstrip() + " …"


def _method_url(api_url: str, token: str, method: str) -> URL:
    return URL(f"{api_url.rstrip('/')}/bot{token}/{method}", encoded=True)
