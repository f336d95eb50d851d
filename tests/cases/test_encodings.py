"""Variants: feeds whose bytes are not what is said of them."""

from __future__ import annotations

import pytest

from bot.sources.feed_reading import read_feed
from tests.support.cases import NOW

WORDS = {
    "ru": "Ледокол вышел в море",
    "de": "Übergröße für die Brücke",
    "pl": "Źródło żółtej łódki",
    "ja": "港に新しい桟橋",
    "zh": "港口的新码头",
    "ko": "항구의 새 부두",
    "el": "Νέα προβλήτα στο λιμάνι",
}
FORMS = [
    ("ru", "koi8-r", "koi8-r", ""),
    ("ru", "windows-1251", "windows-1251", "text/xml"),
    ("ru", "windows-1251", "", "text/xml; charset=windows-1251"),
    ("ru", "utf-8", "windows-1251", "text/xml; charset=windows-1251"),
    ("ru", "utf-8", "koi8-r", ""),
    ("de", "iso-8859-1", "iso-8859-1", ""),
    ("de", "windows-1252", "iso-8859-1", "application/rss+xml"),
    ("de", "utf-8", "iso-8859-1", "text/xml; charset=iso-8859-1"),
    ("pl", "iso-8859-2", "iso-8859-2", ""),
    ("ja", "shift_jis", "shift_jis", ""),
    ("ja", "euc-jp", "euc-jp", "text/xml"),
    ("zh", "gb2312", "gb2312", ""),
    ("zh", "gbk", "gb2312", "text/xml"),
    ("zh", "big5", "big5", ""),
    ("ko", "euc-kr", "euc-kr", ""),
    ("el", "windows-1253", "windows-1253", ""),
    ("el", "utf-8", "windows-1253", "text/xml; charset=utf-8"),
]  # fmt: skip


@pytest.mark.parametrize("before", ["", "\n \n"], ids=["", "blank"])
@pytest.mark.parametrize(("language", "true", "declared", "header"), FORMS)
def test_a_headline_is_read_in_its_own_letters(
    language: str, true: str, declared: str, header: str, before: str
) -> None:
    """Whether the declaration, the header or neither says which they are."""
    words = WORDS[language]
    if (language, true) == ("zh", "big5"):
        words = "港口的新碼頭"
    says = f' encoding="{declared}"' if declared else ""
    text = (
        f'{before}<?xml version="1.0"{says}?>\n<rss version="2.0"><channel><title>T</title><item>'
        f"<title>{words}</title><link>https://a.test/1</link><description>{words}.</description>"
        "</item></channel></rss>"
    )
    (draft,) = read_feed(text.encode(true), header, "https://a.test/feed", NOW).drafts
    assert draft.headline == words


def test_a_mark_of_the_order_of_bytes_decides() -> None:
    """Two bytes a letter, whatever the declaration says."""
    text = (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>T</title><item>'
        f"<title>{WORDS['ja']}</title><link>https://a.test/1</link></item></channel></rss>"
    )
    (draft,) = read_feed(text.encode("utf-16"), "", "https://a.test/feed", NOW).drafts
    assert draft.headline == WORDS["ja"]
