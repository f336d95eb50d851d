"""The paragraph that opens an article, where it stands above its text."""

from __future__ import annotations

import re

from bot.text.dom import Block, Blocks
from bot.text.lines import Kind, classify
from bot.text.mainbody import is_paragraph
from bot.text.metadata import Metadata
from bot.text.normalise import fold
from bot.text.rules import OPENING_APART

#: A paragraph and a description that begin with this many characters alike say the same.
_ALIKE_CHARS = 40
_OPENING = re.compile(
    r"[\s_-](?:lead|lead-?text|teaser-?text|vorspann|anriss|ingress|standfirst|intro|intro-?text"
    r"|article-?(?:teaser|intro|lead|summary))(?=[\s_-])"
)
#: What stands in one of these, or in one of these names, is about something else.
_ASIDE = frozenset(["aside", "blockquote", "figcaption", "figure", "footer", "form", "li", "nav"])
_PICTURE = re.compile(r"caption|credit|gallery|image|photo|picture|bild|foto|video|media|author")
_QUOTES = frozenset("\"'“”„«»‘’「『")


def with_opening(lines: list[str], page: Blocks, said: Metadata, language: str) -> list[str]:
    """The lines with the paragraph that opens the article, where that stands above its text.

    A text that begins with a quote may go on from a paragraph in bold above it, and in some
    languages any text does. It is one that the page describes itself with, or that is named as
    the opening.
    """
    goes_on = language in OPENING_APART
    if not lines or not (goes_on or lines[0][0] in _QUOTES):
        return lines
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
        same = len(described) == _ALIKE_CHARS and fold(block.text[:200]).startswith(described)
        if same or (goes_on and _is_opening(page, block, language, below=below)):
            opening = block.text
    else:
        return lines
    return [opening, *lines] if opening and opening not in lines else lines


def _is_opening(page: Blocks, block: Block, language: str, *, below: bool) -> bool:
    """Whether a paragraph opens an article by its name, or by where it stands.

    `below` says that the headline is above it.
    """
    boxes = [page.boxes[at] for at in page.path(block.box)]
    if any(_OPENING.search(box.marks) for box in boxes[:2]):
        return True
    return (
        below
        and not block.links
        and classify(block.text, language).kind is Kind.BODY
        and not any(box.tag in _ASIDE or _PICTURE.search(box.marks) for box in boxes)
    )
