"""A longer lead than the stored one, for who wants to read more of a story."""

from __future__ import annotations

from bot.text.lead.extraction import extract_lead
from bot.text.sentences.splitting import split_sentences

#: Of a body no more is looked at.
READ_CHARS = 3000
#: The longest, in characters: about eleven lines on a phone.
_MOST_CHARS = 640
#: What a cut lead ends with.
_CUT = "…"


def longer_lead(lead: str, body: str, *, headline: str, language: str, sentences: int) -> str:
    """The opening of a body in so many whole sentences; never less than the lead it has.

    `body` is what is stored, its paragraphs parted by blank lines. Where its opening is not how the
    lead begins, the lead was cut with more knowledge than is here, and stays.
    """
    opening = extract_lead(
        body[:READ_CHARS].split("\n\n"),
        headline=headline,
        language=language,
        budget_chars=_MOST_CHARS,
    )
    if not opening.startswith(lead.removesuffix(_CUT).rstrip()):
        return lead
    end = 0
    for sentence in split_sentences(opening, language)[:sentences]:
        found = opening.find(sentence, end)
        if found < 0:
            return lead
        end = found + len(sentence)
    return max(lead, opening[:end], key=len)
