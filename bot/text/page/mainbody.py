"""The blocks of a page that are its article."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.domain.stops import CLOSERS, STOPS
from bot.text.lines.kinds import weigh
from bot.text.page.class_names import FREE_PART, holds_article, is_noise, is_readers
from bot.text.page.dom import Blocks, Box, TextBlock
from bot.text.words.normalise import fold

_WHOLE = frozenset({"html", "body", "main", "article"})
_NOISE_TAGS = frozenset(
    ["nav", "footer", "aside", "form", "figcaption", "menu", "dialog", "figure"]
)
#: Those that hold no article, unless they are around the whole page.
_FRAME_TAGS = frozenset({"nav", "footer", "form", "dialog"})
#: Elements that are a paragraph or part of one: too small to hold an article.
_TEXT_TAGS = frozenset(
    (
        "p",
        "li",
        "td",
        "th",
        "tr",
        "dd",
        "dt",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
    )
)
#: So many headings that are links, with text below, are teasers.
_LEAST_CARDS = 3
_STOP = re.compile(rf"[{STOPS}][{CLOSERS}]*(?=\s|\Z)")


#: For each box the score of the paragraphs in it and in those within it.
_Sums = list[float]
#: The box and the score of each paragraph.
_Prose = list[tuple[int, float]]


def is_paragraph(block: TextBlock, *, heading: bool = False) -> bool:
    """True if a block reads like a paragraph of prose; it may be marked as a `heading`."""
    weight = weigh(block.text)
    return (
        weight >= 50
        and block.linked < 0.5 * len(block.text)
        and (weight >= 160 or _STOP.search(block.text) is not None)
        and (heading or not block.tag.startswith("h"))
    )


def main_blocks(page: Blocks, title: str = "") -> tuple[list[TextBlock], bool]:
    """The blocks of the article in order, and whether the page itself says that it is them.

    `title` is the headline; what holds it as main heading holds the article.
    """
    prose = _weights(page)
    sums = _add_up(page, prose, skip=frozenset())
    if not _most(sums):
        return list(page.blocks), False
    noisy, clean = _without_noise(page, prose, sums)
    headed = _among_cards(page, clean, fold(title))
    container = _container(page, clean) if headed is None else headed
    inside = range(container, page.ends()[container])
    kept = [
        block
        for block in page.blocks
        if block.box >= 0
        and block.box in inside
        and block.box not in noisy
        and not _is_list_of_links(block)
    ]
    return kept, headed is not None


def _among_cards(page: Blocks, sums: _Sums, title: str) -> int | None:
    """The article or main element with the main heading in it, where all around are teasers.

    Its length says nothing there: a note of two lines stands among longer cards. None where
    there is no such element, or where it has most of the text by itself.
    """
    total = _most(sums)
    for block in page.blocks:
        if block.tag != "h1" or block.box < 0 or not title or fold(block.text) != title:
            continue
        own = next((at for at in page.path(block.box) if _is_article(page.boxes[at])), None)
        if own is None or not 0 < sums[own] < 0.5 * total:
            continue
        inside = range(own, page.ends()[own])
        cards = {
            each.box
            for each in page.blocks
            if each.box not in inside and each.tag in ("h2", "h3", "h4", "h5") and each.links
        }
        apart = sum(1 for each in page.blocks if each.box not in inside and is_paragraph(each))
        return own if len(cards) >= _LEAST_CARDS and apart <= 2 * len(cards) else None
    return None


def _is_article(box: Box) -> bool:
    return box.tag in ("article", "main") or " main " in box.marks


def _without_noise(page: Blocks, prose: _Prose, sums: _Sums) -> tuple[frozenset[int], _Sums]:
    """The boxes that are no part of the article, and what the others add up to.

    Where names would take most of the text away, only elements that cannot hold an article
    are left out; what readers wrote is left out unless the page has nothing else.
    """
    around = _around_article(page)
    never = _named(page, lambda box: is_readers(box.marks) and box.at not in around)
    written = _add_up(page, prose, skip=never) if never else sums
    if not _most(written):
        never, written = frozenset(), sums
    total = _most(written)
    noisy = never | _noisy_boxes(page, written, total)
    clean = _add_up(page, prose, skip=noisy)
    if _most(clean) >= 0.25 * total:
        return noisy, clean
    noisy = never | _named(page, lambda box: box.tag in _NOISE_TAGS)
    clean = _add_up(page, prose, skip=noisy)
    return (noisy, clean) if _most(clean) >= 0.1 * total else (never, written)


def _most(sums: _Sums) -> float:
    return max(sums, default=0.0)


def _around_article(page: Blocks) -> set[int]:
    """The boxes with a main heading in them, which cannot be readers' alone.

    A page may say in the class of its article that comments are open.
    """
    inner = [block.box for block in page.blocks if block.tag == "h1" and block.box >= 0]
    inner += [box.at for box in page.boxes if box.itemprop == "articlebody"]
    found: set[int] = set()
    for box in inner:
        while box >= 0 and box not in found:
            found.add(box)
            box = page.boxes[box].parent
    return found


def _named(page: Blocks, is_one: Callable[[Box], bool]) -> frozenset[int]:
    """The boxes of a kind, and all within them."""
    found: set[int] = set()
    for box in page.boxes:
        if box.parent in found or is_one(box):
            found.add(box.at)
    return frozenset(found)


def _is_list_of_links(block: TextBlock) -> bool:
    return block.links > 0 and block.linked > 0.8 * len(block.text) and weigh(block.text) < 200


def _weights(page: Blocks) -> _Prose:
    """The paragraphs of prose: the box and the score of each."""
    return [
        (block.box, min(weigh(block.text), 1000.0) - block.linked)
        for block in page.blocks
        if block.box >= 0 and is_paragraph(block)
    ]


def _add_up(page: Blocks, prose: _Prose, skip: frozenset[int]) -> _Sums:
    sums = [0.0] * len(page.boxes)
    for at, weight in prose:
        if at not in skip:
            sums[at] += weight
    for box in reversed(page.boxes):
        if sums[box.at] and box.parent >= 0:
            sums[box.parent] += sums[box.at]
    return sums


def _noisy_boxes(page: Blocks, sums: _Sums, total: float) -> frozenset[int]:
    """Boxes that say they are no part of an article, and all within them."""
    # boxes that hold one that says it holds an article's text
    bodies: set[int] = set()
    for box in reversed(page.boxes):
        if box.at in bodies or holds_article(box.marks):
            bodies.update((box.at, box.parent))

    def is_apart(box: Box) -> bool:
        most = 0.9 if box.tag in _FRAME_TAGS else 0.4
        if box.tag in _WHOLE or box.itemprop == "articlebody" or sums[box.at] >= most * total:
            return False
        return box.tag in _NOISE_TAGS or (
            is_noise(box.marks) and not (box.at in bodies and FREE_PART.search(box.marks))
        )

    return _named(page, is_apart)


def _container(page: Blocks, sums: _Sums) -> int:
    """The box that holds the article: one that says so, or the smallest with most of it."""
    strong = _chosen(page, sums, [b.at for b in page.boxes if b.itemprop == "articlebody"], 0.3)
    if strong is None:
        says_so = [b.at for b in page.boxes if holds_article(b.marks)]
        strong = _chosen(page, sums, says_so, 0.3)
    if strong is None:
        strong = _chosen(page, sums, [b.at for b in page.boxes if b.tag == "article"], 0.4)
    best, parts = strong if strong is not None else (0, [])
    target = 0.85 * sums[best]
    opening = _plain_paragraphs(page, sums)
    eldest = _eldest(page, sums)
    for box in page.boxes[best + 1 :]:
        if box.tag in _TEXT_TAGS or sums[box.at] < target:
            continue
        path = page.path(box.at)
        if best not in path or any(box.at not in page.path(part) for part in parts):
            continue
        between = set(path[1 : path.index(best) + 1])
        if any(at < box.at and page.boxes[at].parent in between for at in opening):
            continue
        steps = (page.boxes[at] for at in path[: path.index(best)])
        if all(
            eldest.get((step.parent, _first_mark(page, step.at)), step.at) >= step.at
            for step in steps
        ):
            best = box.at
    return best


def _eldest(page: Blocks, sums: _Sums) -> dict[tuple[int, str], int]:
    """The first with text of the boxes in one that have the same name, by that box and the name.

    An article may be a row of them; the largest alone is not the article.
    """
    eldest: dict[tuple[int, str], int] = {}
    for box in page.boxes:
        if sums[box.at] >= 50 and (mark := _first_mark(page, box.at)):
            eldest.setdefault((box.parent, mark), box.at)
    return eldest


def _plain_paragraphs(page: Blocks, sums: _Sums) -> list[int]:
    """Boxes that are a paragraph of prose and have no name: a deck or a notice has one.

    What stands in such a one before the rest of an article, as before a wall, is its beginning.
    """
    return [
        box.at
        for box in page.boxes
        if box.tag == "p" and sums[box.at] >= 50 and not box.marks.strip()
    ]


def _chosen(
    page: Blocks, sums: _Sums, boxes: list[int], least: float
) -> tuple[int, list[int]] | None:
    """The box of the page's first article among boxes that say they hold one, or None.

    With it the boxes that are parts of that article, if there are several.

    Boxes within one another count as the inner one where that has most of the text; boxes
    side by side are either parts of one article (then what is around them is it) or
    several articles (then the first is it).
    """
    total = max(sums)
    filled = [at for at in boxes if sums[at] > 0]
    if not filled or sum(sums[at] for at in _outermost(page, filled)) < least * total:
        return None
    most = max(sums[at] for at in filled)
    outer = _outermost(page, filled)
    large = [at for at in outer if sums[at] >= 0.25 * most]
    main = set(large)
    # the paragraphs before a picture or an advertisement often have a box of their own
    kinds = {_first_mark(page, at) for at in large}
    parts = [at for at in outer if at in main or _first_mark(page, at) in kinds]
    if len(parts) == 1:
        return large[0], []
    around = _around(page, parts)
    several = _apart(page, parts, around, min(2, len(large)))
    return (large[0], []) if several else (around, parts)


def _first_mark(page: Blocks, box: int) -> str:
    return page.boxes[box].marks.strip().partition(" ")[0]


def _outermost(page: Blocks, boxes: list[int]) -> list[int]:
    wanted = set(boxes)
    return [at for at in boxes if not wanted.intersection(page.path(at)[1:])]


def _around(page: Blocks, boxes: list[int]) -> int:
    """The innermost box that holds all of these."""
    shared = page.path(boxes[0])
    for at in boxes[1:]:
        path = set(page.path(at))
        shared = [box for box in shared if box in path]
    return shared[0] if shared else 0


def _apart(page: Blocks, parts: list[int], around: int, enough: int) -> bool:
    """True if main headings stand over so many of the boxes, in them or in one around them."""
    ends = page.ends()
    first: dict[int, int] = {}
    for number, block in enumerate(page.blocks):
        box = block.box
        while box >= 0 and box not in first:
            first[box] = number
            box = page.boxes[box].parent
    found = 0
    for at in parts:
        path = page.path(at)
        top = path[max(path.index(around) - 1, 0)] if around in path else at
        if _begins_with_heading(page, range(top, ends[top]), range(at, ends[at]), first[top]):
            found += 1
            if found >= enough:
                return True
    return False


def _begins_with_heading(page: Blocks, inside: range, within: range, first: int) -> bool:
    """True if a main heading is before the first paragraph of a box, from block `first` on."""
    for block in page.blocks[first:]:
        if block.box not in inside:
            return False
        if block.tag in ("h1", "h2"):
            return True
        if block.box in within and is_paragraph(block):
            return False
    return False
