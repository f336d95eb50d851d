"""Measures of text quality, as the sets' own makers define them, and how the data is read."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any

_TOKEN = re.compile(r"\w+")
#: `MADRID — `, `NEW DELHI: `, `SIOUX FALLS, S.D. – `, `(Reuters) — `; nothing of our own rules.
_DATELINE = re.compile(r"(?:[A-Z][A-Z .,'-]+[\w., ]{0,24})?(?:\([\w /,]+\))? ?(?:[—–:]| -{1,2}) ")
Shares = tuple[float, float, float]


def data_folder() -> Path | None:
    """The folder of the development sets (`LEDE_DATA`), or None when it is not there."""
    given = os.environ.get("LEDE_DATA", "")
    return Path(given) if given and Path(given).is_dir() else None


def load(name: str) -> Any:
    """A JSON file of the sets."""
    folder = data_folder()
    assert folder is not None
    return json.loads((folder / name).read_text(encoding="utf-8"))


def pages() -> dict[str, tuple[str, str, str]]:
    """The pages of the extraction set: id -> (markup, true text, address)."""
    folder = data_folder()
    assert folder is not None
    truth = load("extraction/ground-truth.json")
    found = {}
    for key, value in sorted(truth.items()):
        with gzip.open(folder / "extraction" / "html" / f"{key}.html.gz") as stream:
            found[key] = (
                stream.read().decode("utf-8", "replace"),
                value["articleBody"],
                value["url"],
            )
    return found


def tokens(text: str) -> list[str]:
    """The words of a text, small."""
    return [token.lower() for token in _TOKEN.findall(text)]


def _shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + size]) for at in range(max(len(words) - size + 1, 1)))


def overlap(true: str, found: str) -> Shares:
    """True positive, false positive and false negative shares of runs of four words."""
    a, b = _shingles(true), _shingles(found)
    hit = sum((a & b).values())
    extra, missed = sum(b.values()) - hit, sum(a.values()) - hit
    whole = hit + extra + missed
    return (hit / whole, extra / whole, missed / whole) if whole else (1.0, 0.0, 0.0)


def f1(shares: Iterable[Shares]) -> Shares:
    """F1, precision and recall over pages, as article-extraction-benchmark's script has them."""
    rows = list(shares)
    precision = [tp / (tp + fp) for tp, fp, _ in rows if tp + fp]
    recall = [tp / (tp + fn) for tp, _, fn in rows if tp + fn]
    p = sum(precision) / max(len(precision), 1)
    r = sum(recall) / max(len(recall), 1)
    return (2 * p * r / (p + r) if p + r else 0.0, p, r)


def opens_right(sentence: str, body: str) -> bool:
    """Whether 90 % of the words of a first sentence are among the true text's first 140 words."""
    words = tokens(sentence)
    near = Counter(tokens(body)[:140])
    return bool(words) and sum((Counter(words) & near).values()) >= 0.9 * len(words)


def without_dateline(sentence: str) -> list[str]:
    """The words of a sentence behind its dateline, where it has one."""
    found = _DATELINE.match(sentence)
    return tokens(sentence[found.end() :] if found else sentence)


def b_cubed(found: Sequence[Hashable], true: Sequence[Hashable]) -> Shares:
    """B-cubed F1, precision and recall of a clustering."""
    by_found: dict[Hashable, set[int]] = defaultdict(set)
    by_true: dict[Hashable, set[int]] = defaultdict(set)
    for at, (a, b) in enumerate(zip(found, true, strict=True)):
        by_found[a].add(at)
        by_true[b].add(at)
    p = r = 0.0
    for a, b in zip(found, true, strict=True):
        shared = len(by_found[a] & by_true[b])
        p += shared / len(by_found[a])
        r += shared / len(by_true[b])
    p, r = p / len(true), r / len(true)
    return (2 * p * r / (p + r), p, r)


def auc(scored: Sequence[tuple[float, bool]]) -> float:
    """The area under the ROC curve; ties count half."""
    ranked = sorted(scored, key=lambda each: each[0])
    positive = sum(1 for _, right in ranked if right)
    negative = len(ranked) - positive
    total, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        total += (at + end + 1) / 2 * sum(1 for _, right in ranked[at:end] if right)
        at = end
    return (total - positive * (positive + 1) / 2) / (positive * negative)


def cut_at_word(text: str, size: int) -> str:
    """The opening of a text of about this many characters, whole words only."""
    text = " ".join(text.split())
    return text if len(text) <= size else text[: size + 1].rsplit(" ", 1)[0]


def absent(make: Callable[[], Any]) -> Any:
    """What `make` gives, or None when a library it needs is not installed."""
    try:
        return make()
    except ImportError:
        return None
