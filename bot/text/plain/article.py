"""An article out of plain text: its headline and its body, without what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.text.lead.dateline import has_dateline
from bot.text.lines.boilerplate import furniture_in
from bot.text.lines.kinds import ENDING, TEXT, LineKind, TextLine, classify, ends_asking, weigh
from bot.text.lines.patterns import OPENING_APART
from bot.text.plain.headlines import LONG_TITLE, headline_at
from bot.text.plain.repeats import repeats_marked
from bot.text.words.normalise import fold, words_of

#: Lines a document is read to; more is no article.
_MOST_LINES = 6000
#: How far after its start a body must go on.
_NEAR_LINES = 5
#: Paragraphs with this many lines of other kinds between them belong to different runs; the
#: article is the first run with this share of the weight of the heaviest.
_APART_LINES, _MAIN_SHARE = 9, 0.15
#: Paragraphs whose words tell what the text is about.
_TELLING = 12
#: Characters of a line whose words are looked at.
_ENOUGH_CHARS = 240
_LONG_WORD = re.compile(r"[^\W_]{4,}")
#: The share of a text that must stand outside of lists for it to begin there.
_PROSE_SHARE = 0.4
_BULLETS = "•⁃‣◦▪·"
#: A caption is no longer, in Latin letters.
_CAPTION_CHARS = 260
#: What a site shows of a person when the name is pointed at, glued to it: `Ann PellAnn
#: PellCouncil votes … Harbour closes MORE said`.
_CARD = re.compile(
    r"\b([^\W\d_a-z][\w'’-]{1,30})(?:[^\W\d_a-z][\w.'’-]{0,30} ){1,3}\1(?=[^\W_a-z]).{20,900}? MORE\b"
)
#: Kinds behind which a text may begin with a short line.
_MARKERS = frozenset(
    {LineKind.BYLINE, LineKind.DATE, LineKind.CAPTION, LineKind.LABEL, LineKind.APPEAL}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainArticle:
    """The article found in a plain text."""

    headline: str
    paragraphs: tuple[str, ...]
    byline: str = ""
    date: str = ""


def read_plain(
    text: str, *, language: str, headline: str = "", noise: frozenset[str] = frozenset()
) -> PlainArticle:
    """The headline and body paragraphs of a normalised text of one paragraph per line.

    `headline` is the true one where it is known: it places the start of the article.
    `noise` holds what is known of its source's furniture. Text that has no body by the
    rules gives its longest lines; text with any visible character gives something.
    """
    if " MORE" in text:
        text = _CARD.sub(r"\1", text)
    lines = [classify(line, language) for line in text.split("\n")[:_MOST_LINES] if line]
    lines = repeats_marked(_without_known(lines, noise, headline))
    start = _body_start(lines, headline)
    if start is None:
        return _without_body(lines, headline)
    start = next(_datelines(lines, start - 3, start, language), start)
    title_at = headline_at(lines, start, _content_words) if start and not headline else None
    deck = start
    start = _past_head(lines, start, -1 if title_at is None else title_at, language)
    if ends_asking(lines[start], language):
        start = _text_goes_on(lines, start + 1) or start
    end = _body_end(lines, start)
    title = headline or (lines[title_at].text if title_at is not None else "")
    opening = lines[deck : deck + 1] if _opens(lines, deck, start, title_at, language) else []
    body = [
        line
        for line in [*opening, *lines[start:end]]
        if line.kind in TEXT or (line.kind is LineKind.TITLE and line.weight >= 60)
    ]
    folded = fold(title)
    byline = next((line.text for line in lines[:start] if line.kind is LineKind.BYLINE), "")
    date = next((line.text for line in lines[:start] if line.kind is LineKind.DATE), "")
    return PlainArticle(
        headline=title,
        paragraphs=tuple(line.text for line in body if not _says(line.text, folded)),
        byline=byline,
        date=date,
    )


def _without_known(lines: list[TextLine], noise: frozenset[str], headline: str) -> list[TextLine]:
    """The lines, with what is known of the source's furniture as such."""
    prose = [line.kind in TEXT for line in lines]
    known = furniture_in([line.text for line in lines], prose, noise, headline=headline)
    return [
        replace(line, text=known[at] or line.text, kind=line.kind if known[at] else LineKind.KNOWN)
        if at in known
        else line
        for at, line in enumerate(lines)
    ]


