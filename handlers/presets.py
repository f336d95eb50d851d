"""What is offered by one press: times, zones, lengths, languages."""

from __future__ import annotations

from bot.domain.zones import zone_label

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
}

#: Languages that are offered to be read; what a chat follows adds its own.
READ = (
    *("ar", "de", "en", "es", "fa", "fr", "hi", "id"),
    *("it", "ja", "pl", "pt", "ru", "tr", "uk", "zh"),
)

#: How many stories a digest tells at the most.
LENGTHS = (5, 10, 15, 20)

#: How many minutes it may take to read; 0 for any.
MINUTES = (1, 3, 5, 0)


def city(zone: str) -> str:
    """The place in a zone's name: `New York`."""
    if zone.startswith("Etc/"):
        return zone_label(zone)
    return zone.rpartition("/")[2].replace("_", " ")
