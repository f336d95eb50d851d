"""A digest, told and left out, as few bytes, and back.

A listing is all that an interest has in a window, and of its best stories what a digest tells of
them; a digest names its listings, which stories of them it told, and which it did not tell for the
chat's own sake. All else follows. Whole numbers take a byte for each seven bits, signed ones with the
sign last.
"""

from __future__ import annotations

import hashlib
from binascii import b2a_base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.domain.choice import Digest, Listed, Story
from bot.domain.digest import told_elsewhere
from bot.domain.editions import LeftOut, ToldStory
from bot.domain.models import InterestKind
from bot.domain.toplists import Spoken, TopList, topic_worth
from bot.store.numbers import BY_PLACE, Numbers, add, signed, unsigned

#: The parts of a score that are kept, in thousandths; the topic's follows from the place.
_PARTS = ("coverage", "recency", "source", "rarity")
#: Stories, lists and segments whose other form is remembered.
_MOST = 20_000
#: The parts of a code: in which of the listings, and whether the story is written out.
_WAYS = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """A story as a digest told it."""

    #: Which of the digest's listings it was told under.
    place: int
    update: bool
    story_id: int
    speaker_id: int
    article_ids: tuple[int, ...]
    #: Thousandths, in the order of `_PARTS`.
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A stored digest, unpacked."""

    listings: tuple[int, ...]
    #: The headings of their sections.
    titles: tuple[str, ...]
    #: Stories not told for what the chat was told before.
    known: frozenset[int]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A stored list of an interest, unpacked."""

    #: The list without its title and its best stories.
    top: TopList
    #: Its best stories, as told under the first place.
    best: tuple[Segment, ...] = ()


class Packer:
    """Packs; what many digests share is packed once."""

    def __init__(self) -> None:
        # with what they are made of, so that no other has its id
        self._stories: dict[tuple[int, int, int], tuple[Story, Listed | None, bytes]] = {}
        self._lists: dict[int, tuple[Listed, bytes, dict[int, int]]] = {}
        #: The rows of lists that were written on a day; what was not committed is not among them.
        self._rows: dict[int, int] = {}
        self._new: dict[int, int] = {}
        self._day = ""

    def know(self, one: Listed) -> bytes:
        """The packed bytes of a list of an interest; kept for the digests that refer to it."""
        found = self._lists.get(id(one))
        if found is None:
            if len(self._lists) >= _MOST:
                self._lists.clear()
            best = _best(one)
            places = {story.id: at for at, story in enumerate(best)}
            found = self._lists[id(one)] = one, _pack_listing(one, best), places
        return found[1]

    def listing(self, one: Listed, day: str) -> tuple[str, bytes]:
        """A fingerprint of a list on a day, and what is kept of it."""
        packed = self.know(one)
        return fingerprint(packed + day.encode()), packed

    def rows(self, day: str) -> dict[int, int]:
        """The rows of lists of that day that are there already, by their identity."""
        if day != self._day:
            self._rows, self._day = {}, day
        self._new = {}
        return self._rows

    def wrote(self, rows: dict[int, int]) -> None:
        """Rows that were written in this transaction."""
        self._new = rows

    def committed(self) -> None:
        """Keep what was written."""
        self._rows |= self._new

    def digest(self, digest: Digest, listings: Sequence[int]) -> bytes:
        """The packed bytes of a digest whose lists are stored under these numbers."""
        head = bytearray(BY_PLACE)
        add(head, [len(listings)])
        before = 0
        for number in listings:
            add(head, [unsigned(number - before)])
            before = number
        for one in digest.lists:
            # with the digest, which goes with its chat: a listing has nobody's words
            title = one.title.encode("utf-8", "replace")
            add(head, [len(title)])
            head += title
        add(head, [len(digest.known)])
        add(head, map(unsigned, sorted(digest.known)))
        return bytes(head) + b"".join(
            [
                self._story(section.place, story, digest.lists)
                for section in digest.sections
                for story in section.stories
            ]
        )

    def _story(self, place: int, story: Story, lists: Sequence[Listed]) -> bytes:
        one = lists[place] if place < len(lists) else None
        key = (place, id(story), id(one))
        found = self._stories.get(key)
        if found is None:
            if len(self._stories) >= _MOST:
                self._stories.clear()
            found = self._stories[key] = story, one, self._packed(place, story, one)
        return found[2]

    def _packed(self, place: int, story: Story, one: Listed | None) -> bytes:
        """A story by its place in its list; written out where it is told otherwise than there."""
        out = bytearray()
        if one is not None:
            self.know(one)
            at = self._lists[id(one)][2].get(story.id)
            if at is not None and _alike(story, one.stories[at].story):
                add(out, [place * _WAYS, at])
                return bytes(out)
        add(out, [place * _WAYS + 1])
        return bytes(out) + _pack_story(place, story)


def _best(one: Listed) -> list[Story]:
    """The best stories of a list, of which it keeps what is told of them."""
    return [each.story for each in one.stories]


def _alike(story: Story, other: Story) -> bool:
    """True if of both the same is kept."""
    return (
        not story.update
        and story.speaker.id == other.speaker.id
        and story.article_ids == other.article_ids
        and _parts(story) == _parts(other)
    )


def fingerprint(packed: bytes) -> str:
    """Fifteen characters that only these bytes have: of a billion two are alike once in 10^9."""
    return b2a_base64(hashlib.blake2b(packed, digest_size=12).digest())[:15].decode()


def listings_of(packed: bytes) -> tuple[int, ...]:
    """The numbers of a digest's listings."""
    return _listings(Numbers(packed))


