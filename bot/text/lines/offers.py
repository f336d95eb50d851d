"""Prices of a subscription, told by form: an amount of money for a week, a month or a year."""

from __future__ import annotations

import re

_MONEY = (
    r"(?:[$€£¥₽₴₺₹₩₪₫₸]\s?\d|(?:usd|eur|gbp|chf|sek|nok|dkk|pln|r\$|rs\.?|rp|kr\.?|us\$)\s?\d"
    r"|\d[\d.,]{0,9}\s?(?:[$€£¥₽₴₺₹₩₪₫₸]|euros?|eur\b|cents?\b|dollars?|pounds?|pence|francs?|fr\.|chf"
    r"|zł|zl\b|kč|kr\b|kronor|kroner|руб|рубл|грн|гривен|гривень|lei\b|лв|лева|ft\b|forint|tl\b|lira|reais"
    r"|pesos?|رسال|ريال|درهم|دولار|جنيه|تومان|₪|ש\"ח|שקל|円|元|圆|塊|원"
    r"|บาท|đồng|đ\b|rupiah|रुपये|रुपए|ευρώ|λεπτά))"
)
_PERIOD = (
    r"(?:monthly|weekly|yearly|annually|monatlich|wöchentlich|jährlich|mensuel\w*|mensual\w*"
    r"|mensil\w*|mensal\w*|miesięcznie"
    r"|tygodniowo|rocznie|měsíčně|mesačne|ежемесячно|щомісяц\w*|месечно|månedlig\w*"
    r"|kuukaudessa|havonta|lunar|maandelijks"
    r"|week|month|year|day|wk|mo|yr|woche|monat|jahr|tag|semaine|mois|an|année|jour|semana|mes|mês|año|ano"
    r"|día|dia|settimana|mese|anno|giorno|week|maand|jaar|tydzień|tygodni\w*|miesiąc\w*|rok|týden|měsíc\w*|rok"
    r"|mesiac\w*|недел\w*|месяц\w*|год|день|тижден\w*|тижн\w*|місяц\w*|рік"
    r"|седмица|месец|година|vecka|månad|år|måned"
    r"|uge|uke|viikko\w*|kuukau\w*|vuosi|vuode\w*|hét|hétre|hónap\w*|év|hafta\w*|ay|ayda|aylık|yıl\w*|săptămân\w*"
    r"|lun[aă]|an|εβδομάδα|μήνα|χρόνο|أسبوع\w*|شهر\w*|سنة|سنوي\w*|הודש|חודש"
    r"|שבוע|שנה|週|周|月|年|日|주|달|월|년"
    r"|เดือน|สัปดาห์|ปี|tháng|tuần|năm|bulan|minggu|tahun|महीने|माह"
    r"|सप्ताह|साल)"
)
_LINK = (
    r"(?:\s?/\s?|\s?(?:a|an|per|each|every|the first|pro|im|in der|in het|die|für (?:den|die) ersten?|par|al|alla|a la"
    r"|à la|por|a|ao|na|je|om|i|pr\.?|na|za|w|в|за|на|per|pe|la|τον|την|το|ανά|في|شهريا|ל|ב|每"
    r"|每个|毎|ต่อ|mỗi|một|per|प्रति|हर)?"
    r"\s(?:ersten?\s|first\s|premier\s|primer\s|primo\s)?(?:\d{1,2}\s)?|\s?)"
)
#: A price for a period, or the other way round: `每月 12 元`, `月額980円`.
_OFFER = re.compile(
    rf"{_MONEY}[\d.,]{{0,9}}(?:\s?(?:euros?|€|\w{{1,8}}\.?))?{_LINK}{_PERIOD}(?![^\W\d_])"
    rf"|(?:每|毎|月額|年額|月々|매|월|เดือนละ|mỗi|हर)\s?(?:月|年|周|週|달|주"
    rf"|tháng|tuần|महीने)?\s?{_MONEY}",
)
#: Those who pay, as such boxes call them.
_PAYING = re.compile(
    r"\bsubscribers?\b|abonnent|abonn[ée]|suscript|abbonat|assinante|abonnee|abonent|подписчик"
    r"|передплатник|абонат"
    r"|prenumerant|tilaaja|\babone|předplatitel|predplatiteľ|előfizető|abonat|naročnik|pretplatni"
    r"|συνδρομητ|订户|订阅用户"
    r"|訂戶|購読者|有料会員|구독자|المشترك|מנוי|pelanggan|thành viên"
    r"|सब्सक्राइबर|ग्राहक",
)


def names_price(low: str) -> bool:
    """True if a text in lower case names a price for a period of time."""
    return any(map(str.isdigit, low)) and _OFFER.search(low) is not None


def names_payers(low: str) -> bool:
    """True if a text in lower case speaks of subscribers."""
    return _PAYING.search(low) is not None
