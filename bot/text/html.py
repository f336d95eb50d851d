"""An article out of a web page: what it says about itself, and its main text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.text.normalise import normalise, one_line

_TAG = re.compile(r"<[^>]{0,400}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page holds."""

    headline: str
    #: The main text, one paragraph per line, normalised.
    text: str
    language: str = ""
    byline: str = ""
    published_at: datetime | None = None


def read_html(html: str, *, url: str) -> Page:
    """The article on a page; never raises."""
    from trafilatura import bare_extraction, html2txt

    try:
        found: Any = bare_extraction(
            html, url=url or None, favor_precision=True, include_comments=False
        )
    except Exception:  # noqa: BLE001 - a parser's failure on hostile input is not ours
        found = None
    text = normalise(getattr(found, "text", None) or "")
    if not text:
        try:
            text = normalise(html2txt(html) or "")
        except Exception:  # noqa: BLE001 - as above
            text = ""
    text = text or normalise(_TAG.sub("\n", html))
    return Page(headline=one_line(getattr(found, "title", None) or ""), text=text)
