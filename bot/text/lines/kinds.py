"""Kinds of a document's lines: body, headline, or one of the many kinds of noise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from bot.domain.stops import is_ended, is_halted
from bot.text.lines.offers import names_price
from bot.text.lines.patterns import Patterns, patterns_for
from bot.text.words.calendar import calendar_words
from bot.text.words.scripts import UNSPACED


class LineKind(Enum):
    """The kinds of lines."""

    BODY = "body"  # a paragraph of the article
    SHORT = "short"  # could be a short paragraph: ends like a sentence, or is in quotes
    TITLE = "title"  # could be the headline, a deck or a heading
    CAPTION = "caption"
    BYLINE = "byline"
    DATE = "date"
    RELATED = "related"
    LABEL = "label"  # a button, a menu entry, the name of a section
    APPEAL = "appeal"
    LEGAL = "legal"
    SCRAP = "scrap"  # too short to tell
    KNOWN = "known"  # learned to be this source's noise

    # members are single objects; enum's own hash of the name takes part of every look-up
    __hash__ = object.__hash__


#: Kinds of which an article's text is made.
TEXT = frozenset({LineKind.BODY, LineKind.SHORT})
#: Kinds that end an article when most of what follows them is noise too.
ENDING = frozenset(
    {LineKind.APPEAL, LineKind.LEGAL, LineKind.RELATED, LineKind.LABEL, LineKind.KNOWN}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """A line and what it is."""

    text: str
    kind: LineKind
    #: Its length in units of a Latin letter; a Han character counts as 2.5.
    weight: float


_UNSPACED = re.compile(f"[{UNSPACED}]")
_OPEN_QUOTE = re.compile(r"[\"“«„「『‘']")
_QUOTED = re.compile(r"[\"“«„「『][^\"”»“」』]{0,600}[\"”»“」』]")
#: The most read of a site in one line: `1 This 2 That 3 …`.
_RANKING = re.compile(r"1\.? [^\W\da-z].{10,200}? 2\.? [^\W\da-z].{10,200}? 3\.? [^\W\da-z]")
_LAST_SENTENCE = re.compile(r"[.!?]\s+([^.!?]{10,100}[.!]?)\Z")
_WORDS = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_LONG_CHARS = 75
#: Signs of a script without spaces that may stand around a date: `更新`, `記事公開日`.
_FEW_SIGNS = 8
_CAPTION_CHARS, _LEGAL_CHARS = 260, 400
#: Characters at a caption's start, and half of those at its end, in which a credit stands.
_EDGE = 24
#: A text longer than this appeals only where it asks and speaks to its reader all along.
_WHOLE_TEXT_CHARS = 600


def weigh(text: str) -> float:
    """A text's length in units of a Latin letter."""
    if text.isascii():
        return float(len(text))
    return len(text) + 1.5 * len(_UNSPACED.findall(text))


def classify(text: str, language: str) -> TextLine:
    """The kind of one normalised line, by itself; its neighbours may change it."""
    weight = weigh(text)
    return TextLine(text=text, kind=_kind(text, weight, patterns_for(language)), weight=weight)


def ends_asking(line: TextLine, language: str) -> bool:
    """True if a paragraph ends by asking for a subscription, money or a click.

    Behind a first paragraph of that kind an article begins; in others it may be a quote.
    """
    if line.weight > _CAPTION_CHARS:
        return False
    asks = _LAST_SENTENCE.search(line.text)
    return asks is not None and classify(asks[1], language).kind in ENDING


