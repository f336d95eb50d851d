"""Features of an article for comparison, from headline and lead: stems, names, numbers, dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence

from bot.domain.likeness import Compared, likeness
from bot.domain.models import Article
from bot.domain.stopwords import BY_LANGUAGE, STOPWORDS
from bot.domain.telling import WEIGHTS, Mark, Telling, telling_of
from bot.text.story.date_words import dates_in
from bot.text.story.rubrics import without_rubric
from bot.text.words.scripts import UNSPACED
from bot.text.words.stems import stem

#: Characters of a headline and of a lead that count; more only blurs what the news is.
HEADLINE_CHARS, LEAD_CHARS = 300, 400
#: A lead of fewer words tells too little to be asked for more than its headline, unless the
#: headline is as long as one and both have so many.
_BRIEF_WORDS, _ENOUGH_WORDS = 5, 12
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\W_]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
#: What a sentence or quotation begins after: a capital there tells no name.
_OPENS = frozenset(".!?…:\"“„«»”'‘`([—–|-")
#: Marks as plain numbers: they are put together for each word of each article.
_HEADLINE, _NAME, _NUMBER = int(Mark.HEADLINE), int(Mark.NAME), int(Mark.NUMBER)
_DATE, _NOUN, _UNTOLD = int(Mark.DATE), int(Mark.NOUN), int(Mark.UNTOLD)
#: Languages that write nouns with a capital, and what stands before a noun and no name.
_CAPITAL_NOUNS = frozenset({"de", "lb"})
_BEFORE_NOUNS = frozenset(
    word
    for line in (
        "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner",
        "dieser diese dieses diesem diesen jeder jede jedes jeden jedem sein seine seinen seinem",
        "seiner ihr ihre ihren ihrem ihrer unser unsere mehr viele alle beide zwei drei vier fünf",
        "sechs sieben acht neun zehn zum zur im am vom beim ins ans rund etwa über",
    )
    for word in line.split()
)
_NOUN_ENDING = re.compile(
    r"..(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|tät|täten|nis|nisse|ismus"
    r"|ment|enz|anz|chef|chefin)\Z"
)
#: Share of a headline's longer words with a capital from which capitals tell no names.
_MOSTLY = 0.7


def telling(headline: str, lead: str, language: str = "") -> Telling:
    """The features of an article for comparing stories; `language` is its text's, or empty."""
    headline, lead = _compared_texts(headline, lead)
    untold = language in _CAPITAL_NOUNS or headline.lower() == headline.upper()
    words: dict[str, int] = {}
    dates = read = 0
    for text, mark in ((headline, _HEADLINE | (_UNTOLD if untold else 0)), (lead, 0)):
        found = [*_WORD.finditer(text)]
        bits, dated = dates_in([match[0].casefold() for match in found], text, language)
        dates |= bits
        read = 0
        for _, word, more in _words(text, found, language, dated):
            read += 1
            words[word] = words.get(word, 0) | more | mark
    return telling_of(words, dates=dates, brief=read < _BRIEF_WORDS and len(words) < _ENOUGH_WORDS)


def _compared_texts(headline: str, lead: str) -> tuple[str, str]:
    headline = without_rubric(unicodedata.normalize("NFKC", headline[:HEADLINE_CHARS]))
    return headline, unicodedata.normalize("NFKC", lead[:LEAD_CHARS])


def is_nearer(article: Article, a: Article, b: Article) -> bool:
    """True if an article tells more of what `a` tells than of what `b` does."""
    mine, one, other = (_compared(each) for each in (article, a, b))
    return likeness(mine, one).alike > likeness(mine, other).alike


def _compared(article: Article) -> Compared:
    told = telling(article.headline, article.lead, article.language)
    return Compared(told, [1.0] * len(told))


