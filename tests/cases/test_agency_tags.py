"""Variants: a first sentence is behind place, date, agency and reporter, in any language."""

from __future__ import annotations

import pytest

from bot.text.lead.dateline import strip_dateline

#: What stands before the first words, and those.
TAGGED = [
    ("ko", "(서울=연합뉴스) 홍길동 기자 = ", "정부는 25일 새 다리의 개통을 발표했다고 밝혔다."),
    ("ko", "[서울=뉴시스]김철수 기자 = ", "정부는 25일 새 다리의 개통을 발표했다고 밝혔다."),
    ("ko", "【파리=AP/뉴시스】", "정부는 25일 새 다리의 개통을 발표했다고 밝혔다."),
    ("ko", "[데일리항구 = 이영희 기자] ", "정부는 25일 새 다리의 개통을 발표했다고 밝혔다."),
    ("ko", "이영희 기자 = ", "정부는 25일 새 다리의 개통을 발표했다고 밝혔다."),
    ("ja", "［東京 25日 ロイター］ - ", "政府は25日、新しい橋の開通を発表した。"),
    ("ja", "【ワシントン共同】", "政府は25日、新しい橋の開通を発表した。"),
    ("ja", "【ニューヨーク＝山田太郎】", "政府は25日、新しい橋の開通を発表した。"),
    ("ja", "（ロンドン時事）", "政府は25日、新しい橋の開通を発表した。"),
    ("zh", "（中央社記者王小明台北25日電）", "政府今天宣布新橋五月開通，居民表示歡迎。"),
    ("zh", "〔記者王小明／台北報導〕", "政府今天宣布新橋五月開通，居民表示歡迎。"),
    ("zh", "記者王小明／台北報導 ", "政府今天宣布新橋五月開通，居民表示歡迎。"),
    ("zh", "中新网北京11月25日电 (记者 王小明)", "政府今天宣布新桥五月开通，居民表示欢迎。"),
    ("zh", "新华社北京11月25日电（记者王小明）", "政府今天宣布新桥五月开通，居民表示欢迎。"),
    ("he", "ירושלים (רויטרס) - ", "ראש העיר הודיע היום כי הגשר החדש ייפתח בחודש מאי."),
    ("he", "תל אביב, 25 בנובמבר (סוכנויות) — ", "ראש העיר הודיע היום כי הגשר החדש ייפתח במאי."),
    ("ar", "القاهرة 25 نوفمبر (رويترز) - ", "قال وزير النقل إن الجسر الجديد سيفتح في مايو."),
    ("ar", "القاهرة / الأناضول / ", "قال وزير النقل إن الجسر الجديد سيفتح في مايو."),
    ("ar", "مسقط في 25 نوفمبر /العمانية/ ", "قال وزير النقل إن الجسر الجديد سيفتح في مايو."),
    ("fa", "به گزارش ایسنا، ", "وزیر راه گفت پل تازه در ماه اردیبهشت گشوده می‌شود."),
    ("hi", "नई दिल्ली, 25 नवंबर (भाषा) ", "परिवहन मंत्री ने कहा कि नया पुल मई में खुलेगा और लोग खुश हैं।"),
    ("hi", "नई दिल्ली। ", "परिवहन मंत्री ने कहा कि नया पुल मई में खुलेगा और लोग खुश हैं।"),
    ("th", "กรุงเทพฯ (รอยเตอร์) - ", "รัฐมนตรีคมนาคมกล่าวว่าสะพานใหม่จะเปิดในเดือนพฤษภาคม"),
    ("th", "สำนักข่าวไทย 25 พ.ย. - ", "รัฐมนตรีคมนาคมกล่าวว่าสะพานใหม่จะเปิดในเดือนพฤษภาคม"),
    ("vi", "Hà Nội (TTXVN) - ", "Bộ trưởng cho biết cây cầu mới sẽ thông xe vào tháng Năm."),
    ("vi", "(Dân trí) - ", "Bộ trưởng cho biết cây cầu mới sẽ thông xe vào tháng Năm."),
    ("vi", "TTO - ", "Bộ trưởng cho biết cây cầu mới sẽ thông xe vào tháng Năm."),
    ("id", "Jakarta (ANTARA) - ", "Menteri mengatakan jembatan baru akan dibuka pada bulan Mei."),
    ("id", "KOMPAS.com - ", "Menteri mengatakan jembatan baru akan dibuka pada bulan Mei."),
    ("id", "TEMPO.CO, Jakarta - ", "Menteri mengatakan jembatan baru akan dibuka pada bulan Mei."),
    (
        "el",
        "Αθήνα, 25 Νοεμβρίου (ΑΠΕ-ΜΠΕ) — ",
        "Ο υπουργός είπε ότι η νέα γέφυρα ανοίγει τον Μάιο.",
    ),
    ("el", "ΑΘΗΝΑ – ", "Ο υπουργός είπε ότι η νέα γέφυρα ανοίγει τον Μάιο."),
    ("el", "Αθήνα - ΑΠΕ - ", "Ο υπουργός είπε ότι η νέα γέφυρα ανοίγει τον Μάιο."),
    ("bg", "София, 25 ноември /БТА/ ", "Министърът каза, че новият мост се открива през май."),
    ("bg", "София. /БГНЕС/ – ", "Министърът каза, че новият мост се открива през май."),
    (
        "hu",
        "Budapest, 2026. november 25., szerda (MTI) - ",
        "A miniszter szerint az új híd májusban nyílik meg.",
    ),
    ("hu", "Budapest, november 25. (MTI) ", "A miniszter szerint az új híd májusban nyílik meg."),
    ("hu", "MTI - ", "A miniszter szerint az új híd májusban nyílik meg."),
    ("sr", "BEOGRAD – ", "Ministar je rekao da se novi most otvara u maju."),
    ("cs", "Praha 25. listopadu (ČTK) - ", "Ministr řekl, že se nový most otevře v květnu."),
    ("ro", "Bucureşti (Agerpres) - ", "Ministrul a spus că noul pod se deschide în luna mai."),
    ("fi", "Helsinki (STT) – ", "Ministeri kertoi, että uusi silta avataan toukokuussa."),
    ("uk", "КИЇВ. 25 листопада. УНН. ", "Міністр сказав, що новий міст відкриють у травні."),
]
UNTAGGED = [
    ("en", "The minister (62) - a former sailor - said the bridge opens in May."),
    ("en", "Angela Brook (Greens) said the bridge opens in May, after a long debate."),
    ("en", "A bridge - the third of its kind - opens in May, the minister said."),
    ("de", "Angela Bach (SPD) – früher Seglerin – sagte, die Brücke werde im Mai öffnen."),
    ("de", "Die Brücke (Baujahr 1912) wird im Mai wieder geöffnet, sagte der Minister."),
    ("ru", "Мост – третий в городе – откроется в мае, сообщил министр транспорта."),
    ("ar", "قال الوزير (62 عاماً) إن الجسر الجديد سيفتح في مايو المقبل."),
    ("he", "ראש העיר דן לוי (62) הודיע כי הגשר החדש ייפתח בחודש מאי."),
    ("zh", "《港口日报》记者获悉，新桥将于五月开通，居民表示欢迎。"),
    ("ja", "「新しい橋が開く」と市長は25日に話した。住民は喜んでいる。"),
    ("ko", "정부(국토부)는 25일 새 다리의 개통을 발표했다고 밝혔다."),
    ("hi", "परिवहन मंत्री ने कहा है। नया पुल मई में खुलेगा और लोग बहुत खुश हैं।"),
    ("vi", "Cây cầu mới (dài 400 m) sẽ thông xe vào tháng Năm, Bộ trưởng cho biết."),
    ("el", "Η γέφυρα – η τρίτη της πόλης – ανοίγει τον Μάιο, είπε ο υπουργός."),
]


@pytest.mark.parametrize(("language", "tag", "text"), TAGGED)
def test_a_story_begins_behind_its_tag(language: str, tag: str, text: str) -> None:
    """Whatever the bracket, the agency and the order."""
    assert strip_dateline(tag + text, language) == text


@pytest.mark.parametrize(("language", "text"), UNTAGGED)
def test_what_belongs_to_a_sentence_stays(language: str, text: str) -> None:
    """Brackets and dashes of prose are no tag."""
    assert strip_dateline(text, language) == text