def _listings(numbers: Numbers) -> tuple[int, ...]:
    if not numbers.by_place:
        return tuple(numbers.some(numbers.one()))
    found, before = [], 0
    for _ in range(numbers.one()):
        before += signed(numbers.one())
        found.append(before)
    return tuple(found)


def unpack(packed: bytes, known: dict[bytes, Segment], listings: Mapping[int, Listing]) -> Unpacked:
    """Unpack a stored digest; `known` are segments that were read before.

    Of a listing that is not there any more nothing is known.
    """
    numbers = Numbers(packed)
    mine = _listings(numbers)
    titles = tuple(numbers.text() for _ in mine)
    before = frozenset(map(signed, numbers.some(numbers.one())))
    segments = []
    while numbers.at < len(packed):
        place, way = divmod(numbers.one(), _WAYS) if numbers.by_place else (0, 1)
        if way:
            segments.append(_known_segment(numbers, known))
            continue
        at = numbers.one()
        listing = listings.get(mine[place])
        if listing is not None:
            one = listing.best[at]
            segments.append(replace(one, place=place) if place else one)
    return Unpacked(mine, titles, before, tuple(segments))


def _known_segment(numbers: Numbers, known: dict[bytes, Segment]) -> Segment:
    part = numbers.bytes(numbers.one())
    segment = known.get(part)
    if segment is None:
        if len(known) >= _MOST:
            known.clear()
        segment = known[part] = _segment(part)
    return segment


def told_of(kept: Unpacked) -> list[ToldStory]:
    """The stories that a digest told."""
    return [
        ToldStory(
            story_id=one.story_id,
            article_ids=one.article_ids,
            speaker_id=one.speaker_id,
            interest=kept.titles[one.place] if kept.titles else "",
            score={
                **{name: part / 1000 for name, part in zip(_PARTS, one.parts, strict=True)},
                "topic": round(topic_worth(one.place), 3),
            },
            update=one.update,
        )
        for one in kept.segments
    ]


def left_of(kept: Unpacked, listings: Mapping[int, Listing]) -> LeftOut:
    """The stories that a digest left out, as far as its listings are still kept."""
    both = zip(kept.listings, kept.titles, strict=True)
    named = [(listings[each].top, title) for each, title in both if each in listings]
    lists = [one for one, _ in named]
    gone = kept.known.union([one.story_id for one in kept.segments])
    rest = []
    for (one, title), theirs in zip(named, told_elsewhere(lists), strict=True):
        left = one.rest(one.ids.intersection(gone) | theirs)
        if left:
            rest.append((title, left))
    return LeftOut(
        rest=tuple(rest),
        unread=_alone([one.unread for one in lists], lists, gone),
        held=_alone([one.held for one in lists], lists, gone),
        muted=_alone([one.muted for one in lists], lists, gone),
    )


def _alone(
    spoken: Iterable[Sequence[Spoken]], lists: Sequence[TopList], gone: frozenset[int]
) -> tuple[int, ...]:
    """The articles of stories that no list has."""
    left: dict[int, int] = {}
    for some in spoken:
        for story_id, article_id in some:
            if story_id not in gone and not any(story_id in one.ids for one in lists):
                left.setdefault(story_id, article_id)
    return tuple(left.values())


@lru_cache(maxsize=32)  # many chats share a list, and a chat asks for its own again and again
def unpack_listing(packed: bytes) -> Listing:
    """Unpack a stored list of an interest."""
    numbers = Numbers(packed)
    order, unread, held, muted = (_spoken(numbers) for _ in range(4))
    foreign = frozenset(order[place][0] for place in numbers.some(numbers.one()))
    best = []
    while numbers.at < len(packed):
        length = numbers.one()
        best.append(_segment(numbers.bytes(length)))
    top = TopList(
        interest_id=0,
        title="",
        kind=InterestKind.QUERY,
        stories=(),
        order=order,
        unread=unread,
        held=held,
        muted=muted,
        foreign=foreign,
    )
    return Listing(top, tuple(best))


def _pack_listing(one: Listed, best: Iterable[Story]) -> bytes:
    out = bytearray()
    for some in (one.order, one.unread, one.held, one.muted):
        add(out, [len(some)])
        before = 0
        for story_id, article_id in some:
            add(out, (unsigned(story_id - before), unsigned(article_id - story_id)))
            before = story_id
    places = [at for at, (story_id, _) in enumerate(one.order) if story_id in one.foreign]
    add(out, [len(places), *places])
    return bytes(out) + b"".join([_pack_story(0, story) for story in best])


def _spoken(numbers: Numbers) -> tuple[Spoken, ...]:
    found, before = [], 0
    for _ in range(numbers.one()):
        before += signed(numbers.one())
        found.append((before, before + signed(numbers.one())))
    return tuple(found)


def _pack_story(place: int, story: Story) -> bytes:
    out = bytearray()
    add(out, [place * 2 + story.update, unsigned(story.id)])
    add(out, [unsigned(story.speaker.id - story.id), len(story.article_ids)])
    add(out, [unsigned(each - story.id) for each in story.article_ids])
    add(out, _parts(story))
    length = bytearray()
    add(length, [len(out)])
    return bytes(length + out)


def _parts(story: Story) -> list[int]:
    return [max(0, round(story.score.get(name, 0.0) * 1000)) for name in _PARTS]


def _segment(part: bytes) -> Segment:
    numbers = Numbers(part)
    place, update = divmod(numbers.one(), 2)
    story_id = signed(numbers.one())
    speaker_id = story_id + signed(numbers.one())
    articles = tuple(story_id + signed(each) for each in numbers.some(numbers.one()))
    return Segment(
        place, bool(update), story_id, speaker_id, articles, tuple(numbers.some(len(_PARTS)))
    )
