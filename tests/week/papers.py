"""Eleven papers: what each calls itself, how it comes, and the furniture it prints around its texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from babel.dates import format_date

from tests.week.series import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A source and its manners."""

    key: str
    title: str
    language: str
    #: How the source is reached: `txt`, `html` and `html.gz` are files of a folder.
    form: str
    #: The document, or what its feed gives as content; told the number of the article, too.
    content: Callable[[Text, datetime, int], str]
    #: What its feed gives as description, empty for none.
    teaser: Callable[[Text, datetime, int], str] = lambda _text, _at, _number: ""
    #: The page behind a feed's link, where the teaser alone is too short to read.
    page: Callable[[Text, datetime, int], str] | None = None
    #: Pieces of its furniture: whoever reads one of them reads furniture.
    furniture: tuple[str, ...] = ()

    @property
    def folder(self) -> bool:
        """Whether its articles are files."""
        return self.form in ("txt", "html", "html.gz")


def _paragraphs(text: Text) -> list[str]:
    """The text as paragraphs; the rest of the first one stands behind its first sentence."""
    return [" ".join(filter(None, (text.first, *text.rest[:1]))), *text.rest[1:]]


def _p(text: Text) -> str:
    return "".join(f"<p>{escape(line)}</p>\n" for line in _paragraphs(text))


def _day(at: datetime, language: str, form: str = "long") -> str:
    return format_date(at.date(), form, locale=language)


def _courier(text: Text, at: datetime, number: int) -> str:
    body = "\n\n".join(_paragraphs(text))
    caption = (
        "",
        "Photo: A. Marsh / The Valley Courier\n\n",
        "A view of the town from the western hill. Photo: A. Marsh\n\n",
    )[number % 3]
    return (
        "Support free journalism in the valley!\n\n"
        f"{text.headline}\n\n{_day(at, 'en')}\n\n{caption}{body}\n\n"
        "Continue\n\nRead more\n\nPrinted on the quay since 1871 and owned by those who read it.\n"
    )


def _post(text: Text, _at: datetime, number: int) -> str:
    slug = f"https://harbour.example/{number}"
    return (
        "<p><em>This is part of our morning briefing. <a href='https://harbour.example/mail'>Sign "
        "up for the newsletter</a> to get it in your inbox.</em></p>\n"
        "<figure><img src='https://harbour.example/p.jpg'><figcaption>The harbour at dusk. "
        f"Photograph: Jo Lind/The Harbour Post</figcaption></figure>\n{_p(text)}"
        f"<p><a href='{slug}'>Read the full story »</a></p>\n"
        f"<p>The post <a href='{slug}'>{escape(text.headline)}</a> appeared first on "
        "<a href='https://harbour.example/'>The Harbour Post</a>.</p>"
    )


def _wire_teaser(text: Text, _at: datetime, _number: int) -> str:
    return f"OAKHAM (VWN) - {text.first} {text.rest[0]} Read more…"


def _wire_page(text: Text, at: datetime, _number: int) -> str:
    return f"""<!DOCTYPE html><html lang="en"><head><title>{escape(text.headline)} | Valley Wire</title>
<meta property="og:title" content="{escape(text.headline)}"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<main><h1>{escape(text.headline)}</h1><p class="byline">By Valley Wire staff</p>
<time>{_day(at, "en")}</time>
<div class="newsletter"><p>Get our best stories by mail every evening. Enter your address.</p></div>
<p>OAKHAM (VWN) - {escape(_paragraphs(text)[0])}</p>
{"".join(f"<p>{escape(line)}</p>" for line in _paragraphs(text)[1:])}
<p>(Reporting by Ann Pell; Editing by Tom Reed)</p></main>
<footer><p>© Valley Wire News. All rights reserved.</p></footer></body></html>"""


def _issue(text: Text, _at: datetime, _number: int) -> str:
    return (
        _p(text)
        + "<p>Subscribe to The Morning Issue for £2 a week and read on.</p>"
        + "<p>Comments (3)</p>"
    )


