"""Boilerplate of feeds and aggregators, told by form in any language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from bot.domain.stops import CLOSERS, STOPS
from bot.text.lines.kinds import ENDING, classify, weigh
from bot.text.lines.phrases import alternation
from bot.text.page.dom import TextBlock
from bot.text.page.elements import HEADINGS
from bot.text.sentences.splitting import rejoin, split_sentences
from bot.text.words.normalise import one_line

#: A headline shorter than this may stand in a sentence by chance.
_LEAST_TITLE = 8
#: What a footer says beside the headline it names, in Latin letters.
_AROUND_TITLE = 140
#: A link that leads on is not longer, in Latin letters.
_LONG_LINK = 60
#: `Points: 242`, `# Comments: 69`, `Article URL: https://…`.
_COUNTED = re.compile(r"[#\w][^:：.!?]{0,30}[:：]\s*(?:https?://\S+|[\d.,]+)\Z")
_ADDRESS = re.compile(r"(?:[^\s:]{1,20}:\s?)?https?://\S+\Z")
#: What may end the text before a link that leads on.
_END = re.compile(rf"[{STOPS}{CLOSERS}]\s*[|·•–—-]?\s*\Z")
#: What stands around a link that leads on: arrows, brackets, dots.
_SENTENCE_END = re.compile(rf"[{STOPS}]\s+")
_LEADS_ON = re.compile(r"(?:→|»|›|▶|►|➡|>>|↗|\[?(?:…|\.\.\.)\]?)\s*\Z")
_QUESTION = re.compile(r"[?？؟;]\Z")
_BRACKETED = re.compile(r"\s*[(\[]?(?:…|\.\.\.)[)\]]?\s*\Z")


def without_furniture(blocks: Sequence[TextBlock], title: str) -> list[TextBlock]:
    """The blocks of a text without links and lines at its end that lead to it or to its source.

    A last line that names the headline (`The post … appeared first on …`), one that is all
    link, a link behind the end of the last sentence, and counts and addresses in place of text.
    """
    kept = [block for block in blocks if not _is_matter(block)]
    texts = sum(1 for block in kept if block.tag not in HEADINGS)
    _pop_furniture(kept, texts, title)
    if kept:
        kept[-1] = _without_last_link(kept[-1])
    return [block for block in kept if block.text]


def _is_matter(block: TextBlock) -> bool:
    """True if a block is an address or a count, or links and hardly anything else."""
    text = block.text
    if len(text) > 300 or block.tag in HEADINGS:
        return False
    bare = block.links > 0 and block.linked >= 0.8 * len(text) and weigh(text) <= 20
    return bare or _COUNTED.match(text) is not None or _ADDRESS.match(text) is not None


def _pop_furniture(kept: list[TextBlock], texts: int, title: str) -> None:
    """Take off what leads on at the end; one text that is no heading is left."""
    while texts > 1 and (_is_footer(kept[-1], title) or _leads_on(kept[-1])):
        texts -= kept.pop().tag not in HEADINGS


def _is_footer(block: TextBlock, title: str) -> bool:
    """True if a block with links names the headline, letter for letter, and says little else."""
    if not block.links or len(title) < _LEAST_TITLE // 2 or title not in block.text:
        return False
    return 0 < len(block.text) - len(title) <= _AROUND_TITLE


def _leads_on(block: TextBlock) -> bool:
    """True if a block is a link to the rest of the text."""
    if block.links != 1 or weigh(block.text) > _LONG_LINK + 20:
        return False
    return block.linked >= 0.8 * len(block.text.rstrip(" .…»→>"))


def _without_last_link(block: TextBlock) -> TextBlock:
    """A block without a short link at its end that stands behind a whole or a cut sentence."""
    if not 0 < block.tail_link <= _LONG_LINK or block.tail_link >= len(block.text):
        return block
    link, before = block.text[-block.tail_link :], block.text[: -block.tail_link].rstrip(" ([|·")
    if not _END.search(before) or len(before) < 20:
        return block
    if _END.search(link) and not _LEADS_ON.search(link):
        return block  # a sentence that is a link
    return replace(block, text=before, links=max(block.links - 1, 0))


def without_last_words(paragraphs: Sequence[str], title: str) -> list[str]:
    """Paragraphs of plain text without a last sentence that names the headline and little else."""
    if len(paragraphs) == 0 or len(title) < _LEAST_TITLE:
        return list(paragraphs)
    last = paragraphs[-1]
    at = last.rfind(title)
    if at <= 0:
        return list(paragraphs)
    ends = [found.end() for found in _SENTENCE_END.finditer(last[:at])]
    start = ends[-1] if ends else 0
    rest = len(last) - start - len(title)
    if not 0 < rest <= _AROUND_TITLE // 2 or (start == 0 and len(paragraphs) == 1):
        return list(paragraphs)
    kept = last[:start].rstrip()
    return [*paragraphs[:-1], kept] if kept else list(paragraphs[:-1])


def without_last_appeals(paragraph: str, language: str, *, alone: bool) -> str:
    """A text's last paragraph without sentences at its end that ask for money or a click.

    The first sentence of one that is `alone` stays.
    """
    sentences = split_sentences(paragraph, language)
    kept = list(sentences)
    while len(kept) > int(alone) and classify(kept[-1], language).kind in ENDING:
        kept.pop()
    if len(kept) == len(sentences):
        return paragraph
    if not alone and len(kept) == 1 and _QUESTION.search(kept[0]) and weigh(kept[0]) <= _LONG_LINK:
        return ""  # `Seen a mistake?`, before what to do then
    return rejoin(paragraph, kept)


def is_placeholder(text: str) -> bool:
    """True if a headline stands where there is none: it says that there is none, or no film."""
    return len(text) <= 120 and _placeholder().fullmatch(text.casefold()) is not None


@cache
def _placeholder() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{alternation(['placeholder'], ['all'])})\W*")


def is_cut(title: str) -> bool:
    """True if a headline breaks off: it ends with an ellipsis."""
    return _BRACKETED.search(title) is not None


def uncut(title: str) -> str:
    """A headline without the ellipsis that it ends with."""
    return one_line(_BRACKETED.sub("", title))
