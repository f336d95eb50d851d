"""Datelines before the first words of a story: byline, date, place, agency."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.text.lead.agency_tags import tag_end
from bot.text.lines.kinds import LineKind, classify
from bot.text.lines.patterns import tables_for
from bot.text.lines.phrases import pattern_of, phrases

_DASH = r"(?:\s+(?:—|–|--?|―|-)\s*|\s*(?:—|–|--|―)\s*)"
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİŁŃŅŇŌŐŒŔŘŚŞŠȘŢŤȚŪŮŰŲŹŻŽА-ЯЁІЇЄҐ"
_PLACE = (
    rf"[{_UPPER}][\w.'’\-]*(?: (?:de |del |la |le |el |los |las |d[aio] |am |an der |на |upon "
    rf")?[{_UPPER}][\w.'’\-]*){{0,3}}"
    rf"(?:[,/] ?[{_UPPER}][\w.'’\- ]{{1,25}}?){{0,2}}"
)
_DATE = r"(?:\d{1,2}\.? ?[^\W\d]{3,10}\.?|[^\W\d]{3,10}\.? \d{1,2})(?:,? (?:19|20)\d\d)?"
# possessive: the same letters must not be parted in every way there is
_CAPITALS = rf"(?:(?:[{_UPPER}]['’])?[{_UPPER}]{{2,}}+(?:[.'’\-]++[{_UPPER}]++)*+[.'’\-]*[, ]{{0,2}}){{1,4}}"
_HAN_DATE = r"(?:(?:\d{4}年)?\d{1,2}月)?\d{1,2}日"
#: What text is taken off before the words of a story, and how little may be left.
_LEAST_LEFT_CHARS = 20
#: How far into a text its byline and date may reach, in pieces ended by a full stop or bar.
_MOST_PIECES = 12
_PIECE = re.compile(r"\s*(\S.{0,110}?(?:[.|](?=\s)|:\.?(?=\s)))\s+", re.DOTALL)
_BY = re.compile(r"(?:by|von|par|por|di|автор|od)\W*\Z", re.IGNORECASE)
_BY_NAME = re.compile(r"(?:by|By|BY)\.? +(?=\S)")
_AND = re.compile(r"(?:and|und|et|y|e|и|та|i) +(?=\S)")
_SMALL_WORDS = frozenset(
    [
        "and",
        "for",
        "in",
        "of",
        "the",
        "de",
        "la",
        "van",
        "von",
        "der",
        "und",
        "et",
        "y",
        "e",
        "da",
        "di",
        "del",
        "le",
        "bin",
        "al",
    ]
)
_TIME_WORD = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august"
    r"|september|october|november|december|now|then|today|tomorrow|tonight|contrast|law|far",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of datelines, with the news agencies of a language and English."""
    written = [(t, name) for t in tables_for(language) for name in phrases(t, "agency")]
    names = [pattern_of(name, "agency", table) for table, name in written]
    cased = "|".join(
        dict.fromkeys(
            pattern_of(spelt, "agency", table)
            for table, name in written
            for spelt in (name.upper(), name.title(), name.capitalize())
        )
    )
    some = rf"(?:{'|'.join(names)})"
    listed = rf"{some}(?:(?:\s?[,/+&-]\s?|\s+(?:and|und|et|y|e|и|i|та)\s+){some})*"
    return (
        # MOSCOW, Feb. 3 (Reuters) - ; Beirut (CNN) -- ; (CNN)
        re.compile(rf"(?:{_PLACE}(?:[,.]? {_DATE})?,?\s{{0,2}})?[(\[（]\s?(?i:{listed})(?:[/,]\s?[a-z]{{2,"
rf"4}}){{0,2}}\s?[)\]）](?:{_DASH}|\s*[:.،,]?\s*)"),
        # МОСКВА, 24 фев — РИА Новости. ; КИЕВ, 3 марта. /ТАСС/. ; Berlin, 3. Mai (dpa)
        re.compile(
            rf"{_PLACE}(?:[.,]? {_DATE}[.,]?\s?(?:[/–—-]\s?)?|\s?[/–—-]\s?|\. ?)(?i:{listed})"
            rf"(?:\s?/\.?|\.|\s?:|{_DASH})\s*"
        ),
        re.compile(rf"/?(?:{cased})/?(?:\s?[|]|{_DASH}|/\.?|\s?:)\s*(?=\S)"),
        # WASHINGTON — ; SIOUX FALLS, S.D. – ; PARIS, June 3 — ; RIVERTON (Valley News) —
        re.compile(
            rf"{_CAPITALS}(?:[{_UPPER}][\w.]{{0,12}}\s?){{0,3}}(?:,? ?{_DATE})?"
            rf"(?:\s?[(\[][{_UPPER}][\w.&'’ -]{{1,30}}[)\]])?{_DASH}(?=\S)"
        ),
        # 30 March 2017 Last updated at 22:18 BST ; Updated: 15:36 EST, 25 October 2013
        re.compile(
            rf"(?:{_DATE}\s+)?(?i:(?:last )?updated)(?: at|:)? \d{{1,2}}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [A-Z]{{2,4}}\b)?"
            rf"(?:,? (?:on )?{_DATE})?[\s.|–—-]*(?=[{_UPPER}\"“'‘])"
        ),
        # (ANSA) - ROMA, 5 MAR - ; whoever the agency is
        re.compile(rf"[(\[][{_UPPER}][\w.&'’ -]{{1,30}}[)\]]{_DASH}{_CAPITALS}(?:,? ?{_DATE})?{_DASH}(?=\S)"),
        # Washington.- ; Madrid, 3 may. - ; Rostow (Russland) -
        re.compile(rf"{_PLACE}(?:,? {_DATE})?(?<=\w{{3}})\.\s?[-–—]\s?(?=[{_UPPER}\"“«¿¡])"),
        re.compile(rf"{_PLACE} ?\([{_UPPER}][^\W\d_A-Z]{{3,}}(?: [{_UPPER}]\w+)?\){_DASH}(?=[{_UPPER}\"“„])(?!"
rf"[^–—-]{{0,80}}\s[–—-]\s)"),
        # CALDEN. In
        re.compile(rf"(?:[{_UPPER}'’-]{{4,}}+ ?){{1,3}}\.\s(?=[{_UPPER}\"“„«])(?=.{{60}})"),
        # Feb. 3, 2015 --
        re.compile(rf"(?:{_DATE})(?<=(?:19|20)\d\d){_DASH}(?=[{_UPPER}])"),
        # NEW DELHI: ; LONDON, 3 May:
        re.compile(rf"{_CAPITALS}(?:,? {_DATE})?:\s+(?=[{_UPPER}\"“'‘])(?=.{{60}})"),
        # 新华社北京2月3日电（记者 王某）
        re.compile(
            rf"(?:【[^】]{{1,24}}】\s*)?(?:{some}|本报|本報"
            rf"|本台)?[\u4e00-\u9fff]{{0,10}}\s?{_HAN_DATE}\s?(?:电|電|讯|訊|消息)"
            r"(?:\s?[（(][^）)]{1,40}[）)])?[\s:：，,]*"
        ),
        re.compile(r"【[^】]{1,24}】\s*|(?:本报讯|本報訊)\s*(?:[（(][^）)]{1,40}[）)])?[\s:：]*"),
        # بيروت - رويترز - ; القاهرة (رويترز) - ; دبي/ الأناضول
        re.compile(rf"(?:[\u0621-\u064a]+ ?){{1,3}}(?:\s?[-–—/:(]\s?)(?:{listed})(?:\s?[)/]?\s?[-–—:]\s*|\)\s*)"),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _any_pattern(language: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern in _patterns(language)))


