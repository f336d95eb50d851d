"""Writes preview pages of Telegram channels, in the shape that their readers describe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

#: When post number 1 was written; each one after it a minute later.
FIRST_AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def post(
    number: int, text: str | None, *, name: str = "Courier", before: str = "", css: str = ""
) -> str:
    """A post; `text` is HTML, None for one of pictures alone; `before` stands above its text."""
    words = (
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'
        if text is not None
        else '<a class="tgme_widget_message_photo_wrap" href="#"></a>'
    )
    at = (FIRST_AT + timedelta(minutes=number - 1)).isoformat()
    return f"""<div class="tgme_widget_message_wrap js-widget_message_wrap">
<div class="tgme_widget_message text_not_supported_wrap js-widget_message {css}"
 data-post="{name}/{number}"><div class="tgme_widget_message_bubble">{before}{words}
<div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">1.37K</span>
<span class="tgme_widget_message_meta"><a class="tgme_widget_message_date"
 href="https://t.me/{name}/{number}"><time datetime="{at}" class="time">08:00</time></a></span>
</div></div></div></div>"""


def page(posts: Sequence[str], *, title: str = "The Courier") -> bytes:
    """A channel's preview page."""
    head = f'<div class="tgme_channel_info_header_title"><span dir="auto">{title}</span></div>'
    return f"<!DOCTYPE html><html><body>{head}<main>{''.join(posts)}</main></body></html>".encode()


#: Where a channel without a preview leads to: no posts, a button to open the app.
NO_PREVIEW = (
    b'<!DOCTYPE html><html><body><div class="tgme_page"><div class="tgme_page_title">X</div>'
    b'<a class="tgme_action_button_new" href="tg://resolve?domain=x">View</a></div></body></html>'
)
