"""Locators: how a person writes where a source is, and the one way in which it is stored."""

from __future__ import annotations

import re
from pathlib import Path

from bot.domain.errors import FetchError, InputError
from bot.domain.models import SourceKind
from bot.sources.addresses import parse_url

EXAMPLES = {
    SourceKind.FEED: "https://example.org/feed",
    SourceKind.FOLDER: "folder:/srv/news",
    SourceKind.SITEMAP: "sitemap:https://example.org/news-sitemap.xml",
    SourceKind.API: "api:https://example.org/articles",
    SourceKind.SQL: "sql:postgresql://reader@127.0.0.1/news#articles?title=headline&id=nr",
    SourceKind.PAGE: "page:https://example.org/news",
}

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d)(.*)", re.IGNORECASE | re.DOTALL)
_BARE = re.compile(r"(?:[^\s/:@?#]+\.)+[^\s/:@?#.]{2,}\.?(?::\d{1,5})?(?:[/?#].*)?", re.DOTALL)
_PREFIXED = {
    "sitemap": SourceKind.SITEMAP,
    "api": SourceKind.API,
    "page": SourceKind.PAGE,
    "feed": SourceKind.FEED,
}


def parse_locator(text: str) -> tuple[SourceKind, str]:
    """The kind of a locator and its normal form.

    `example.org/feed` is taken for `https://example.org/feed`, `feed://…` for a feed; a relative
    folder becomes absolute.

    Raises:
        InputError: it is none; with an example of one that works.
    """
    text = text.strip().strip("<>")
    found = _SCHEME.fullmatch(text)
    if found is None:
        if _BARE.fullmatch(text):
            return SourceKind.FEED, _web(text, SourceKind.FEED)
        raise _wrong("This is not an address.", SourceKind.FEED)
    scheme, rest = found[1].lower(), found[2]
    if scheme in ("http", "https"):
        return SourceKind.FEED, _web(text, SourceKind.FEED)
    if scheme in _PREFIXED:
        kind = _PREFIXED[scheme]
        rest, _, names = rest.partition("#")
        address = _web(rest.removeprefix("//") if "://" not in rest else rest, kind)
        if kind is SourceKind.API and names:  # how its fields are called
            address = f"{address}#{names}"
        return kind, address if kind is SourceKind.FEED else f"{scheme}:{address}"
    if scheme == "folder":
        if not rest.strip() or "\x00" in rest:
            raise _wrong("A folder needs a path.", SourceKind.FOLDER)
        return SourceKind.FOLDER, f"folder:{Path(rest).expanduser().absolute()}"
    if scheme == "sql":
        return SourceKind.SQL, f"sql:{_database(rest)}"
    if _BARE.fullmatch(text):
        return SourceKind.FEED, _web(text, SourceKind.FEED)
    raise _wrong(f"Lede reads nothing that begins with {scheme}:.", SourceKind.FEED)


def address_of(locator: str) -> str:
    """The web address or database address in a locator of any kind."""
    scheme, _, rest = locator.partition(":")
    return rest if scheme in ("folder", "sitemap", "api", "page", "sql") else locator


def _web(address: str, kind: SourceKind) -> str:
    """A web address in its normal form."""
    if "://" not in address:
        address = f"https://{address}"
    try:
        # Whether it may be asked is decided when it is; here only the form counts.
        url = parse_url(address, allow_private=True)
    except FetchError as error:
        raise _wrong(f"This cannot be read: {error}.", kind) from error
    return str(url)


def _database(rest: str) -> str:
    """`URL#TABLE?…`, checked for its parts."""
    address, _, table = rest.partition("#")
    name, _, _ = table.partition("?")
    if not re.match(r"(?:postgres(?:ql)?|sqlite)(?:\+\w+)?://", address):
        raise _wrong("Only postgresql:// and sqlite:// databases can be read.", SourceKind.SQL)
    if not re.fullmatch(r"\w+(?:\.\w+)?", name):
        raise _wrong("The database's table is missing after #.", SourceKind.SQL)
    return f"{address}#{table}"


def _wrong(message: str, kind: SourceKind) -> InputError:
    return InputError(message, example=EXAMPLES[kind])
