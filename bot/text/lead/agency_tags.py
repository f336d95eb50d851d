"""Agency tags: where and by whom a story was sent, told by form in any language.

A bracket, a place, a date, an agency and a reporter, and the dash, `=` or full stop behind them.
What each script needs no list for is here; names of agencies are in the tables of languages.
"""

from __future__ import annotations

import re
from functools import cache

#: How little of a text may be left behind a tag.
_LEAST_LEFT = 12
_DASH = r"(?:\s*(?:—|–|―|ー|－|--)\s*|\s+-\s*|\s*-\s+)"
#: Dashes that go on: what stands between two is put in, and no tag's end.
_NO_INSERTION = r"(?![^–—-]{0,80}\s[–—-]\s)"
_OPEN, _CLOSE = r"[(\[（［【〔]", r"[)\]）］】〕]"
_INSIDE = r"[^()\[\]（）［］【】〔〕…?!？！\n]"
#: Reporters of Korea, Japan, China and Taiwan.
_KOREAN = (
    r"(?:[가-힣]{2,4}(?:[·,]\s?[가-힣]{2,4}){0,3}\s?(?:선임|수습|인턴|전문|객원)?"
    r"(?:기자|특파원|통신원|논설위원|에디터|PD|리포터)\s*)"
)
_REPORTED = r"(?:報導|报道|報道|电|電|讯|訊|專電|专电|綜合|综合)"
_HAN_NAME = r"[\u4e00-\u9fff·]{1,12}"
_DATE = r"\d{1,4}(?:[./-]\d{1,2}){0,2}\.?"
#: Up to four words of a place, small ones within it too; each begins with a letter.
_WORD = r"[^\W\d_][\w\u0900-\u0dff\u0e00-\u0e7f.'’׳״-]{0,20}"
_PLACE = rf"{_WORD}(?:\s{_WORD}){{0,3}}"
#: What may stand behind the place: a date, a weekday, another place.
_MORE = r"(?:\s?[,،.،/]\s?[^()\[\]/\n—–]{1,36}?)?"
_CASELESS_DATE = r"(?:\s?[,،/]?\s?[\d٠-٩۰-۹][\w\u0900-\u0dff /]{0,18})"
_NO_DIGITS = r"[^()\d\[\]٠-٩۰-۹…?!\n]"
_CJK_TAGS = (
    # (서울=연합뉴스) 홍길동 기자 = ; [서울=뉴시스] ; 【파리=뉴스】 ;
    # [데일리 홍길동 기자] ; 홍길동 기자 =
    rf"{_OPEN}{_INSIDE}{{1,30}}(?:=|＝|기자){_INSIDE}{{0,20}}{_CLOSE}\s*{_KOREAN}?(?:=|＝)?\s*",
    rf"{_OPEN}(?:[가-힣A-Za-z0-9·.]{{1,14}}){_CLOSE}\s*{_KOREAN}(?:=|＝)?\s*",
    rf"(?:[가-힣]{{2,6}}\s?=\s?[가-힣A-Za-z0-9]{{2,10}}\s?[)\]]?\s*)?{_KOREAN}(?:=|＝)\s*",
    r"[가-힣]{2,6}\s?=\s?[가-힣A-Za-z0-9]{2,10}\s*[)\]=|]\s*",
    r"\[[가-힣A-Za-z0-9·. ]{2,14}\]\s*(?=[가-힣\"“‘'])",
    # ［東京 25日 ロイター］ ; 【ワシントン共同】 ;
    # 〔記者王小明／台北報導〕 ; （中央社記者王小明台北25日電）
    r"[\[［【〔][^\[\]［］【】〔〕…?!？！\n「」]{1,40}[\]］】〕]\s*[-–—－]?"
    r"\s*(?=[\u3040-\u30ff\u3400-\u9fff「“\"‘A-Z０-９\d])",
    rf"[(（][^()（）\n。]{{0,30}}(?:=|＝|日{_REPORTED}?|記者|记者|{_REPORTED}|共同|時事|通信"
    rf"|社)[^()（）\n。]{{0,12}}[)）]\s*[-–—:：]?\s*",
    rf"(?:{_HAN_NAME}\s?[／/]\s?)?(?:記者|记者|特派員|特派员)\s?{_HAN_NAME}(?:\s?[／/、]\s?"
    rf"|\s){_HAN_NAME}{_REPORTED}\s*[:：]?\s*",
    rf"{_HAN_NAME}[／/]\s?{_HAN_NAME}(?:\d{{1,2}}日)?{_REPORTED}\s*[:：]?\s*",
    rf"[\u4e00-\u9fff]{{2,10}}(?:\d{{1,2}}月)?\d{{1,2}}日{_REPORTED}(?:\s?[（(][^）)]{{1,30}}[）)])?[\s:：，,]*",
    r"[\u4e00-\u9fff]{2,6}[讯訊](?:\s?[（(][^）)]{1,30}[）)])[\s:：]*",
)
_SPACED_TAGS = (
    # Агентство «Имя». behind a place and a date
    rf"(?:{_PLACE}[.,]\s\d{{1,2}}\s[^\W\d_]{{3,12}}[.,]?\s[–—-]\s)?[^\W\d_]{{4,14}}\s[«„“][^«»„“”]{{2,20}}[»“”]\.\s",
    # Hà Nội (TTXVN) - ; Jakarta, 25 November (ANTARA) — ; ירושלים (רויטרס) - ; (Dân trí) - ; (САЩ, БТА) :
    rf"(?:{_PLACE}{_MORE}[.,،]?\s*)?{_OPEN}{_INSIDE}{{2,30}}{_CLOSE}\s*(?:{_DASH}{_NO_INSERTION}|[=＝]\s*)",
    # Budapest, november 25. (MTI) ; София, 25 ноември (БТА) ; नई दिल्ली, 25 नवंबर (भाषा)
    (
        rf"{_PLACE}\s?[,،.]\s?[^()\[\]/\n—–.]{{0,30}}\d{{1,4}}[^()\[\]/\n—–]{{0,16}}?[.,"
        rf"]?\s*{_OPEN}{_INSIDE}{{2,24}}{_CLOSE}\s*[.:]?\s*"
    ),
    # София, 25 ноември /БТА/ ; КИЕВ. 3 марта. /ТАСС/. ; /БТА/ -
    rf"(?:{_PLACE}{_MORE}[.,]?\s*)?/[^\W\d_][\w .-]{{1,16}}/\s*(?:[.:]\s*|{_DASH})?(?=[^\W_a-z])",
    # KOMPAS.com - ; TEMPO.CO, Jakarta - ; VOV.VN - ; Liputan6.com, Jakarta -
    (
        rf"[A-Za-z][\w-]{{1,18}}\.(?:com|co|co\.id|id|net|org|vn|in|pl|ro|hu|gr|bg|tr|news|tv|asia"
        rf"|my|info|eu)(?:\s?,\s?{_PLACE})?{_DASH}"
    ),
    # JAKARTA, Kompas - ; HÀ NỘI – ; ΑΘΗΝΑ, 25 Νοεμβρίου — ; TTO - ; MTI -
    (
        rf"[^\W\d_a-zà-ÿα-ωа-я]{{2,20}}(?:\s[^\W\d_a-zà-ÿα-ωа-я]{{2,20}}){{0,2}}(?:\s?,"
        rf"\s?[^\n()—–-]{{1,30}}?)?{_DASH}{_NO_INSERTION}(?=\S)"
    ),
    # КИЇВ. 25 листопада. УНН.
    (
        rf"{_PLACE}[.,]\s\d{{1,2}}\s[^\W\d_]{{3,12}}[.,]?\s(?:[–—-]\s)?[^\W\d_a-zа-яёіїє][^\W\d_]"
        rf"{{1,15}}\.\s(?=[^\W_a-zа-яёіїє])"
    ),
    # Αθήνα - ΑΠΕ-ΜΠΕ - ; Beograd – Tanjug – ; القاهرة - أ ش أ -
    rf"{_PLACE}{_DASH}[^\W\d_][\w .-]{{1,18}}?{_DASH}(?=[^\W_a-z])",
)
_CASELESS_TAGS = (
    # القاهرة 25 نوفمبر (رويترز) - ; דובאי, 25 בנובמבר (רויטרס) ;
    # and تهران (ایسنا) ; (भाषा)
    rf"(?:{_PLACE}{_CASELESS_DATE}?[,،.]?\s*)?\({_NO_DIGITS}{{2,24}}\)\s*[-–—:.،]\s*",
    rf"(?:{_PLACE}{_CASELESS_DATE}[,،.]?\s*)?\({_NO_DIGITS}{{2,24}}\)\s*",
    # القاهرة / الأناضول ; بيروت - «الشرق الأوسط» ; مسقط في 25 نوفمبر /العمانية/
    rf"{_PLACE}\s?[-–—/:]\s?[«\"“/]?[^\W\d_][\w ]{{1,20}}[»\"”/]?\s*(?:[-–—:/]\s+|//\s*)",
    rf"(?:{_PLACE}{_CASELESS_DATE}?\s)?/{_INSIDE}{{2,20}}/\s*[-–—:.]{{0,2}}\s*",
    # به گزارش ایسنا، ; نئی دہلی: ;
    # नई दिल्ली। ; जागरण संवाददाता, नई दिल्ली।
    r"به گزارش [^،.\n]{2,50}،\s*",
    (
        r"[\u0900-\u097f]{2,12}(?:[ ,/-]{1,2}[\u0900-\u097f]{2,14}){0,3}\s?(?:\([^()]{2,"
        r"24}\)\s?)?।\s*(?=[^\s]{2}.{30})(?<!है। )(?<!हैं। )(?<!था। )(?<!थे। )(?<!गया। )(?<!गई। )"
    ),
    r"[\u0e00-\u0e7f]{2,30}\s?(?:\([^()]{2,24}\)|\d{1,2}\s[\u0e00-\u0e7f.]{2,12})\s?[-–—:]\s*",
    rf"(?:[\u0e00-\u0e7f]{{2,30}}\s)?\({_INSIDE}{{2,24}}\)\s*[-–—:]\s*",
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_NO_CASE = re.compile(r"[\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff]")
_FIRST_LETTER = re.compile(r"[^\W\d_]")
#: Small words within the name of a place.
_SMALL = frozenset(
    (
        "de",
        "del",
        "la",
        "le",
        "el",
        "los",
        "las",
        "di",
        "da",
        "do",
        "am",
        "an",
        "der",
        "на",
        "upon",
        "et",
        "and",
    )
)
_BY_SCRIPT = {"cjk": _CJK_TAGS, "caseless": _CASELESS_TAGS, "cased": _SPACED_TAGS}


@cache
def _compiled(script: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of a script, made when the first text in it is read: they take 40 ms."""
    return tuple(re.compile(pattern) for pattern in _BY_SCRIPT[script])


def tag_end(text: str) -> int:
    """The place where a text goes on behind a tag at its start; 0 when it begins with none."""
    start = text[:160]
    script = _script(start)
    for pattern in _compiled(script):
        found = pattern.match(start)
        if found is None or not found.end() or len(text) - found.end() < _LEAST_LEFT:
            continue
        if script == "cased" and not _is_placed(start[: found.end()]):
            continue
        if text[found.end()].islower():
            continue
        return found.end()
    return 0


def _script(start: str) -> str:
    letter = _FIRST_LETTER.search(start)
    at = letter.start() if letter else 0
    sample = start[at : at + 80]
    if len(_CJK.findall(sample)) * 3 > len(sample):
        return "cjk"
    return "caseless" if len(_NO_CASE.findall(sample)) * 2 > len(sample) else "cased"


def _is_placed(tag: str) -> bool:
    """True if the words before the first bracket, date or dash are names: all begin large."""
    before = re.split(r"[(\[（\d/—–,،]|\s-", tag, maxsplit=1)[0]
    words = before.split()
    return all(not word[0].islower() or word in _SMALL for word in words)
