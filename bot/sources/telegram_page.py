"""Reads the preview page of a public Telegram channel: its name and its posts.

Runs in a worker process. Posts have no title: a first line in bold is taken for one, otherwise
the first sentence becomes the headline later on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from lxml import etree, html

from bot.domain.drafts import Draft
from bot.domain.errors import DocumentError
from bot.sources.dates import parse_date
from bot.sources.decode import decode
from bot.sources.drafts import make_draft

MOST_CHARS = 1_000_000
MOST_POSTS = 100
MOST_HEADLINE_CHARS = 200

_HAS = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')"
_POST = f"//div[@data-post and {_HAS.format('tgme_widget_message')}]"
_IN_REPLY = f"ancestor::*[{_HAS.format('tgme_widget_message_reply')}]"
_TEXT = f".//*[{_HAS.format('tgme_widget_message_text')} and not({_IN_REPLY})]"
_TIME = f".//*[{_HAS.format('tgme_widget_message_date')}]//time/@datetime"
_LINK = f".//*[{_HAS.format('tgme_widget_message_date')}]/@href"
_PREVIEW_TITLE = f".//*[{_HAS.format('link_preview_title')}]"
_PREVIEW_TEXT = f".//*[{_HAS.format('link_preview_description')}]"
_TITLE = f"//*[{_HAS.format('tgme_channel_info_header_title')}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPost:
    """One post that says something."""

    number: int
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPage:
    """The contents of a channel's preview page."""

    title: str
    posts: tuple[ChannelPost, ...]
    #: The lowest and the highest number on the page, of posts without words as well; 0 for none.
    oldest: int
    newest: int


def read_channel(data: bytes, content_type: str, url: str, now: datetime) -> ChannelPage | None:
    """The page's posts; None when it is no channel's preview.

    Raises:
        DocumentError: it is no HTML.
    """
    try:
        root = html.document_fromstring(decode(data, content_type)[:MOST_CHARS])
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError("this is no page") from error
    found: Any = root.xpath(_POST)
    boxes = found[-MOST_POSTS:]
    titles: Any = root.xpath(_TITLE)
    if not boxes and not titles:
        return None
    numbered = [(number, box) for box in boxes if (number := _number(box))]
    posts = [_post(number, box, url, now) for number, box in numbered]
    numbers = [number for number, _ in numbered]
    return ChannelPage(
        title=" ".join(titles[0].text_content().split())[:200] if titles else "",
        posts=tuple(post for post in posts if post is not None),
        oldest=min(numbers, default=0),
        newest=max(numbers, default=0),
    )


def _number(box: Any) -> int:
    number = box.get("data-post", "").rpartition("/")[2]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0


def _post(number: int, box: Any, url: str, now: datetime) -> ChannelPost | None:
    """A post's draft; None for one without words: media alone, a channel's own notices."""
    if "service_message" in box.get("class", "").split():
        return None
    texts = box.xpath(_TEXT)
    headline, body = _words(texts[0]) if texts else ("", "")
    preview = _text(box, _PREVIEW_TITLE)
    if preview and _is_bare_link(texts):
        headline, body = preview, escape(_text(box, _PREVIEW_TEXT))
    if not headline and not body:
        return None
    times, links = box.xpath(_TIME), box.xpath(_LINK)
    name = box.get("data-post", "").partition("/")[0]
    return ChannelPost(
        number=number,
        draft=make_draft(
            key=f"{name.casefold()}/{number}",
            base=url,
            link=links[0] if links else f"https://t.me/{name}/{number}",
            headline=headline,
            body=body,
            published_at=parse_date(times[0], now=now) if times else None,
        ),
    )


def _words(element: Any) -> tuple[str, str]:
    """A first line in bold as the headline, and the rest as HTML."""
    first = next(iter(element), None)
    bold = first is not None and first.tag in ("b", "strong") and not (element.text or "").strip()
    if bold and first is not None:
        following = first.getnext()
        ends = (first.tail or "").strip() == "" and (
            following is None or following.tag == "br" or following.tag == "p"
        )
        headline = " ".join(first.text_content().split())
        rest = "".join(etree.tostring(each, encoding="unicode") for each in list(element)[1:])
        if ends and 0 < len(headline) <= MOST_HEADLINE_CHARS and rest.strip():
            return headline, f"<div>{rest}</div>"
    return "", etree.tostring(element, encoding="unicode", with_tail=False)


def _is_bare_link(texts: list[Any]) -> bool:
    words = texts[0].text_content().split() if texts else []
    return all(word.startswith(("http://", "https://")) for word in words)


def _text(box: Any, path: str) -> str:
    found = box.xpath(path)
    return " ".join(found[0].text_content().split()) if found else ""
