"""Which line of a plain text is its headline: never what asks, labels, dates or shows."""

from __future__ import annotations

import pytest

from bot.text.reading import read_document

STORY = (
    "The council of Kelso voted on Monday to plant two thousand oaks along the old railway line.\n\n"
    "Work begins in autumn, and volunteers are to water the young trees for three summers. The "
    "county pays half of the costs, and a brewery gives the rest."
)


@pytest.mark.parametrize(
    "line",
    [
        "Support free journalism in the valley!",
        "Photo: the old railway line near Kelso",
        "November 28, 2026, Kelso council",
        "Read more",
        "Subscribe to our newsletter about oaks in Kelso",
    ],
)
def test_a_line_of_furniture_is_no_headline_though_it_shares_the_texts_words(line: str) -> None:
    """When nothing else is there, the first sentence is the headline."""
    reading = read_document(f"{line}\n\n{STORY}", html=False, language="en")
    assert reading.headline == STORY.partition("\n")[0]


@pytest.mark.parametrize(
    ("language", "rubric", "headline"),
    [
        ("en", "Opinion | ", "Nobody Needs a Faster Lift"),
        ("en", "Live: ", "Hearing on the New Bypass"),
        ("de", "Kommentar: ", "Wer braucht schon Aufzüge"),
        ("fr", "Entretien – ", "La femme qui cartographie les grottes"),
        ("es", "Opinión | ", "Nadie necesita otro ascensor"),
        ("ru", "Мнение: ", "Кому нужен новый лифт"),
    ],
)
def test_a_columns_name_does_not_make_a_headline_a_link(
    language: str, rubric: str, headline: str
) -> None:
    """It looks like a link to something else, and shares no word with its text."""
    bodies = {
        "en": "Stairs cost nothing and make better neighbours, whatever the town hall may tell us.",
        "de": "Treppen kosten nichts und machen bessere Nachbarn, was auch das Rathaus erzählen mag.",
        "fr": "Personne ne connaît mieux le sous-sol calcaire, dont elle a parcouru soixante kilomètres.",
        "es": "Las escaleras no cuestan nada y hacen mejores vecinos, diga lo que diga el ayuntamiento.",
        "ru": "Лестницы ничего не стоят и делают соседей лучше, что бы ни говорила городская управа.",
    }
    text = f"{rubric}{headline}\n\n{bodies[language]}\n\n{bodies[language][::-1]}."
    reading = read_document(text, html=False, language=language)
    assert reading.headline == f"{rubric}{headline}"
    assert reading.lead.startswith(bodies[language])


def test_the_one_line_above_a_short_text_is_its_headline() -> None:
    """It shares no form of a word with the text, and is all digits; nothing else could be it."""
    text = (
"Курс франка составил 45,96 рубля\n\n5 марта 2040 г.\n\nФранк на торгах утром стоил 45 "
"рублей 96 копеек. Это на 90 копеек больше, чем накануне.\n\nОбъём торгов вырос. "
"Аналитики не ждут резких колебаний до конца недели."
)  # fmt: skip
    assert read_document(text, html=False).headline == "Курс франка составил 45,96 рубля"


def test_what_a_site_says_of_itself_above_the_headline_is_none() -> None:
    """In a language of no rule: it shares no word with the headline and the text below."""
    text = (
        "Lehtemme elää lukijoiden tuesta, liity tukijaksi jo tänään ja saat uutiskirjeen.\n\n"
        "Kunta korjaa vanhan sillan\n\nKunta päätti maanantaina korjata vanhan kivisillan ennen "
        "talvea. Työ maksaa kaksi miljoonaa euroa, kertoi kunnanjohtaja Aino Laine."
    )
    reading = read_document(text, html=False)
    assert reading.headline == "Kunta korjaa vanhan sillan"
    assert reading.lead.startswith("Kunta päätti")
