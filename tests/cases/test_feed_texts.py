"""Variants: what feeds put around a text, in its place, or say twice."""

from __future__ import annotations

import pytest

from bot.domain.drafts import Draft
from bot.text.drafts import read_draft

SITE = '<a href="https://a.test/">{site}</a>'
#: Language, headline, first sentence, and what stands below it; `{link}` is the headline's link.
FOOTED = [
    ("fi", "Mylly avautuu taas", "Vanha mylly avaa ovensa sunnuntaina yhdeksän vuoden jälkeen.",
        "Artikkeli {link} julkaistiin ensin sivustolla {site}."),
    ("cs", "Mlýn je zase otevřen", "Starý mlýn otevře v neděli po devíti letech své dveře.",
        "Příspěvek {link} pochází z {site}"),
    ("da", "Møllen åbner igen", "Den gamle mølle åbner søndag efter ni års reparationer.",
        "Indlægget {link} blev først udgivet på {site}."),
    ("hu", "Újra nyit a malom", "A régi malom vasárnap kilenc év után újra megnyitja kapuit.",
        "A {link} bejegyzés először {site}-én jelent meg."),
    ("el", "Ο μύλος ανοίγει ξανά", "Ο παλιός μύλος ανοίγει την Κυριακή ύστερα από εννέα χρόνια.",
        "Το άρθρο {link} δημοσιεύτηκε πρώτα στο {site}."),
    ("ar", "الطاحونة تفتح من جديد", "تفتح الطاحونة القديمة أبوابها يوم الأحد بعد تسع سنوات من الترميم.",
        "ظهرت المقالة {link} أولاً على {site}."),
    ("ko", "물레방아가 다시 열린다", "낡은 물레방아가 9년 만에 일요일 다시 문을 연다고 시가 밝혔다.", "{link} 게시물이 {site}에 처음 등장했습니다."),
    ("uk", "Млин знову відкрито", "Старий млин відчинить двері в неділю після дев'яти років ремонту.",
        "Допис {link} з'явився спочатку на {site}."),
    ("en", "The mill opens again", "The old mill opens its doors on Sunday after nine years of repairs.",
        '<a href="https://a.test/1">Continue reading <span>The mill opens again</span> '
        '→</a>'),
    ("de", "Die Mühle öffnet wieder", "Die alte Mühle öffnet am Sonntag nach neun Jahren ihre Türen.",
        '<a href="https://a.test/1">Weiterlesen</a>'),
    ("fr", "Le moulin rouvre", "Le vieux moulin rouvre dimanche ses portes après neuf ans de travaux.",
        '<a href="https://a.test/1">Lire la suite…</a>'),
    ("ja", "水車小屋が再び開く", "古い水車小屋は九年の修理を経て日曜日に再び開く。", '<a href="https://a.test/1">続きを読む</a>'),
    ("id", "Kincir dibuka lagi", "Kincir tua itu dibuka pada hari Minggu setelah sembilan tahun perbaikan.",
        '<a href="https://a.test/1">Baca selengkapnya »</a>'),
    ("vi", "Cối xay mở lại", "Cối xay cũ mở cửa vào Chủ nhật sau chín năm sửa chữa.",
        '<a href="https://a.test/1">Đọc tiếp</a>'),
]  # fmt: skip
#: What aggregators put in place of a text.
MATTER = [
    '<a href="https://a.test/c">Comments</a>',
    "<p>Article URL: <a href='https://a.test/1'>https://a.test/1</a></p><p>Points: 7</p>",
    (
        'submitted by <a href="https://a.test/u">/u/ann</a> <br/> <a '
        'href="https://a.test/1">[link]</a> <a href="https://a.test/2">[comments]</a>'
    ),
    "No description available.",
    "<p>Keine Beschreibung verfügbar.</p>",
    "<p>Описание отсутствует</p>",
    "<p>暂无简介</p>",
    '<a href="https://a.test/1">Read more</a>',
    "<p>https://a.test/1</p>",
    '<p><a href="https://a.test/1">Kommentare (3)</a></p>',
]
#: Headline, text, and the lead behind it.
BEGUN = [
    ("Le port aura un nouveau quai, et dès le printemps, dit le conseil de l'île après une…", (
"<p>Le port aura un nouveau quai, et dès le printemps, dit le conseil de l'île après une "
"nuit de débats. Les travaux durent deux ans.</p>"
), "Les travaux durent deux ans."),
    ("@harbour: The pier opens in spring, says the board after a lo...", (
"<p>The pier opens in spring, says the board after a long night. The works take two "
"years.</p>"
), "The works take two years."),
    ("El muelle abre", (
"<p>El muelle abre<br>La alcaldesa lo anunció el lunes en el puerto. Todos están "
"contentos.</p>"
), "La alcaldesa lo anunció el lunes en el puerto. Todos están contentos."),
    ("码头将于五月开放，市长在周一表示，工程已经接近尾声…", "<p>码头将于五月开放，市长在周一表示，工程已经接近尾声了。居民们都很高兴。</p>", "居民们都很高兴。"),
    ("Molo otwarte. Tłumy na brzegu.", "<p>Molo otwarte. Tłumy na brzegu. Budowa trwała dwa lata.</p>",
        "Budowa trwała dwa lata."),
    ("The pier opens", "<p>The pier opens on Friday, the mayor said. All are glad.</p>",
        "The pier opens on Friday, the mayor said. All are glad."),
]  # fmt: skip
#: A teaser and the offer behind it.
OFFERS = [
    ("en", "The plant is to feed a whole town.", "Subscribe now for $1 a week and read all our stories."),
    ("de", "Das Kraftwerk soll eine ganze Stadt versorgen.", "Für 2,95 € pro Woche lesen Sie alle unsere Artikel."),
    ("fr", "La centrale doit alimenter toute une ville.", "Pour 9,99 € par mois, lisez tous nos articles."),
    ("es", "La central debe abastecer a toda una ciudad.", "Por 3 euros al mes tú lees todo nuestro periódico."),
    ("it", "La centrale deve servire un'intera città.", "Da 1 € al mese puoi leggere tutti i nostri articoli."),
    ("pl", "Elektrownia ma zasilać całe miasto.", "Za 9,90 zł miesięcznie czytasz wszystkie nasze teksty."),
    ("ru", "Станция должна снабжать целый город.", "За 99 рублей в месяц вы читаете все наши статьи."),
]  # fmt: skip


