"""Asides of a paper within a text: calls, corrections, notes on the text
itself.

By place and form, in any language: such a paragraph is short, stands last (or first in a box of
its own), and does what no other paragraph of the text does: it bears a label and a colon, asks
and tells what to do, speaks to the reader or of the paper as “we”, or of the text that it is
under. Words are of closed classes only: pronouns, requests, and names for a text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.stops import is_ended
from bot.text.lines.kinds import weigh

#: `Correction, 4 December: …`, `訂正：…`: up to four words and a date, and a colon.
_LABELLED = re.compile(
    r"\W{0,2}(?:[^\W\d_][^\s:：]{1,19}(?:\s[^\s:：.!?]{1,14}){0,3}|[\u3040-\u9fff]{2,8})\s?[:：]\s?\S"
)
#: `Seen a mistake? Write to us.`
_CALL = re.compile(r"[^.!?;？！。؟]{6,60}[?？؟;]\s?[^.!?？！。؟]{4,70}[.!。！]?")
#: Neither is longer, in Latin letters.
_LONG_NOTE, _LONG_CALL, _LONG_LABEL = 220, 120, 60
#: Only of a text of so few paragraphs the last one comes near the lead; so many are left.
_FEW_TEXTS, _LEAST_TEXTS = 6, 2
_QUOTES = '"“”„«»「」『'
_QUOTED = re.compile(r"[\"“«„「『][^\"”»“」』]{0,600}[\"”»“」』]")
#: Words for “us”, “our”, “you” and “your” that are nothing else, and requests.
_SPEAKS = re.compile(
    r"(?<!\w)(?:you|your|us|our|uns|unser\w*|euch|eure\w*|nous|notre|nos|vous|votre|nuestr\w+|usted(?:es)?|contigo"
    r"|noi|nostr[oaie]|vostr[oaie]|contattaci|scrivici|você|vocês|nosso|nossa|conn?osco|ons|onze|jij|jou|jouw|uw"
    r"|oss|os|vår|våra|vårt|dig|din|ditt|dina|deg|dine|vores|jer|meille|meidän|sinä|sinun"
    r"|sinulla|nam|nas|nasz\w*|wam|wasz\w*"
    r"|nám|vám|náš|naš\w*|нам|нас|наш\w*|вы|вам|вас|ваш\w*|ви|ние|вие|bize|bizi|bizim|size|sizi|sizin"
    r"|\w+(?:ımız|imiz|umuz|ümüz)\w{0,3}|μας|σας|nekünk|rólunk|önök|nouă|noastr\w+"
    r"|dumneavoastră|kami|anda|chúng tôi|quý vị"
    r"|لنا|معنا|بنا|إلينا|\w+ونا|אלינו|לנו|שלנו|אותנו|हमें"
    r"|हमारे|हमारा|हमारी|आप|आपके|ما را|برای ما)(?!\w)"
    r"|ください|下さい|お寄せ|お待ちし|お問い合わせ|我们|我們|本报|本報|本网|本網"
    r"|您|주세요|주십시오|바랍니다|기다립니다|저희|ติดต่อเรา"
)
_TEXT_WORD = (
    r"article|story|report|text|content|artikel|beitrag|bericht|reportage|inhalt|contenu|dossier|contenido|artículo"
    r"|reportaje|nota|articolo|servizio|contenuto|conteúdo|artigo|reportagem|matéria|verhaal|artikkel\w*|artikeln"
    r"|tekst\w*|innehållet|innehåll|juttu\w*|artikkeli\w*|artykuł\w*|materiał\w*|treś\w+"
    r"|článek|článku|text\w{0,2}|članak|članku"
    r"|стать[яиюе]|материал\w?|текст\w?|публикаци[яиюе]|статт[яюі]"
    r"|матеріал\w?|публікаці[яї]"
    r"|haber\w{0,5}|içerik|yazı\w?"
    r"|άρθρο|κείμενο|cikk\w*|articol\w*|artikel ini|berita ini|bài viết|المادة|المقال|المقالة"
    r"|التقرير|הכתבה|המאמר|लेख|खबर"
)
#: `This story …`, `Dieser Beitrag …`, `Contenido …`, `本文…`: a text's name at once, or “this” before it.
_OF_ITSELF = re.compile(
    rf"\W{{0,2}}(?:(?:this|dieser?s?|der|cet|cette|ce|este|esta|esse|essa|questo|questa|dit|deze|denne|dette|den här"
    rf"|tämä|ten|ta|to|tento|toto|эта|этот|ця|цей|bu|αυτό το|ez a|acest|هذه|هذا|यह)\s)?(?:{_TEXT_WORD})(?!\w)"
    r"|\W{0,2}(?:本文|本稿|この記事|本記事|这篇文章|此文|이 기사|본 기사|더 많은)"
)
#: `Foto 3 de 8`, `写真（1/6枚）`: one of several.
_ONE_OF = re.compile(
    r"(?<!\d)\d{1,3}\s?(?:/|of|de|von|van|di|z|ze|av|af|из|з|от|από|من)\s?\d{1,3}(?!\d)"
)


def without_asides(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs of a short text without such ones at its end; two are always left."""
    kept = list(paragraphs)
    while _LEAST_TEXTS < len(kept) <= _FEW_TEXTS + 1 and _is_aside(kept[-1], kept[:-1]):
        kept.pop()
    return kept


def speaks_alone(text: str, others: Sequence[str]) -> bool:
    """True if a short text speaks to its reader or of its paper, and none of the others does."""
    return (
        weigh(text) <= _LONG_CALL and _speaks(text) and not any(_speaks(other) for other in others)
    )


def is_matter(text: str, *, head: bool) -> bool:
    """True if a short line without an end is about a text or a picture: `Reading time: 2 minutes`.

    Before the text (`head`) every such line with a label is: `Foto: …`, `Kuva: …`; in its midst
    those are entries of a list.
    """
    if weigh(text) > _LONG_LABEL or is_ended(text):
        return False
    low = text.casefold()
    return (
        _ONE_OF.search(low) is not None
        or _OF_ITSELF.match(low) is not None
        or (head and _LABELLED.match(text) is not None)
    )


def _is_aside(text: str, others: Sequence[str]) -> bool:
    if weigh(text) > _LONG_NOTE or text[0] in _QUOTES:
        return False
    if _LABELLED.match(text) and not any(quote in text for quote in _QUOTES):
        return not any(_LABELLED.match(other) for other in others)
    if weigh(text) > _LONG_CALL:
        return False
    low = text.casefold()
    if _OF_ITSELF.match(low):
        return not any(_OF_ITSELF.match(other.casefold()) for other in others)
    return _CALL.fullmatch(text) is not None or speaks_alone(text, others)


def _speaks(text: str) -> bool:
    return _SPEAKS.search(_QUOTED.sub(" ", text).casefold()) is not None
