"""What is new in an article against what was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.domain import novelty
from bot.domain.models import Article
from bot.text.sentences.splitting import split_sentences

new_words = partial(novelty.new_words, sentences=split_sentences)


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
    ("told", "told_headline", "lead"),
    [
        (
            "A strike of bus drivers over split shifts left thirty thousand commuters in Marlow "
            "without a way to work.",
            "Marlow Bus Strike Strands Thirty Thousand Commuters",
            "All buses in Marlow stood still this morning, as drivers walked out over shifts that "
            "are split by five unpaid hours.",
        ),
        (
            "Wegen des Gaspreises schließt das Porzellanwerk Triptis zum Jahresende, 210 Menschen "
            "stehen vor der Kündigung.",
            "210 Arbeitsplätze verloren: Aus für Porzellan aus Triptis",
            "Das Porzellanwerk in Triptis stellt nach 130 Jahren den Betrieb ein, und 210 "
            "Beschäftigte verlieren ihre Arbeit.",
        ),
        (
            "Ночью паводок подмыл опоры пешеходного моста в Кинешме, и пролёт упал в реку.",
            "Паводок снёс пешеходный мост в Кинешме",
            "Пешеходный мост через Кинешемку обрушился ночью, никто не пострадал.",
        ),
    ],
)
def test_another_papers_words_for_the_same_news_are_no_update(
    told: str, told_headline: str, lead: str
) -> None:
    """Within half a day it tells what happened, not what came of it; a day later it may."""
    first = article(told, headline=told_headline)
    other = replace(article(lead), id=2, source_id=2)
    assert new_words(other, [first]) == ""
    later = replace(other, first_seen_at=first.first_seen_at + timedelta(hours=24))
    assert new_words(later, [first]) == lead


def test_what_a_source_says_next_of_its_own_story_is_an_update() -> None:
    """It told the strike before, so that what it says now is how that ended."""
    first = article(
        "A strike of bus drivers over split shifts left thirty thousand commuters in Marlow "
        "without a way to work. Their union wants to go on until there are talks.",
        headline="Marlow Bus Strike Strands Thirty Thousand Commuters",
    )
    second = article(
        "All buses in Marlow stood still this morning, as drivers walked out over shifts that are "
        "split by five unpaid hours. The union says the strike will last until the company talks."
    )
    end = (
        "Marlow's buses run again, since the company agreed to pay drivers for the hours between "
        "two halves of a shift."
    )
    assert new_words(article(end), [first, replace(second, source_id=2)]) == end
    assert new_words(article("Marlow's bus drivers strike over split shifts."), [first]) == ""


def test_a_new_number_in_a_sources_own_headline_is_new() -> None:
    """Of the same formula, or of the same event: either is told rather than hidden."""
    first = article("The fire has injured 12 people.", headline="Mill Fire Injures 12")
    second = article("The fire has injured 14 people.", headline="Mill Fire Injures 14")
    assert new_words(second, [first]) == second.lead
    assert new_words(replace(second, source_id=2), [first]) == ""
    assert new_words(second, [first, second]) == ""