def _kind(text: str, weight: float, rules: Patterns) -> LineKind:
    low = text.casefold()
    if weight <= 90 and rules.label.match(low):
        return LineKind.LABEL
    stops = is_ended(text)
    suspect = weight > _LEGAL_CHARS or rules.suspect.search(low) is not None
    if weight <= _CAPTION_CHARS and (
        noise := _short_noise(low, weight, rules, stops=stops, credits=suspect)
    ):
        return noise
    if suspect:
        if rules.appeal.search(low) and _speaks_to_reader(low, weight, rules, stops=stops):
            return LineKind.APPEAL
        if weight <= _LEGAL_CHARS and rules.legal.search(low):
            return LineKind.LEGAL
    if weight <= _LEGAL_CHARS and is_offer(low, rules):
        return LineKind.APPEAL
    if not stops and text[:2] in ("1 ", "1.") and _RANKING.match(text):
        return LineKind.SCRAP
    if weight >= _LONG_CHARS and (stops or (weight >= 2.4 * _LONG_CHARS and not _is_menu(text))):
        return LineKind.BODY
    if stops or (is_halted(text) and weight >= 40):
        return LineKind.SHORT if _sentence_like(text, weight) else LineKind.SCRAP
    if weight >= _LONG_CHARS * 2:
        return LineKind.SCRAP if _is_menu(text) else LineKind.BODY
    return LineKind.TITLE if _title_like(text, weight) else LineKind.SCRAP


def _short_noise(
    low: str, weight: float, rules: Patterns, *, stops: bool, credits: bool
) -> LineKind | None:
    """The kind of noise a line of caption length is, or None."""
    if rules.caption.match(low):
        return LineKind.CAPTION
    if weight <= 180 and rules.related.match(low):
        return LineKind.RELATED
    if credits and (weight <= 140 or not stops):
        # a sentence that only speaks of a photograph or an agency does so in its midst
        edges = f"{low[:_EDGE]}\n{low[-2 * _EDGE :]}" if stops and weight > 60 else low
        if rules.credit.search(edges):
            return LineKind.CAPTION
    if weight <= 110 and not (stops and weight > 60):
        if rules.byline.match(low):
            return LineKind.BYLINE
        if weight <= 90 and _mostly_date(low) and rules.date.search(low):
            return None if _tells(low, rules, stops=stops) else LineKind.DATE
    return None


def _tells(low: str, rules: Patterns, *, stops: bool) -> bool:
    """True if a line with a date says more than when: words that no date has.

    A sentence of two such words is prose: `The ferry left at 10:30.`. A line without an end may
    say who wrote it and where.
    """
    if not stops:
        return False
    rest = rules.date.sub(" ", low)
    if (unspaced := weigh(rest) - len(rest)) > 0:  # a Han character is half a word
        return unspaced > 1.5 * _FEW_SIGNS
    words = [word for word in _LETTERS.findall(rest) if word not in calendar_words()]
    return len(words) >= 2


def _mostly_date(low: str) -> bool:
    """True if digits make up enough of a short line for it to be a time and little else."""
    digits = sum(map(str.isdigit, low))
    words = len(_WORDS.findall(low))
    return digits * 2 >= words or words <= 4


def is_offer(low: str, rules: Patterns) -> bool:
    """True if a line speaks to its reader of a price for a period of time."""
    if not _DIGIT.search(low) or not names_price(low):
        return False
    return rules.you.search(_QUOTED.sub(" ", low)) is not None


def _speaks_to_reader(low: str, weight: float, rules: Patterns, *, stops: bool) -> bool:
    """True if a line with an appealing phrase appeals, outside of what it quotes."""
    if weight <= 60:
        return True
    spoken = _QUOTED.sub(" ", low)
    if not rules.appeal.search(spoken):
        return False
    you = len(rules.you.findall(spoken))
    words = max(len(_WORDS.findall(spoken)), 1)
    asks = len(rules.appeal.findall(spoken))
    if weight > _WHOLE_TEXT_CHARS:
        return asks >= 2 and you * 25 >= words
    return asks >= 2 or you >= 2 or you * 25 >= words or (weight <= 120 and not stops)


def _is_menu(text: str) -> bool:
    """True if a long line without an end is a row of names: mostly capitals, no commas."""
    words = [word for word in _WORDS.findall(text) if word[0].isalpha()]
    capital = sum(1 for word in words if word[0].isupper())
    return capital * 2 > len(words) and text.count(",") * 12 < len(words)


def _sentence_like(text: str, weight: float) -> bool:
    return weight >= 12 and (len(_WORDS.findall(text)) >= 3 or weight > len(text))


def _title_like(text: str, weight: float) -> bool:
    return weight >= 18 and (len(_WORDS.findall(text)) >= 3 or weight > len(text) * 1.5)
