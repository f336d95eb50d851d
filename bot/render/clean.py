"""Text from outside made fit to be shown: cleaned, isolated by direction, escaped, measured."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

#: Nothing a reader sees: controls but line ends and tabs, soft hyphen, zero-width but the joiners
#: that emoji and Persian need, bidi controls, interlinear marks, noncharacters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]+"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
#: What may be written in the right-to-left scripts; only then is a text's direction looked for.
_MAYBE_RTL = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_RTL_LANGUAGES = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "ug", "ur", "yi"})
_FSI, _PDI = "\u2068", "\u2069"
#: Longer addresses are not linked: Telegram drops them, and nobody writes them by hand.
_MAX_URL_CHARS = 2000
_SPECIAL = re.compile('[&<>"]')
#: Where Telegram would make something to press of plain words: commands, mentions, tags, tickers,
#: addresses with and without a scheme. Each place is looked at once.
_LIVE = re.compile(
    r"(?<![\w<])/(?=\w)|(?<!\w)@(?=\w)|(?<!\w)#(?=\w*[^\W\d_])|(?<!\w)\$(?=[A-Za-z])|:(?=//)"
    r"|(?<=[^\W_])\.(?=[^\W\d_]{2})|(?<=\d)\.(?=\d{1,3}\.\d{1,3}\.\d{1,3}(?!\d))"
)
_WORD_JOINER = "\u2060"
_BAD_URL = re.compile(r"[\s\"'<>\\^`{|}\x00-\x1f\x7f-\x9f]")


def clean(text: str) -> str:
    """One line of visible text: no controls, no lone surrogates, single spaces, nothing live."""
    return without_live(visible(text))


def without_live(text: str) -> str:
    """The text with nothing in it that Telegram makes a command, mention, tag or address of.

    It reads as before: what is put in between (WORD JOINER) is not seen. What a source or a
    stranger wrote must not be pressed by mistake, least of all by an operator.
    """
    return _LIVE.sub(lambda found: found[0] + _WORD_JOINER, text)


def visible(text: str) -> str:
    """One line of visible text: no controls, no lone surrogates, single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = re.sub("[\u2028\u2029\x85\x0b\x0c]", " ", text)
    return " ".join(_INVISIBLE.sub("", text).split())


def isolate(text: str, language: str) -> str:
    """The text kept from turning its surroundings about, where its direction is foreign.

    Wrapped in FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE when it holds letters of the
    direction that the interface's language does not have.
    """
    foreign = is_ltr if language in _RTL_LANGUAGES else is_rtl
    return f"{_FSI}{text}{_PDI}" if foreign(text) else text


def is_rtl_language(language: str) -> bool:
    """True if a language of the interface is written from right to left."""
    return language in _RTL_LANGUAGES


def is_rtl(text: str) -> bool:
    """True if any letter is written from right to left."""
    if _MAYBE_RTL.search(text) is None:
        return False
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def is_ltr(text: str) -> bool:
    """True if any letter is written from left to right."""
    return any(unicodedata.bidirectional(char) == "L" for char in text)


def escape(text: str) -> str:
    """Text as Telegram's HTML shows it literally, also within an attribute."""
    if _SPECIAL.search(text) is None:
        return text
    return html.escape(text, quote=False).replace('"', "&quot;")


def utf16_length(text: str) -> int:
    """The length as Telegram counts it, in UTF-16 code units."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fitting(text: str, units: int) -> int:
    """The number of characters of a text that fit into so many UTF-16 units."""
    if len(text) * 2 <= units:
        return len(text)
    if text.isascii():
        return min(len(text), max(0, units))
    head = text.encode("utf-16-le", "surrogatepass")[: 2 * max(0, units)]
    return len(head.decode("utf-16-le", "ignore"))


@lru_cache(maxsize=4096)
def link(url: str) -> str:
    """The address if a message may link to it, or empty.

    Only http and https with a host; none with a user name, which would show one site's name
    and lead to another.
    """
    if not url or len(url) > _MAX_URL_CHARS or _BAD_URL.search(url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # raises on what is no port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
        return ""
    if _INVISIBLE.search(url) or _SURROGATE.search(url):
        return ""
    return url


def join(parts: Iterable[str]) -> str:
    """The parts that are not empty, with a middle dot between them."""
    return " · ".join(part for part in parts if part)
