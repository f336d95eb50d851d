"""Notes of the editors about a text: that a machine translated it, and how old it is."""

from __future__ import annotations

import re

_TRANSLATED = (
    r"translat|übersetz|tradui|traduct|traduc|tradott|traduz|tradus|traducer|vertaa?l|tłumacz"
    r"|перевод|перевед|перевёд|переклад"
    r"|перакла|překlad|přelož|preklad|prelož|prevod|preved|превод|преведе|översatt"
    r"|översätt|oversat|oversett|käänn"
    r"|käännö|çevir|çeviri|fordít|μετάφρ|μεταφρ|ترجم|تُرجم|ترجمه|תורגם"
    r"|תרגום|翻译|翻譯|译文|譯文|翻訳|번역|diterjemah|terjemah"
    r"|dịch|अनुवाद|แปล|tõlgi|tõlke|tulko|versta|išvers|перекладен"
)
_BY_MACHINE = (
    r"automat|machine|maschin|\bki\b|\ba\.?i\b|\bia\b|künstliche|artificial intelligence|intelligence artificielle"
    r"|inteligencia artificial|deepl|google translate|chatgpt|машин|автомат|нейросет"
    r"|\bии\b|strojov|gép|αυτόματ|μηχαν|آلي|آلیا"
    r"|ماشین|الذكاء|هوش|אוטומט|מכונה|自动|自動|机器|機器|機械|人工智能"
    r"|人工知能|자동|기계|인공지능|otomatik|yapay|mesin|otomatis|tự động"
    r"|máy|मशीन|स्वचालित|อัตโนมัติ|masin|mašīn|mašin|konekä|koneelli"
    r"|maskin|computer|\bsi\b|software|програм"
)
_TEXT = (
    r"\b(?:article|story|text|page|report|artikel|text|beitrag|artículo|texto|nota|noticia"
    r"|articolo|testo|artigo|matéria|artykuł"
    r"|tekst|članak|článek|článok|artikeln|artikkeli|juttu|teksti|makale|haber|yazı|cikk|άρθρο"
    r"|κείμενο|articol|stat\w+|bericht|artikel\w*"
    r"|artykułu|tekstu|articles?|tradu\w+|übersetzung|translation|artigo|artikkel\w*|raksts"
    r"|straipsn\w+|artiklit?|bài|berita)\b"
    r"|стать|материал|текст|публикац|статт|матеріал|новин|статия"
    r"|чланак|مقال|خبر|النص|المقال"
    r"|این مطلب|متن|הכתבה|כתבה|מאמר|הידיעה"
    r"|文章|本文|记事|記事|新闻|新聞|기사|बातमी|लेख|खबर|บทความ|ข่าว"
)
_SIGNS = tuple(re.compile(pattern) for pattern in (_TRANSLATED, _BY_MACHINE, _TEXT))
#: No note is longer, in characters.
_LONG = 260


def is_notice(low: str) -> bool:
    """True if a line in lower case says that a machine translated the text it stands over."""
    return len(low) <= _LONG and all(sign.search(low) for sign in _SIGNS)
