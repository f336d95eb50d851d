"""The languages of a script by likelihood: a naive Bayes model over runs of bytes.

The model is py3langid's (Adrien Barbaresi's, after Marco Lui's langid.py; its licence stands beside
it in `model/`), cut down to the languages that are asked for by `tests/make_language_model.py`. It
is read and asked here with the standard library alone: the package needs numpy, which weighs more
than all the rest of what reads text.
"""

from __future__ import annotations

import json
import lzma
import math
import struct
import sys
import threading
import unicodedata
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import IO

_lock = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptModel:
    """The language model of one script."""

    #: As the model has them; of two writings of one language, twice.
    labels: tuple[str, ...]
    #: How likely each is before anything was read, as logarithms.
    priors: tuple[float, ...]
    #: By feature: a half-precision logarithm for each label.
    table: bytes
    row: struct.Struct


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModel:
    """The automaton that finds features in bytes, and what they say."""

    #: By state: which row of 256 next states it has.
    rows: Sequence[int]
    steps: Sequence[int]
    #: By state: the feature that ends there, or -1.
    features: Sequence[int]
    scripts: dict[str, ScriptModel]

    def rank(self, text: str, script: str) -> list[tuple[str, float]]:
        """The languages of a script, the likeliest first, with shares that sum to 1.

        Empty for a script that is not known; time grows with the text.
        """
        model = self.scripts.get(script)
        if model is None:
            return []
        data = _bytes_of(text)
        scores: Sequence[float] = model.priors
        found = self._found(data)
        for feature, count in found.items():
            weight = math.log1p(count)
            known = model.row.unpack_from(model.table, feature * model.row.size)
            scores = [score + weight * each for score, each in zip(scores, known, strict=True)]
        if not found:
            scores = [0.0] * len(model.labels)
        # by the square root of its length a text's certainty means the same whatever its length
        flat = math.sqrt(len(data) or 1)
        top = max(scores)
        shares = [math.exp((score - top) / flat) for score in scores]
        whole = sum(shares)
        merged: dict[str, float] = {}
        for label, share in zip(model.labels, shares, strict=True):
            merged[label] = merged.get(label, 0.0) + share / whole
        return sorted(merged.items(), key=lambda each: -each[1])

    def _found(self, data: bytes) -> Counter[int]:
        state, found = 0, []
        rows, steps, features = self.rows, self.steps, self.features
        for byte in data:
            state = steps[(rows[state] << 8) + byte]
            feature = features[state]
            if feature >= 0:
                found.append(feature)
        return Counter(found)


def _bytes_of(text: str) -> bytes:
    """As the model was made: capitals alone are made small, letters are composed."""
    if text.isupper():
        text = text.lower()
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")


def language_model() -> LanguageModel:
    """The model, read once, at first use."""
    with _lock:
        return _read()


@lru_cache(maxsize=1)
def _read() -> LanguageModel:
    packed = files("bot.text.words").joinpath("model", "languages.xz")
    with packed.open("rb") as raw, lzma.open(raw) as file:
        head = json.loads(file.readline())
        steps = _numbers(file, "I", head["steps"])
        rows = _numbers(file, "H", head["states"])
        features = _numbers(file, "i", head["states"])
        scripts = {}
        for name, said in head["scripts"].items():
            row = struct.Struct(f"<{len(said['labels'])}e")
            scripts[name] = ScriptModel(
                labels=tuple(said["labels"]),
                priors=tuple(said["priors"]),
                table=file.read(row.size * head["features"]),
                row=row,
            )
    return LanguageModel(rows=rows, steps=steps, features=features, scripts=scripts)


def _numbers(file: IO[bytes], kind: str, count: int) -> array[int]:
    """So many numbers, which are stored with their lowest byte first."""
    found: array[int] = array(kind)
    found.frombytes(file.read(found.itemsize * count))
    if sys.byteorder == "big":
        found.byteswap()
    return found
