"""Checks of a setting's value; each check gives the value, or says what is wrong with it.

Raises `ValueError` with words that follow the setting's name.
"""

from __future__ import annotations

from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.errors import InputError
from bot.domain.models import Schedule
from bot.domain.schedule import parse_schedule


def split_words(value: object) -> object:
    """Comma-separated words as a tuple; empty ones dropped."""
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(",") if word.strip())
    return value


def check_zone(value: str) -> str:
    """The name of a zone."""
    if value not in available_timezones():
        raise ValueError("is not an IANA time zone")
    ZoneInfo(value)
    return value


#: How the address of a database begins; the last is another way to write the one before.
DATABASES = ("sqlite:///", "postgresql://", "postgres://")


def check_database(value: str) -> str:
    """The address of a database."""
    if not value.startswith(DATABASES):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    try:
        for host in urlsplit(value).netloc.rpartition("@")[2].split(","):
            urlsplit(f"//{host}").port  # noqa: B018  # asking is the check
    except ValueError:
        raise ValueError("is no address") from None
    return value


def check_address(value: str) -> str:
    """An address of the web without its last slash, or empty."""
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return value.rstrip("/")


def check_proxy(value: str) -> str:
    """The address of a proxy, or empty."""
    if not value:
        return value
    try:
        found = urlsplit(value)
        whole = found.scheme in ("http", "socks5") and found.hostname and found.port
    except ValueError:
        whole = None
    if not whole:
        raise ValueError("must be http:// or socks5:// with a host and a port")
    return value


def check_schedule(value: str) -> str:
    """A schedule in words that `bot.domain.schedule` reads."""
    try:
        parse_schedule(value, current=Schedule(times=()))
    except InputError as error:
        raise ValueError(str(error).rstrip(".")) from None
    return value
