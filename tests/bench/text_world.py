"""Pages of the world: those that two other projects measure themselves with.

::

    git clone https://github.com/adbar/trafilatura /tmp/trafilatura
    git clone https://github.com/flairNLP/fundus /tmp/fundus
    LEDE_TRAFILATURA=/tmp/trafilatura/tests LEDE_FUNDUS=/tmp/fundus/tests \\
        python -m tests.bench.text_world

trafilatura's are about a thousand pages of news, blogs, shops and offices, each with a few phrases
that its text has and a few that it must not have. Fundus' are articles of about 170 papers in 35
countries, with the paragraphs that a parser written for each paper takes from them.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.domain.errors import DocumentError
from bot.sources.decode import decode
from bot.text.page.article import read_html
from bot.text.reading import read_document
from bot.text.sentences.splitting import split_sentences
from bot.text.words.normalise import fold
from tests.bench import text_measures as measure
from tests.bench import text_peers as peers

Page = tuple[str, str, list[str], list[str]]
#: Words of an article among which those of a first sentence are looked for.
_OPENING_WORDS = 200
_DATE = re.compile(r"_\d{4}_\d\d_\d\d.*")


def pages(folder: Path) -> list[Page]:
    """Each page's markup, address, the phrases it has and those it must not have."""
    found: list[Page] = []
    said: dict[str, dict[str, Any]] = json.loads((folder / "evaldata.json").read_text())
    for url, item in said.items():
        for kind in ("cache", "eval"):
            path = folder / kind / item["file"]
            if path.is_file():
                html = decode(path.read_bytes())
                found.append((html, url, _bare(item["with"]), _bare(item["without"])))
                break
    return found


def _bare(phrases: list[str]) -> list[str]:
    return [" ".join(phrase.split()) for phrase in phrases]


def phrases(extract: Callable[[str, str], str], found: list[Page]) -> tuple[float, ...]:
    """F1, precision, recall of phrases, and processor milliseconds a page."""
    right = wrong = missed = 0
    start = time.process_time()
    for html, url, has, has_not in found:
        text = " ".join(extract(html, url).split())
        held = sum(phrase in text for phrase in has)
        right += held
        missed += len(has) - held
        wrong += sum(phrase in text for phrase in has_not)
    spent = 1000 * (time.process_time() - start) / len(found)
    precision, recall = right / (right + wrong), right / (right + missed)
    return 2 * precision * recall / (precision + recall), precision, recall, spent


def articles(folder: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Each page's markup, its summary and its paragraphs, as its paper's parser has them."""
    for path in sorted(folder.glob("resources/parser/test_data/*/*.html.gz")):
        paper = _DATE.sub("", path.name.removesuffix(".html.gz"))
        html = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        page = fold(html)
        best: tuple[int, str, list[str]] = (0, "", [])
        for said in json.loads((path.parent / f"{paper}.json").read_text()).values():
            body = said.get("body") or {}
            found = [text for part in body.get("sections", []) for text in part["paragraphs"]]
            # several pages of a paper share a file: the one whose words are on the page
            hits = sum(fold(text)[:30] in page for text in found[:4])
            if hits > best[0]:
                best = (hits, " ".join(body.get("summary", [])), found)
        if best[2]:
            yield html, best[1], best[2]


def first_sentences(found: list[tuple[str, str, list[str]]]) -> None:
    """Print how many first sentences are among an article's first words, and F1 of its text."""
    precise = peers.trafilatura(favor_precision=True)

    def lead(html: str) -> tuple[str, str]:
        text = "\n".join(read_html(html, url="").paragraphs)
        try:
            read = read_document(html, html=True, lead_chars=800)
        except DocumentError:
            return "", text
        return next(iter(split_sentences(read.lead, read.language)), ""), text

    def theirs(html: str) -> tuple[str, str]:
        text = precise(html, "")
        ended = (line for line in text.split("\n") if len(line) >= 70 and line[-1] in '.!?"”。')
        return next(iter(split_sentences(next(ended, text))), ""), text

    print(f"{len(found)} articles: first sentence right, F1 of the main text")
    for name, read in (("Lede", lead), ("trafilatura, precision", theirs)):
        right, shares = 0, []
        for html, summary, paragraphs in found:
            first, text = read(html)
            opening = set(measure.tokens(f"{summary} {' '.join(paragraphs)}")[:_OPENING_WORDS])
            words = measure.tokens(first)
            right += bool(words) and sum(w in opening for w in words) >= 0.9 * len(words)
            shares.append(measure.overlap("\n".join([summary, *paragraphs]), text))
        print(f"  {name:<24} {right / len(found):.4f}  {measure.f1(shares)[0]:.4f}", flush=True)


def main() -> int:
    """Print the tables for which there is a folder."""
    folder = os.environ.get("LEDE_TRAFILATURA", "")
    papers = os.environ.get("LEDE_FUNDUS", "")
    if not folder and not papers:
        print("LEDE_TRAFILATURA and LEDE_FUNDUS name no folder: nothing to measure on")
    if folder:
        found = pages(Path(folder))
        readers: dict[str, Callable[[str, str], str]] = {
            "Lede": lambda html, url: "\n".join(read_html(html, url=url).paragraphs),
            "trafilatura": peers.trafilatura(),
            "trafilatura, precision": peers.trafilatura(favor_precision=True),
            "resiliparse": peers.resiliparse(),
        }
        print(f"{len(found)} pages: F1, precision, recall, ms")
        for name, extract in readers.items():
            f1, precision, recall, spent = phrases(extract, found)
            print(f"  {name:<24} {f1:.4f}  {precision:.4f}  {recall:.4f}  {spent:6.1f}", flush=True)
    if papers:
        first_sentences(list(articles(Path(papers))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
