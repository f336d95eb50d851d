"""Variants: sentences of languages whose abbreviations, marks and initials differ."""

from __future__ import annotations

import pytest

from bot.text.lead.extraction import extract_lead
from bot.text.sentences.splitting import rejoin, split_sentences

#: Each text with `|` where a sentence ends.
TEXTS = [
    ("ar", "قال د. أحمد إن ص. ب. المكتب تغيّر.| وسيعلن أ.د. سامي ذلك غداً."),
    ("ar", "وُلد عام 570 ق.م. في مكة.| هل هذا صحيح؟| نعم."),
    ("ar", "تأسست و.م.أ. قبل زمن طويل.| ثم كبرت!"),
    ("fa", "آقای ع. کریمی آمد.| او دیر کرد؟| نه."),
    ("he", "השופט א. ב. כהן קבע כך.| מה יקרה עכשיו?| איש אינו יודע."),
    ("ur", "وہ م. حسن سے ملے۔| پھر وہ چلے گئے۔"),
    ("da", "Toget kører kl. 14.30 fra spor 2.| Billetter koster ca. 200 kr. pr. person."),
    ("da", "Prof. Hansen og dr. Olsen kom den 3. maj.| De rejste igen den 5.| Ingen så dem."),
    ("nb", "Møtet med f.eks. Statoil er 14. mai kl. 9.| Det er alt."),
    ("sv", "Statsrådet träffade prof. Berg m.fl. i dag.| Det var den 12 maj."),
    ("sv", "Han kom tvåa.| Ett ord.| Vi ses i maj.| Sedan är det sommar."),
    ("nl", "Dhr. Jansen en mevr. De Vries wonen op nr. 5.| Zij zijn tevreden."),
    (
        "nl",
        "Het kost ca. 3 mln. euro, aldus prof. dr. Bakker.| De raad stemt in o.l.v. de burgemeester.",
    ),
    ("el", "Τι ώρα είναι;| Ο κ. Παπαδόπουλος δεν ξέρει.| Ήρθε π.χ. με τη δρ. Νίκου."),
    ("el", "Γιατί έφυγε\u037e| Κανείς δεν απάντησε."),
    ("kk", "Ол 1991 ж. Алматыда туған.| Қазір проф. Ахметов сонда.| Бәрі жақсы ма?"),
    ("km", "គាត់បានមកដល់ភ្នំពេញ។| តើអ្នកណាមកជាមួយ?| គ្មានទេ។"),
    ("my", "သူရောက်လာသည်။| ဘယ်သူပါသလဲ။"),
    ("am", "እሱ መጣ።| ማን ነው?| አላውቅም።"),
    ("hy", "Նա եկավ։| Ո՞վ է նա։"),
    ("hi", "डॉ. शर्मा और पं. जोशी आए।| बैठक ई. 2026 में हुई।| क्या हुआ?"),
    ("mr", "१. पहिला ठराव मंजूर झाला.| २. दुसरा ठराव फेटाळला."),
    ("mr", "डॉ. पाटील आणि श्री. जोशी आले.| ते परत गेले."),
    ("bn", "ড. ইউনূস বললেন।| সবাই শুনল।"),
    ("ka", "ის ცხოვრობს ქ. თბილისში.| ყველა კმაყოფილია."),
    ("vi", "TS. Nguyễn Văn A sống ở TP. Hồ Chí Minh.| Ông là bác sĩ."),
    ("id", "Menurut Dr. Susanto, rapat di Jl. Sudirman batal.| Warga kecewa."),
    ("hu", "Dr. Nagy és özv. Kiss a 3. kerületben él.| Ma otthon vannak."),
    ("cs", "Ing. Novák a prof. Dvořák přišli 14. května.| Pak odešli."),
    ("ro", "Dl. Popescu și dna. Ionescu stau pe str. Lungă.| Sunt bine."),
    ("bg", "Проф. Иванов живее на ул. Шипка 5.| Днес е вкъщи."),
    ("lt", "Prof. Kazlauskas gyvena Vilniaus g. 5.| Jis patenkintas."),
    ("et", "Prof. Tamm ja dr. Kask tulid kl. 12.| Nad läksid ära."),
    ("sr", "Др. Петровић живи у ул. Кнеза Милоша.| Задовољан је."),
    ("pt", "O Exmo. Sr. Silva mora na Av. Central.| Ele fez art. nenhum."),
    ("es", "La Sra. Díaz y el Lcdo. Ruiz viven junto al mar.| Nadie los visita."),
    (
        "it",
        "L'avv. Rossi e il dott. Bianchi tornarono al mare.| Era il giorno del sol.| Poi piovve.",
    ),
    ("ja", "彼は「本当？」と言った。| 誰も答えなかった。"),
    ("zh", "他问：“真的吗？”| 没人回答。"),
    ("en", "Yahoo! Inc. fell.| What is left of Jeopardy! is little."),
    ("en", "Why? nobody knows.| They wait…| Rain falls… and falls."),
    ("en", "He felt ill.| Nurses came.| It was on p. 5, art. 7."),
    ("fr", "Elle attend…| Personne ne vient.| Mme. Roux, anc. ministre, part."),
    ("ru", "Он ждал…| Никто не пришёл.| Ул. Ленина, д. 5, кв. 7."),
    ("", "Τι θέλεις;| Δεν ξέρω."),
    ("", "គាត់មក។| នាងទៅ។"),
]


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_sentences_end_where_their_readers_end_them(language: str, text: str) -> None:
    """By the language's own marks, and not behind its abbreviations."""
    wanted = [sentence.strip() for sentence in text.split("|")]
    assert split_sentences(text.replace("|", ""), language) == wanted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "岛上的渡轮停航了。新桥五月开通。居民表示欢迎。"),
        ("ja", "島の渡し船が廃止された。「新しい橋が開く」と市長は話した。住民は喜んでいる。"),
        ("ja", "船が止まった！ 橋が開く。みんな喜んだ。"),
        ("th", "เรือหยุดวิ่งแล้ว สะพานใหม่เปิดเดือนหน้า"),
        ("ko", "배가 멈췄다. 새 다리가 열린다. 주민들은 기뻐했다."),
        ("en", "The boat stopped. The bridge opens. All are glad."),
    ],
)
def test_a_lead_has_the_spaces_of_its_source(language: str, text: str) -> None:
    """None between sentences that had none."""
    lead = extract_lead([text], headline="", language=language, budget_chars=320)
    assert lead == text
    assert rejoin(text, split_sentences(text, language)) == text


def test_paragraphs_of_scripts_without_spaces_are_joined_without_one() -> None:
    """In Chinese and Japanese; a space stays between paragraphs of other scripts."""
    zh = extract_lead(
        ["渡轮停航了。", "新桥五月开通。"], headline="", language="zh", budget_chars=99
    )
    ko = extract_lead(
        ["배가 멈췄다.", "다리가 열린다."], headline="", language="ko", budget_chars=99
    )
    assert (zh, ko) == ("渡轮停航了。新桥五月开通。", "배가 멈췄다. 다리가 열린다.")
