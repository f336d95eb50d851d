"""The starter catalogue is whole, and says what an entry means for a reader."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.catalogue.shelf import MOST_TOGETHER, Catalogue
from bot.domain.errors import ConfigError, InputError
from bot.domain.models import SourceKind
from bot.sources.locators import parse_locator

EVERY = Catalogue().entries()


def test_it_has_topics_and_countries_in_many_languages() -> None:
    """Enough to choose from, whatever is read."""
    topics = [entry for entry in EVERY if not entry.country]
    assert len(topics) >= 40
    assert len(EVERY) - len(topics) >= 60
    languages = Counter(feed.language for entry in EVERY for feed in entry.feeds)
    assert sum(count >= 20 for count in languages.values()) >= 8


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.key)
def test_every_entry_can_be_followed(entry: object) -> None:
    """Its addresses are feeds by form, each once; its title is there in every main language."""
    found = Catalogue().entry(entry.key)  # type: ignore[attr-defined]  # parametrised
    assert found.feeds
    assert len({feed.url for feed in found.feeds}) == len(found.feeds)
    for feed in found.feeds:
        assert feed.title
        assert parse_locator(feed.url)[0] is SourceKind.FEED
    for language in ("en", "de", "ru", "fr", "es", "it", "pt", "uk"):
        assert found.title(language)
        assert 0 < len(found.together(language)) <= MOST_TOGETHER


def test_titles_are_the_readers() -> None:
    """Topics by the catalogue, countries by the territory names."""
    catalogue = Catalogue()
    assert catalogue.entry("science").title("de") == "Wissenschaft"
    assert catalogue.entry("de").title("ru") == "Германия"
    assert catalogue.entry("science").title("sw") == "Science"
    assert (found := catalogue.named("wissenschaft", "de")) is not None
    assert found.key == "science"
    assert catalogue.named("  SCIENCE ", "de") is not None
    assert catalogue.named("de", "en") is None  # a word, not a country


def test_operators_choose_parts_or_none() -> None:
    """What is not chosen is not there; a wrong name is told."""
    assert Catalogue("off").entries() == []
    assert [entry.key for entry in Catalogue("science, DE").entries()] == ["science", "de"]
    with pytest.raises(InputError):
        Catalogue("off").entry("science")
    with pytest.raises(ConfigError, match="nonsense"):
        Catalogue("science,nonsense")
