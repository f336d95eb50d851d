"""Short names for XML elements: one prefix per vocabulary, whatever the document calls it."""

from __future__ import annotations

from functools import lru_cache

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

#: Vocabularies whose elements have no prefix here.
_PLAIN = (
    "http://www.w3.org/2005/atom",
    "http://purl.org/atom/",
    "http://purl.org/rss/",
    "http://my.netscape.com/",
    "http://channel.netscape.com/",
    "http://backend.userland.com/rss",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://cyber.law.harvard.edu/rss",
    "http://www.rssboard.org",
    "http://www.sitemaps.org/schemas/",
    "http://www.google.com/schemas/sitemap/",
)
_PREFIXES = (
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns", "rdf"),
    ("http://purl.org/dc/terms", "dcterms"),
    ("http://purl.org/dc/elements", "dc"),
    ("http://purl.org/rss/1.0/modules/content", "content"),
    ("http://purl.org/rss/1.0/modules/syndication", "sy"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://www.itunes.com/dtds/podcast", "itunes"),
    ("http://search.yahoo.com/mrss", "media"),
    ("http://video.search.yahoo.com/mrss", "media"),
    ("http://www.google.com/schemas/sitemap-news", "news"),
)


@lru_cache(maxsize=4096)
def short_name(tag: str) -> str:
    """`{http://purl.org/dc/elements/1.1/}Date` as `dc:date`; no prefix for a feed's own."""
    if not tag.startswith("{"):
        return tag.lower()
    space, _, local = tag[1:].partition("}")
    space, local = space.lower(), local.lower()
    for start, prefix in _PREFIXES:
        if space.startswith(start):
            return f"{prefix}:{local}"
    if not space or space.startswith(_PLAIN):
        return local
    return f"other:{local}"
