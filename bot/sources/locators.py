"""Locators: how a person writes where a source is, and the one way in which it is stored."""

from __future__ import annotations

import re
import string
from pathlib import Path

from bot.domain.address_words import bare_host
from bot.domain.errors import FetchError, InputError
from bot.domain.models import SourceKind
from bot.sources.addresses import parse_url
from bot.sources.channel_names import EXAMPLE, channel_name, is_channel_address

EXAMPLES = {
    SourceKind.FEED: "https://example.org/feed",
    SourceKind.FOLDER: "folder:/srv/news",
    SourceKind.SITEMAP: "sitemap:https://example.org/news-sitemap.xml",
    SourceKind.API: "api:https://example.org/articles",
    SourceKind.SQL: "sql:postgresql://reader@127.0.0.1/news#articles?title=headline&id=nr",
    SourceKind.PAGE: "page:https://example.org/news",
    SourceKind.TELEGRAM: EXAMPLE,
}

#: Locators of tables name columns besides; nothing that works is nearly as long.
MOST_LOCATOR_CHARS = 4096
_SCHEME_CHARS = frozenset(string.ascii_letters + string.digits + "+.-")
_PREFIXED = {
    "sitemap": SourceKind.SITEMAP,
    "api": SourceKind.API,
    "page": SourceKind.PAGE,
    "feed": SourceKind.FEED,
}


def parse_locator(text: str) -> tuple[SourceKind, str]:
    """The kind of a locator and its normal form.

    `example.org/feed` is taken for `https://example.org/feed`, `feed://…` for a feed; a relative
    folder becomes absolute; `@name` and `t.me/name` are a public Telegram channel.

    Raises:
        InputError: it is none; with an example of one that works.
    """
    if len(text) > MOST_LOCATOR_CHARS:
        raise _wrong("This is too long to be an address.", SourceKind.FEED)
    text = text.strip().strip("<>")
    scheme, rest = ("telegram", text) if is_channel_address(text) else _scheme(text)
    if scheme == "telegram":
        return SourceKind.TELEGRAM, f"telegram:{channel_name(rest)}"
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
    if bare_host(text):
        return SourceKind.FEED, _web(text, SourceKind.FEED)
    why = f"Lede reads nothing that begins with {scheme}:." if scheme else "This is not an address."
    raise _wrong(why, SourceKind.FEED)


def address_of(locator: str) -> str:
    """The web address or database address in a locator of any kind."""
    scheme, _, rest = locator.partition(":")
    return rest if scheme in ("folder", "sitemap", "api", "page", "sql", "telegram") else locator


def _scheme(text: str) -> tuple[str, str]:
    """What stands before the first colon, in small letters, and what behind; empty for a port."""
    name, colon, rest = text.partition(":")
    named = name[:1].isalpha() and name.isascii() and not set(name) - _SCHEME_CHARS
    if not (colon and named) or rest[:1].isdigit():
        return "", text
    return name.lower(), rest


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
