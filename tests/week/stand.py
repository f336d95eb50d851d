"""The papers at work: what they print appears in real folders and in feeds on the loopback."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from email.utils import format_datetime
from html import escape
from pathlib import Path

from tests.support.web import FeedServer
from tests.week.agenda import Article
from tests.week.papers import BY_KEY, PAPERS, Paper

#: Entries in a feed; an issue replaces the one before.
_FEED_ENTRIES = 40


class Newsstand:
    """The papers, printing into folders and feeds."""

    def __init__(self, folder: Path, server: FeedServer) -> None:
        self._folder, self._server = folder, server
        self._printed: dict[str, list[tuple[int, Article]]] = {paper.key: [] for paper in PAPERS}
        for paper in PAPERS:
            if paper.folder:
                (folder / paper.key).mkdir(parents=True)
            else:
                self._serve(paper)

    def locator(self, paper: Paper) -> str:
        """Where the paper is followed."""
        if paper.folder:
            return f"folder:{self._folder / paper.key}"
        return self._server.url(f"/{paper.key}.xml")

    def print(self, articles: Sequence[Article]) -> None:
        """These appear now."""
        for article in articles:
            printed = self._printed[article.paper]
            if article.paper == "issue" and printed and printed[0][1].dated_at < article.dated_at:
                printed.clear()
            printed.append((sum(map(len, self._printed.values())) + article.at.day * 1000, article))
            paper = BY_KEY[article.paper]
            if paper.folder:
                self._lay(paper, article, len(printed))
        for key in {article.paper for article in articles}:
            if not BY_KEY[key].folder:
                self._serve(BY_KEY[key])

    def _lay(self, paper: Paper, article: Article, number: int) -> None:
        data = paper.content(article.text, article.dated_at, number).encode()
        if paper.form.endswith(".gz"):
            data = gzip.compress(data, mtime=0)
        part = self._folder / f"{number}.part"
        part.write_bytes(data)
        part.rename(self._folder / paper.key / f"{number:04}.{paper.form}")

    def _serve(self, paper: Paper) -> None:
        entries = []
        for number, article in self._printed[paper.key][-_FEED_ENTRIES:][::-1]:
            page = f"/{paper.key}/{number}.html"
            given = article.text, article.dated_at, number
            teaser, content = paper.teaser(*given), paper.content(*given)
            if paper.page is not None:
                self._server.serve(page, paper.page(*given), content_type="text/html")
            described = f"<description>{escape(teaser)}</description>" if teaser else ""
            whole = f"<content:encoded>{escape(content)}</content:encoded>" if content else ""
            entries.append(
                f"<item><title>{escape(article.text.headline)}</title>"
                f"<link>{escape(self._server.url(page))}</link>"
                f"<guid isPermaLink='false'>{paper.key}-{number}</guid>"
                f"<pubDate>{format_datetime(article.dated_at)}</pubDate>{described}{whole}</item>"
            )
        self._server.serve(
            f"/{paper.key}.xml",
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
            f"<title>{escape(paper.title)}</title><link>https://news.example/</link>"
            f"<description>{escape(paper.title)}</description>"
            f"<language>{paper.language}</language>{''.join(entries)}</channel></rss>",
        )
