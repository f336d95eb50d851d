"""All that a digest told, packed and read back."""

from __future__ import annotations

from bot.store.packing import Segment, listings_of, told_of, unpack

#: One listing, 7, headed "Hi"; nothing known; story 5 of speaker 6 and articles 5 and 6, written out.
_EARLIER = b"\x01\x07\x02Hi\x00" + b"\x0a\x00\x0a\x02\x02\x00\x02\x01\x02\x03\x04"


def test_what_an_earlier_version_packed_is_read() -> None:
    """Its stories are written out, and no listing is needed for what they told."""
    known: dict[bytes, Segment] = {}
    kept = unpack(_EARLIER, known, {})
    (told,) = told_of(kept)
    assert listings_of(_EARLIER) == kept.listings == (7,)
    assert (told.story_id, told.speaker_id, told.article_ids) == (5, 6, (5, 6))
    assert told.interest == "Hi"
    assert told.score["rarity"] == 0.004
