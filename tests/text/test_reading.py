"""Documents read as articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import DocumentError
from bot.text.reading import read_document

SEED = (Path(__file__).parents[1] / "data" / "seed.txt").read_text(encoding="utf-8")


def test_the_seed_document_gives_its_headline_and_first_sentence() -> None:
    """The document the project was created from is read without its noise."""
    reading = read_document(SEED, html=False)
    assert reading.headline == "Putin and Assad Discuss Syrian Cease-fire Deal"
    assert reading.lead.startswith(
        "Russian President Vladimir Putin held a phone conversation with Syrian President "
        "Bashar Assad on Wednesday"
    )
    assert reading.language == "en"
    for noise in ("Support", "SANA", "banned in Russia", "favor to ask", "Continue", "Read more"):
        assert noise not in reading.lead + reading.body
    assert len(reading.body.split("\n\n")) == 7


@settings(deadline=None, max_examples=150)
@given(text=st.text(max_size=400), html=st.booleans(), headline=st.text(max_size=40))
def test_nothing_but_a_document_error_is_raised(text: str, html: bool, headline: str) -> None:
    """Any text can be read, or says that it holds no text."""
    try:
        reading = read_document(text, html=html, headline=headline)
    except DocumentError:
        return
    assert reading.headline


def test_an_empty_document_is_refused() -> None:
    """A document without any text is an error of its own kind."""
    with pytest.raises(DocumentError):
        read_document(" \u200b\n", html=False)


FEED = [
    (
        "<p>The ferry closed on Sunday.</p><p>The post Ferry closes appeared first on Gazette.</p>",
        "The ferry closed on Sunday.",
    ),
    (
        "<p><b>BERLIN</b> (Reuters) - A thing happened on Monday, officials said there.</p>",
        "A thing happened on Monday, officials said there.",
    ),
    ("First part of it.<br><br>Second part &amp; end of it.", "First part of it. Second part & end of it."),
    ("No markup at all &mdash; but declared.", "No markup at all — but declared."),
    ("<p>Read more</p>", "The summary of the source."),
    ("", "The summary of the source."),
]  # fmt: skip


@pytest.mark.parametrize(("content", "lead"), FEED)
def test_what_feeds_hold_gives_a_lead(content: str, lead: str) -> None:
    """Fragments, tails of publishing systems, nothing but a link, and the summary instead."""
    reading = read_document(
        content,
        html=True,
        headline="Something else happened",
        summary="<p>The summary of the source.</p>",
    )
    assert reading.headline == "Something else happened"
    assert reading.lead == lead


def test_a_text_without_a_headline_gets_its_first_sentence_and_no_lead_that_repeats_it() -> None:
    """A brief note is a headline alone."""
    reading = read_document("Breaking: the bridge is closed.", html=False)
    assert (reading.headline, reading.lead) == ("Breaking: the bridge is closed.", "")


def test_a_headline_made_of_the_opening_takes_nothing_from_the_lead() -> None:
    """A text without a headline keeps its first sentence in its lead."""
    text = (
        "The harbour ferry sank on Tuesday after it struck a rock near the old pier. All 40 people"
        " on board were brought ashore within an hour, the coast guard said."
    )
    reading = read_document(text, html=False)
    assert reading.headline == text.split(" All")[0]
    assert reading.lead == text


def test_a_whole_article_on_one_line_is_no_headline() -> None:
    """Whatever kind of line it looks like, its opening is the lead, its byline is taken off."""
    rest = "A train announcer stunned passengers when he warned them over the loudspeaker. " * 4
    reading = read_document(f"By. Daily Gazette Reporter. {rest}", html=False)
    assert reading.headline == rest.split(". ")[0] + "."
    assert reading.lead.startswith("A train announcer stunned")


PARAGRAPHS = [
    f"The council {what} at some length on Monday, and the people of the town were told of it at night."
    for what in ("met", "spoke of the bridge", "heard the mayor", "voted")
]


@pytest.mark.parametrize(
    "picture",
    [
        ("Members of the council of the town at the bridge.",
         "Members of the council of the town at the bridge. © Valley Pictures | Jo Marsh"),
        ("A woman and two men stand on an old bridge and look down into the river below them.",
         "After the session members of the council looked at the bridge that is to be closed.",
         "Imago/Valley-News.test"),
    ],
)  # fmt: skip
def test_what_a_picture_shows_is_no_first_paragraph(picture: tuple[str, ...]) -> None:
    """Told twice, or told and then credited, before the text of an article."""
    text = "\n".join(("The bridge will be closed", "3 May 2024, 17:47", *picture, *PARAGRAPHS))
    assert read_document(text, html=False).lead.startswith(PARAGRAPHS[0])


@pytest.mark.parametrize(
    "head",
    [
        ("Home", "• Sport", "Bridges", "{}", "Members of the council spoke of the bridge for hours.",
         "By Ann Pell", "3 May 2024, 17:47", "The bridge in the town on Monday"),
        ("World", "3 May 2024", "The council and its bridge", "{}",
         "The people of the town will have to take another way until the summer is over."),
        ("HomeTownThe bridge of our town is to be closed", "Share", "{}", "Von", "Anna Pell", "17:47"),
    ],
)  # fmt: skip
def test_the_headline_stands_above_deck_byline_and_caption(head: tuple[str, ...]) -> None:
    """And below breadcrumbs and the name of the section."""
    headline = "The bridge of our town is to be closed"
    text = "\n".join((*(line.format(headline) for line in head), *PARAGRAPHS))
    assert read_document(text, html=False).headline == headline


def test_where_texts_go_on_from_it_the_paragraph_under_the_headline_is_kept() -> None:
    """In German; in English it is a deck that the text repeats."""
    texts = [
        f"Der Rat {what} am Montag lange, und die Menschen in der Stadt erfuhren davon erst am Abend."
        for what in ("tagte", "sprach über die Brücke", "hörte den Bürgermeister", "stimmte ab")
    ]
    opening = (
        "Die Brücke in der Stadt bleibt nach einem Beschluss des Rates bis zum Sommer gesperrt."
    )
    head = ("Die Brücke bleibt gesperrt", opening, "Von Anna Pell", "03.05.2024, 17:47 Uhr")
    assert read_document("\n".join((*head, *texts)), html=False).lead.startswith(opening)
    deck = "The bridge in the town stays closed until the summer, the council of the town decided."
    head = ("The bridge stays closed", deck, "By Ann Pell", "3 May 2024, 17:47")
    text = "\n".join((*head, *PARAGRAPHS))
    assert read_document(text, html=False).lead.startswith(PARAGRAPHS[0])


_SAID = "The council of Annstown voted on Monday to keep the ferry running for another year."


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "<p>{}</p>",
        "<html><body><h1>Ferry stays</h1><article><p>{}</p></article></body></html>",
        "<div>" * 600 + "{}",
        '<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{}"}}</script>',
    ],
    ids=["text", "entry", "page", "deep", "structured"],
)
@pytest.mark.parametrize(
    "unit", [_SAID + " ", "中文的新闻在这里。", "a\n\n", "<br>b", f"<p>{_SAID}"]
)
def test_of_endless_texts_no_more_is_read_than_news_needs(around: str, unit: str) -> None:
    """100 KB of text, whatever it is made of and in; how it opens is kept."""
    text = around.format(f"{_SAID} " + unit * (400_000 // len(unit)))
    reading = read_document(text, html=around != "{}", headline="Ferry stays")
    assert sum(map(len, reading.body.split("\n\n"))) <= 101_000
    assert reading.lead.startswith(_SAID)