def _opens(
    lines: Sequence[TextLine], deck: int, start: int, title_at: int | None, language: str
) -> bool:
    """True if a paragraph right under the headline is what the text behind it goes on from."""
    return (
        deck < start
        and title_at is not None
        and deck - title_at <= 2
        and lines[deck].kind is LineKind.BODY
        and language in OPENING_APART
    )


def _says(text: str, folded: str) -> bool:
    """True if a line is a folded headline and nothing else."""
    return len(folded) > 0 and len(text) < 2 * len(folded) + 20 and fold(text) == folded


def _content_words(text: str) -> set[str]:
    text = text[:_ENOUGH_CHARS]
    if text.isascii() or weigh(text) == len(text):
        return set(_LONG_WORD.findall(text.casefold()))
    return {word for word in words_of(text) if len(word) > 3 or not word.isascii()}


def _body_start(lines: Sequence[TextLine], headline: str) -> int | None:
    """The first line of the article's text."""
    body = _paragraphs(lines)
    if not body:
        return None
    texts = [at for at, line in enumerate(lines) if line.kind in TEXT]
    first = max(_after_headline(lines, headline) if headline else 0, _main_run(lines))
    body = [at for at in body if not _is_above_headline(lines, at)] or body
    for at in body:
        if at < first:
            continue
        near = any(at < other <= at + _NEAR_LINES for other in texts)
        if (near or len(body) == 1) and (len(body) <= 3 or _is_related(lines, at, body)):
            return at
    return next((at for at in body if at >= first), body[0])


def _is_above_headline(lines: Sequence[TextLine], at: int) -> bool:
    """True if a text's first lines share no word with a headline below them and its text.

    That is what a site says of itself, in words that nobody entered.
    """
    if at + 2 >= len(lines) or lines[at + 1].kind is not LineKind.TITLE:
        return False
    if any(line.kind is LineKind.TITLE for line in lines[:at]):
        return False
    below = next((line for line in lines[at + 2 : at + 5] if line.kind in TEXT), None)
    if below is None:
        return False
    title, text = _content_words(lines[at + 1].text), _content_words(below.text)
    return bool(title & text) and not _content_words(lines[at].text) & (title | text)


def _is_related(lines: Sequence[TextLine], at: int, body: Sequence[int]) -> bool:
    """True if two words of a paragraph stand in others of the first ones too."""
    words = _content_words(lines[at].text)
    shared: set[str] = set()
    for other in body[:_TELLING]:
        if other != at:
            shared |= words & _content_words(lines[other].text)
            if len(shared) >= 2:
                return True
    return False


def _paragraphs(lines: Sequence[TextLine]) -> list[int]:
    """The places of the paragraphs; of those in lists only where most of the text is lists.

    No article begins with an entry of a list, but menus and summaries are lists.
    """
    body = [at for at, line in enumerate(lines) if line.kind is LineKind.BODY]
    plain = [at for at in body if lines[at].text[0] not in _BULLETS]
    if len(plain) == len(body):
        return body
    # an entry that breaks off is a teaser
    whole = [at for at in body if not lines[at].text.endswith(("...", "…"))]
    weight = sum(lines[at].weight for at in whole)
    much = sum(lines[at].weight for at in plain) >= _PROSE_SHARE * weight
    return plain if plain and much else body


def _main_run(lines: Sequence[TextLine]) -> int:
    """The place where the first run of paragraphs begins that has much of the text's weight.

    Teasers and widgets before the article are short runs, parted from it by other lines.
    """
    runs: list[tuple[int, float]] = []
    last = -_APART_LINES
    for at in _paragraphs(lines):
        if at - last >= _APART_LINES:
            runs.append((at, 0.0))
        runs[-1] = (runs[-1][0], runs[-1][1] + min(lines[at].weight, 1000.0))
        last = at
    most = max((weight for _, weight in runs), default=0.0)
    return next((at for at, weight in runs if weight >= _MAIN_SHARE * most), 0)


