"""Sentences of a text: sentencex, with a layer for what news does to punctuation."""

from __future__ import annotations

from functools import cache
from typing import Any


def split_sentences(text: str, language: str = "") -> list[str]:
    """The sentences of a text in order, without spaces around them.

    `language` is an ISO 639-1 code; an unknown one, or none, is read by English rules.
    """
    segment = _segmenter()
    out: list[str] = []
    for paragraph in text.split("\n"):
        if paragraph.strip():
            out.extend(s for piece in segment(language or "en", paragraph) if (s := piece.strip()))
    return out


@cache
def _segmenter() -> Any:
    import sentencex

    return sentencex.segment
