"""Words too common to tell what a story is about, for the languages most news is in.

One file of words for each language in `data/stopwords`.
"""

from __future__ import annotations

from importlib import resources

#: The stop words of each language.
BY_LANGUAGE = {
    file.name.removesuffix(".txt"): frozenset(file.read_text(encoding="utf-8").split())
    for file in sorted(
        resources.files(__package__).joinpath("data", "stopwords").iterdir(),
        key=lambda each: each.name,
    )
}
#: All of them together: a headline may quote another language, and few are words in two.
STOPWORDS = frozenset[str]().union(*BY_LANGUAGE.values())
