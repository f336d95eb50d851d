"""The paragraph that opens an article, where it stands above its text."""

from __future__ import annotations

import re

from bot.domain.stops import is_ended
from bot.text.lines.kinds import LineKind, classify
from bot.text.lines.notices import is_notice
from bot.text.lines.patterns import OPENING_APART
from bot.text.page.dom import Blocks, TextBlock
from bot.text.page.mainbody import is_paragraph
from bot.text.page.metadata import Metadata
from bot.text.words.normalise import fold, words_of

#: A paragraph and a description that begin with this many characters alike say the same.
_ALIKE_CHARS = 40
_OPENING = re.compile(
    r"[\s_-](?:lead|lead-?text|teaser-?text|vorspann|anriss|ingress|standfirst|intro|intro-?text"
    r"|article-?(?:teaser|intro|lead|summary))(?=[\s_-])"
)
#: What stands in one of these, or in one of these names, is about something else.
_ASIDE = frozenset(["aside", "blockquote", "figcaption", "figure", "footer", "form", "li", "nav"])
_PICTURE = re.compile(r"caption|credit|gallery|image|photo|picture|bild|foto|video|media|author")
#: A line under the headline that stands for the text, by its name.
_DECK = re.compile(
    r"[\s_-](?:deck|dek|des|desc|descr|description|sub-?(?:title|head|headline|heading)|standfirst|strap-?line|kicker"
    r"|excerpt|blurb|summary|abstract|tagline|lead-?paragraph|heading-?\w*|quote|chapeau|entradilla|bajada|sommario"
    r"|occhiello|linha-?fina)(?=[\s_-])"
)
_NEVER = re.compile(
    r"[\s_-](?:sign-?up|newsletter|subscri\w*|promo\w*|caption\w*|credit|disclaimer|notice|warning|alert|related|byline"
    r"|author|bio|share|comment\w*|hidden\w*|rubric|hidden-xs)(?=[\s_-])"
)
#: A text with more of its words in so many paragraphs below it is told there.
_TELLING, _MOST_SHARED = 6, 0.25
_QUOTES = frozenset("\"'“”„«»‘’「『")


def with_opening(lines: list[str], page: Blocks, said: Metadata, language: str) -> list[str]:
    """The lines with the paragraph that opens the article, where that stands above its text.

    A text that begins with a quote may go on from a paragraph in bold above it, and in some
    languages any text does. It is one that the page describes itself with, or that is named as
    the opening. In other languages a paragraph below the headline is a deck where the text says
    the same again, and the opening where it does not.
    """
    goes_on = language in OPENING_APART
    if not lines:
        return lines
    quoted = lines[0][0] in _QUOTES
    described = fold(said.summary)[:_ALIKE_CHARS]
    title = fold(said.headline)
    opening, below = "", False
    for block in page.blocks:
        if block.text == lines[0]:
            break
        if block.tag == "h1" or (title and fold(block.text) == title):
            opening, below = "", True
            continue
        if opening or block.text[0] in _QUOTES or not is_paragraph(block, heading=True):
            continue
        if is_notice(block.text.casefold()):
            continue
        same = len(described) == _ALIKE_CHARS and fold(block.text[:200]).startswith(described)
        if (
            (same and (goes_on or quoted))
            or (goes_on and _is_opening(page, block, language, below=below))
            or (below and not goes_on and _is_untold(page, block, lines, language))
        ):
            opening = block.text
    else:
        return lines
    return [opening, *lines] if opening and opening not in lines else lines


def _is_untold(page: Blocks, block: TextBlock, lines: list[str], language: str) -> bool:
    """True if a paragraph in a box of its own is text that the article does not say again.

    One that has the name of a deck is one, but for over entries of a live report, which go on
    from nothing.
    """
    names = " ".join(page.boxes[at].marks for at in page.path(block.box)[:3])
    live = sum(1 for each in page.blocks if each.timed) > 1
    if not is_ended(block.text) or _NEVER.search(names) or (_DECK.search(names) and not live):
        return False
    opens = _is_opening(page, block, language, below=True)
    return opens and not is_told(block.text, lines)


def is_told(text: str, lines: list[str]) -> bool:
    """True if the first paragraphs say again what a text says: they share its words."""
    words = {word for word in words_of(text) if len(word) > 3 or not word.isascii()}
    begun: set[str] = set()
    for line in lines[:_TELLING]:
        begun.update(words_of(line))
    return len(words & begun) > _MOST_SHARED * len(words)


def _is_opening(page: Blocks, block: TextBlock, language: str, *, below: bool) -> bool:
    """True if a paragraph opens an article by its name, or by where it stands.

    `below` says that the headline is above it.
    """
    boxes = [page.boxes[at] for at in page.path(block.box)]
    if any(_OPENING.search(box.marks) for box in boxes[:2]):
        return True
    return (
        below
        and not block.links
        and classify(block.text, language).kind is LineKind.BODY
        and not any(box.tag in _ASIDE or _PICTURE.search(box.marks) for box in boxes)
    )
