"""Identity of drafts: the names under which one article may come again."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from posixpath import normpath
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from bot.domain.drafts import Draft

#: Parameters that say how a reader came to a page, never which page it is.
_TRACKING = frozenset(
    {
        *("fbclid", "gclid", "dclid", "gbraid", "wbraid", "gclsrc", "yclid", "ysclid", "twclid"),
        *("msclkid", "igshid", "igsh", "mkt_tok", "srsltid", "_openstat", "wickedid", "ttclid"),
        *("vero_conv", "vero_id", "oly_anon_id", "oly_enc_id", "s_cid", "soc_src", "soc_trk"),
        *("ocid", "ncid", "cmpid", "sr_share", "guccounter", "at_medium", "at_campaign", "rss"),
        *("_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking", "xtor", "wt_mc"),
    }
)
_TRACKING_PREFIXES = ("utm_", "mtm_", "mc_", "pk_", "piwik_", "matomo_", "hsa_", "ns_", "at_")

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:(?://)?", re.IGNORECASE)
#: A path of an id this long names one article whatever the host.
_TELLING_CHARS = 20
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
#: So many words of an undated text, and so many of its first characters, name it.
_TELLING_WORDS = 8
_TEXT_CHARS = 4000


def canonical_url(url: str, *, site: str = "") -> str:
    """The part of an address that says which page it is, for comparing; empty for no address.

    Without scheme, fragment, default port, tracking parameters, `/` at the end; parameters
    sorted; host lower-case and IDNA. `ref` and `source` are dropped only when they name `site`.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return ""
    host = _host(parts.hostname)
    if port is not None and port != _DEFAULT_PORTS[parts.scheme.lower()]:
        host = f"{host}:{port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._")
    if path:
        path = normpath("/" + path.lstrip("/"))
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _is_tracking(name.lower(), value, site)
    ]
    tail = f"?{urlencode(sorted(query))}" if query else ""
    return f"{host}{'' if path == '/' else path}{tail}"


def without_tracking(url: str) -> str:
    """The address as it is shown to people: the original minus tracking parameters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if not parts.query:
        return url
    kept = [
        piece
        for piece in parts.query.split("&")
        if not _is_tracking(unquote(piece.partition("=")[0]).lower(), "", "")
    ]
    return parts._replace(query="&".join(kept)).geturl()


def key_of(draft: Draft) -> str:
    """A draft's first name: its own id, else its address, else its headline and day; hashed."""
    if draft.key:
        return _hash("key", _bare_id(draft.key))
    if link := canonical_url(draft.url):
        return _hash("url", link)
    if draft.headline:
        return _hash("text", _title_day(draft) or draft.headline)
    return _hash("text", draft.body[:1000] or draft.summary[:1000])


def alias_keys(draft: Draft, *, site: str = "") -> tuple[str, ...]:
    """All names under which a draft may come again, hashed, the first one first.

    Its id without scheme and host (a site moves to https or to another name), its canonical
    address, and its headline with the day or, undated, with its text (ids that change at every
    poll). Equal names mean the same article within one source; never across sources.
    """
    names = [key_of(draft)]
    if path := _telling_path(draft.key):
        names.append(_hash("path", path))
    if link := canonical_url(draft.url, site=site):
        names.append(_hash("url", link))
    if words := _title_day(draft) or _title_text(draft):
        names.append(_hash("text", words))
    return tuple(dict.fromkeys(names))


def _bare_id(key: str) -> str:
    """An id that is an address, without its scheme; another one as it is."""
    return _SCHEME.sub("", key) if key.lower().startswith(("http://", "https://")) else key


def _telling_path(key: str) -> str:
    """The path of an id that is an address, when it can hardly mean two articles.

    `/?p=12` can: a source that gathers several sites has it from each of them.
    """
    if not key.lower().startswith(("http://", "https://")):
        return ""
    _, _, path = _bare_id(key).partition("/")
    return path if len(path) >= _TELLING_CHARS else ""


def _title_day(draft: Draft) -> str:
    """The words of the headline with the day; short headlines repeat (`Weather`) and give none.

    Without a date there is no day, and the words alone would melt a series into one.
    """
    words = _WORD.findall(draft.headline.casefold())
    if len(words) < 4 or draft.published_at is None:
        return ""
    return f"{' '.join(words)}|{_day(draft.published_at)}"


def _title_text(draft: Draft) -> str:
    """The words of an undated draft, addresses aside, when there are enough of them to know it by.

    The headline alone would not do: a series has the same one every week.
    """
    if draft.published_at is not None:
        return ""
    text = _ADDRESS.sub(" ", f"{draft.summary} {draft.body}"[:_TEXT_CHARS])
    words = _WORD.findall(text.casefold())
    if len(words) < _TELLING_WORDS:
        return ""
    return " ".join([*_WORD.findall(draft.headline.casefold()), "|", *words])


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _is_tracking(name: str, value: str, site: str) -> bool:
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return True
    return bool(site) and name in ("ref", "source") and value.removeprefix("www.") == site


def _host(name: str) -> str:
    name = name.lower().rstrip(".")
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _hash(kind: str, text: str) -> str:
    data = f"{kind}:{text}".encode("utf-8", "replace")
    return hashlib.blake2b(data, digest_size=16).hexdigest()
