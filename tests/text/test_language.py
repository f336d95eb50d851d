"""Which language a text is in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.words.language import detect_language, language_code

HEADLINES = [
    ("en", "Ferry line to the northern islands closes after ninety years"),
    ("de", "Stadtrat beschließt den Bau einer neuen Straßenbahnlinie"),
    ("fr", "Le dernier phare habité de la côte change de gardien"),
    ("es", "La ciudad prohíbe los coches en su centro histórico"),
    ("it", "Riapre dopo otto anni il museo del mare"),
    ("pt", "Chuva forte deixa cinco bairros sem energia"),
    ("ru", "В городе открыли первый мост через реку"),
    ("uk", "У місті відкрили перший міст через річку"),
    ("pl", "Kraków zamknie dla aut ulice wokół trzydziestu szkół"),
    ("tr", "Yeraltı şehrinin bilinmeyen bir katı bulundu"),
    ("ar", "افتتاح أول مكتبة عامة في المدينة القديمة"),
    ("fa", "گزارش تازه درباره چگونگی پیشرفت پژوهش‌های پزشکی"),
    ("zh", "山区小学建成首座太阳能图书馆"),
    ("ja", "東京で新しい図書館が開館しました"),
    ("ko", "서울에 새 도서관이 문을 열었다"),
    ("el", "Άνοιξε η νέα βιβλιοθήκη στην Αθήνα"),
    ("he", "נפתחה ספרייה חדשה בירושלים"),
]


@pytest.mark.parametrize(("language", "headline"), HEADLINES)
def test_a_headline_is_enough(language: str, headline: str) -> None:
    """Script, telling letters and the model give the language of a short text."""
    assert detect_language(headline) == language


def test_the_declared_language_is_kept_while_it_is_plausible() -> None:
    """A short text of the same script keeps what the source says; another script does not."""
    assert detect_language("Nova Galicia", declared="gl") == "gl"
    assert detect_language("В городе открыли мост", declared="en-US") == "ru"
    long = "Der Stadtrat hat am Donnerstag mit großer Mehrheit den Bau beschlossen. " * 4
    assert detect_language(long, declared="en") == "de"


def test_tags_are_read_as_sources_write_them() -> None:
    """Regions, underscores, old and wrong codes."""
    assert [language_code(tag) for tag in ("en-US", "pt_BR", "iw", "UA", "rus", "x-none", "")] == [
        "en", "pt", "he", "uk", "ru", "", "",
    ]  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=200), st.text(max_size=10))
def test_any_text_has_a_language_or_none(text: str, declared: str) -> None:
    """Two small letters or nothing."""
    code = detect_language(text, declared=declared)
    assert code == "" or (len(code) == 2 and code.islower())
