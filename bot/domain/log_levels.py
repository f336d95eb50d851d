"""Levels of the log: one for all, and others for parts of the program."""

from __future__ import annotations

from collections.abc import Mapping

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

#: The loggers of each part.
PARTS: Mapping[str, tuple[str, ...]] = {
    "listen": (
        "bot.services.listen",
        "bot.services.handling",
        "bot.services.look",
        "handlers",
    ),
    "ingest": ("bot.services.ingest", "bot.services.polls", "bot.sources"),
    "curate": ("bot.services.curate",),
    "publish": (
        "bot.services.editions",
        "bot.services.alerts",
        "bot.services.notices",
        "bot.services.recaps",
    ),
    "deliver": (
        "bot.services.deliver",
        "bot.services.delivery_log",
        "bot.services.trouble",
        "bot.services.broadcasts",
        "bot.services.returns",
        "bot.telegram",
    ),
    "web": ("bot.web",),
    "store": ("bot.store", "bot.services.retention", "bot.services.backups"),
}


def read_levels(text: str) -> tuple[str, Mapping[str, str]]:
    """The level of all, and those of parts: `INFO,deliver=DEBUG`.

    Raises:
        ValueError: words that follow the setting's name.
    """
    general, parts = "INFO", dict[str, str]()
    for word in filter(None, (each.strip() for each in text.split(","))):
        part, equals, level = word.rpartition("=")
        if level.upper() not in LEVELS:
            raise ValueError(f"{level or word} is none of {', '.join(LEVELS)}")
        if not equals:
            general = level.upper()
        elif part in PARTS:
            parts[part] = level.upper()
        else:
            raise ValueError(f"{part} is none of {', '.join(PARTS)}")
    return general, parts


def check_levels(value: str) -> str:
    """The text, validated."""
    read_levels(value)
    return value
