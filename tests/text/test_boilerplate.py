"""Learned boilerplate."""

from __future__ import annotations

from bot.text.boilerplate import fingerprint, fingerprints, learn, noise_of
from bot.text.reading import read_document

BANNER = "Zapraszamy na nasz kanał z pogodą dla działkowców i wędkarzy z całego regionu."
QUOTE = '"We shall not leave the valley," the mayor told the crowd in front of the town hall.'


def article(number: int, *, quote: bool = False) -> str:
    """One article of a source whose banner no rule knows."""
    name = chr(97 + number // 26) + chr(97 + number % 26)
    words = " ".join(f"word{name}{letter}" for letter in "abcdefghijklmno")
    lines = [
        BANNER,
        f"A headline about {name} and what it did",
        f"The {words} happened on the day.",
    ]
    lines.append(f"Then the {words} went on for some more days until it stopped.")
    if quote:
        lines.append(QUOTE)
    return "\n".join(lines)


def counts_after(articles: list[str]) -> frozenset[str]:
    counts: dict[str, float] = {}
    for text in articles:
        counts = learn(counts, fingerprints(text))
    return noise_of(counts, len(articles))


def test_an_unknown_banner_is_noise_after_three_articles() -> None:
    """Two are not enough, three are."""
    texts = [article(n) for n in range(3)]
    assert fingerprint(BANNER) not in counts_after(texts[:2])
    assert fingerprint(BANNER) in counts_after(texts)
    assert fingerprint(QUOTE) not in counts_after(texts)


def test_a_quote_that_follow_ups_repeat_is_not_noise() -> None:
    """A source tells more than the one story whose quote returns."""
    texts = [article(n, quote=n in (4, 9, 14)) for n in range(20)]
    noise = counts_after(texts)
    assert fingerprint(BANNER) in noise
    assert fingerprint(QUOTE) not in noise


def test_known_noise_is_read_neither_as_lead_nor_as_body() -> None:
    """A line, and a sentence within a paragraph, that is noise is left out."""
    noise = counts_after([article(n) for n in range(3)])
    text = article(7).replace("until it stopped.", "until it stopped. " + BANNER)
    reading = read_document(text, html=False, noise=noise)
    assert BANNER not in reading.body
    assert reading.lead.startswith("The wordaha")


def test_numbers_case_and_punctuation_do_not_tell_pieces_apart() -> None:
    """`3 comments!` is `12 Comments`."""
    assert fingerprint("3 comments!") == fingerprint("12 Comments")
    assert not fingerprint("…")


def test_what_returns_no_more_is_forgotten() -> None:
    """The store holds a bounded number of counts."""
    counts: dict[str, float] = {}
    for number in range(400):
        counts = learn(counts, fingerprints(article(number)))
    assert fingerprint(BANNER) in counts
    assert len(counts) < 400 * 5
