"""Paragraphs that a page carries in a script, for its own script to show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.text.page.markup import strip_tags
from bot.text.words.normalise import normalise

#: Characters of scripts that are looked through, and of one paragraph.
_MOST_CHARS, _LONG_PARAGRAPH = 1_000_000, 8000
#: Fewer paragraphs are no article.
_LEAST = 3
_UNICODE = re.compile(r"\\{1,4}u([0-9a-fA-F]{4})")
_ESCAPE = re.compile(r"\\{1,4}([\"/'nrt])")
_MEANS = {"n": "\n", "r": " ", "t": " "}
#: The end of what stands before a paragraph that is a caption.
_IN_CAPTION = re.compile(
    r"<(?:figcaption\b[^<>]{0,80}|\w{1,10} [^<>]{0,80}caption[^<>]{0,80})>\s*\Z"
)
_LOOK_BACK = 200


def embedded_paragraphs(scripts: Iterable[str]) -> list[str]:
    """The paragraphs of an article that scripts hold as markup; empty for none.

    The markup stands in strings of JavaScript, escaped once or twice. Takes time linear in the
    length of the scripts.
    """
    text = "".join(script[:_MOST_CHARS] for script in scripts)[:_MOST_CHARS]
    text = _UNICODE.sub(lambda found: chr(int(found[1], 16)), text)
    text = _ESCAPE.sub(lambda found: _MEANS.get(found[1], found[1]), text)
    # half a pair of what only two together say cannot be written anywhere
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    found = (normalise(strip_tags(each)) for each in _paragraphs(text))
    paragraphs = list(dict.fromkeys(each for each in found if each))
    return paragraphs if len(paragraphs) >= _LEAST else []


def _paragraphs(text: str) -> Iterator[str]:
    """The text of `<p>` elements, but for those of captions."""
    before, *pieces = text.split("<p")
    for piece in pieces:
        tag, opened, rest = piece.partition(">")
        inside, closed, _ = rest[:_LONG_PARAGRAPH].partition("</p>")
        named = not tag or tag[0].isspace()
        if opened and closed and named and not _IN_CAPTION.search(before[-_LOOK_BACK:]):
            yield inside
        before = piece
