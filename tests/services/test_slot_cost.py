"""The cost of planning a slot: counts, so that a busy machine changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.bench.slots import planned
from tests.bench.world import Size, watched_loop

_SMALL = Size(chats=120, articles=300, sources=20, interests=30)
#: Its windows have more articles than are looked at.
_LONG = replace(_SMALL, articles=1500, interests=4, follows=2)


@pytest.mark.parametrize(
    "size",
    [_SMALL, replace(_SMALL, cursors=20), replace(_LONG, cursors=40)],
    ids=["one cursor", "many cursors", "many cursors in long windows"],
)
def test_a_slot_takes_few_statements_and_lets_others_have_a_turn(
    database_url: str, size: Size
) -> None:
    """At most a statement for two editions whatever the cursors; the loop is free every 50 ms.

    Where all windows begin at one place each interest has one list, and of an edition that arrived
    400 bytes are left, its share of thirty lists included.
    """
    loop, stalls = watched_loop()
    try:
        found = loop.run_until_complete(planned(database_url, size, stalls))
    finally:
        loop.close()
    assert found["parts"] >= size.chats
    assert found["statements"] <= 0.5
    if size.cursors == 1:
        assert found["lists"] <= size.interests
        if database_url.startswith("sqlite"):  # pages of PostgreSQL are too large for so few rows
            assert found["final_bytes"] <= 400
    assert found["stall_s"] < 0.05 * _SLOW


#: The machine of the tests may be slower than the one that the 50 ms are meant for.
_SLOW = 4