def _bote(text: Text, at: datetime, number: int) -> str:
    return f"""<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">
<title>{escape(text.headline)} - Ilmtaler Bote</title></head><body>
<header><a href="/">Ilmtaler Bote</a><ul><li><a href="/a">Lokales</a></li><li><a href="/b">Sport</a>
</li></ul></header>
<div class="spende"><h2>Ihre Spende hält diese Zeitung am Leben</h2><p>Schon fünf Euro im Monat
helfen uns, unabhängig zu bleiben. Jetzt unterstützen!</p></div>
<article><h1>{escape(text.headline)}</h1><p>Von Karla Dorn</p><p>{_day(at, "de")}, 06:30 Uhr</p>
<figure><img src="/p.jpg"><figcaption>Symbolbild {number % 7}: Blick ins Tal. Foto: Dorn</figcaption>
</figure>
{_p(text)}
<p>Mehr zum Thema: <a href="/x">Wetter im Tal</a></p>
<footer><p>Zwischen Ilm und Saale zu Hause, an jedem Werktag seit 1871.</p></footer></article>
<aside><h3>Newsletter</h3><p>Melden Sie sich für unseren Newsletter an.</p></aside>
<footer><p>© Ilmtaler Bote. Alle Rechte vorbehalten. Impressum</p></footer></body></html>"""


def _kurier_teaser(text: Text, _at: datetime, _number: int) -> str:
    return f"<p>Weimar (mk) – {escape(text.first)} {escape(text.rest[0])}</p><p><a href='#'>Weiterlesen …</a></p>"


def _kurier_page(text: Text, at: datetime, _number: int) -> str:
    return f"""<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">
<title>{escape(text.headline)} | Mittelkurier</title></head><body><div id="page">
<h1>{escape(text.headline)}</h1><p class="date">{_day(at, "de", "medium")}</p>
<p>Weimar (mk) – {escape(_paragraphs(text)[0])}</p>
{"".join(f"<p>{escape(line)}</p>" for line in _paragraphs(text)[1:])}
<p>© dpa-infocom, dpa:400305-930-{_number:06}/1</p>
<div class="abo"><p>Lesen Sie weiter mit M+: vier Wochen für 1 Euro testen.</p></div></div></body></html>"""


def _vestnik(text: Text, at: datetime, number: int) -> str:
    body = "\n\n".join(_paragraphs(text))
    photo = "" if number % 2 else "Фото: Иван Седов / «Вестник долины»\n\n"
    return (
        f"Подпишитесь на наш канал в Telegram\n\n{text.headline}\n\n{_day(at, 'ru')}\n\n{photo}{body}"
        "\n\nНашли ошибку? Выделите её и нажмите Ctrl+Enter.\n\nЧитайте также\n"
    )


def _reka(text: Text, at: datetime, _number: int) -> str:
    lines = _paragraphs(text)
    return (
        f"<p>ПЛЁС, {' '.join(_day(at, 'ru').split()[:2])}. /Речные вести/. "
        f"{escape(lines[0])}</p>"
        + "".join(f"<p>{escape(line)}</p>" for line in lines[1:])
        + "<p><a href='#'>Подробнее на сайте «Речных вестей»</a></p>"
    )


def _gazette(text: Text, _at: datetime, _number: int) -> str:
    return (
        f"<p><strong>Article offert à nos lecteurs.</strong></p>{_p(text)}"
        "<p>Abonnez-vous à partir de 1 € par mois pour soutenir la rédaction.</p>"
        "<p><a href='#'>Lire la suite sur le site de La Gazette</a></p>"
    )


