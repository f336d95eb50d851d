"""Variants: which headline and which text of a page are the article's."""

from __future__ import annotations

import pytest

from bot.text.reading import read_document

CARDS = "".join(
    f"<div class=card><a href=/{n}><h3>Other story number {n} about trains</h3></a><p>Trains of line"
    f" {n} will run every ten minutes from spring on, the railway said in a long note to travellers on"
    f" Sunday, and it has bought {n}0 new carriages for this.</p></div>"
    for n in range(1, 9)
)
SHORT = {
    "one sentence": "<p>The old ferry line closes on Monday, the council of the island said.</p>",
    "two": "<p>The old ferry line closes on Monday, the council said.</p><p>Buses will cross the bridge.</p>",
    "three": (
        "<p>The old ferry line closes on Monday, the council said.</p><p>Buses will cross the bridge.</p>"
        "<p>Residents are glad of it.</p>"
    ),
}  # fmt: skip
FRAMES = {
    "article": "<article><h1>Ferry line closes</h1>{text}</article><section>{cards}</section>",
    "main": "<main><h1>Ferry line closes</h1>{text}</main><section>{cards}</section>",
    "below in main": "<main><article><h1>Ferry line closes</h1>{text}</article><div>{cards}</div></main>",
    "body of it": (
        "<article><header><h1>Ferry line closes</h1></header><div class=c>{text}</div></article>"
        "<div class=grid>{cards}</div>"
    ),
}  # fmt: skip
BODY = (
    "<p>The council of the island agreed on Monday to close the old ferry line after many years.</p>"
    "<p>Passengers will be taken by bus across the new bridge, which opens in May, the mayor said.</p>"
    "<p>Residents had asked for a longer period in which both are open, for the last bus leaves early.</p>"
)
BLOGS = {
    "h1 is the blog, h2 the post": (
        "<title>Ferry line closes – Notes of a sailor</title>",
        '<header><h1 class="site-title"><a href="/">Notes of a sailor</a></h1></header><article>'
        f'<h2 class="entry-title">Ferry line closes</h2>{BODY}</article>',
    ),
    "og:title says the post": (
        '<title>Notes of a sailor</title><meta property="og:title" content="Ferry line closes">'
        '<meta property="og:site_name" content="Notes of a sailor">',
        f"<h1>Notes of a sailor</h1><article><h2>Ferry line closes</h2>{BODY}</article>",
    ),
    "the blog stands first in the title": (
        "<title>Notes of a sailor: Ferry line closes</title>",
        '<div id="header"><h1><a href="https://sailor.example/">Notes of a sailor</a></h1></div>'
        f'<div class="post"><h3 class="post-title">Ferry line closes</h3>{BODY}</div>',
    ),
    "the title is the blog's name": (
        "<title>Notes of a sailor</title>",
        '<h1><a href="/">Notes of a sailor</a></h1><article>'
        f'<h2><a href="/ferry">Ferry line closes</a></h2>{BODY}</article>',
    ),
}  # fmt: skip
UNSPACED = [
    ("zh", "海岛关闭渡轮航线-港口新闻网", "海岛关闭渡轮航线"),
    ("zh", "海岛关闭渡轮航线_新闻频道_港口网", "海岛关闭渡轮航线"),
    ("zh", "海島關閉渡輪航線—港口新聞", "海島關閉渡輪航線"),
    ("ja", "島の渡し船が廃止に｜港新聞", "島の渡し船が廃止に"),
    ("ja", "島の渡し船が廃止に－港新聞デジタル", "島の渡し船が廃止に"),
    ("ko", "섬의 뱃길이 끊긴다-항구일보", "섬의 뱃길이 끊긴다"),
]


def _page(head: str, inside: str) -> str:
    return f"<!doctype html><html><head>{head}</head><body><nav><a href=/>Home</a></nav>{inside}</body></html>"


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("size", SHORT)
def test_a_short_article_is_not_lost_among_long_cards(frame: str, size: str) -> None:
    """The element with the main heading decides before length does."""
    inside = FRAMES[frame].format(text=SHORT[size], cards=CARDS)
    reading = read_document(_page("<title>Ferry line closes | Port</title>", inside), html=True)
    assert reading.headline == "Ferry line closes"
    assert reading.lead.startswith("The old ferry line closes on Monday")
    assert "Trains of line" not in reading.body


