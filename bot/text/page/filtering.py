"""A filter that keeps the lines of an article among the blocks of the element that holds it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.text.lines.asides import is_matter, speaks_alone
from bot.text.lines.kinds import LineKind, TextLine, classify, ends_asking, is_offer
from bot.text.lines.notices import is_notice
from bot.text.lines.offers import names_payers
from bot.text.lines.patterns import patterns_for
from bot.text.page.dom import TextBlock
from bot.text.page.elements import HEADINGS
from bot.text.words.normalise import fold

#: Noise wherever it stands in an article's element.
_ANYWHERE = frozenset({LineKind.APPEAL, LineKind.RELATED, LineKind.CAPTION})
#: Noise before the first and after the last paragraph; between them it may be text.
_AROUND = _ANYWHERE | {LineKind.BYLINE, LineKind.DATE, LineKind.LABEL, LineKind.LEGAL}
#: Lines that only their place tells.
_UNTOLD = frozenset({LineKind.TITLE, LineKind.SCRAP})
#: A paragraph longer than this between paragraphs is hardly an appeal, whatever its words.
_LONG_APPEAL = 220
#: The heading over what a press release says of its sender.
_ABOUT = re.compile(
    r"(?:about|über|à propos d[eu]|acerca de|sobre|о компании|про компанію) \S.{1,40}\Z",
    re.IGNORECASE,
)
#: Elements whose short lines are text: rows of a table, entries of a list.
_KEEPING = frozenset({"li", "td", "th", "tr", "dd", "dt", "blockquote", "pre"})


def filter_blocks(blocks: Sequence[TextBlock], *, title: str, language: str) -> list[str]:
    """The texts of the blocks that are the article's, in order; none if all are noise."""
    lines = [classify(block.text, language) for block in blocks]
    # what is marked as a moment is when something was said, not what
    alive = [not block.timed for block in blocks]
    _drop_links(blocks, lines, alive)
    first = _after_title(blocks, lines, title)
    prose = _prose(blocks, lines, alive, first)
    while len(prose) > 1 and (
        _is_put_before(lines[prose[0]], language, few=len(prose) <= 3)
        or _is_boxed(blocks, prose[0], prose[1:])
    ):
        alive[prose.pop(0)] = False
    if not prose:
        return [block.text for at, block in enumerate(blocks) if lines[at].kind not in _AROUND]
    for at in range(first, prose[0]):
        alive[at] = alive[at] and not (
            is_notice(blocks[at].text.casefold())
            or (blocks[at].tag not in HEADINGS and _is_boxed(blocks, at, prose))
        )
    end = min(_end(blocks, lines, alive, prose), _wall(blocks, lines, prose, language))
    for at in range(len(blocks)):
        if at < first or at >= end:
            alive[at] = False
        elif alive[at]:
            alive[at] = _stays(blocks[at], lines[at], head=at < prose[0], tail=at > prose[-1])
    _drop_empty_headings(blocks, alive)
    return [block.text for at, block in enumerate(blocks) if alive[at]]


def _is_put_before(line: TextLine, language: str, *, few: bool) -> bool:
    """True if a first paragraph is not the text's: a note on it, or one that asks for something."""
    low = line.text.casefold()
    if is_notice(low):
        return True
    if line.weight <= _LONG_APPEAL and names_payers(low):
        return patterns_for(language).you.search(low) is not None
    return not few and ends_asking(line, language)


def _is_boxed(blocks: Sequence[TextBlock], at: int, prose: Sequence[int]) -> bool:
    """True if a text before others speaks to the reader from a box that none of them is in."""
    others = [blocks[other] for other in prose]
    return all(blocks[at].home != other.home for other in others) and speaks_alone(
        blocks[at].text, [other.text for other in others]
    )


def _wall(
    blocks: Sequence[TextBlock], lines: Sequence[TextLine], prose: Sequence[int], language: str
) -> int:
    """The place of an offer to subscribe with nothing behind it that is not part of it.

    What is, stands in its box, or speaks to the reader, too.
    """
    rules = patterns_for(language)
    for at in range(prose[0] + 1, len(blocks)):
        if lines[at].kind is not LineKind.APPEAL or not is_offer(lines[at].text.casefold(), rules):
            continue
        home = blocks[at].home
        apart = home != blocks[prose[0]].home
        if all(
            (apart and blocks[p].home == home) or rules.you.search(lines[p].text.casefold())
            for p in prose
            if p > at
        ):
            return at
    return len(blocks)