def _past_head(lines: Sequence[TextLine], start: int, title_at: int, language: str) -> int:
    """The start of the text proper: behind deck, captions, byline and date."""
    if (dated := next(_datelines(lines, start - 3, start + 7, language), None)) is not None:
        return dated
    for _ in range(4):
        further = _behind_marker(lines, start)
        if further is None:
            break
        start = further
    back = start
    while back - 1 > title_at and back > 0 and lines[back - 1].kind is LineKind.SHORT:
        back -= 1
    return back if back < start and back > 0 and lines[back - 1].kind in _MARKERS else start


def _datelines(lines: Sequence[TextLine], first: int, end: int, language: str) -> Iterator[int]:
    """The paragraphs with a dateline, the surest sign of a first one, between two places."""
    for at in range(max(first, 0), min(end, len(lines))):
        if lines[at].kind in TEXT and has_dateline(lines[at].text, language):
            yield at


def _behind_marker(lines: Sequence[TextLine], start: int) -> int | None:
    """The place where the text goes on behind a byline, date or credit close after `start`, or
    None.
    """
    told = {line.kind for line in lines[max(0, start - 2) : start]} & {
        LineKind.BYLINE,
        LineKind.DATE,
    }
    texts = 0
    for at in range(start + 1, min(start + 9, len(lines))):
        kind = lines[at].kind
        if kind in TEXT:
            texts += 1
            if texts > 1:
                return None
        credit = kind is LineKind.CAPTION and at == start + 1 and lines[start].weight < 220
        signed = kind in (LineKind.BYLINE, LineKind.DATE) and not lines[at].text.startswith(
            ("—", "-", "–")
        )
        # a name right below a text that stands under a date: that text was the deck
        named = kind is LineKind.BYLINE and at == start + 1 and LineKind.BYLINE not in told
        # what a picture shows, once for those who do not see it, and who took it
        shown = kind is LineKind.CAPTION and at <= start + 2 and _is_picture(lines[start : at + 1])
        if ((credit or signed) and not told) or (signed and named) or shown:
            return _text_goes_on(lines, at + 1)
    return None


def _is_picture(lines: Sequence[TextLine]) -> bool:
    """True if short paragraphs and a still shorter line are a caption and its credit."""
    return lines[-1].weight < 60 and all(line.weight < _CAPTION_CHARS for line in lines)


def _text_goes_on(lines: Sequence[TextLine], at: int) -> int | None:
    """The first paragraph from `at` on that has another near behind it, or None."""
    near = [n for n in range(at, min(at + 8, len(lines))) if lines[n].kind is LineKind.BODY]
    if not near:
        return None
    first = near[0]
    more = any(line.kind in TEXT for line in lines[first + 1 : first + 5])
    return (
        first
        if more or not any(line.kind is LineKind.BODY for line in lines[first + 1 :])
        else None
    )


def _after_headline(lines: Sequence[TextLine], headline: str) -> int:
    """The line after the one that is the known headline, or 0."""
    wanted = fold(headline)
    places = [at for at, line in enumerate(lines) if _says(line.text, wanted)]
    return places[0] + 1 if places else 0


def _body_end(lines: Sequence[TextLine], start: int) -> int:
    """The line after the article's last: where mostly noise begins."""
    for at in range(start + 1, len(lines)):
        if lines[at].kind not in ENDING:
            continue
        ahead = lines[at + 1 : at + 9]
        text = sum(1 for line in ahead if line.kind is LineKind.BODY)
        if text * 2 <= len(ahead):
            return at
    return len(lines)


def _without_body(lines: Sequence[TextLine], headline: str) -> PlainArticle:
    """A text in which no line is a paragraph: a headline alone, a brief note, a list."""
    kept = [line for line in lines if line.kind in (LineKind.TITLE, LineKind.SHORT)]
    # beside a headline, what aggregators put in place of a text is no text
    kept = kept or [line for line in lines if not headline or line.kind is LineKind.SCRAP]
    title = headline
    if not kept:
        return PlainArticle(headline=title, paragraphs=())
    first = kept[0]
    if not title and first.kind is not LineKind.SHORT and first.weight <= LONG_TITLE:
        title = first.text
    rest = [line.text for line in kept if fold(line.text) != fold(title)]
    return PlainArticle(headline=title, paragraphs=tuple(rest))
