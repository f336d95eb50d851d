"""Ready sets of mutes: words that often tell of one thing, by the language they are in.

A word counts in articles of its language alone: what is war in one is only “was” in another.
Words are compared by their stems, so one was taken only if its stem means nothing else: not
`shelling` (Shell), `invasion` alone (invasive species) or “сво” (the stem of “свой”).

A folder for each set in `data/mutes`, a file for each language, one word or phrase a line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources

#: The languages of each set, in the order in which they are asked.
_LANGUAGES = ("en", "de", "ru")


def _read(name: str, language: str) -> tuple[str, ...]:
    file = resources.files(__package__).joinpath("data", "mutes", name, f"{language}.txt")
    return tuple(file.read_text(encoding="utf-8").splitlines())


#: By the set's name, for each language the words and phrases of which any one is enough.
SETS: Mapping[str, Mapping[str, Sequence[str]]] = {
    name: {language: _read(name, language) for language in _LANGUAGES}
    for name in ("sport", "celebrities", "war")
}
