"""Metadata of a page: its headline, byline, date, language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import urlsplit

from bot.text.page.structured import Structured
from bot.text.words.normalise import fold, one_line

_PARTS = re.compile(r"\s+(?:[|–—\-·•»«:~/\\]|::|\|\|)\s+|\s*[|｜]\s*|(?<=\S)_(?=\S)|\s+»\s+")
#: How alike the visible headline and what the page says it is must be, at the least.
_SAME_HEADLINE = 0.3
#: A title that is the end of the page's address.
_SLUG = re.compile(r"[\w.]+(?:-[\w.]+){2,}")
#: A heading of a post below the heading of its blog.
_POST_HEADINGS = (
    "article h2, .entry-title, .post-title, .post h2, .post h3, .hentry h2, main h2, article "
    "h3, #content h2"
)
_SITE_NAME = re.compile(
    r"[\s_-](?:site-?(?:title|name|logo|header|branding)|blog-?(?:title|name)|logo|brand(?:ing)?|masthead)(?=[\s_-])"
)
#: A site's name behind a mark without spaces, as titles of Chinese and Japanese have it.
_MARK = re.compile(r"\s?[-–—－ー_｜|]")
_GLUED = re.compile(r"(.{4,}?)\s?[-–—－ー_｜|]\s?([^-–—－_｜|]{2,30})\Z")
_NOT_WORD = re.compile(r"[\W_]+")
_DATE_KEYS = (
    "article:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date",
    "dc.date.issued", "dc.date", "dcterms.created", "parsely-pub-date", "sailthru.date",
    "og:published_time", "published_time", "article.published", "cxenseparse:recs:publishtime",
)  # fmt: skip
_AUTHOR_KEYS = (
    "author",
    "article:author",
    "parsely-author",
    "dc.creator",
    "byl",
    "sailthru.author",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The metadata of a page (title, author, date …); empty where it has none."""

    headline: str = ""
    byline: str = ""
    language: str = ""
    published_at: datetime | None = None
    #: Its description of itself.
    summary: str = ""


def read_metadata(tree: Any, structured: Structured, *, url: str) -> Metadata:
    """The metadata of a parsed page (selectolax)."""
    metas: dict[str, str] = {}
    for node in tree.css("meta")[:300]:
        get = node.attributes.get
        key = (get("property") or get("name") or get("itemprop") or get("http-equiv") or "").lower()
        content = get("content")
        if key and content:
            metas.setdefault(key, content[:4000])
    root = tree.css_first("html")
    declared = (
        (root.attributes.get("lang") or root.attributes.get("xml:lang") or "") if root else ""
    )
    author = next((one_line(metas[key]) for key in _AUTHOR_KEYS if key in metas), "")
    byline = structured.byline or ("" if "://" in author else author)
    dates = [structured.date, *(metas[key] for key in _DATE_KEYS if key in metas)]
    return Metadata(
        headline=_headline(tree, metas, structured, url),
        byline=byline[:200],
        language=structured.language or declared or metas.get("og:locale", ""),
        published_at=next((at for date in dates if (at := parse_moment(date))), None),
        summary=one_line(metas.get("og:description") or metas.get("description") or ""),
    )


def parse_moment(text: str) -> datetime | None:
    """An ISO 8601 date and time as aware UTC, or None."""
    text = text.strip()[:40]
    if len(text) < 10 or not text[:4].isdigit():
        return None
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _headline(tree: Any, metas: dict[str, str], structured: Structured, url: str) -> str:
    """The headline readers see, where the page's other words for it agree; theirs else."""
    title_node = tree.css_first("title")
    title = one_line(title_node.text()[:1000]) if title_node is not None else ""
    shared = one_line(metas.get("og:title") or metas.get("twitter:title") or "")
    site: tuple[str, ...] = (
        one_line(metas.get("og:site_name", "")),
        structured.site,
        _host(url or metas.get("og:url", "")),
    )
    heads = [(text, node) for node in tree.css("h1")[:12] if (text := _shown(node))]
    over_all = {text for text, node in heads if _is_over_site(node, site[2])}
    over_all |= {text for text, _ in heads if _bare(text) and _bare(text) == _bare(site[0])}
    seen = [text for text, _ in heads if text not in over_all]
    if over_all and not seen:
        seen = [text for node in tree.css(_POST_HEADINGS)[:4] if (text := _shown(node))]
    site = (*site, *(text for text in seen if _is_name_of_site(text, title)), *sorted(over_all))
    said = [
        each
        for each in (structured.headline, without_site(shared, site), without_site(title, site))
        if each and not _SLUG.fullmatch(each) and not (seen and each in over_all)
    ]
    scored = [
        (max((_agrees(text, other) for other in said), default=0.0), -at)
        for at, text in enumerate(seen)
    ]
    if scored and max(scored)[0] >= _SAME_HEADLINE:
        return without_site(seen[-max(scored)[1]], site)
    if said:
        return max(
            (each for each in said if _goes_on_quoting(said[0], each)), key=len, default=said[0]
        )
    return seen[0] if seen else ""


