"""The addresses that may be asked: rules on URLs and on numeric addresses, without any network.

`ipaddress`'s own `is_global` is not enough: depending on the Python version it calls
224.0.0.1, 64:ff9b::10.0.0.1 (NAT64), 2002:7f00:1:: (6to4) or fec0::1 global.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

import httpx

from bot.domain.address_words import MOST_ADDRESS_CHARS
from bot.domain.errors import FetchError, FetchReason
from bot.domain.models import SourceKind

PORTS = frozenset({80, 443, 8080, 8443})
#: What lifts the rules on names, ports and numbers for operators' own sources.
_SETTING = "FETCH_ALLOW_PRIVATE=true"
_FORBIDDEN_CHARS = re.compile(r"[\x00-\x20\x7f\\]")

#: Names that mean a machine or a network of one's own, never the public internet.
_PRIVATE_SUFFIXES = (
    *("localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home"),
    *("lan", "home.arpa", "onion", "test", "invalid", "svc", "cluster", "arpa", "i2p", "alt"),
)

_DENIED = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
        "168.63.129.16/32",  # Azure's host, inside a public range
        *("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"),
        *("100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
        *("5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
)


def is_public(address: str) -> bool:
    """True if a numeric address is one of the public internet; False for anything else."""
    if "%" in address:  # a scope: only this machine's own links have one
        return False
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if any(ip in network for network in _DENIED if network.version == ip.version):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_private)


def parse_url(text: str, *, allow_private: bool) -> httpx.URL:
    """The address as a URL that may be asked, without its fragment.

    `allow_private` lifts the rules on names, ports and numeric hosts, not those on form.

    Raises:
        FetchError: BAD_ADDRESS or PRIVATE_ADDRESS; the text never repeats the address.
    """
    if len(text) > MOST_ADDRESS_CHARS:
        raise FetchError(FetchReason.BAD_ADDRESS, "the address is too long")
    if _FORBIDDEN_CHARS.search(text):
        raise FetchError(FetchReason.BAD_ADDRESS, "the address has characters that none can have")
    try:
        url = httpx.URL(text)
        host = url.host
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise FetchError(FetchReason.BAD_ADDRESS, "this is not an address") from error
    if url.scheme not in ("http", "https"):
        raise FetchError(FetchReason.BAD_ADDRESS, "only http and https addresses can be read")
    if not host or "%" in host:
        raise FetchError(FetchReason.BAD_ADDRESS, "the address names no host")
    if url.userinfo or "@" in url.netloc.decode("ascii", "replace"):
        raise FetchError(FetchReason.BAD_ADDRESS, "an address with a name or password is not read")
    if not allow_private:
        _check_host(url.raw_host.decode("ascii", "replace"))
        if port_of(url) not in PORTS:
            raise other_port()
    return url.copy_with(fragment=None) if url.fragment or text.endswith("#") else url


def port_of(url: httpx.URL) -> int:
    """The port that is asked."""
    return url.port if url.port is not None else (443 if url.scheme == "https" else 80)


def _check_host(host: str) -> None:
    """Refuse what cannot be a public host; what it resolves to is checked when connecting."""
    host = host.strip("[]").lower().rstrip(".")
    if ":" in host or re.fullmatch(r"[0-9.]+", host):
        try:
            ipaddress.ip_address(host)
        except ValueError:
            pass
        else:
            if not is_public(host):
                raise private_address()
            return
    labels = host.split(".")
    last = labels[-1]
    if re.fullmatch(r"\d+|0x[0-9a-f]*", last):  # 127.1, 0x7f.1, 2130706433
        raise private_address()
    if len(labels) < 2 or any(
        host == suffix or host.endswith("." + suffix) for suffix in _PRIVATE_SUFFIXES
    ):
        raise private_address()
    if not all(re.fullmatch(r"[a-z0-9_-]{1,63}", label) for label in labels):
        raise FetchError(FetchReason.BAD_ADDRESS, "the address names no host")


def private_address() -> FetchError:
    """The error for an address that is not one of the public internet."""
    return FetchError(
        FetchReason.PRIVATE_ADDRESS, "the address is not on the public internet", setting=_SETTING
    )


def other_port() -> FetchError:
    """The error for a port that is none of the web's."""
    return FetchError(FetchReason.BAD_ADDRESS, "only web ports can be asked", setting=_SETTING)


@lru_cache(maxsize=4096)
def is_loopback(address: str) -> bool:
    """True if a URL or a host is this machine itself, named by number or as `localhost`."""
    if "//" in address:
        try:
            address = httpx.URL(address).host
        except httpx.InvalidURL:
            return False
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return address == "localhost"


def polite_host(kind: SourceKind, locator: str) -> str:
    """The host and port whose turns a source takes; empty for one that takes none."""
    if kind is SourceKind.TELEGRAM:
        return "telegram"
    _, web, address = locator.partition("http")
    if not web or is_loopback(web + address):
        return ""
    return address.partition("//")[2].partition("/")[0].lower()
