"""An article out of plain text: its headline and its body, without what stands around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.text.lines import ENDING, TEXT, Kind, Line, classify
from bot.text.normalise import fold, words_of

#: Lines a document is read to; more is no article.
_MOST_LINES = 6000
#: How far after its start a body must go on.
_NEAR_LINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainArticle:
    """What was found in a text."""

    headline: str
    paragraphs: tuple[str, ...]
    byline: str = ""
    date: str = ""


def read_plain(
    text: str, *, language: str, headline: str = "", known: Callable[[str], bool] | None = None
) -> PlainArticle:
    """The headline and body paragraphs of a normalised text of one paragraph per line.

    `headline` is the true one where it is known: it places the start of the article.
    `known` says whether a line is this source's learned noise. Text that has no body by the
    rules gives its longest lines; text with any visible character gives something.
    """
    lines = [
        Line(text=line, kind=Kind.KNOWN, weight=len(line))
        if known is not None and known(line)
        else classify(line, language)
        for line in text.split("\n")[:_MOST_LINES]
        if line
    ]
    start = _body_start(lines, headline)
    if start is None:
        return _without_body(lines, headline)
    title_at = None if headline else _headline_at(lines, start)
    end = _body_end(lines, start)
    title = headline or (lines[title_at].text if title_at is not None else "")
    body = [
        line
        for line in lines[start:end]
        if line.kind in TEXT or (line.kind is Kind.TITLE and line.weight >= 60)
    ]
    byline = next((line.text for line in lines[:start] if line.kind is Kind.BYLINE), "")
    date = next((line.text for line in lines[:start] if line.kind is Kind.DATE), "")
    return PlainArticle(
        headline=title,
        paragraphs=tuple(line.text for line in body if fold(line.text) != fold(title)),
        byline=byline,
        date=date,
    )


def _content_words(text: str) -> set[str]:
    return {word for word in words_of(text) if len(word) > 3 or not word.isascii()}


def _body_start(lines: Sequence[Line], headline: str) -> int | None:
    """The first line of the article's text."""
    body = [at for at, line in enumerate(lines) if line.kind is Kind.BODY]
    if not body:
        return None
    common = Counter(word for at in body for word in _content_words(lines[at].text))
    shared = {word for word, count in common.items() if count >= 2}
    first = _after_headline(lines, headline) if headline else 0
    for number, at in enumerate(body):
        if at < first:
            continue
        near = number + 1 < len(body) and body[number + 1] - at <= _NEAR_LINES
        words = _content_words(lines[at].text)
        related = len(words & shared) >= 2 or len(body) <= 2
        if (near or len(body) == 1) and related:
            return at
    return next((at for at in body if at >= first), body[0])


def _after_headline(lines: Sequence[Line], headline: str) -> int:
    """The line after the one that is the known headline, or 0."""
    wanted = fold(headline)
    places = [at for at, line in enumerate(lines) if fold(line.text) == wanted]
    return places[0] + 1 if places else 0


def _headline_at(lines: Sequence[Line], start: int) -> int | None:
    """The line before the body that shares most with it, nearer ones first."""
    opening = Counter[str]()
    for line in [line for line in lines[start:] if line.kind in TEXT][:6]:
        opening.update(_content_words(line.text))
    best, best_score = None, 0.0
    for at in range(max(0, start - 25), start):
        line = lines[at]
        if line.kind not in (Kind.TITLE, Kind.SHORT) or not 12 <= line.weight <= 220:
            continue
        words = _content_words(line.text)
        overlap = sum(1 for word in words if word in opening) / max(len(words), 3)
        score = overlap + 0.15 - 0.02 * (start - at) - (0.3 if line.kind is Kind.SHORT else 0)
        if score > best_score:
            best, best_score = at, score
    return best


def _body_end(lines: Sequence[Line], start: int) -> int:
    """The line after the article's last: where mostly noise begins."""
    for at in range(start + 1, len(lines)):
        if lines[at].kind not in ENDING:
            continue
        ahead = lines[at + 1 : at + 9]
        text = sum(1 for line in ahead if line.kind is Kind.BODY)
        if text * 2 <= len(ahead):
            return at
    return len(lines)


def _without_body(lines: Sequence[Line], headline: str) -> PlainArticle:
    """A text in which no line is a paragraph: a headline alone, a brief note, a list."""
    kept = [line for line in lines if line.kind in (Kind.TITLE, Kind.SHORT)] or list(lines)
    title = headline
    if not title and kept and kept[0].kind is not Kind.SHORT:
        title = kept[0].text
    rest = [line.text for line in kept if fold(line.text) != fold(title)]
    return PlainArticle(headline=title, paragraphs=tuple(rest))
