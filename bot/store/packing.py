"""All that a digest told and left out as few bytes, and back.

A listing is all that an interest has in a window; a digest names its listings, which stories of
them it told, and which it did not tell for the chat's own sake. All else follows. Whole numbers
take a byte for each seven bits, signed ones with the sign last.
"""

from __future__ import annotations

import hashlib
from base64 import b85encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.choice import Digest, Listed, Story
from bot.domain.digest import told_elsewhere
from bot.domain.models import InterestKind
from bot.domain.planning import LeftOut, ToldStory
from bot.domain.toplists import Spoken, TopList, topic_worth

#: The parts of a score that are kept, in thousandths; the topic's follows from the place.
_PARTS = ("coverage", "recency", "source", "rarity")
#: Stories, lists and segments whose other form is remembered.
_MOST = 20_000


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
    """All that is kept of a digest."""

    listings: tuple[int, ...]
    #: The headings of their sections.
    titles: tuple[str, ...]
    #: Stories not told for what the chat was told before.
    known: frozenset[int]
    segments: tuple[Segment, ...]


class Packer:
    """Packs; what many digests share is packed once."""

    def __init__(self) -> None:
        # with what they are made of, so that no other has its id
        self._stories: dict[tuple[int, int], tuple[Story, bytes]] = {}
        self._lists: dict[int, tuple[Listed, bytes]] = {}

    def know(self, one: Listed) -> bytes:
        """All that is kept of a list."""
        found = self._lists.get(id(one))
        if found is None:
            if len(self._lists) >= _MOST:
                self._lists.clear()
            found = self._lists[id(one)] = one, _pack_listing(one)
        return found[1]

    def listing(self, one: Listed, day: str) -> tuple[str, bytes]:
        """A fingerprint of a list on a day, and what is kept of it."""
        packed = self.know(one)
        return fingerprint(packed + day.encode()), packed

    def digest(self, digest: Digest, listings: Sequence[int]) -> bytes:
        """All that is kept of a digest whose lists are kept under these numbers."""
        head = bytearray()
        _add(head, [len(listings), *listings])
        for one in digest.lists:
            # with the digest, which goes with its chat: a listing has nobody's words
            title = one.title.encode("utf-8", "replace")
            _add(head, [len(title)])
            head += title
        _add(head, [len(digest.known)])
        _add(head, map(_unsigned, sorted(digest.known)))
        return bytes(head) + b"".join(
            [
                self._story(section.place, story)
                for section in digest.sections
                for story in section.stories
            ]
        )

    def _story(self, place: int, story: Story) -> bytes:
        found = self._stories.get((place, id(story)))
        if found is None:
            if len(self._stories) >= _MOST:
                self._stories.clear()
            found = self._stories[place, id(story)] = story, _pack_story(place, story)
        return found[1]


def fingerprint(packed: bytes) -> str:
    """Twenty characters that only these bytes have."""
    return b85encode(hashlib.blake2b(packed, digest_size=16).digest()).decode()


def unpack(packed: bytes, known: dict[bytes, Segment]) -> Unpacked:
    """All that is kept of a digest; `known` are segments that were read before."""
    numbers = _Numbers(packed)
    listings = tuple(numbers.some(numbers.one()))
    titles = tuple(numbers.text() for _ in listings)
    before = frozenset(map(_signed, numbers.some(numbers.one())))
    segments, at = [], numbers.at
    while at < len(packed):
        length = packed[at]
        at += 1
        if length > 127:
            length = (length & 127) | packed[at] << 7
            at += 1
        part = packed[at : at + length]
        at += length
        segment = known.get(part)
        if segment is None:
            if len(known) >= _MOST:
                known.clear()
            segment = known[part] = _segment(part)
        segments.append(segment)
    return Unpacked(listings, titles, before, tuple(segments))


def told_of(kept: Unpacked) -> list[ToldStory]:
    """All that a digest told."""
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


def left_of(kept: Unpacked, listings: Mapping[int, TopList]) -> LeftOut:
    """All that a digest left out, as far as its listings are still kept."""
    both = zip(kept.listings, kept.titles, strict=True)
    named = [(listings[each], title) for each, title in both if each in listings]
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


def unpack_listing(packed: bytes) -> TopList:
    """A list without its title and its best stories."""
    numbers = _Numbers(packed)
    order, unread, held, muted = (_spoken(numbers) for _ in range(4))
    foreign = frozenset(order[place][0] for place in numbers.some(numbers.one()))
    return TopList(
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


def _pack_listing(one: Listed) -> bytes:
    out = bytearray()
    for some in (one.order, one.unread, one.held, one.muted):
        _add(out, [len(some)])
        before = 0
        for story_id, article_id in some:
            _add(out, (_unsigned(story_id - before), _unsigned(article_id - story_id)))
            before = story_id
    places = [at for at, (story_id, _) in enumerate(one.order) if story_id in one.foreign]
    _add(out, [len(places), *places])
    return bytes(out)


def _spoken(numbers: _Numbers) -> tuple[Spoken, ...]:
    found, before = [], 0
    for _ in range(numbers.one()):
        before += _signed(numbers.one())
        found.append((before, before + _signed(numbers.one())))
    return tuple(found)


def _pack_story(place: int, story: Story) -> bytes:
    out = bytearray()
    _add(out, [place * 2 + story.update, _unsigned(story.id)])
    _add(out, [_unsigned(story.speaker.id - story.id), len(story.article_ids)])
    _add(out, [_unsigned(each - story.id) for each in story.article_ids])
    _add(out, [max(0, round(story.score.get(name, 0.0) * 1000)) for name in _PARTS])
    length = bytearray()
    _add(length, [len(out)])
    return bytes(length + out)


def _segment(part: bytes) -> Segment:
    numbers = _Numbers(part)
    place, update = divmod(numbers.one(), 2)
    story_id = _signed(numbers.one())
    speaker_id = story_id + _signed(numbers.one())
    articles = tuple(story_id + _signed(each) for each in numbers.some(numbers.one()))
    return Segment(
        place, bool(update), story_id, speaker_id, articles, tuple(numbers.some(len(_PARTS)))
    )


class _Numbers:
    """Reads numbers one after the other."""

    __slots__ = ("_packed", "at")

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self.at = 0

    def one(self) -> int:
        value = shift = 0
        while True:
            byte = self._packed[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def text(self) -> str:
        length = self.one()
        self.at += length
        return self._packed[self.at - length : self.at].decode()

    def some(self, count: int) -> Iterator[int]:
        for _ in range(count):
            yield self.one()


def _add(out: bytearray, numbers: Iterable[int]) -> None:
    for number in numbers:
        rest = number
        while rest > 127:
            out.append(rest & 127 | 128)
            rest >>= 7
        out.append(rest)


def _unsigned(number: int) -> int:
    return number * 2 if number >= 0 else -number * 2 - 1


def _signed(number: int) -> int:
    return number // 2 if number % 2 == 0 else -(number + 1) // 2
