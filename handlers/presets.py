"""Presets that are offered by one press: times, zones, lengths, languages."""

from __future__ import annotations

from babel.dates import get_timezone_location

from bot.domain.zones import zone_label
from bot.render.catalogue import languages, locale

#: Times of day most people choose.
TIMES = ("07:00", "08:00", "09:00", "12:00", "18:00", "20:00")

#: Zones by language of the interface; any other place can be typed.
ZONES: dict[str, tuple[str, ...]] = {
    "en": (
        "Europe/London",
        "America/New_York",
        "America/Chicago",
        "America/Los_Angeles",
        "Europe/Berlin",
        "Asia/Kolkata",
        "Australia/Sydney",
        "UTC",
    ),
    "ru": (
        "Europe/Moscow",
        "Europe/Kaliningrad",
        "Europe/Samara",
        "Asia/Yekaterinburg",
        "Asia/Novosibirsk",
        "Asia/Vladivostok",
        "Asia/Almaty",
        "Europe/Kyiv",
    ),
    "de": (
        "Europe/Berlin",
        "Europe/Vienna",
        "Europe/Zurich",
        "Europe/London",
        "America/New_York",
        "UTC",
    ),
    "es": (
        "Europe/Madrid",
        "America/Mexico_City",
        "America/Bogota",
        "America/Lima",
        "America/Santiago",
        "America/Argentina/Buenos_Aires",
        "America/Caracas",
        "America/New_York",
    ),
    "pt": ("America/Sao_Paulo", "America/Manaus", "Europe/Lisbon", "Africa/Luanda"),
    "fr": (
        "Europe/Paris",
        "Europe/Brussels",
        "America/Toronto",
        "Africa/Abidjan",
        "Africa/Algiers",
    ),
    "it": ("Europe/Rome", "Europe/Zurich", "Europe/London", "America/New_York"),
    "uk": ("Europe/Kyiv", "Europe/Warsaw", "Europe/Berlin", "Europe/Prague"),
    "pl": ("Europe/Warsaw", "Europe/London", "Europe/Berlin", "America/New_York"),
    "tr": ("Europe/Istanbul", "Europe/Berlin", "Asia/Nicosia", "Europe/London"),
    "ar": (
        "Africa/Cairo",
        "Asia/Riyadh",
        "Asia/Dubai",
        "Asia/Baghdad",
        "Africa/Casablanca",
        "Africa/Algiers",
        "Asia/Beirut",
        "Africa/Khartoum",
    ),
    "fa": ("Asia/Tehran", "Asia/Kabul", "Asia/Dubai", "Europe/Berlin"),
    "hi": ("Asia/Kolkata", "Asia/Dubai", "Europe/London", "America/New_York"),
    "id": ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Singapore"),
    "zh": ("Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong", "Asia/Singapore", "America/New_York"),
    "ja": ("Asia/Tokyo", "America/Los_Angeles", "Europe/London", "Asia/Singapore"),
}

#: Languages that are offered to be read; what a chat follows adds its own.
READ = tuple(sorted(languages()))

#: How many stories a digest tells at the most.
LENGTHS = (5, 10, 15, 20)

#: How many minutes it may take to read; 0 for any.
MINUTES = (1, 3, 5, 0)


def city(zone: str, language: str) -> str:
    """The place that a zone is named after, in a language: `New York`, `Нью-Йорк`."""
    if "/" not in zone or zone.startswith("Etc/"):
        return zone_label(zone)
    return get_timezone_location(zone, locale=locale(language), return_city=True)
