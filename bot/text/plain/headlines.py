"""The headline among the lines of a plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.text.lines.kinds import TEXT, LineKind, TextLine

#: How many lines before the text a headline is looked for.
_FAR_LINES = 40
#: Marks of a header (byline, date) further apart belong to different ones.
_APART_LINES = 9
#: No headline is longer, nor shorter, in Latin letters.
LONG_TITLE, _LEAST_TITLE = 220, 5
#: Paragraphs whose words a headline shares: the opening, and more of the text.
_OPENING, _MORE = 6, 24
_BULLETS = "•⁃‣◦▪·←→«»<>|"
#: What asks, labels, dates or shows is no headline, whatever words it shares with the text.
_NEVER = frozenset(
    {
        LineKind.LABEL,
        LineKind.APPEAL,
        LineKind.KNOWN,
        LineKind.RELATED,
        LineKind.CAPTION,
        LineKind.DATE,
    }
)
#: A column's name before a headline, which looks like a link to something else.
_RUBRIC = re.compile(
    r"(?:live|opinion|analysis|explainer|interview|podcast|comment|review|watch|quiz|timeline"
    r"|kommentar|analyse|interview|meinung|live-?ticker|reportage|essay|porträt"
    r"|entretien|tribune|enquête|décryptage|direct|en direct|opinión|análisis|entrevista|en vivo"
    r"|intervista|analisi|opinione|diretta|commento|мнение|интервью|анализ|репортаж|онлайн|колонка"
    r"|opinião|análise|opinie|analiza|wywiad|думка|аналітика|інтерв'ю)\s?[:|–—] ?\S",
    re.IGNORECASE,
)
#: Where one line alone could be the headline, it is one at less: near above the text.
_ALONE_SCORE, _ALONE_LINES = -1.0, 4
_MARKS = frozenset({LineKind.BYLINE, LineKind.DATE})
#: A byline whose name stands in the next line, and a date of digits alone.
_BY = re.compile((
r"(?:by|von|par|por|di|da|de|av|af|door|autor|author)\W*\Z|\D*\d{1,4}[./-]\d{1,"
r"2}[./-]\d{1,4}\b"
), re.IGNORECASE)  # fmt: skip

#: What speaks for a line and against it: how much a thousand pages as plain text, with the
#: headlines that their markup names, say (a linear ranking of each page's lines).
WEIGHTS = {
    # shares of its words: in the opening, in more of the text, in the first paragraph; how many
    "opening": 1.1, "text": 1.7, "first": 0.8, "count": 1.6,
    # the next line shares words too: a deck
    "deck_shares": 1.4,
    # where it stands to byline and date
    "above_mark": 0.7, "lines_above_mark": -0.9, "below_mark": -0.7, "next_is_mark": 1.1,
    "next_is_text": 0.8, "behind_label": 0.6,
    # what the line is by itself
    "scrap": -0.8, "sentence": -1.5, "paragraph": -1.3, "picture": -2.1,
    "bullet": -2.2, "under_25": -1.5, "under_40": -0.8, "over_110": -1.2, "colon": 0.9,
    "digits": -0.6, "commas": -0.7,
    # a breadcrumb ends with it; it begins like the line before, or the next one does: a caption
    "ends_another": 1.0, "as_before": -0.7, "as_next": -0.6,
}  # fmt: skip
#: Less is no headline: nearly all true ones have more.
_LEAST_SCORE = 1.0

Words = Callable[[str], set[str]]


def headline_at(lines: Sequence[TextLine], start: int, words_of: Words) -> int | None:
    """The line that is the headline of the text that begins at `start`, or None."""
    scores = {
        at: sum(WEIGHTS[name] * value for name, value in signs.items())
        for at, signs in signs_of(lines, start, words_of)
    }
    best = max(scores, key=scores.__getitem__, default=None)
    if best is None or scores[best] > _LEAST_SCORE:
        return best
    titles = [at for at in scores if lines[at].kind in (LineKind.TITLE, LineKind.RELATED)]
    alone = len(titles) == 1 and start - titles[0] <= _ALONE_LINES
    return titles[0] if alone and scores[titles[0]] > _ALONE_SCORE else None


def signs_of(
    lines: Sequence[TextLine], start: int, words_of: Words
) -> Iterator[tuple[int, dict[str, float]]]:
    """The features of each line before the text as a headline, by the names of `WEIGHTS`."""
    texts = [words_of(line.text) for line in lines[start:] if line.kind in TEXT][:_MORE]
    opening: set[str] = set().union(*texts[:_OPENING])
    whole: set[str] = set().union(*texts)
    first = words_of(lines[start].text)
    mark = _header_mark(lines, start)
    words = {
        at: words_of(lines[at].text)
        for at in range(max(0, start - _FAR_LINES), start)
        if _may_be(lines[at]) and _LEAST_TITLE <= lines[at].weight <= LONG_TITLE
    }
    shares = {at: _share(said, opening) for at, said in words.items()}
    for at, said in words.items():
        above = mark is not None and at < mark
        yield (
            at,
            {
                "opening": shares[at],
                "text": _share(said, whole),
                "first": _share(said, first),
                "count": min(len(said & opening), 6) / 6,
                "deck_shares": shares.get(at + 1, 0.0),
                "above_mark": above,
                "lines_above_mark": (mark - at) / 10 if mark is not None and above else 0.0,
                "below_mark": mark is not None and not above,
                **_form(lines[at]),
                **_neighbours(lines, at),
            },
        )


def _may_be(line: TextLine) -> bool:
    """True if a line could be a headline, by its kind."""
    return line.kind not in _NEVER or (
        line.kind is LineKind.RELATED and _RUBRIC.match(line.text) is not None
    )


def _share(words: set[str], among: set[str]) -> float:
    return len(words & among) / max(len(words), 3)


def _header_mark(lines: Sequence[TextLine], start: int) -> int | None:
    """The first byline or date of those close before the text, or None."""
    first = None
    for at in range(start - 1, max(-1, start - _FAR_LINES), -1):
        if (start if first is None else first) - at > _APART_LINES:
            break
        line = lines[at]
        if line.kind in _MARKS or (line.weight <= 40 and _BY.match(line.text)):
            first = at
    return first


def _form(line: TextLine) -> Mapping[str, float]:
    text, weight = line.text, line.weight
    return {
        "scrap": line.kind is LineKind.SCRAP,
        "sentence": line.kind is LineKind.SHORT and text[-1] not in "?!",
        "paragraph": line.kind is LineKind.BODY,
        "picture": line.kind is LineKind.LEGAL,
        "bullet": text[0] in _BULLETS,
        "under_25": weight < 25,
        "under_40": 25 <= weight < 40,
        "over_110": weight > 110,
        "colon": ":" in text,
        "digits": sum(map(str.isdigit, text)) >= 4,
        "commas": text.count(",") >= 2,
    }


def _neighbours(lines: Sequence[TextLine], at: int) -> Mapping[str, float]:
    text, after = lines[at].text, lines[at + 1]
    before = lines[at - 1] if at else after
    return {
        "next_is_mark": after.kind in _MARKS,
        "next_is_text": after.kind is LineKind.BODY,
        "behind_label": before.kind in (LineKind.LABEL, LineKind.SCRAP),
        "ends_another": len(text) > 20
        and any(other.text.endswith(text) for other in lines[max(0, at - 25) : at]),
        "as_before": len(before.text) >= 20 and text.startswith(before.text),
        "as_next": after.text.startswith(text),
    }