def shared_words(a: tuple[str, str, str], b: tuple[str, str, str], *, most: int) -> tuple[str, ...]:
    """The words that two articles (headline, lead, language) share, the most telling first.

    As the first one spells them, in small letters.
    """
    mine, theirs = _spelled(*a), _spelled(*b)
    shared = [stemmed for stemmed in mine if stemmed in theirs]

    def telling_first(stemmed: str) -> float:
        return -(WEIGHTS[mine[stemmed][1]] * WEIGHTS[theirs[stemmed][1]])

    shared.sort(key=telling_first)  # stable: as they come in the first article
    return tuple(mine[stemmed][0] for stemmed in shared[:most])


def naming_words(headline: str, lead: str, language: str, *, most: int) -> tuple[str, ...]:
    """The names, numbers and headline words by which a story is known, the most telling first.

    As they are spelled, in small letters; no dates, which pass while a story goes on.
    """
    mine = _spelled(headline, lead, language)
    found = [each for each in mine.values() if each[1] and not each[1] & _DATE]
    found.sort(key=lambda each: -WEIGHTS[each[1]])  # stable: as they come
    return tuple(dict.fromkeys(spelling for spelling, _ in found))[:most]


def _spelled(headline: str, lead: str, language: str) -> dict[str, tuple[str, int]]:
    """The words of an article by stem, as first spelled, and what is known of them."""
    spelled: dict[str, tuple[str, int]] = {}
    headline, lead = _compared_texts(headline, lead)
    for text, mark in ((headline, _HEADLINE), (lead, 0)):
        found = [*_WORD.finditer(text)]
        for place, word, more in _words(text, found, language, frozenset()):
            whole = found[place][0]
            spelling = word if _UNSPACED.search(whole) else whole.casefold()
            before = spelled.get(word, (spelling, 0))
            spelled[word] = (before[0], before[1] | more | mark)
    return spelled


def _words(
    text: str, found: Sequence[re.Match[str]], language: str, dated: Collection[str]
) -> Iterator[tuple[int, str, int]]:
    """The stems of words found in a text, stop words left out.

    Each with its word's place, and what is known of it.
    """
    stop = BY_LANGUAGE.get(language, STOPWORDS)
    nouns = _nouns(found) if language in _CAPITAL_NOUNS else frozenset()
    capitals = _tells_names(found)
    end = 0
    for place, match in enumerate(found):
        word = match[0]
        opens = not end or text[end : match.start()].rstrip()[-1:] in _OPENS
        end = match.end()
        folded = word.casefold()
        date = _DATE if folded in dated else 0
        if word[0].isdigit():
            yield place, folded, _NUMBER | date
        elif not word.isascii() and _UNSPACED.search(word):
            for at in range(max(len(folded) - 1, 1)):
                yield place, folded[at : at + 2], date
        else:
            folded = folded.replace("’", "'").split("'")[0] or folded
            if len(folded) < 2 or folded in stop:
                continue
            mark = _NAME if capitals and not opens and word[0].isupper() else 0
            if place in nouns:
                mark |= _NOUN
            yield place, stem(folded, language), mark | date


def _tells_names(found: Sequence[re.Match[str]]) -> bool:
    """True if capitals tell names: not where most words have one."""
    long = [match[0] for match in found if len(match[0]) >= 4 and not match[0][0].isdigit()]
    capitals = sum(word[0].isupper() for word in long)
    return len(long) < 3 or capitals < _MOSTLY * len(long)


def _nouns(found: Sequence[re.Match[str]]) -> frozenset[int]:
    """The places of German words with a capital that are nouns and no names.

    By their ending, or by an article, a number or the like before them with adjectives between.
    """
    nouns = set()
    for place, match in enumerate(found):
        word = match[0]
        if not word[0].isupper():
            continue
        if _NOUN_ENDING.search(word):
            nouns.add(place)
        for before in reversed(found[max(place - 3, 0) : place]):
            if before[0][0].isdigit() or before[0].casefold() in _BEFORE_NOUNS:
                nouns.add(place)
                break
            if before[0][0].isupper():
                break
    return frozenset(nouns)
