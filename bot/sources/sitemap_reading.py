"""Reads sitemaps and their indexes; runs in a worker process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.drafts import Draft
from bot.domain.errors import DocumentError, FetchError
from bot.sources.dates import parse_date
from bot.sources.decode import decode
from bot.sources.drafts import absolute, make_draft
from bot.sources.escapes import plain_title
from bot.sources.feed_xml import children_of, text_of
from bot.sources.inflate import gunzip, is_gzip
from bot.sources.xml_names import short_name
from bot.sources.xml_parsing import parse_xml

MOST_BYTES = 10 * 1024 * 1024
#: A news sitemap has at most a thousand; an ordinary one fifty thousand.
MOST_ADDRESSES = 1000
MOST_CHILDREN = 50
#: What is older in a sitemap is not news.
NEWEST = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """The entries of a sitemap: articles, newest first, or other sitemaps."""

    drafts: list[Draft]
    #: Address and when it changed, where it says.
    children: list[tuple[str, datetime | None]]


def read_sitemap(data: bytes, content_type: str, url: str, now: datetime) -> Sitemap:
    """The sitemap in a document that came from `url`. Raises `DocumentError` when it is none."""
    if is_gzip(data):
        try:
            data = gunzip(data, most_bytes=MOST_BYTES)
        except FetchError as error:
            raise DocumentError(str(error)) from error
    text = decode(data, content_type)
    if text.lstrip().startswith(("http://", "https://")):
        return _newest([make_draft(key=line, link=line) for line in text.split()[:MOST_ADDRESSES]])
    root = parse_xml(text)
    name = short_name(root.tag) if root is not None else ""
    if root is None or name not in ("urlset", "sitemapindex"):
        raise DocumentError("this is not a sitemap")
    if name == "sitemapindex":
        children = []
        for element in root.iterchildren("{*}sitemap"):
            fields = children_of(element)
            if link := absolute(url, text_of(fields, ("loc",))):
                children.append((link, parse_date(text_of(fields, ("lastmod",)), now=now)))
        return Sitemap(drafts=[], children=children[-10_000:])
    drafts: list[Draft] = []
    for element in root.iterchildren("{*}url"):
        fields = children_of(element)
        news = fields.get("news:news")
        told = children_of(news[0]) if news else {}
        publication = told.get("news:publication")
        moment = parse_date(
            text_of(told, ("news:publication_date",)) or text_of(fields, ("lastmod",)), now=now
        )
        if moment is not None and moment < now - NEWEST:
            continue
        if moment is None and not told:
            continue
        draft = make_draft(
            key=text_of(fields, ("loc",)),
            base=url,
            link=text_of(fields, ("loc",)),
            headline=plain_title(text_of(told, ("news:title",))),
            language=text_of(children_of(publication[0]), ("news:language",))
            if publication
            else "",
            published_at=moment,
        )
        if draft.url:
            drafts.append(draft)
    return _newest(drafts)


def _newest(drafts: list[Draft]) -> Sitemap:
    dated = sorted(
        drafts, key=lambda draft: draft.published_at.timestamp() if draft.published_at else 0.0
    )
    return Sitemap(drafts=dated[::-1][:MOST_ADDRESSES], children=[])
