"""A document read as an article: headline, lead, body, language, whatever it is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from bot.domain.drafts import Reading
from bot.domain.errors import DocumentError
from bot.text.lead.extraction import bare, extract_lead
from bot.text.lines.asides import without_asides
from bot.text.lines.boilerplate import furniture_in
from bot.text.lines.kinds import TEXT, classify
from bot.text.page.article import TEXT_CHARS, read_html
from bot.text.page.furniture import (
    is_cut,
    is_placeholder,
    uncut,
    without_last_appeals,
    without_last_words,
)
from bot.text.page.markup import make_safe, strip_tags
from bot.text.plain.article import PlainArticle, read_plain
from bot.text.sentences.splitting import split_sentences
from bot.text.words.language import detect_language
from bot.text.words.normalise import fold, normalise, one_line

#: Characters of a document that are read; an article needs no more.
_MOST_CHARS = 2_000_000
#: A headline made of a first sentence is cut here.
_HEADLINE_CHARS = 200
#: Who posted it, before a post's text.
_POSTER = re.compile(r"\A(?:rt\s)?@?[\w.·-]{2,30}(?:\s\(@\w{1,30}\))?:\s+", re.IGNORECASE)


def read_document(
    text: str,
    *,
    html: bool,
    headline: str = "",
    summary: str = "",
    language: str = "",
    url: str = "",
    noise: frozenset[str] = frozenset(),
    lead_chars: int = 320,
    under_headline: bool = False,
) -> Reading:
    """A document read as an article.

    `headline`, `summary` and `language` are what the source says beside the document; `noise`
    holds the fingerprints of lines known as its boilerplate. A document without a headline gets
    one made of its opening; `under_headline` says that the lead will stand below it and so
    is to go on behind that. Raises `DocumentError` when there
    is no text in any of them, and nothing else on any input.
    """
    hint = one_line(headline[:2000])
    if is_placeholder(hint):
        hint = ""
    # a summary that is all of the document says nothing beside it
    teaser = "" if summary == text else _teaser(summary)

    published_at, over = None, 0
    if html and "<" not in text:
        html, text = False, unescape(text[:TEXT_CHARS])
    if html:
        page = read_html(text[:_MOST_CHARS], url=url, headline=hint, language=language)
        teaser = teaser or page.summary
        known = _known(page.paragraphs, noise, hint or page.headline, page.language)
        found = [
            known.get(at, line) for at, line in enumerate(page.paragraphs) if known.get(at, line)
        ]
        over = sum(1 for at in range(page.headings) if known.get(at, "heading"))
        if not found and not teaser:
            found = list(page.leftover)
        spoken = page.language
        published_at = page.published_at
        article = PlainArticle(
            headline=hint or page.headline, paragraphs=tuple(found), byline=page.byline
        )
    else:
        body = normalise(text[:TEXT_CHARS])
        spoken = detect_language(f"{hint}\n{body[:1500]}\n{teaser[:500]}", declared=language)
        article = read_plain(body, language=spoken, headline=hint, noise=noise)
    paragraphs = without_asides(without_last_words(list(article.paragraphs), hint))
    if paragraphs:
        paragraphs[-1] = without_last_appeals(paragraphs[-1], spoken, alone=True)
    title = completed(article.headline, paragraphs, spoken)
    text_only = paragraphs[over:] or paragraphs
    lead = extract_lead(text_only, headline=title, language=spoken, budget_chars=lead_chars)
    if not lead and teaser:
        said = without_last_words(
            read_plain(teaser, language=spoken, headline=title).paragraphs, hint
        )
        lead = extract_lead(said, headline=title, language=spoken, budget_chars=lead_chars)
    if not title:
        title = made_headline(lead or teaser or " ".join(article.paragraphs)[:2000], spoken)
        if under_headline or fold(lead) == fold(title):
            lead = extract_lead(
                paragraphs, headline=title, language=spoken, budget_chars=lead_chars
            )
    if not title:
        raise DocumentError("the document holds no text")
    return Reading(
        headline=title,
        lead=lead,
        body="\n\n".join(paragraphs),
        language=spoken,
        byline=article.byline,
        published_at=published_at,
    )


def _teaser(summary: str) -> str:
    """A source's summary as text, one paragraph per line."""
    if "<" in summary or "&" in summary:
        return normalise(strip_tags(make_safe(summary[:65536]).html))
    return normalise(summary[:65536])


def _known(
    paragraphs: Sequence[str], noise: frozenset[str], headline: str, language: str
) -> dict[int, str]:
    """Paragraphs known as boilerplate (furniture), by place, with the text that is left of each."""
    if not noise:
        return {}
    prose = [classify(line, language).kind in TEXT for line in paragraphs]
    return furniture_in(paragraphs, prose, noise, headline=headline)


def completed(title: str, paragraphs: Sequence[str], language: str) -> str:
    """A headline that is the beginning of the text, cut off, as the text's whole first sentence.

    Who posts before it (`@harbour: …`) is left out.
    """
    if not is_cut(title) or not paragraphs:
        return title
    begun = bare(uncut(title))
    said = _POSTER.sub("", uncut(title))
    text = " ".join(paragraphs[:4])
    start = bare(text[: 2 * len(title) + 40])
    if len(begun) >= 12 and start.startswith((begun, bare(said))):
        return made_headline(text, language) or title
    return title


def made_headline(text: str, language: str) -> str:
    """The first sentence of the first line of a text without a headline, cut at a word."""
    line = next((line for line in text[:2000].split("\n") if line.strip()), "")
    first = next(iter(split_sentences(line, language)), "")
    if len(first) <= _HEADLINE_CHARS:
        return first
    return first[:_HEADLINE_CHARS].rsplit(" ", 1)[0] + "…"
