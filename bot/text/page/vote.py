"""The main text of a page by vote of three libraries: for pages our own reading is unsure of."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

from bot.text.words.normalise import fold, normalise

#: A line is kept when two of the three hold this share of its runs of four words.
_SHARE = 0.6
_RUN_WORDS = 4
#: Characters of markup that the libraries are given: they are much slower than our own reading,
#: and readability's time grows with the square of them.
_MOST_CHARS, _READABILITY_CHARS = 200_000, 100_000


def vote_on(html: str) -> list[str]:
    """The lines that at least two of trafilatura, readability and resiliparse take for text.

    When they agree on nothing, the longest of their answers; empty when none has one.
    """
    answers = [
        [line for line in normalise(text).split("\n") if line]
        for text in (
            _trafilatura(html[:_MOST_CHARS]),
            _readability(html[:_READABILITY_CHARS]),
            _resiliparse(html[:_MOST_CHARS]),
        )
    ]
    held = [Counter(run for line in lines for run in _runs(line)) for lines in answers]
    kept: dict[str, None] = {}
    for lines in answers[:2]:
        agreed = [line for line in lines if sum(_holds(each, line) for each in held) >= 2]
        if agreed:
            kept.update(dict.fromkeys(agreed))
            break
    return list(kept) or max(answers, key=lambda lines: sum(map(len, lines)))


def _runs(line: str) -> list[tuple[str, ...]]:
    words = fold(line).split()
    if len(words) < _RUN_WORDS:
        return [tuple(words)] if words else []
    return [tuple(words[at : at + _RUN_WORDS]) for at in range(len(words) - _RUN_WORDS + 1)]


def _holds(held: Counter[tuple[str, ...]], line: str) -> bool:
    runs = _runs(line)
    return bool(runs) and sum(1 for run in runs if run in held) > _SHARE * len(runs)


def _trafilatura(html: str) -> str:
    from trafilatura import extract

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        return str(extract(html, favor_precision=True, include_comments=False) or "")
    except Exception:  # noqa: BLE001 - what a library makes of hostile markup is not ours
        return ""


def _readability(html: str) -> str:
    from readability import Document

    # it logs a traceback for every page it makes nothing of; the vote is the answer to that
    logging.getLogger("readability").setLevel(logging.CRITICAL)
    try:
        return _text_of(str(Document(html).summary(html_partial=True)), main=False)
    except Exception:  # noqa: BLE001 - as above
        return ""


def _resiliparse(html: str) -> str:
    try:
        return _text_of(html, main=True)
    except Exception:  # noqa: BLE001 - as above
        return ""


def _text_of(html: str, *, main: bool) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    text: Any = extract_plain_text(html, main_content=main, comments=False, list_bullets=False)
    return str(text or "")
