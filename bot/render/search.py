"""A page of search results as one Telegram message."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.domain.errors import InputError
from bot.domain.models import RenderedMessage
from bot.domain.novelty import Sentences
from bot.domain.query import parse_query
from bot.domain.query_fields import SEARCHED, with_months
from bot.domain.search_results import SearchResult, ToldAt
from bot.render.catalogue import label
from bot.render.clean import clean, isolate, join
from bot.render.dates import moment_text
from bot.render.graphemes import shortened
from bot.render.runs import BOLD, ITALIC, Run, bold, linked
from bot.render.split import MessageBlock, one_message

#: A result's sentence is not longer than this, so that a page of results fits into one message.
_SENTENCE_UNITS = 300
_HEADLINE_UNITS = 200
_NOTHING: Mapping[int, ToldAt] = MappingProxyType({})
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
#: Inflected forms have all but so many letters of a word of at least so many in common.
_ENDING, _STEM = 2, 4


def render_search(
    results: Sequence[SearchResult],
    *,
    words: str,
    page: int,
    pages: int,
    language: str,
    zone: ZoneInfo,
    now: datetime,
    more: bool = False,
    told: Mapping[int, ToldAt] = _NOTHING,
    sentences: Sentences,
) -> RenderedMessage:
    """One page of results: headline, source and time, the matching sentence with the words in bold.

    `page` counts from 1; `more` says that there may be more pages. Without results it says so.
    Always one message: a page should have at most 8 results. `told` says of articles where a
    digest told their story here.
    """
    shown = clean(words)[:100]
    if not results:
        return one_message([MessageBlock([Run(label("search.none", language, words=shown))])])
    head = [bold(label("search.title", language, words=isolate(shown, language)))]
    if pages > 1:
        known = f"{pages}+" if more else str(pages)
        head.append(Run(" · " + label("search.page", language, page=page, pages=known)))
    wanted = wanted_words(words)
    blocks = [MessageBlock(head)]
    for result in results:
        article = result.article
        headline = shortened(clean(article.headline), _HEADLINE_UNITS)
        at = moment_text(article.effective_at, now=now, zone=zone, language=language)
        source = join((isolate(clean(article.source_title), language), at))
        runs = [
            linked(isolate(headline, language), article.url, BOLD),
            Run("\n"),
            Run(source, (ITALIC,)),
        ]
        if (where := told.get(article.id)) is not None:
            day = moment_text(where.at, now=now, zone=zone, language=language)
            mark = label("search.told", language, at=day, number=where.number)
            runs.append(Run(" · ", (ITALIC,)))
            runs.append(linked(mark, where.url, ITALIC) if where.url else Run(mark, (ITALIC,)))
        sentence = matching_sentence(result, wanted, sentences=sentences)
        if sentence:
            runs.append(Run("\n"))
            runs.extend(marked(isolate(sentence, language), wanted))
        blocks.append(MessageBlock(runs))
    return one_message(blocks)


def matching_sentence(
    result: SearchResult, wanted: Collection[str], *, sentences: Sentences
) -> str:
    """The sentence of a result with the most of the wanted words, the first of several."""
    best, count = "", 0
    for text in (result.article.lead, result.body):
        for sentence in sentences(text):
            here = len({word for word, _, _ in _matches(sentence, wanted)})
            if here > count:
                best, count = sentence, here
        if count == len(wanted):
            break
    return (
        _around(clean(best), wanted)
        if best
        else shortened(clean(result.article.lead), _SENTENCE_UNITS)
    )


def marked(text: str, wanted: Collection[str]) -> list[Run]:
    """A text with the wanted words, and what looks like their other forms, in bold."""
    runs: list[Run] = []
    place = 0
    for _, start, end in _matches(text, wanted):
        runs.append(Run(text[place:start]))
        runs.append(bold(text[start:end]))
        place = end
    runs.append(Run(text[place:]))
    return [run for run in runs if run.text]


def wanted_words(words: str) -> frozenset[str]:
    """The words a person looks for, folded."""
    try:
        query = parse_query(with_months(words), known=SEARCHED)
    except InputError:
        return frozenset()
    return frozenset(_fold(part) for word in query.words for part in _WORD.findall(word))


def _matches(text: str, wanted: Collection[str]) -> list[tuple[str, int, int]]:
    """The places of wanted words: which one, from where, to where."""
    found = []
    for match in _WORD.finditer(text):
        word = match[0]
        if _UNSPACED.search(word):
            found.extend(_within(word, match.start(), wanted))
            continue
        folded = _fold(word)
        for one in wanted:
            if _is_form(folded, one):
                found.append((one, match.start(), match.end()))
                break
    return found


def _within(word: str, start: int, wanted: Collection[str]) -> list[tuple[str, int, int]]:
    """Wanted words in a run of letters without spaces."""
    found: list[tuple[str, int, int]] = []
    place = 0
    while place < len(word):
        one = next(
            (one for one in sorted(wanted, key=len, reverse=True) if word.startswith(one, place)),
            "",
        )
        if one:
            found.append((one, start + place, start + place + len(one)))
        place += len(one) or 1
    return found


def _is_form(word: str, wanted: str) -> bool:
    if word == wanted:
        return True
    stem = max(_STEM, len(wanted) - _ENDING)
    return len(wanted) >= _STEM and len(word) <= len(wanted) + 4 and word[:stem] == wanted[:stem]


def _fold(text: str) -> str:
    """Letters without case and accents; й stays й."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    out = []
    for char in folded.replace("ё", "е"):
        base = unicodedata.normalize("NFD", char)[0]
        out.append(base if base.isascii() else char)
    return "".join(out)


def _around(sentence: str, wanted: Collection[str]) -> str:
    """A sentence cut to its greatest length, about its first wanted word."""
    if len(sentence) <= _SENTENCE_UNITS:
        return sentence
    places = _matches(sentence, wanted)
    first = places[0][1] if places else 0
    if first < _SENTENCE_UNITS * 2 // 3:
        return shortened(sentence, _SENTENCE_UNITS)
    start = sentence.rfind(" ", 0, first - _SENTENCE_UNITS // 3) + 1
    return "…" + shortened(sentence[start:], _SENTENCE_UNITS)
