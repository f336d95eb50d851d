"""An article out of a web page: what it says about itself, and its main text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.text.dom import Blocks, blocks_of
from bot.text.language import detect_language
from bot.text.mainbody import main_blocks
from bot.text.markup import make_safe, strip_tags
from bot.text.metadata import read_metadata
from bot.text.normalise import normalise
from bot.text.sift import sift
from bot.text.structured import read_structured


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page holds."""

    headline: str
    #: The paragraphs of the main text, normalised.
    paragraphs: tuple[str, ...]
    language: str = ""
    byline: str = ""
    published_at: datetime | None = None
    #: What the page says it is about.
    summary: str = ""


def read_html(html: str, *, url: str, headline: str = "", language: str = "") -> Page:
    """The article on a page. Never raises; text on the page gives paragraphs."""
    markup = make_safe(html)
    structured = read_structured(markup.structured)
    if markup.deep:
        lines = [line for line in normalise(strip_tags(markup.html)).split("\n") if line]
        return Page(headline=structured.headline, paragraphs=tuple(lines))
    from selectolax.lexbor import LexborHTMLParser

    tree: Any = LexborHTMLParser(markup.html)
    said = read_metadata(tree, structured, url=url)
    page = blocks_of(tree.root) if tree.root is not None else Blocks()
    title = said.headline or headline
    chosen, _ = main_blocks(page)
    sample = " ".join(block.text for block in chosen[:12])[:1200]
    spoken = detect_language(f"{title} {sample}", declared=language or said.language)
    return Page(
        headline=title,
        paragraphs=tuple(sift(chosen, title=title, language=spoken)),
        language=spoken,
        byline=said.byline,
        published_at=said.published_at,
        summary=said.summary,
    )
