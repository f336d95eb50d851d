"""Reads a source's drafts as articles, many in one call, for a worker process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.errors import DocumentError
from bot.domain.models import Draft, Reading
from bot.text.normalise import stem_text
from bot.text.reading import read_document

#: Words of the body beyond this many characters are not searched; news says it earlier.
SEARCHED_CHARS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDraft:
    """A draft read as an article."""

    reading: Reading
    #: Folded words and stems of headline and body, for the search index.
    search_text: str


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
    reading = read_document(
        draft.body or draft.summary or draft.headline,
        html=draft.html,
        headline=draft.headline,
        summary=draft.summary,
        language=draft.language or language,
        url=draft.url,
        noise=noise,
    )
    words = f"{reading.headline}\n{reading.lead}\n{reading.body[:SEARCHED_CHARS]}"
    return ReadDraft(reading=reading, search_text=stem_text(words, reading.language))