def has_dateline(text: str, language: str) -> bool:
    """True if a paragraph begins with a dateline or agency tag."""
    return _any_pattern(language).match(text[:300]) is not None


def strip_dateline(text: str, language: str) -> str:
    """The text without byline, date, place and agency at its start; never emptied."""
    text = _without_byline(text, language)
    for _ in range(2):
        for pattern in _patterns(language):
            found = pattern.match(text[:300])
            if found and found.end() and len(text) - found.end() >= _LEAST_LEFT_CHARS:
                text = text[found.end() :].lstrip(" .,:–—-")
                break
        else:
            end = tag_end(text)
            if not end:
                break
            text = text[end:].lstrip(" .,:–—-")
    return text


def _without_byline(text: str, language: str) -> str:
    """The text behind pieces at its start that are bylines, dates and bars."""
    at, seen, named, written = 0, False, False, False
    for _ in range(_MOST_PIECES):
        found = _PIECE.match(text, at)
        if found is None or len(text) - found.end() < _LEAST_LEFT_CHARS:
            break
        piece = found[1]
        by = _BY_NAME.match(piece)
        stamp = _is_stamp(piece, language)
        if _BY.match(piece.rstrip(".:|")):
            named = True
        elif (by and _is_name(piece[by.end() :])) or (named and _is_name(piece)):
            named, written = False, True
        elif written and (also := _AND.match(piece)) and _is_name(piece[also.end() :]):
            pass
        elif not stamp and (not seen or any(map(str.isalnum, piece))):
            break
        seen = True
        at = found.end()
    return text[at:] if seen else text


def _is_stamp(piece: str, language: str) -> bool:
    """True if a piece says when something was published, and nothing else."""
    if not any(map(str.isdigit, piece)):
        said = classify(piece, language).kind in (LineKind.DATE, LineKind.BYLINE)
        return said and piece.rstrip(" .").endswith(":")
    return len(piece) <= 60 and classify(piece.rstrip("."), language).kind is LineKind.DATE


def _is_name(piece: str) -> bool:
    """True if a piece is the name of a writer or two: few words, all capital."""
    words = piece.strip(" .|,:").split()
    if not 1 <= len(words) <= 8 or any(map(str.isdigit, piece)):
        return False
    if any(_TIME_WORD.fullmatch(word.strip(",.")) for word in words):
        return False
    return all(word[0].isupper() or word.lower() in _SMALL_WORDS for word in words)
