"""Words as messages, and what came of sending them."""

from __future__ import annotations

import html
import re

from telegram.error import NetworkError

from bot.domain.errors import TransportError
from bot.domain.models import RenderedMessage as Rendered


def may_have_arrived(error: NetworkError) -> bool:
    """True where a request was sent and only its answer is missing."""
    cause = error.__cause__
    return isinstance(cause, TransportError) and cause.maybe_sent


def plain_text(content: str | Rendered) -> str:
    """The text without markup, for when the markup is refused."""
    if isinstance(content, Rendered):
        return content.plain
    return html.unescape(re.sub(r"<[^<>]*>", "", content))


def html_text(content: str | Rendered) -> str:
    """Telegram's HTML of our own words or of a rendered message."""
    return content.html if isinstance(content, Rendered) else content
