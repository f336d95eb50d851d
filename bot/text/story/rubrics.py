"""Rubrics that newspapers put before headlines: `Interview:`, `Live |`, `+++ Ticker +++`, `【社论】`."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

#: A rubric and what parts it from the headline.
_PREFIX = re.compile(
    r"\s*(?:[\[(【〈《［（<](?P<boxed>[^\])】〉》］）>]{1,24})[\])】〉》］）>]\s*[:：|–—-]?"
    r"|\+{2,}\s*(?P<plus>[^+]{1,40}?)\s*\+{2,}"
    r"|(?P<open>[^:：|–—/]{1,24}?)\s*(?:[:：|]+|\s[–—/-])\s)\s*"
)
_PLUSES = re.compile(r"\s*\+{2,}\s*")
#: Rubrics one after the other that are cut.
_MOST = 3


def without_rubric(headline: str) -> str:
    """The headline without what the paper puts before it; as it is when that is all there is."""
    rest = headline
    for _ in range(_MOST):
        match = _PREFIX.match(rest)
        if match is None or match.end() >= len(rest):
            break
        said = (match["boxed"] or match["plus"] or match["open"] or "").strip(" .!·•#").casefold()
        if said not in _rubrics():
            break
        rest = rest[match.end() :]
    return _PLUSES.sub(" ", rest).strip() or headline


@cache
def _rubrics() -> frozenset[str]:
    """The rubrics of many languages, casefolded: a file for each script, one a line."""
    folder = resources.files(__package__).joinpath("rubrics")
    return frozenset(
        rubric
        for file in folder.iterdir()
        for rubric in file.read_text(encoding="utf-8").splitlines()
    )
