"""Reads a source's drafts as articles, many in one call, for a worker process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.errors import DocumentError
from bot.domain.models import Draft, Reading
from bot.domain.polls import Recent, Recleaned
from bot.text.boilerplate import fingerprint, fingerprints
from bot.text.lead import extract_lead
from bot.text.normalise import stem_text
from bot.text.reading import made_headline, read_document
from bot.text.sentences import split_sentences

#: Words of the body beyond this many characters are not searched; news says it earlier.
SEARCHED_CHARS = 20_000

#: The budget of a lead.
LEAD_CHARS = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDraft:
    """A draft read as an article."""

    reading: Reading
    #: Folded words and stems of headline and body, for the search index.
    search_text: str
    #: Fingerprints of all its lines, known noise too, so that noise stays known.
    marks: tuple[str, ...] = ()


def read_drafts(
    drafts: Sequence[Draft], language: str, noise: frozenset[str]
) -> list[ReadDraft | None]:
    """Each draft read, or None where there is nothing to read; in the same order.

    `language` is the source's own; `noise` the fingerprints of its known boilerplate.
    """
    read: list[ReadDraft | None] = []
    for draft in drafts:
        try:
            read.append(read_draft(draft, language, noise))
        except DocumentError:
            read.append(None)
    return read


def read_draft(draft: Draft, language: str, noise: frozenset[str]) -> ReadDraft:
    """One draft read as an article.

    Raises:
        DocumentError: it has no text at all.
    """

    def read(known: frozenset[str]) -> Reading:
        return read_document(
            draft.body or draft.summary or draft.headline,
            html=draft.html,
            headline=draft.headline,
            summary=draft.summary,
            language=draft.language or language,
            url=draft.url,
            noise=known,
            lead_chars=LEAD_CHARS,
            under_headline=True,
        )

    whole = read(frozenset())
    # of a text all is told, also what was taken for its headline
    marks = fingerprints(whole.body if whole.openers is None else draft.body or draft.summary)
    reading = whole if noise.isdisjoint(marks) else read(noise)
    return ReadDraft(
        reading=reading,
        search_text=_searched(reading.headline, reading.lead, reading.body, reading.language),
        marks=tuple(marks),
    )


def clean_again(articles: Sequence[Recent], noise: frozenset[str]) -> list[Recleaned]:
    """Those of the articles that hold noise, without it."""
    cleaned: list[Recleaned] = []
    for article in articles:
        found = article.openers is not None and fingerprint(article.headline) in noise
        if not found and noise.isdisjoint(fingerprints(article.body)):
            continue
        paragraphs = [
            " ".join(
                s for s in split_sentences(line, article.language) if fingerprint(s) not in noise
            )
            for line in article.body.split("\n\n")
            if fingerprint(line) not in noise
        ]
        paragraphs = [line for line in paragraphs if line]
        headline = _another(article, paragraphs, noise) if found else article.headline
        lead = extract_lead(
            paragraphs, headline=headline, language=article.language, budget_chars=LEAD_CHARS
        )
        body = "\n\n".join(paragraphs)
        cleaned.append(
            Recleaned(
                id=article.id,
                headline=headline,
                lead=lead,
                body=body,
                search_text=_searched(headline, lead, body, article.language),
            )
        )
    return cleaned


def _another(article: Recent, paragraphs: Sequence[str], noise: frozenset[str]) -> str:
    """A headline for an article whose own turned out to be noise."""
    openers = (article.openers or "").split("\n")
    title = next((line for line in openers if line and fingerprint(line) not in noise), "")
    return title or made_headline(" ".join(paragraphs), article.language) or article.headline


def _searched(headline: str, lead: str, body: str, language: str) -> str:
    return stem_text(f"{headline}\n{lead}\n{body[:SEARCHED_CHARS]}", language)
