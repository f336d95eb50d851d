"""Steps of the first start, done once."""

from __future__ import annotations

from bot.domain.errors import ConfigError, InputError
from bot.domain.secrets import shown_locator
from bot.duties.parts import ProcessParts
from bot.store.sources import SourceStore


async def add_sources(parts: ProcessParts) -> None:
    """Add the sources of the settings where there are none yet.

    Raises:
        ConfigError: one of them is no locator.
    """
    store = SourceStore(parts.database)
    if not parts.settings.sources or await store.all():
        return
    from bot.sources.locators import parse_locator  # at the first start only

    for locator in parts.settings.sources:
        try:
            kind, address = parse_locator(locator)
        except InputError as error:
            shown = shown_locator(locator)
            raise ConfigError(f"Wrong settings:\n  SOURCES={shown}: {error}") from error
        await store.add(
            kind=kind,
            locator=address,
            title=shown_locator(address),
            now=parts.clock.now(),
        )
