"""The merging of stories, decided by how much their articles tell the same on average."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.domain.likeness import Likeness

#: How alike the articles of two stories must be on average, and how much more for the fewer
#: articles there are to judge by; days that both name and that differ speak against it.
_ALIKE, _ALIKE_UNSURE, _OTHER_DAY = 0.15, 0.12, 0.06
#: How much of what tells events apart both must have.
_SAME, _SAME_UNSURE = 0.25, 0.25
#: The more alike two are, the more of it they must have: the same words with other names in
#: their places are one paper's formula.
_SLOTS = 1.0
#: How much of that two articles must have for their stories to be looked at together.
_RELATED_SAME = 0.3
#: The same without leads: a headline shares a word or two with its own story's others, so that
#: little is enough for one to join many; two stories that both have grown must have more, up
#: to `_BRIEF_GROWN`, half of it at so many articles.
_BRIEF_ALIKE, _BRIEF_UNSURE = 0.005, 0.16
_BRIEF_GROWN, _BRIEF_HALF = 0.15, 12
_BRIEF_SAME_UNSURE = 0.3
#: Words in common on average; fewer are no evidence, however rare: two articles share two.
_SHARED, _SHARED_UNSURE, _BRIEF_SHARED_UNSURE = 0.1, 1.9, 1.1
#: Two stories of so many articles each must be nearly as alike to each other as each in itself.
_GROWN, _GROWN_ALIKE, _ALIKE_SHARE, _SAME_SHARE = 5, 0.2, 0.65, 0.7
#: They are two when the days named differ in most pairs of which both name any, if that is so
#: many of all pairs.
_DATED, _DIFFER = 0.15, 0.3
#: How much an article counts as alike to another of its own source: one paper's articles share
#: its wording, and it seldom tells a thing twice.
_OWN_ALIKE, _OWN_SAME = 0.6, 0.75


#: What counts of likeness of words alone when the surest two are looked for.
_ALIKE_ALONE = 0.3


@dataclass(frozen=True, slots=True)
class StoryLink:
    """The common ground of two stories: averages over pairs of their articles."""

    alike: float
    same: float
    #: 1 where days named are the same, -1 where they differ, 0 where one names none.
    dates: float
    #: The share of pairs in which both name days.
    dated: float
    #: The share of articles without a lead to speak of.
    brief: float
    #: The words that a pair shares.
    shared: float


def link_of(likeness: Likeness, *, one_source: bool) -> StoryLink:
    """The link between two stories of one article each.

    Articles of one source whose headlines differ in a number are two of a series, or two states
    of one event; either has its own headline to be told.
    """
    if one_source and likeness.counted:
        return StoryLink(
            alike=0.0, same=0.0, dates=0.0, dated=0.0, brief=likeness.brief, shared=0.0
        )
    own = one_source and likeness.same < 1
    return StoryLink(
        alike=likeness.alike * (_OWN_ALIKE if own else 1.0),
        same=likeness.same * (_OWN_SAME if own else 1.0),
        dates=likeness.dates,
        dated=abs(likeness.dates),
        brief=likeness.brief,
        shared=float(likeness.shared),
    )


def mixed(a: StoryLink, b: StoryLink, members_a: int, members_b: int) -> StoryLink:
    """The link of a story to one that was put together of two, by its links to both."""
    whole = members_a + members_b
    x, y = members_a / whole, members_b / whole
    return StoryLink(
        alike=x * a.alike + y * b.alike,
        same=x * a.same + y * b.same,
        dates=x * a.dates + y * b.dates,
        dated=x * a.dated + y * b.dated,
        brief=x * a.brief + y * b.brief,
        shared=x * a.shared + y * b.shared,
    )


def strength(link: StoryLink, members_a: int, members_b: int) -> float:
    """The strength of what speaks for two stories being one; 0 when it is not enough."""
    unsure = 1 / math.sqrt(members_a * members_b)
    full, brief = 1 - link.brief, link.brief
    shared = full * _SHARED_UNSURE + brief * _BRIEF_SHARED_UNSURE
    if link.shared < _SHARED + shared * unsure:
        return 0.0
    alike = link.alike + _OTHER_DAY * min(link.dates, 0.0)
    more = min(members_a, members_b) - 1
    if alike < full * (_ALIKE + _ALIKE_UNSURE * unsure) + brief * (
        _BRIEF_ALIKE + _BRIEF_UNSURE * unsure + _BRIEF_GROWN * more / (more + _BRIEF_HALF)
    ):
        return 0.0
    if link.same < full * (_SAME + _SAME_UNSURE * unsure) + brief * _BRIEF_SAME_UNSURE * unsure:
        return 0.0
    if link.same < full * _SLOTS * link.alike:
        return 0.0
    if grown(members_a, members_b) and (
        (full > brief and alike < _GROWN_ALIKE)
        or (link.dated > _DATED and link.dates < -_DIFFER * link.dated)
    ):
        return 0.0
    return alike * (_ALIKE_ALONE + link.same)


def related(link: StoryLink) -> bool:
    """True if two stories share enough to be looked at together."""
    full, brief = 1 - link.brief, link.brief
    return (
        link.shared >= _SHARED + _SHARED_UNSURE
        and link.alike >= full * _ALIKE + 2 * brief * _BRIEF_ALIKE
        and link.same >= full * _RELATED_SAME
    )


def grown(members_a: int, members_b: int) -> bool:
    """True if two stories are large enough to be compared with what each is in itself."""
    return min(members_a, members_b) >= _GROWN


def apart(link: StoryLink, a: StoryLink, b: StoryLink) -> bool:
    """True if two grown stories are less alike than their own articles are to each other.

    `a` and `b` are the averages over pairs of articles within each.
    """
    return link.brief < 0.5 and (
        link.alike < _ALIKE_SHARE * min(a.alike, b.alike)
        or link.same < _SAME_SHARE * min(a.same, b.same)
    )
