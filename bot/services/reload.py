"""SIGHUP: settings read anew while the process runs, where that is safe."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from bot.config import Settings
from bot.domain.errors import ConfigError
from bot.log import log_event, set_level

logger = logging.getLogger(__name__)

#: Makes one setting's new value be in force.
Apply = Callable[[Settings], None]


def _apply_level(settings: Settings) -> None:
    set_level(settings.log_level)


class Reload:
    """Reads the settings again and puts those in force that can change under way.

    The others are named in a line and wait for the next start; wrong ones change nothing.
    """

    def __init__(self, settings: Settings, *, load: Callable[[], Settings] | None) -> None:
        """`load` reads the settings; None where they are not the operator's (the playground)."""
        self._settings = settings
        self._load = load
        self._live: dict[str, Apply] = {"log_level": _apply_level}

    def add(self, live: Mapping[str, Apply]) -> None:
        """These settings, too, can change under way."""
        self._live |= live

    def __call__(self) -> None:
        """Do it, and say what came of it in one line."""
        if self._load is None:
            log_event(logger, logging.INFO, "settings.reload_ignored", why="nothing to read again")
            return
        try:
            found = self._load()
        except ConfigError as error:
            log_event(logger, logging.ERROR, "settings.not_reloaded", why=error)
            return
        changed = [
            name
            for name in type(found).model_fields
            if getattr(found, name) != getattr(self._settings, name)
        ]
        live = [name for name in changed if name in self._live]
        for name in live:
            self._live[name](found)
        now_in_force = {name: getattr(found, name) for name in live}
        self._settings = self._settings.model_copy(update=now_in_force)
        log_event(
            logger,
            logging.INFO,
            "settings.reloaded",
            changed=",".join(name.upper() for name in live) or "nothing",
            need_restart=",".join(name.upper() for name in changed if name not in live) or "none",
        )
