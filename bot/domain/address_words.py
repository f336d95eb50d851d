"""Web addresses as people write them, told from words by a parser whose cost is linear.

The length is looked at first, and every character at most a few times: whatever somebody writes,
nobody else waits for it.
"""

from __future__ import annotations

from enum import Enum, auto

#: What is longer is no address of anything; browsers and servers stop at about as much.
MOST_ADDRESS_CHARS = 2048

_SCHEMES = ("http://", "https://", "feed://")
_NO_HOST = frozenset("@:/?#")


class AddressLikeness(Enum):
    """The degree to which a text looks like a web address."""

    #: It begins like one: what is wrong with it is to be told.
    SURE = auto()
    #: `node.js`: it may be an address or a word.
    MAYBE = auto()
    NO = auto()


def likeness(text: str) -> AddressLikeness:
    """True if a person who wrote this means a web address."""
    begin = text[:8].lower()
    sure = begin.startswith("www.") or any(
        begin.startswith(scheme) and len(text) > len(scheme) for scheme in _SCHEMES
    )
    if len(text) > MOST_ADDRESS_CHARS:
        return AddressLikeness.SURE if sure else AddressLikeness.NO
    if any(char.isspace() for char in text):
        return AddressLikeness.NO
    if sure or (begin.startswith("@") and text[1:].replace("_", "a").isalnum()):
        return AddressLikeness.SURE
    host = bare_host(text)
    return (
        AddressLikeness.MAYBE if host and host.rpartition(".")[2].isalpha() else AddressLikeness.NO
    )


def spoken_form(text: str) -> str:
    """Words or an address such that two ways to say the same are the same.

    Case and spaces do not count, nor do an address's scheme, `www.`, fragment and last slash.
    """
    form = " ".join(text[: 2 * MOST_ADDRESS_CHARS].split()).casefold()
    if likeness(form) is AddressLikeness.NO:
        return form
    for begin in (*_SCHEMES, "www."):
        form = form.removeprefix(begin)
    return form.partition("#")[0].rstrip("/")


def bare_host(text: str) -> str:
    """The host of an address written without its scheme, as in `example.org:8080/news`.

    Empty when the text is no such address: a host has at least two labels, none of them empty,
    the last of at least two characters.
    """
    if len(text) > MOST_ADDRESS_CHARS:
        return ""
    ends = [at for mark in "/?#" if (at := text.find(mark)) >= 0]
    host, colon, port = text[: min(ends, default=len(text))].partition(":")
    if colon and not (port.isascii() and port.isdigit() and len(port) <= 5):
        return ""
    host = host.removesuffix(".")
    labels = host.split(".")
    if len(labels) < 2 or not all(labels) or len(labels[-1]) < 2:
        return ""
    if any(char.isspace() or char in _NO_HOST for char in host):
        return ""
    return host
