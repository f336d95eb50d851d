"""The entries of the catalogue and the feeds of each, read from the data files once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale, UnknownLocaleError

from bot.domain.errors import ConfigError, InputError

#: The words of `CATALOGUE` that are no entry.
ALL, OFF = "all", "off"

#: Feeds of one entry that following it as a whole adds; the others can be followed one by one.
MOST_TOGETHER = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFeed:
    """A feed that is offered."""

    url: str
    #: The paper's name, or its host.
    title: str
    #: As in `en`; empty where the lists say none.
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """A topic or a country."""

    #: `ai`, or a country's code in small letters: `de`.
    key: str
    country: bool
    #: Language -> title; a country's titles come from the territory names.
    titles: Mapping[str, str]
    feeds: tuple[CatalogueFeed, ...]

    def title(self, language: str) -> str:
        """The title in a language, else in English."""
        if self.country:
            return _territory(self.key.upper(), language)
        return self.titles.get(language) or self.titles["en"]

    def together(self, language: str) -> tuple[CatalogueFeed, ...]:
        """The feeds that following the whole entry means, for somebody who reads a language.

        Those in the language; of a country all; English ones where there are none.
        """
        mine = [feed for feed in self.feeds if feed.language == language]
        if self.country and not mine:
            mine = list(self.feeds)
        if not mine:
            mine = [feed for feed in self.feeds if feed.language == "en"]
        return tuple(mine[:MOST_TOGETHER])


class Catalogue:
    """The entries that the operator left on."""

    def __init__(self, choice: str = ALL) -> None:
        """`choice` is the setting: `all`, `off`, or keys, comma-separated.

        Raises:
            ConfigError: an entry of the choice does not exist.
        """
        names = [name.strip().casefold() for name in choice.split(",") if name.strip()]
        if names == [OFF]:
            self._entries: dict[str, CatalogueEntry] = {}
        elif names in ([], [ALL]):
            self._entries = dict(_entries())
        else:
            unknown = [name for name in names if name not in _entries()]
            if unknown:
                raise ConfigError(
                    f"CATALOGUE={choice}: there is no {', '.join(unknown)}; "
                    "lede catalogue list shows all, or say all or off"
                )
            self._entries = {name: _entries()[name] for name in names}

    def entries(self, language: str = "") -> list[CatalogueEntry]:
        """Topics, then countries; with a language, those that have a feed in it."""
        return [
            entry
            for entry in self._entries.values()
            if not language or any(feed.language == language for feed in entry.feeds)
        ]

    def entry(self, key: str) -> CatalogueEntry:
        """The entry of a key.

        Raises:
            InputError: there is none.
        """
        found = self._entries.get(key.casefold())
        if found is None:
            raise InputError(
                f"The catalogue has no “{key[:40]}”.",
                example="lede catalogue list",
                key="error.no_catalogue_entry",
                values={"word": key[:40]},
            )
        return found

    def named(self, words: str, language: str) -> CatalogueEntry | None:
        """The entry that words name, by key or by its title in the language or in English."""
        wanted = " ".join(words.split()).casefold()
        for entry in self._entries.values():
            titles = {entry.title(language).casefold(), entry.title("en").casefold()}
            if wanted in titles or (wanted == entry.key and not entry.country):
                return entry
        return None


@cache
def _entries() -> dict[str, CatalogueEntry]:
    data = files("bot.catalogue") / "data"
    found: dict[str, CatalogueEntry] = {}
    for name, country in (("topics.json", False), ("countries.json", True)):
        read = json.loads((data / name).read_text(encoding="utf-8"))
        for key, entry in read.items():
            found[key.casefold()] = CatalogueEntry(
                key=key.casefold(),
                country=country,
                titles=entry.get("titles", {}),
                feeds=tuple(_feeds(entry["feeds"])),
            )
    return found


def _feeds(rows: Iterable[list[Any]]) -> Iterable[CatalogueFeed]:
    for language, title, url in rows:
        yield CatalogueFeed(url=url, title=title, language=language)


@cache
def _territory(code: str, language: str) -> str:
    try:
        names = Locale(language).territories
    except (UnknownLocaleError, ValueError):
        names = Locale("en").territories
    return str(names.get(code, code))