def _is_over_site(heading: Any, host: str) -> bool:
    """True if a heading names the site: it links to its first page, or says so by its name."""
    for link in heading.css("a")[:2]:
        href = (link.attributes.get("href") or "").strip()
        if href in ("/", "./", "index.html", "/index.html"):
            return True
        if "://" in href and not urlsplit_path(href) and (not host or host in href):
            return True
    above = heading
    for _ in range(3):
        if above is None or above.tag in ("article", "main", "body"):
            return False
        marks = f" {above.attributes.get('class') or ''} {above.attributes.get('id') or ''} "
        if _SITE_NAME.search(marks.lower()):
            return True
        above = above.parent
    return False


def urlsplit_path(url: str) -> str:
    """The path of an address without slashes around; a word for one that is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "?"
    return f"{parts.path.strip('/')}{parts.query}"


def _shown(heading: Any) -> str:
    """The text of a heading, without styles that stand in it."""
    for unseen in heading.css("style, script"):
        unseen.decompose()
    glued, apart = heading.text()[:1000], heading.text(separator=" ")[:1000]
    for mark in ",.;:!?)":  # none stood before it, but for the end of an element
        if f" {mark}" not in glued:
            apart = apart.replace(f" {mark}", mark)
    return one_line(apart)


def _is_name_of_site(heading: str, title: str) -> bool:
    """True if a heading is what the page's title ends with, or begins with before a `»`."""
    pieces = [(m.start(), m.end()) for m in _PARTS.finditer(title)]
    bare = _bare(heading)
    if not pieces or not bare or 2 * len(heading) > len(title):
        return False
    first, mark = title[: pieces[0][0]], title[slice(*pieces[0])].strip()
    return _bare(title[pieces[-1][1] :]) == bare or (mark in ("»", "::") and _bare(first) == bare)


def _agrees(heading: str, said: str) -> float:
    """Likeness of a heading and a title, 0 to 1; it may be all of the title's first part."""
    part = _PARTS.search(said)
    if part is not None and _bare(said[: part.start()]) == _bare(heading) != "":
        return 0.9
    if len(heading) >= 4 and said.startswith(heading) and _MARK.match(said, len(heading)):
        return 0.9
    return alike(heading, said)


def _goes_on_quoting(cut: str, whole: str) -> bool:
    """True if a wording goes on with a quote where another ends: its attribute ended there."""
    rest = whole[len(cut) :].lstrip() if whole.startswith(cut) else ""
    return rest[:1] in ('"', "“", "”") if rest else False


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _bare(text: str) -> str:
    return _NOT_WORD.sub("", fold(text))


def alike(a: str, b: str) -> float:
    """Likeness of two wordings of a headline, 0 to 1; one that begins the other counts."""
    x, y = fold(a), fold(b)
    if not x or not y:
        return 0.0
    short, long = sorted((_bare(a), _bare(b)), key=len)
    if len(short) >= 15 and short in long:
        return 0.9 + 0.1 * len(short) / len(long)
    words_x, words_y = set(x.split()), set(y.split())
    common = len(words_x & words_y) / max(len(words_x | words_y), 1)
    return max(common, SequenceMatcher(None, x[:300], y[:300]).ratio() if common > 0.2 else 0.0)


def without_site(title: str, site: Iterable[str]) -> str:
    """A title without the name of the site at either end."""
    names = {bare for name in site if (bare := _bare(name))}
    names |= {
        bare for name in site if (bare := _bare(name.rsplit(".", 1)[0] if "." in name else ""))
    }
    if not title.isascii() and (glued := _GLUED.fullmatch(title)) and _names_site(glued[2], names):
        return without_site(glued[1].strip(), site)
    pieces = [(m.start(), m.end()) for m in _PARTS.finditer(title)]
    if not pieces:
        return title
    last, first = title[pieces[-1][1] :], title[: pieces[0][0]]
    if _names_site(last, names) and len(title[: pieces[-1][0]]) >= 8:
        return without_site(title[: pieces[-1][0]].strip(), site)
    if _names_site(first, names) and len(title[pieces[0][1] :]) >= 8:
        return without_site(title[pieces[0][1] :].strip(), site)
    return title


def _names_site(piece: str, names: set[str]) -> bool:
    bare = _bare(piece)
    if not bare or bare in ("blogarchive", "blogarchiv", "blogarchives"):
        return True
    return any(
        bare == name
        or (
            len(bare) >= 4
            and (bare in name or (len(name) >= 4 and name in bare and len(bare) < 2.5 * len(name)))
        )
        for name in names
    )