@pytest.mark.parametrize("form", BLOGS)
def test_the_name_of_a_blog_is_no_headline(form: str) -> None:
    """What links to the site, or stands over all of it, is not the article's."""
    head, inside = BLOGS[form]
    assert read_document(_page(head, inside), html=True).headline == "Ferry line closes"


@pytest.mark.parametrize(("language", "title", "headline"), UNSPACED)
def test_a_visible_heading_that_begins_the_title_is_the_headline(
    language: str, title: str, headline: str
) -> None:
    """And the site's name behind a dash without spaces is cut off where the page names it."""
    text = {
        "zh": "海岛议会周一决定关闭旧渡轮航线，居民表示理解。",
        "ja": "島議会は月曜日、古い渡し船の廃止を決めた。",
        "ko": "섬 의회는 월요일 낡은 뱃길을 없애기로 했다.",
    }[language]
    body = f"<p>{text * 3}</p>"
    seen = _page(f"<title>{title}</title>", f"<article><h1>{headline}</h1>{body}</article>")
    assert read_document(seen, html=True).headline == headline
    site = title.removeprefix(headline)[1:].split("_")[-1]
    named = f'<title>{title}</title><meta property="og:site_name" content="{site}">'
    unseen = read_document(_page(named, f"<article>{body}</article>"), html=True).headline
    assert unseen.startswith(headline)
    assert not unseen.endswith(site)


NOTES = [
    ("de", "Dieser Artikel wurde automatisch aus dem Englischen übersetzt und kann Fehler "
        "enthalten.", "Der Rat der Insel beschloss am Montag, die alte Fähre nach hundert Jahren "
        "einzustellen."),
    ("nl", "Dit artikel is automatisch vertaald met behulp van AI.",
        "De raad van het eiland besloot maandag de oude veerdienst na honderd jaar te "
        "stoppen."),
    ("pl", "Ten artykuł został przetłumaczony automatycznie przez maszynę.",
        "Rada wyspy postanowiła w poniedziałek zamknąć starą linię promową po stu "
        "latach."),
    ("ru", "Этот материал переведён автоматически с помощью нейросети.",
        "Совет острова решил в понедельник закрыть старую паромную линию после ста лет "
        "работы."),
    ("pt", "Este texto foi traduzido automaticamente por inteligência artificial.", (
"O conselho da ilha decidiu na segunda-feira fechar a velha linha de barcos após cem "
"anos."
)),
    ("ja", "この記事は機械翻訳によって作成されました。", "島議会は月曜日、百年続いた古い渡し船の路線を廃止することを決めたと発表した。"),
    ("tr", "Bu makale yapay zekâ ile otomatik olarak çevrilmiştir.",
        "Ada meclisi pazartesi günü yüz yıllık eski vapur hattını kapatmaya karar verdi."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "note", "first"), NOTES)
def test_a_note_of_a_translation_is_not_the_text(language: str, note: str, first: str) -> None:
    """Above the first paragraph, in any language."""
    page = _page(
        "<title>T</title>",
        f"<article><h1>Titel</h1><p>{note}</p><p>{first}</p><p>{first}</p></article>",
    )
    assert read_document(page, html=True, language=language).lead.startswith(first[:30])


LIVE = [
    ("en", "an hour ago", "Road closed", "The road between the mill and the harbour is closed, the police said."),
    ("es", "hace una hora", "Carretera cortada",
        "La carretera entre el molino y el puerto está cortada, dijo la policía."),
    ("ru", "час назад", "Дорога закрыта", "Дорога между мельницей и гаванью закрыта, сообщила полиция."),
    ("ja", "一時間前", "道路が閉鎖", "水車小屋と港の間の道路は閉鎖されていると警察が発表した。"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "when", "what", "text"), LIVE)
def test_the_time_of_an_entry_is_no_text(language: str, when: str, what: str, text: str) -> None:
    """Said in words, in the element for moments."""
    entries = "".join(
        f"<article><header><time>{when}</time><h3>{what} {n}</h3></header><p>{text}</p></article>"
        for n in range(3)
    )
    page = _page("<title>Storm</title>", f"<main><h1>Storm</h1><div>{entries}</div></main>")
    reading = read_document(page, html=True, language=language)
    assert when not in reading.lead
    assert text in reading.lead
