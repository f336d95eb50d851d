"""Structured data (JSON-LD) of a page about its article."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.text.page.markup import strip_tags
from bot.text.words.normalise import normalise, one_line

_ARTICLE = ("Article", "Posting", "Report", "Review", "Recipe")
_MOST_OBJECTS = 400
_MOST_CHARS = 600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """The article object of a page."""

    headline: str = ""
    #: Its text, one paragraph per line where the page keeps them apart.
    body: str = ""
    byline: str = ""
    date: str = ""
    language: str = ""
    site: str = ""


def read_structured(scripts: Iterable[str]) -> Structured:
    """The article among the JSON-LD objects of a page: the one with the longest body."""
    best: dict[str, Any] = {}
    for found in _objects(scripts):
        if _is_article(found) and (
            not best or len(_text(found.get("articleBody"))) > len(_text(best.get("articleBody")))
        ):
            best = found
    if not best:
        return Structured()
    body = _text(best.get("articleBody"))
    return Structured(
        headline=one_line(_plain(_text(best.get("headline")) or _text(best.get("name")))[:1000]),
        body=normalise(_plain(body[:_MOST_CHARS])),
        byline=_names(best.get("author")),
        date=_text(best.get("datePublished")) or _text(best.get("dateCreated")),
        language=_text(best.get("inLanguage"))[:10],
        site=_names(best.get("publisher")),
    )


def _plain(text: str) -> str:
    for _ in range(2):  # some write markup as text of a text
        if "<" not in text and "&" not in text:
            break
        text = strip_tags(text)
    return text


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _names(value: object, depth: int = 0) -> str:
    """The name or names of a person or organisation as JSON-LD writes them."""
    if isinstance(value, str):
        return "" if value.startswith("http") else one_line(_plain(value[:200]))
    if isinstance(value, dict):
        return _names(value.get("name"), depth + 1) if depth < 3 else ""
    if isinstance(value, list) and depth < 3:
        names = (_names(each, depth + 1) for each in value[:10])
        return ", ".join(dict.fromkeys(name for name in names if name))
    return ""


def _is_article(found: dict[str, Any]) -> bool:
    kinds = found.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and name.endswith(_ARTICLE) for name in names)


def _objects(scripts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """All objects in the scripts, the outer ones first; broken scripts give none."""
    left = _MOST_OBJECTS
    for script in scripts:
        try:
            waiting = [json.loads(script[:_MOST_CHARS].strip().rstrip(";"), strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting and left > 0:
            value = waiting.pop(0)
            left -= 1
            if isinstance(value, list):
                waiting.extend(value[:100])
            elif isinstance(value, dict):
                yield value
                waiting.extend(
                    each
                    for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
                    if isinstance(each := value.get(key), dict | list)
                )
