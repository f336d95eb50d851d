"""What a paper puts beside a text of its own accord, told by place and form."""

from __future__ import annotations

import pytest

from bot.text.lines.asides import without_asides
from bot.text.reading import read_document

_TEXT = {
    "en": ("The orchard flooded twice in a week, and half of the apple harvest is lost.",
        "Growers expect to be paid from the county fund by March.", "The river fell on Friday."),
    "da": ("Plantagen stod under vand to gange på en uge, og halvdelen af høsten er tabt.",
        "Avlerne venter på penge fra amtets fond.", "Åen faldt fredag."),
    "pl": ("Sad zalało dwa razy w ciągu tygodnia i przepadła połowa zbioru jabłek.",
        "Sadownicy czekają na pieniądze z funduszu powiatu.", "Rzeka opadła w piątek."),
    "el": ("Ο οπωρώνας πλημμύρισε δύο φορές μέσα σε μια εβδομάδα και χάθηκε η μισή σοδειά.",
        "Οι παραγωγοί περιμένουν χρήματα από το ταμείο.", "Το ποτάμι έπεσε την Παρασκευή."),
    "ja": ("果樹園が一週間に二度水につかり、リンゴの収穫の半分が失われた。", "農家は県の基金からの支払いを待っている。", "川の水位は金曜日に下がった。"),
    "ko": ("과수원이 일주일에 두 번 물에 잠겨 사과 수확의 절반을 잃었다.", "농가들은 군 기금의 지급을 기다리고 있다.", "강물은 금요일에 빠졌다."),
}  # fmt: skip
_RUSSIAN = "Сад дважды за неделю залило водой, и половина урожая яблок пропала."
_ASIDES = [
    ("en", "Clarification: the fund was set up in 2011, and not in 2012."),
    ("en", "This article was made possible by a grant of the Orchard Trust."),
    ("en", "Know an orchard worth a visit? Drop the desk a line."),
    ("en", "Photographs of the flood can be sent to our picture desk."),
    ("da", "Præcisering: Fonden blev oprettet i 2011."),
    ("da", "Send billeder af vandet til os."),
    ("pl", "Tekst powstał dzięki wsparciu Fundacji Sadów."),
    ("pl", "Zdjęcia prosimy przysyłać do nas."),
    ("el", "Διευκρίνιση: το ταμείο ιδρύθηκε το 2011."),
    ("ja", "訂正：基金の設立は二〇一一年でした。"),
    ("ja", "写真は編集部までお送りください。"),
    ("ko", "사진은 편집국으로 보내 주세요."),
]


@pytest.mark.parametrize("html", [True, False], ids=["page", "text"])
@pytest.mark.parametrize(("language", "aside"), _ASIDES)
def test_a_note_under_a_short_text_is_not_told(language: str, aside: str, html: bool) -> None:
    """Corrections, thanks for money, calls for hints: none comes into a lead or a body."""
    lines = [*_TEXT[language], aside]
    document = "".join(f"<p>{line}</p>" for line in lines) if html else "\n".join(lines)
    read = read_document(
        f"<article>{document}</article>" if html else document,
        html=html,
        headline="7",
        language=language,
    )
    assert read.lead.startswith(_TEXT[language][0])
    assert aside not in read.lead
    assert aside not in read.body
    assert _TEXT[language][1] in read.body


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("The play opened on Monday.", "It sold out.", "“Your tickets are gone”, said the usher."),
        ("We rowed out at dawn.", "Our boat leaked at once.", "They waved to us from the shore."),
        ("Rents rose again.", "Wages did not.", '"We cannot pay this," said one tenant.'),
        ("Two facts: it rained, and the dam held.", "Nobody slept.", "The result: wet feet."),
        ("A bridge fell.", "This text is all there is."),
    ],
)
def test_what_the_text_itself_does_stays(paragraphs: tuple[str, ...]) -> None:
    """A text in the first person, a quotation, a second colon, and what two are left of."""
    assert without_asides(paragraphs) == list(paragraphs)


@pytest.mark.parametrize(
    ("language", "box"),
    [
        ("en", "You can read 3 more stories this week."),
        ("da", "Denne side er åben for dig i dag."),
        ("pl", "Zostały wam dwa teksty w tym tygodniu."),
    ],
)
def test_a_box_that_speaks_to_the_reader_is_no_beginning(language: str, box: str) -> None:
    """It stands before the text, in a box of its own."""
    prose = "".join(f"<p>{line}</p>" for line in _TEXT[language])
    read = read_document(
        f'<article><h1>Flood</h1><div class="k7"><p>{box}</p></div>{prose}</article>',
        html=True,
        language=language,
    )
    assert read.lead.startswith(_TEXT[language][0])
    assert box not in read.body


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Picture 2 of 9: the lower field"),
        ("da", "Læsetid: 4 minutter"),
        ("pl", "Fot. archiwum: Jan Sad"),
        ("el", "Φωτογραφία 1/4"),
    ],
)
def test_a_line_about_a_picture_or_the_reading_is_no_text(language: str, line: str) -> None:
    """Between the headline and the text."""
    prose = "".join(f"<p>{text}</p>" for text in _TEXT[language])
    read = read_document(
        f"<article><h1>Flood</h1><p>{line}</p>{prose}</article>", html=True, language=language
    )
    assert line not in read.body


def test_a_dateline_in_an_element_of_its_own_is_taken_off() -> None:
    """It stands before the first paragraph as one of its own."""
    for dateline in ("ALMBY, Dec. 4 (Landwire) –", "ЛУЖСК. 4 декабря. СевИнформ."):
        language = "en" if dateline.isascii() or dateline[0] == "A" else "ru"
        first = (
            _TEXT["en"][0]
            if language == "en"
            else "Сад дважды за неделю залило водой, и половина урожая яблок пропала."
        )
        read = read_document(
            f"<article><h1>Flood</h1><span>{dateline}</span><p>{first}</p><p>{first[:-1]} too.</p>"
            "</article>",
            html=True,
            language=language,
        )
        assert read.lead.startswith(first)