def _lead(headline: str, text: str, language: str = "") -> str:
    draft = Draft(key="1", url="https://a.test/1", headline=headline, summary=text)
    return read_draft(draft, language, frozenset()).reading.lead


@pytest.mark.parametrize(("language", "title", "text", "below"), FOOTED)
def test_a_text_ends_before_what_leads_to_it(
    language: str, title: str, text: str, below: str
) -> None:
    """The line that names the headline and the site, or the link to the rest."""
    link = f'<a href="https://a.test/1">{title}</a>'
    footer = below.format(link=link, site=SITE.format(site="Port News"))
    assert _lead(title, f"<p>{text}</p>\n<p>{footer}</p>", language) == text


@pytest.mark.parametrize(("language", "title", "text", "below"), FOOTED)
def test_a_text_ends_before_it_in_one_paragraph_too(
    language: str, title: str, text: str, below: str
) -> None:
    """A link behind the last sentence is no part of it."""
    assert _lead(title, f'<p>{text} <a href="https://a.test/1">{title} →</a></p>', language) == text


@pytest.mark.parametrize("matter", MATTER)
def test_what_stands_in_place_of_a_text_is_none(matter: str) -> None:
    """A headline stands by itself."""
    assert _lead("On the age of old bridges", matter) == ""


@pytest.mark.parametrize(("title", "text", "lead"), BEGUN)
def test_what_the_headline_says_is_not_said_again(title: str, text: str, lead: str) -> None:
    """Where it is the beginning of the text, cut or whole."""
    assert _lead(title, text) == lead


@pytest.mark.parametrize(("language", "text", "offer"), OFFERS)
def test_an_offer_behind_a_teaser_is_no_news(language: str, text: str, offer: str) -> None:
    """In a paragraph of its own and in the teaser's."""
    assert _lead("A town bets on sun", f"<p>{text}</p><p>{offer}</p>", language) == text
    assert _lead("A town bets on sun", f"<p>{text} {offer}</p>", language) == text


@pytest.mark.parametrize(
    "text",
    [
        "The rent in the harbour rose to 1,200 euros a month, the tenants said on Sunday.",
        "Die Miete stieg auf 1200 Euro pro Monat, sagte der Mieterbund am Sonntag.",
        "Плата выросла до 900 рублей в месяц, сообщил совет жильцов в воскресенье.",
    ],
)
def test_a_price_in_the_news_is_news(text: str) -> None:
    """It speaks to nobody."""
    assert _lead("Prices in the harbour", f"<p>{text}</p>") == text
