"""Sends parts of the outbox by the shortest way: one JSON object out, the message's id back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from yarl import URL

from bot.domain.buttons import with_thread
from bot.domain.errors import TransportError
from bot.domain.models import RenderedMessage
from bot.domain.outbox import Lane, OutboxPart
from bot.domain.outcomes import RequestVerdict
from bot.render.split import headlines_only
from bot.telegram.outcome import classify_answer, classify_failure
from bot.telegram.transport import Transport, to_json

#: Said where it does not know the bot.
UNKNOWN_BOT = (
    "Telegram does not accept TELEGRAM_BOT_TOKEN; copy it again from @BotFather "
    "(and look at TELEGRAM_API_URL if you set it)"
)

#: What Telegram takes at the most, in UTF-16 units.
_MAX_UNITS = 4096
_LINK = re.compile(r"https?://\S+")
_NO_PREVIEW: dict[str, Any] = {"is_disabled": True}


class PartSender:
    """One request for one part; never a second one."""

    def __init__(
        self, transport: Transport, *, token: str, api_url: str, paid: bool = False
    ) -> None:
        self._transport = transport
        self._send_url = method_url(api_url, token, "sendMessage")
        self._probe_url = method_url(api_url, token, "getMe")
        self._reach_url = method_url(api_url, token, "sendChatAction")
        self._paid = paid

    @property
    def limit_s(self) -> float:
        """The longest a send can take, in seconds."""
        return self._transport.limit_s

    async def send(self, part: OutboxPart) -> RequestVerdict:
        """Send the part in the form its level asks for, and say what is known of it."""
        body: dict[str, Any] = {
            "chat_id": part.telegram_id,
            "text": text_of(part.message, part.level),
            "link_preview_options": _preview(part),
        }
        if part.level == 0:
            body["parse_mode"] = "HTML"
        if part.thread_id:
            body["message_thread_id"] = part.thread_id
        if part.message.buttons:
            body["reply_markup"] = {"inline_keyboard": _rows(part)}
        # One sound for one digest, however many parts it has.
        if part.silent or part.part > 1:
            body["disable_notification"] = True
        if self._paid and part.lane is not Lane.REPLY:
            body["allow_paid_broadcast"] = True
        return await self._ask(self._send_url, body)

    async def probe(self) -> RequestVerdict:
        """Ask who the bot is: changes nothing, so it may be asked at any time."""
        return await self._ask(self._probe_url, {})

    async def reach(self, telegram_id: int) -> RequestVerdict:
        """Ask whether a chat may be written to: it shows for seconds that the bot is typing."""
        return await self._ask(self._reach_url, {"chat_id": telegram_id, "action": "typing"})

    async def _ask(self, url: URL, body: Mapping[str, Any]) -> RequestVerdict:
        try:
            status, answer = await self._transport.post(url, to_json(body))
        except TransportError as error:
            return classify_failure(error)
        return classify_answer(status, answer)


def text_of(message: RenderedMessage, level: int) -> str:
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


#: On a phone a longer row cuts its words.
_IN_A_ROW = 3


def _preview(part: OutboxPart) -> dict[str, Any]:
    """No preview of what happens to be linked first; of the one address, where it has one."""
    if not part.message.preview or part.level:
        return _NO_PREVIEW
    url = part.message.preview
    return {"url": url, "prefer_large_media": True, "show_above_text": True}


def _rows(part: OutboxPart) -> list[list[dict[str, str]]]:
    """The buttons of a part, which name the edition they belong to; two rows of more than three."""
    keys = [
        {"text": label} | _does(data.replace("{edition}", str(part.edition_id)), part.thread_id)
        for label, data in part.message.buttons
    ]
    first = len(keys) if len(keys) <= _IN_A_ROW else -(-len(keys) // 2)
    return [row for row in (keys[:first], keys[first:]) if row]


def _does(data: str, thread_id: int) -> dict[str, str]:
    """The action of a button: it opens an address, or sends callback data."""
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


def method_url(api_url: str, token: str, method: str) -> URL:
    """The address of a method; it holds the token."""
    return URL(f"{api_url.rstrip('/')}/bot{token}/{method}", encoded=True)
