"""Reads a source's drafts as articles, many in one call, for a worker process."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.drafts import Draft, Reading
from bot.domain.errors import DocumentError
from bot.text.lines.boilerplate import Opened, marks_of, opening_of
from bot.text.reading import read_document
from bot.text.words.normalise import normalise, stem_text

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
    #: The lines at its edges by fingerprint, known furniture too, so that it stays known.
    marks: Mapping[str, str] = field(default_factory=dict)
    #: What it begins with.
    opening: tuple[Opened, ...] = ()


def read_drafts(
    drafts: Sequence[Draft], language: str, noise: frozenset[str]
) -> tuple[list[ReadDraft | None], float]:
    """Each draft read, or None where there is nothing to read; in the same order.

    `language` is the source's own; `noise` the fingerprints of its known boilerplate. Also the
    processor seconds that it took this process.
    """
    before_s = time.process_time()
    read: list[ReadDraft | None] = []
    for draft in drafts:
        try:
            read.append(read_draft(draft, language, noise))
        except DocumentError:
            read.append(None)
    return read, time.process_time() - before_s


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
    plain = not draft.html and (draft.body or draft.summary)
    text = normalise(plain) if plain else whole.body
    marks = marks_of([line for line in text.split("\n") if line])
    reading = whole if noise.isdisjoint(marks) else _better(whole, read(noise))
    return ReadDraft(
        reading=reading,
        search_text=_searched(reading.headline, reading.lead, reading.body, reading.language),
        marks=marks,
        opening=opening_of(reading.body.split("\n\n")),
    )


def _better(whole: Reading, cleaned: Reading) -> Reading:
    """The reading without known furniture, unless hardly anything was left of the article."""
    return cleaned if cleaned.lead or not whole.lead else whole


def _searched(headline: str, lead: str, body: str, language: str) -> str:
    body = body[:SEARCHED_CHARS]
    # twice in the index the same words would take a tenth of it
    opening = "" if lead in body else f"{lead}\n"
    return stem_text(f"{headline}\n{opening}{body}", language)
