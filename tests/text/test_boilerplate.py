"""Learned boilerplate: furniture by place and by form, never because it returns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice
from random import Random

import pytest

from bot.domain.drafts import Draft
from bot.domain.polls import Noise
from bot.text.drafts import ReadDraft, read_draft
from bot.text.lines.boilerplate import fingerprint, learn, noise_of
from tests.week.series import SERIES, Text

BANNER = "Zapraszamy na nasz kanał z pogodą dla działkowców i wędkarzy z całego regionu."
FOOTER = "Kopiować wolno tylko za zgodą redakcji, której adres podano powyżej."
DAY = date(2026, 3, 2)
NEWS = (
    ("Miasto naprawi most przed zimą", "Rada miasta zdecydowała wczoraj o naprawie starego mostu.",
        "Prace ruszą w kwietniu i potrwają mniej więcej do pierwszych przymrozków."),
    ("Biblioteka otwarta przez całą noc", "Po raz pierwszy czytelnicy mogli zostać do świtu.",
        "O północy bibliotekarki podały gorącą czekoladę, a nad ranem zagrał kwartet."),
    ("Szkoła hoduje pszczoły na dachu", "Uczniowie z Zakopanego zebrali czterdzieści słoików miodu.",
        "Pieniądze ze sprzedaży przeznaczą na teleskop, o którym marzyli od dawna."),
    ("Prom wraca na Wisłę po remoncie", "Kapitan Nowak znów wozi rowerzystów między brzegami.",
        "Silnik jest teraz elektryczny, więc słychać podobno nawet żaby w trzcinach."),
    ("Chór śpiewał w kopalni soli", "Słuchacze zjechali windą trzysta metrów pod ziemię.",
        "Echo trzymało ostatni akord prawie dziewięć sekund, policzył dyrygent."),
    ("Rolnik znalazł rzymską monetę", "Pług wyorał krążek z wizerunkiem cesarza Hadriana.",
        "Archeolodzy przekopią pole jeszcze tego lata, zanim wzejdzie rzepak."),
    ("Kino w stodole gra na żądanie", "Widzowie głosują kamykami, który film chcą zobaczyć.",
        "Popcorn jest z własnej kukurydzy, dlatego kolejka sięga aż do szosy."),
)  # fmt: skip


def draft(number: int, *, top: str = BANNER, end: str = FOOTER, html: bool = True) -> Draft:
    """One article of a source whose furniture no rule knows."""
    headline, first, rest = NEWS[number % len(NEWS)]
    lines = [line for line in (top, first, rest, end) if line]
    body = "".join(f"<p>{line}</p>" for line in lines) if html else "\n\n".join(lines)
    return Draft(key=str(number), headline=headline, body=body, html=html)


def after(drafts: Sequence[Draft], *, per_day: int = 2) -> Noise:
    """What is known after these articles."""
    learned = Noise()
    for number, each in enumerate(drafts):
        read = read_draft(each, "", noise_of(learned))
        learned = taught(learned, read, DAY + timedelta(days=number // per_day))
    return learned


def taught(learned: Noise, read: ReadDraft, day: date) -> Noise:
    """What is known after one more."""
    return learn(learned, read.marks, opening=read.opening, day=day)


@pytest.mark.parametrize("html", [True, False])
def test_furniture_is_known_after_five_articles_of_two_days(html: bool) -> None:
    """Four are not enough, and neither are many of one day."""
    drafts = [draft(number, html=html) for number in range(6)]
    assert not noise_of(after(drafts[:4]))
    assert not noise_of(after(drafts[:6], per_day=9))
    known = noise_of(after(drafts[:5]))
    assert {fingerprint(BANNER, "top"), fingerprint(FOOTER, "end")} <= known

    reading = read_draft(draft(6, html=html), "", known).reading
    assert BANNER not in reading.body
    assert FOOTER not in reading.body
    assert reading.lead.startswith(NEWS[6][1])


@pytest.mark.parametrize("name", list(SERIES))
def test_formula_news_keep_every_sentence(name: str) -> None:
    """Thirty articles of a series end alike, to the letter; none loses anything."""
    learned = Noise()
    for number, text in enumerate(islice(SERIES[name](Random(3)), 30)):
        article = Draft(key=str(number), headline=text.headline, body=_html(text), html=True)
        read = read_draft(article, "", noise_of(learned))
        whole = read_draft(article, "", frozenset()).reading
        assert read.reading == whole
        assert text.rest[-1] in read.reading.body
        learned = taught(learned, read, DAY + timedelta(days=number // 5))


def test_formula_news_in_a_source_of_many_things_keep_their_first_sentence() -> None:
    """Furniture is learned from ordinary articles; the formula's own words stay."""
    learned = Noise()
    series = SERIES["gauges"](Random(3))
    for number in range(28):
        article = draft(number)
        text = next(series)
        if number % 2:
            body = f"<p>{BANNER}</p>{_html(text)}<p>{FOOTER}</p>"
            article = Draft(key=str(number), headline=text.headline, body=body, html=True)
        read = read_draft(article, "", noise_of(learned))
        if number % 2:
            assert text.first in read.reading.lead
            assert number < 13 or BANNER not in read.reading.body
            assert number > 4 or BANNER in read.reading.body
        learned = taught(learned, read, DAY + timedelta(days=number // 5))
    assert noise_of(learned)


def test_what_is_between_paragraphs_stays() -> None:
    """A sentence that every article has in its midst is no furniture: it stands at no edge."""
    middle = "Tak powiedział rzecznik urzędu na konferencji, która odbyła się wieczorem."

    def with_middle(number: int) -> Draft:
        headline, first, last = NEWS[number % len(NEWS)]
        body = f"<p>{first}</p><p>{middle}</p><p>{last}</p>"
        return Draft(key=str(number), headline=headline, body=body, html=True)

    known = noise_of(after([with_middle(number) for number in range(6)]))
    assert known
    assert middle in read_draft(with_middle(6), "", known).reading.body


def test_what_carries_the_articles_own_name_stays() -> None:
    """A line about the paper is news in an article about the paper."""
    end = "Gazetę wydaje od lat spółdzielnia Gromada, która należy do swoich czytelników."
    known = noise_of(after([draft(number, end=end) for number in range(6)]))
    assert end not in read_draft(draft(6, end=end), "", known).reading.body
    about = Draft(
        key="a",
        headline="Spółdzielnia Gromada kończy dziś osiemdziesiąt lat",
        body=f"<p>Świętowano tańcami i tortem na rynku, a orkiestra grała aż do rana.</p><p>{end}</p>",
        html=True,
    )
    assert end in read_draft(about, "", known).reading.body


def test_an_article_that_would_be_empty_stays_whole() -> None:
    """Rather furniture than nothing."""
    known = noise_of(after([draft(number) for number in range(6)]))
    body = f"<p>{BANNER}</p><p>{FOOTER}</p>"
    reading = read_draft(Draft(key="e", headline="Krótko", body=body, html=True), "", known).reading
    assert reading.lead


def test_the_last_sentences_of_a_teaser_are_an_edge_and_its_first_is_none() -> None:
    """A feed's summary is one paragraph, with what the source says of itself behind it."""
    end = "Całość przeczytasz w papierowym wydaniu z piątku."

    def teaser(number: int, first: str = "") -> Draft:
        headline, said, _ = NEWS[number % len(NEWS)]
        return Draft(key=str(number), headline=headline, summary=f"{first or said} {end}")

    known = noise_of(after([teaser(number) for number in range(6)]))
    assert read_draft(teaser(6), "", known).reading.lead == NEWS[6][1]
    greeting = "Dzień dobry z redakcji, oto wiadomości."
    drafts = [
        Draft(key=str(n), headline=NEWS[n][0], summary=f"{greeting} {NEWS[n][1]}") for n in range(7)
    ]
    known = noise_of(after(drafts[:6]))
    assert read_draft(drafts[6], "", known).reading.lead.startswith(greeting)


def test_digits_case_and_marks_tell_pieces_apart() -> None:
    """What has a number of its own is not the same."""
    assert fingerprint("3 comments!", "end") != fingerprint("12 comments!", "end")
    assert fingerprint("Read  on", "end") == fingerprint("Read on", "end")
    assert not fingerprint("…", "end")


def test_what_returns_no_more_is_forgotten() -> None:
    """The store holds a bounded number of pieces and openings."""
    learned = Noise()
    for number in range(400):
        name = "".join(chr(97 + number // 26**place % 26) for place in range(3))
        lines = (f"{name}alpha {name}beta {name}gamma said so.", BANNER)
        opening = [(fingerprint(lines[0], "top"), tuple(range(number * 9, number * 9 + 9)))]
        marks = {fingerprint(line, "end"): line for line in lines}
        learned = learn(learned, marks, opening=opening, day=DAY + timedelta(days=number // 20))
    assert fingerprint(BANNER, "end") in noise_of(learned)
    assert learned.words == {fingerprint(BANNER, "end"): BANNER}
    assert len(learned.pieces) < 100
    assert len(learned.openings) <= 60


def _html(text: Text) -> str:
    first = " ".join((text.first, *text.rest[:1]))
    return "".join(f"<p>{line}</p>" for line in (first, *text.rest[1:]))
