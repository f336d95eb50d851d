"""What is new in an article against what was told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.models import Article
from bot.domain.novelty import new_words, split_sentences


def article(lead: str, headline: str = "") -> Article:
    return Article(
        id=1,
        source_id=1,
        source_title="",
        headline=headline,
        lead=lead,
        url="",
        language="",
        published_at=None,
        first_seen_at=datetime(2026, 3, 2, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("told", "lead", "new"),
    [
        ("The mayor opened the bridge.", "The mayor opened the bridge.", ""),
        ("The mayor opened the bridge.", "The bridge was opened by the mayor.", ""),
        (
            "The mayor opened the bridge.",
            "The mayor opened the bridge. Engineers found dangerous cracks beneath it yesterday.",
            "Engineers found dangerous cracks beneath it yesterday.",
        ),
        ("Мэр открыл мост.", "Мэра хвалят за мост.", ""),
        (
            "Мэр открыл мост.",
            "Инженеры обнаружили опасные трещины под настилом. Мост открыл мэр.",
            "Инженеры обнаружили опасные трещины под настилом.",
        ),
        (
            "市长为大桥揭幕。",
            "市长为大桥揭幕。工程师昨天发现危险裂缝。",
            "工程师昨天发现危险裂缝。",
        ),
        ("Anything at all.", "", ""),
        ("The mayor opened the bridge.", "More soon.", ""),
    ],
)
def test_only_sentences_that_say_something_new_are_kept(told: str, lead: str, new: str) -> None:
    """Other words for the same are not news; a sentence of new words is, in any script."""
    assert new_words(article(lead), [article(told)]) == new


@pytest.mark.parametrize(
    ("told", "lead", "new"),
    [
        (
            "The fire at the mill in Estmere has injured 12 people, police said.",
            "The fire at the mill in Estmere has injured 14 people, police said. Neighbours "
            "brought blankets, soup and dry clothes.",
            "The fire at the mill in Estmere has injured 14 people, police said. Neighbours "
            "brought blankets, soup and dry clothes.",
        ),
        (
            "The mayor opened the bridge over the Ilm on Monday.",
            "The mayor closed the bridge over the Ilm again. It had been opened on Monday. "
            "Engineers found dangerous cracks beneath it yesterday.",
            "The mayor closed the bridge over the Ilm again. "
            "Engineers found dangerous cracks beneath it yesterday.",
        ),
        (
            "Beim Brand der Mühle wurden zwölf Menschen verletzt.",
            "Beim Brand der Mühle wurden vierzehn Menschen schwer verletzt. Nachbarn brachten "
            "Decken, Suppe und trockene Kleidung.",
            "Beim Brand der Mühle wurden vierzehn Menschen schwer verletzt. Nachbarn brachten "
            "Decken, Suppe und trockene Kleidung.",
        ),
        (
            "При пожаре на мельнице пострадали двенадцать человек.",
            "При пожаре на мельнице пострадали 14 человек. Соседи принесли одеяла, горячий суп.",
            "При пожаре на мельнице пострадали 14 человек. Соседи принесли одеяла, горячий суп.",
        ),
        (
            "The mayor opened the bridge on Monday.",
            "The mayor opened the bridge. Engineers found dangerous cracks beneath it yesterday.",
            "Engineers found dangerous cracks beneath it yesterday.",
        ),
    ],
)
def test_an_update_begins_with_its_new_first_sentence(told: str, lead: str, new: str) -> None:
    """The source says its news first; a later sentence alone would tell what matters less."""
    assert new_words(article(lead), [article(told)]) == new


def test_a_headline_told_counts_as_told() -> None:
    """What the headline said before is not new in a lead."""
    told = article("", headline="Engineers found dangerous cracks beneath new bridge")
    assert (
        new_words(article("Engineers found dangerous cracks beneath the new bridge."), [told]) == ""
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One sentence here. Another sentence there.", 2),
        ("Mr. Smith met J. K. Rowling in St. Louis.", 1),
        ("“We agreed.” The talks ended.", 2),
        ("It fell 3.5 percent. 40 people came.", 2),
        ("Ушёл. Вернулся домой. Уснул.", 3),
        ("No end", 1),
        ("", 0),
    ],
)
def test_sentences_are_split_only_where_that_is_sure(text: str, count: int) -> None:
    """Abbreviations and initials do not end a sentence."""
    assert len(split_sentences(text)) == count


@settings(deadline=None)
@given(text=st.text(max_size=200))
def test_splitting_keeps_all_words_in_order(text: str) -> None:
    """Whatever the text, its sentences hold all of it but white space."""
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())
