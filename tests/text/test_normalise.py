"""Text made regular, for reading, comparing and searching."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.words.normalise import fold, normalise, search_terms, stem_text


@settings(deadline=None, max_examples=300)
@given(st.text(st.characters(), max_size=200))
def test_twice_is_once(text: str) -> None:
    """Normalising what is normal changes nothing, whatever it was made from."""
    once = normalise(text)
    assert normalise(once) == once
    once.encode("utf-8")


def test_invisible_characters_go_and_joiners_stay() -> None:
    """No-break spaces, zero-width and bidi controls; U+200C and U+200D carry meaning."""
    assert normalise("a\u00a0b\u200bc\u202ed\u2066e\ufeff\u00ad") == "a bcde"
    assert normalise("می\u200cشود 👩\u200d🚒") == "می\u200cشود 👩\u200d🚒"
    assert normalise("x\x00\x85y\r\nz\u2029w\ud800") == "x\ny\nz\n\nw\ufffd"


def test_letters_are_made_one_and_punctuation_is_kept() -> None:
    """Ligatures and full-width letters, but not `½`, `…` or the Chinese comma."""
    assert normalise("ﬁne ＡＢ１ ½ … ，") == "fine AB1 ½ … ，"


def test_folding_forgets_case_and_diacritics_but_not_letters() -> None:
    """й is a letter of its own, é is not."""
    assert fold("Straße ÉCOLE Ёлка Йод Łódź İstanbul") == "strasse ecole елка йод lodz istanbul"
    assert fold("مُدَرِّسة") == fold("مدرسه")


def test_a_query_finds_what_the_index_holds() -> None:
    """For each word of a query some form of it is in the indexed text."""
    for language, text, words in (
        ("en", "The elections were held in Chicago", "election chicago"),
        ("ru", "Президент объявил о новых выборах", "выборы президента"),
        ("uk", "Мешканці міста вийшли на вулиці", "вулиця міста"),
        ("de", "Die Häuser der Städte", "haus häuser"),
        ("zh", "中国经济增长放缓", "经济 增长"),
        ("en", "L'école n'est pas finie", "ecole"),
    ):
        index = set(stem_text(text, language).split())
        hits = [bool(index.intersection(forms)) for forms in search_terms(words, language)]
        assert all(hits), (language, words)
    assert set(stem_text("Elections today", "en").split()) & set(search_terms("election", "")[0])
