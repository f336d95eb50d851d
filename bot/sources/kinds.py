"""Kinds of sources, as the module of each fetcher declares its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import FetchError, InputError
from bot.domain.models import SourceKind
from bot.ports import SourceFetcher, Workbench
from bot.sources.addresses import parse_url
from bot.sources.http import GuardedClient
from bot.sources.robots import RobotsRules


@dataclass(frozen=True, slots=True, kw_only=True)
class FetcherParts:
    """The dependencies of fetchers."""

    client: GuardedClient
    workbench: Workbench
    robots: RobotsRules
    #: The host of Telegram channels' preview pages.
    preview_url: str
    #: The time, aware UTC.
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetcherKind:
    """A kind of source: how it is written, read and fetched."""

    #: Its name, which is the scheme of its locators too.
    kind: SourceKind
    #: How its locators are written, in short: `folder:PATH`.
    written: str
    #: A whole locator that works.
    example: str
    #: The normal form of a locator, of what follows the scheme; raises `InputError`.
    parse: Callable[[str], str]
    make: Callable[[FetcherParts], SourceFetcher]
    #: Where it stands is the operator's to say, whoever brought the source.
    at_operators_host: bool = False


def web_address(address: str, *, example: str) -> str:
    """A web address in its normal form.

    Raises:
        InputError: it is none.
    """
    if "://" not in address:
        address = f"https://{address.removeprefix('//')}"
    try:
        # Whether it may be asked is decided when it is; here only the form counts.
        url = parse_url(address, allow_private=True)
    except FetchError as error:
        raise InputError(f"This cannot be read: {error}.", example=example) from error
    return str(url)


def address_of(locator: str) -> str:
    """The web address or database address in a locator of any kind."""
    if SourceKind.of(locator) is SourceKind.FEED:
        return locator
    return locator.partition(":")[2]