def _diario(text: Text, at: datetime, _number: int) -> str:
    return f"""<!DOCTYPE html><html lang="es"><head><meta charset="utf-8">
<title>{escape(text.headline)} - El Diario del Valle</title></head><body>
<div class="top">Suscríbete desde 1 € al mes</div>
<h1>{escape(text.headline)}</h1><div class="firma">Por Lucía Prado</div>
<div class="fecha">{_day(at, "es")}</div>
<div class="foto"><img src="p.jpg"><span>Imagen de archivo. / EFE</span></div>
<div class="texto">{_p(text)}<p>Apóyanos: tu suscripción hace posible este periódico.</p></div>
<div class="mas"><a href="/1">Más noticias</a> <a href="/2">Lo más leído</a></div>
<p>© El Diario del Valle. Todos los derechos reservados.</p></body></html>"""


def _corriere(text: Text, at: datetime, _number: int) -> str:
    lines = _paragraphs(text)
    day = f"{at.day} {_day(at, 'it').split()[1][:3].upper()}"
    return (
        f"<p>(Agenzia Valle) - NORBA, {day} - {escape(lines[0])}</p>"
        + "".join(f"<p>{escape(line)}</p>" for line in lines[1:])
        + "<p>RIPRODUZIONE RISERVATA © Copyright Agenzia Valle</p>"
        "<p><a href='#'>Continua a leggere</a></p>"
    )


PAPERS = (
    Paper(
        key="courier",
        title="The Valley Courier",
        language="en",
        form="txt",
        content=_courier,
        furniture=("Support free journalism", "Photo:", "Printed on the quay", "Continue", "Read more"),
    ),
    Paper(
        key="post",
        title="The Harbour Post",
        language="en",
        form="feed",
        content=_post,
        furniture=("morning briefing", "newsletter", "at dusk", "full story", "appeared first"),
    ),
    Paper(
        key="wire",
        title="Valley Wire",
        language="en",
        form="feed",
        content=lambda _text, _at, _number: "",
        teaser=_wire_teaser,
        page=_wire_page,
        furniture=("(VWN)", "Read more…", "best stories", "Reporting by", "Wire staff"),
    ),
    Paper(
        key="issue",
        title="The Morning Issue",
        language="en",
        form="feed",
        content=_issue,
        furniture=("£2 a week", "Comments (3)"),
    ),
    Paper(
        key="bote",
        title="Ilmtaler Bote",
        language="de",
        form="html",
        content=_bote,
        furniture=(
            "Ihre Spende", "fünf Euro im Monat", "Karla Dorn", "Symbolbild", "Zwischen Ilm und",
            "Mehr zum Thema", "Newsletter", "06:30 Uhr",
        ),
    ),
    Paper(
        key="kurier",
        title="Mittelkurier",
        language="de",
        form="feed",
        content=lambda _text, _at, _number: "",
        teaser=_kurier_teaser,
        page=_kurier_page,
        furniture=("(mk)", "Weiterlesen", "dpa-infocom", "mit M+"),
    ),
    Paper(
        key="vestnik",
        title="Вестник долины",
        language="ru",
        form="txt",
        content=_vestnik,
        furniture=("Подпишитесь", "Фото:", "Нашли ошибку", "Читайте также"),
    ),
    Paper(
        key="reka",
        title="Речные вести",
        language="ru",
        form="feed",
        content=_reka,
        furniture=("/Речные вести/", "Подробнее на сайте"),
    ),
    Paper(
        key="gazette",
        title="La Gazette du Val",
        language="fr",
        form="feed",
        content=_gazette,
        furniture=("Article offert", "Abonnez-vous", "Lire la suite"),
    ),
    Paper(
        key="diario",
        title="El Diario del Valle",
        language="es",
        form="html.gz",
        content=_diario,
        furniture=("Suscríbete", "Lucía Prado", "Imagen de archivo", "Apóyanos", "Más noticias"),
    ),
    Paper(
        key="corriere",
        title="Corriere della Valle",
        language="it",
        form="feed",
        content=_corriere,
        furniture=("(Agenzia Valle)", "RIPRODUZIONE", "Continua a leggere"),
    ),
)  # fmt: skip
BY_KEY = {paper.key: paper for paper in PAPERS}