def _prose(
    blocks: Sequence[TextBlock], lines: Sequence[TextLine], alive: Sequence[bool], first: int
) -> list[int]:
    """The places of the paragraphs from `first` on; of short ones where there are no others."""
    for kind in (LineKind.BODY, LineKind.SHORT):
        found = [
            at
            for at in range(first, len(blocks))
            if alive[at] and lines[at].kind is kind and blocks[at].tag not in HEADINGS
        ]
        if found:
            return found
    return []


def _stays(block: TextBlock, line: TextLine, *, head: bool, tail: bool) -> bool:
    """True if a block is text, by what it is and where it stands."""
    untold = line.kind in _UNTOLD and block.tag not in HEADINGS | _KEEPING
    if untold and is_matter(line.text, head=head):
        return False
    if head or tail:
        if line.kind in _AROUND or block.tag == "h1":
            return False
        return not (head and line.kind is LineKind.SCRAP)
    if line.kind is LineKind.APPEAL and line.weight > _LONG_APPEAL:
        return True
    if line.kind in _ANYWHERE:
        return block.tag in _KEEPING and line.kind is not LineKind.APPEAL and not block.links
    if line.kind is LineKind.LABEL and block.tag not in _KEEPING:
        return not any(map(str.isalpha, block.text)) or block.tag in HEADINGS
    return not (untold and block.after_image and line.weight < 100)


def _after_title(blocks: Sequence[TextBlock], lines: Sequence[TextLine], title: str) -> int:
    """The place after the headline, where it stands before the text.

    A lesser heading behind paragraphs repeats it: then the text began before.
    """
    wanted = fold(title)
    if not wanted:
        return 0
    begun = False
    for at, block in enumerate(blocks[:60]):
        if fold(block.text) == wanted and (block.tag == "h1" or not begun):
            return at + 1
        begun = begun or (lines[at].kind is LineKind.BODY and not _is_link(block))
    return 0


def _drop_links(blocks: Sequence[TextBlock], lines: Sequence[TextLine], alive: list[bool]) -> None:
    """Take out rows of links: blocks of a kind that are all link, two or more together."""
    run: list[int] = []
    for at in range(len(blocks) + 1):
        if at < len(blocks) and _is_link(blocks[at]):
            run.append(at)
            continue
        if len(run) >= 3 or (run and lines[run[0]].kind in (LineKind.RELATED, LineKind.LABEL)):
            for each in run:
                alive[each] = False
            before = run[0] - 1
            if (
                before >= 0
                and lines[before].kind is not LineKind.BODY
                and lines[before].weight < 60
            ):
                alive[before] = False
        run = []


def _is_link(block: TextBlock) -> bool:
    share = 0.6 if block.links > 1 else 0.75
    return block.links > 0 and block.linked >= share * len(block.text)


def _end(
    blocks: Sequence[TextBlock],
    lines: Sequence[TextLine],
    alive: Sequence[bool],
    prose: Sequence[int],
) -> int:
    """The place after the last block of the article: noise with little prose behind it.

    A heading in a box of its own, with prose behind it that stands where the other prose does,
    is over something put in between.
    """
    home = Counter(blocks[p].home for p in prose).most_common(1)[0][0]
    last_at_home = max(p for p in prose if blocks[p].home == home)
    for at in range(prose[0] + 1, len(blocks)):
        kind = lines[at].kind
        heading = _ends_article(blocks[at], lines[at])
        if (
            not heading
            and alive[at]
            and kind not in (LineKind.APPEAL, LineKind.LEGAL, LineKind.RELATED)
        ):
            continue
        behind = sum(1 for p in prose if p > at)
        before = len(prose) - behind
        aside = at < last_at_home and blocks[at].home != home
        if behind == 0 or (
            heading and not aside and behind * (4 if blocks[at].tag in HEADINGS else 10) <= before
        ):
            return at
    return len(blocks)


def _ends_article(block: TextBlock, line: TextLine) -> bool:
    """True if a block is a heading over what is no part of the article any more."""
    if line.weight > 70:
        return False
    if line.kind in (LineKind.LABEL, LineKind.RELATED, LineKind.APPEAL):
        return block.tag in HEADINGS or (line.kind is LineKind.LABEL and line.weight > 8)
    return line.kind in (LineKind.TITLE, LineKind.SCRAP) and _ABOUT.match(line.text) is not None


def _drop_empty_headings(blocks: Sequence[TextBlock], alive: list[bool]) -> None:
    """Take out headings with nothing below them."""
    text_follows = False
    for at in range(len(blocks) - 1, -1, -1):
        if not alive[at]:
            continue
        if blocks[at].tag in HEADINGS and not text_follows:
            alive[at] = False
        else:
            text_follows = True
