"""An article out of a web page: what it says about itself, and its main text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from typing import Any

from bot.domain.stops import is_ended
from bot.text.lines.kinds import TEXT, LineKind, classify, weigh
from bot.text.page.dom import Blocks, TextBlock, blocks_of
from bot.text.page.elements import HEADINGS
from bot.text.page.embedded import embedded_paragraphs
from bot.text.page.filtering import filter_blocks
from bot.text.page.furniture import without_furniture, without_last_appeals
from bot.text.page.mainbody import main_blocks
from bot.text.page.markup import make_safe, strip_tags
from bot.text.page.metadata import read_metadata
from bot.text.page.opening import with_opening
from bot.text.page.second_look import second_look
from bot.text.page.structured import read_structured
from bot.text.words.language import detect_language
from bot.text.words.normalise import fold, normalise

#: Characters of an article's text that are read: more than any news has, and what reading it
#: costs grows with them. Counted after the markup, of which there may be much more.
TEXT_CHARS = 100_000
#: Text shorter than this is little for an article, if the page shows more than that.
_LITTLE_CHARS, _LARGE_TEXT_CHARS = 350, 1500
#: What is as long and ends like a sentence is a paragraph, though it is marked as a heading.
_LONG_HEADING = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The article extracted from a page."""

    headline: str
    #: The paragraphs of the main text, normalised.
    paragraphs: tuple[str, ...]
    #: How many of these, at the start, are headings.
    headings: int = 0
    language: str = ""
    byline: str = ""
    published_at: datetime | None = None
    #: What the page says it is about.
    summary: str = ""
    #: All of its text, when none of it reads like an article's.
    leftover: tuple[str, ...] = ()


def read_html(html: str, *, url: str, headline: str = "", language: str = "") -> Page:
    """The article on a page. Never raises; text on the page gives paragraphs."""
    markup = make_safe(html)
    structured = read_structured(markup.structured)
    if markup.deep:
        text = normalise(strip_tags(markup.html))[:TEXT_CHARS]
        lines = [line for line in text.split("\n") if line]
        return Page(headline=structured.headline, paragraphs=tuple(lines))
    from selectolax.lexbor import LexborHTMLParser

    tree: Any = LexborHTMLParser(markup.html)
    said = read_metadata(tree, structured, url=url)
    page = blocks_of(tree.root) if tree.root is not None else Blocks()
    title = said.headline or headline
    chosen, sure = main_blocks(page, title)
    chosen = _within(chosen)
    sample = " ".join(block.text for block in chosen[:12])[:1200]
    spoken = detect_language(f"{title} {sample}", declared=language or said.language)
    chosen = without_furniture(_behind_title(chosen, headline or title), headline or title)
    if chosen:
        text = without_last_appeals(chosen[-1].text, spoken, alone=len(chosen) == 1)
        chosen = [*chosen[:-1], replace(chosen[-1], text=text)] if text else chosen
    lines = filter_blocks(chosen, title=title, language=spoken)
    seen = sum(len(block.text) for block in page.blocks)
    body = structured.body
    if not body and seen < _LITTLE_CHARS and markup.carrying:
        body = "\n".join(embedded_paragraphs(markup.carrying))
    lines = _surer(
        lines,
        body[:TEXT_CHARS],
        markup.html if seen > _LARGE_TEXT_CHARS and not sure else "",
        title,
    )
    lines = with_opening(lines, page, said, spoken)
    headings = {
        block.text
        for block in chosen
        if block.tag in HEADINGS
        and not (weigh(block.text) >= _LONG_HEADING and is_ended(block.text))
    }
    return Page(
        headline=title,
        paragraphs=tuple(lines),
        headings=sum(1 for _ in takewhile(headings.__contains__, lines)),
        language=spoken,
        byline=said.byline,
        published_at=said.published_at,
        summary=said.summary,
        leftover=() if lines else _left(_within(page.blocks), headline, spoken),
    )


def _within(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    """The blocks up to the most text that is read, the last one cut there."""
    kept = []
    room = TEXT_CHARS
    for block in blocks:
        if room <= 0:
            break
        kept.append(replace(block, text=block.text[:room]) if len(block.text) > room else block)
        room -= len(block.text)
    return kept


def _left(blocks: list[TextBlock], headline: str, language: str) -> tuple[str, ...]:
    """All text of a page without an article; beside a headline only what could be a text."""
    if not headline:
        return tuple(block.text for block in blocks)
    left = without_furniture(blocks, headline)
    told = (*TEXT, LineKind.TITLE, LineKind.SCRAP)
    return tuple(b.text for b in left if classify(b.text, language).kind in told)


def _behind_title(blocks: list[TextBlock], title: str) -> list[TextBlock]:
    """The blocks, those whose first line is the headline without it."""
    wanted = fold(title)
    return [
        replace(block, text=block.text[block.first_line :].lstrip(), first_line=0)
        if block.first_line and wanted and fold(block.text[: block.first_line]) == wanted
        else block
        for block in blocks
    ]


def _surer(lines: list[str], body: str, html: str, title: str) -> list[str]:
    """The lines read from the page, or better ones where those are plainly too little.

    The structured data's text when it holds much more; else, for a page of some size with
    hardly any of its text found, what another reader finds (`html` is empty for others).
    """
    size = sum(map(len, lines))
    if size < _LARGE_TEXT_CHARS and len(body) > max(_LITTLE_CHARS, 1.6 * size):
        return [line for line in body.split("\n") if line]
    if size >= _LITTLE_CHARS or not html:
        return lines
    other = [line for line in second_look(html) if fold(line) != fold(title)]
    return other if sum(map(len, other)) > 2 * size else lines
