"""Zones from what people write."""

from __future__ import annotations

import zoneinfo
from contextlib import suppress
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.cities import CITIES
from bot.domain.errors import InputError
from bot.domain.zones import find_zone, zone_label


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        (" Berlin ", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("Нью-Йорк", "America/New_York"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("München", "Europe/Berlin"),
        ("munchen", "Europe/Berlin"),
        ("MUENCHEN", "Europe/Berlin"),
        ("Köln", "Europe/Berlin"),
        ("Saint Petersburg", "Europe/Moscow"),
        ("St. Petersburg", "Europe/Moscow"),
        ("Санкт-Петербург", "Europe/Moscow"),
        ("Москва", "Europe/Moscow"),
        ("Киев", "Europe/Kyiv"),
        ("Київ", "Europe/Kyiv"),
        ("Mumbai", "Asia/Kolkata"),
        ("Beijing", "Asia/Shanghai"),
        ("北京", "Asia/Shanghai"),
        ("Washington", "America/New_York"),
        ("San Francisco", "America/Los_Angeles"),
        ("Sao Paulo", "America/Sao_Paulo"),
        ("Japan", "Asia/Tokyo"),
        ("Berlin, Germany", "Europe/Berlin"),
        ("MSK", "Europe/Moscow"),
        ("cet", "Europe/Berlin"),
        ("EST", "America/New_York"),
        ("UTC", "UTC"),
        ("Z", "UTC"),
        ("UTC+3", "Etc/GMT-3"),
        ("utc + 3", "Etc/GMT-3"),
        ("GMT-5", "Etc/GMT+5"),
        ("+03:00", "Etc/GMT-3"),
        ("−7", "Etc/GMT+7"),
        ("+0", "UTC"),
        ("МСК+2", "Etc/GMT-5"),
        ("+05:30", "Asia/Kolkata"),
        ("+0545", "Asia/Kathmandu"),
        ("UTC+14", "Pacific/Kiritimati"),
        ("Etc/GMT-3", "Etc/GMT-3"),
    ],
)
def test_places_and_offsets_are_found(words: str, zone: str) -> None:
    """A zone's name, a city, a country with one time, an offset and a short name all do."""
    assert find_zone(words) == zone


def test_every_zone_of_the_database_finds_itself() -> None:
    """Names with their region are taken as they are, whatever their case."""
    for name in zoneinfo.available_timezones():
        if "/" in name:
            assert find_zone(name) == name
            assert find_zone(name.upper().replace("_", " ")) == name


def test_every_city_of_the_table_is_found_in_a_zone_that_exists() -> None:
    """The table names real zones, and no two of them the same city."""
    for zone, cities in CITIES.items():
        assert ZoneInfo(zone).key == zone
        for city in cities:
            assert find_zone(city) == zone, city


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        ("berln", "Europe/Berlin"),
        ("Lodnon", "Europe/London"),
        ("москвв", "Europe/Moscow"),
        ("Los Angelos", "America/Los_Angeles"),
        ("USA", "America/New_York"),
        ("Россия", "Europe/Moscow"),
    ],
)
def test_a_misspelt_place_gets_suggestions(words: str, suggestion: str) -> None:
    """The error names up to three zones, and its example is one of them."""
    with pytest.raises(InputError) as caught:
        find_zone(words)
    assert suggestion in str(caught.value)
    assert 1 <= str(caught.value).count("/") <= 3
    assert find_zone(caught.value.example.removeprefix("/timezone ")) == suggestion


@pytest.mark.parametrize("words", ["", "  ", "qqqq", "UTC+3:20", "+25", "/", "..", "x" * 5000])
def test_what_is_no_place_gets_one_sentence(words: str) -> None:
    """Without anything similar the sentence says what would do; it is never long."""
    with pytest.raises(InputError) as caught:
        find_zone(words)
    assert len(str(caught.value)) < 250
    assert caught.value.example


@settings(deadline=None, max_examples=60)
@given(words=st.text(max_size=30))
def test_any_words_give_a_zone_or_a_sentence(words: str) -> None:
    """Whatever is written, the answer is a zone that exists or the error for the person."""
    zone = "UTC"
    with suppress(InputError):
        zone = find_zone(words)
    assert ZoneInfo(zone).key == zone


def test_offsets_are_shown_as_people_write_them() -> None:
    """The database's turned sign is not shown to people."""
    assert zone_label("Etc/GMT-3") == "UTC+3"
    assert zone_label("Etc/GMT+5") == "UTC-5"
    assert zone_label("Etc/UTC") == "UTC"
    assert zone_label("Europe/Berlin") == "Europe/Berlin"
