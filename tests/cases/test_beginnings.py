"""Variants: first paragraphs in boxes of their own, and captions before a text."""

from __future__ import annotations

import pytest

from bot.text.reading import read_document

FIRST = {
    "en": "The valley council agreed on Monday to keep the old railway halt open for ten more years.",
    "de": "Der Rat des Tals hat am Montag beschlossen, den alten Haltepunkt zehn Jahre weiter zu betreiben.",
    "fr": "Le conseil de la vallée a décidé lundi de garder ouverte la vieille halte pendant dix ans.",
    "ru": "Совет долины решил в понедельник сохранить старую железнодорожную остановку ещё на десять лет.",
    "ja": "谷の議会は月曜日、古い停留所をさらに十年間残すことを賛成多数で決めたと発表した。",
    "ar": "قرر مجلس الوادي يوم الاثنين إبقاء محطة القطار القديمة مفتوحة عشر سنوات أخرى.",
}
REST = {
    "en": ("Trains will stop there four times a day, the railway said in a letter to the "
        "mayor.", "A new roof is to be built before the first snow, and the clock will be mended.",
            "Two hundred villagers had signed for it since spring."),
    "de": ("Viermal am Tag werden dort Züge halten, teilte die Bahn dem Bürgermeister mit.",
        "Vor dem ersten Schnee soll ein neues Dach gebaut und die Uhr repariert werden.",
        "Zweihundert Dorfbewohner hatten seit dem Frühjahr dafür unterschrieben."),
    "fr": ("Les trains s'y arrêteront quatre fois par jour, a écrit la compagnie au maire.",
        "Un toit neuf sera construit avant la première neige et l'horloge sera réparée.",
        "Deux cents habitants avaient signé depuis le printemps."),
    "ru": ("Поезда будут останавливаться там четыре раза в день, сообщила дорога мэру в "
        "письме.", "До первого снега построят новую крышу и починят часы на перроне.",
            "С весны за это подписались двести жителей."),
    "ja": ("列車は一日に四回停車する予定だと鉄道会社が町長あての手紙で伝えた。", "初雪の前に新しい屋根が造られ、ホームの時計も修理されることになっている。", "春から二百人の住民が署名していた。"),
    "ar": ("وستتوقف القطارات هناك أربع مرات في اليوم بحسب رسالة من الشركة إلى رئيس البلدية.",
        "وسيبنى سقف جديد قبل أول ثلج وتصلح الساعة القديمة على الرصيف.", "ووقع على ذلك مئتا قروي منذ الربيع."),
}  # fmt: skip
BOXES = {
    "lead and body side by side": (
'<article>{h1}<div class="article__lead">{first}</div><div '
'class="article__body">{rest}</div></article>'
),
    "strong in a section": (
'<article>{h1}<section class="s1"><strong>{plain}</strong></section><section '
'class="s2">{rest}</section></article>'
),
    "an advertisement between": (
'<main>{h1}<div class="top">{first}</div><div class="ad-slot">AD</div><div '
'class="copy">{rest}</div></main>'
),
    "a picture between": (
'<article>{h1}<div>{first}</div><figure><img src=a.jpg><figcaption>1/3</figcaption></figu'
're><div class="text">{rest}</div></article>'
),
}  # fmt: skip
CAPTIONS = {
    "wordpress": '<div class="wp-caption"><img src=a.jpg><p class="wp-caption-text">{caption}</p></div>{text}',
    "figure": "<figure><img src=a.jpg><figcaption>{caption}</figcaption></figure>{text}",
    "small below": "<p><img src=a.jpg><br><small>{caption}</small></p>{text}",
    "table": (
'<table class="caption-table"><tr><td><img src=a.jpg></td></tr><tr><td '
'class="tr-caption">{caption}</td></tr></table>{text}'
),
}  # fmt: skip
SHOWN = {
    "en": "The halt in autumn, seen from the mill",
    "de": "Der Haltepunkt im Herbst, von der Mühle aus",
    "ru": "Остановка осенью, вид от мельницы",
    "ja": "水車小屋から見た秋の停留所",
}


def _rest(language: str) -> str:
    return "".join(f"<p>{each}</p>" for each in REST[language])


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("language", FIRST)
def test_a_first_paragraph_in_a_box_of_its_own_is_the_first(language: str, box: str) -> None:
    """In any language, whatever stands between it and the rest."""
    first = FIRST[language]
    inside = BOXES[box].format(
        h1="<h1>7</h1>", first=f"<p>{first}</p>", plain=first, rest=_rest(language)
    )
    page = (
        f"<html><head><title>7</title></head><body><nav><a href=/>A</a></nav>{inside}</body></html>"
    )
    assert read_document(page, html=True, language=language).lead.startswith(first)


@pytest.mark.parametrize("form", CAPTIONS)
@pytest.mark.parametrize("language", SHOWN)
def test_a_caption_before_a_feeds_text_is_not_told(language: str, form: str) -> None:
    """It says what a picture shows, in each of the ways that editors' programs mark it."""
    text = f"<p>{FIRST[language]}</p>{_rest(language)}"
    body = CAPTIONS[form].format(caption=SHOWN[language], text=text)
    reading = read_document(body, html=True, headline="7", language=language)
    assert reading.lead.startswith(FIRST[language])
    assert SHOWN[language] not in reading.lead
