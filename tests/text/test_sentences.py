"""Sentences of a text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.sentences.splitting import split_sentences

CASES = [
    ("en", ["He lives in the U.S.", "The president said so."]),
    ("en", ["In the U.S. President Obama spoke on Jan. 3."]),
    ("en", ["At 5 p.m. Eastern the 3rd Bn. was there.", "Nobody else came."]),
    ("en", ['"Is it done?" he asked.', '"Yes!" she said.']),
    ("en", ["It cost $12.40 at St. Mary's, according to Gov. J. K. Moss.", "That was all."]),
    ("en", ["1. The first item", "2. The second item"]),
    ("en", ["• 9. The first item", "• 10. The second item"]),
    ("en", ["a. The first item", "b. The second item", "c. The third"]),
    ("ru", ["Это сказал А. Б. Иванов.", "«Пойдём!» — сказал он."]),
    ("ru", ["Он родился в 1980 г. в Москве.", "Потом уехал."]),
    ("uk", ["Він живе на вул. Шевченка.", "Тут тихо."]),
    ("de", ["Der 1. Weltkrieg begann 1914.", "Er traf Dr. Müller am 3. Mai."]),
    ("fr", ["M. Macron et Mme. Le Pen sont là.", "Ils parlent."]),
    ("es", ["Lista: 1.Helado, 2.Carne, 3.Arroz.", "¿Cuánto costará?"]),
    ("it", ["Il dott. Rossi è qui.", "Come sta?"]),
    ("zh", ["今天天气很好！", "我们去公园吧。"]),
    ("ar", ["قال الرئيس إنه سيأتي.", "هل تعلم؟"]),
]


@pytest.mark.parametrize(("language", "sentences"), CASES)
def test_a_text_is_split_where_its_sentences_end(language: str, sentences: list[str]) -> None:
    """Abbreviations, initials, quotes with their speaker, lists and ordinals."""
    joint = "" if language == "zh" else " "
    assert split_sentences(joint.join(sentences), language) == sentences


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=300), st.sampled_from(["", "en", "ru", "de", "zh", "xx"]))
def test_no_word_is_lost_or_made(text: str, language: str) -> None:
    """The sentences hold the text's characters in order, spaces aside, and none is empty."""
    sentences = split_sentences(text, language)
    assert "".join("".join(sentences).split()) == "".join(text.split())
    assert all(sentence.strip() for sentence in sentences)


def test_a_text_without_any_end_takes_no_long_time() -> None:
    """A hostile run of a million characters is split in pieces of a bounded size."""
    assert "".join(split_sentences("a " * 200_000)).count("a") == 200_000


def test_an_apostrophe_closes_no_quote_that_a_stray_mark_opened() -> None:
    """`isn ‘t`, and later `it’s`: sentences in between end where they end."""
    sentences = [
        "The maker isn ‘t slowing down on its models this year.",
        "The car is the seventh of its kind.",
        "Whatever it is, it’s new.",
    ]
    assert split_sentences(" ".join(sentences), "en") == sentences
