"""How many sends are under way: as many as keep the pace, and few that wait for ourselves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.services.window import SendWindow


def _sizes(window: SendWindow, *sends: tuple[float, float]) -> list[int]:
    """The size after each of these sends (our own part and the whole), all places taken."""
    found = []
    for own_s, whole_s in sends:
        window.done(own_s=own_s, whole_s=whole_s, under_way=window.size)
        found.append(window.size)
    return found


def test_a_far_or_slow_telegram_gets_as_many_as_it_needs() -> None:
    """Also one that is sometimes slower than at other times: that is not our own part."""
    sends = [(0.01, 0.2 if number % 2 else 2.0) for number in range(10)]
    assert _sizes(SendWindow(8), *sends)[-1] == 8


def test_a_database_that_is_slow_but_steady_costs_no_place() -> None:
    """A disk whose commits take a quarter of a second takes many of them at once."""
    assert _sizes(SendWindow(8), *[(0.5, 0.55)] * 10)[-1] == 8


def test_a_busy_machine_gets_no_more_than_it_can_write_down() -> None:
    """Those would wait, sent and not yet written; well again, the places come back."""
    window = SendWindow(8)
    assert _sizes(window, *[(0.01, 0.1)] * 10)[-1] == 8
    assert _sizes(window, *[(0.6, 0.7)] * 10)[-1] == 3
    assert _sizes(window, *[(0.01, 0.1)] * 10)[-1] == 8


def test_places_that_nobody_takes_are_not_made() -> None:
    """At a slow pace few are under way, and a stall sends no more than those."""
    window = SendWindow(8)
    before = window.size
    for _ in range(10):
        assert not window.done(own_s=0.01, whole_s=0.1, under_way=1)
    assert window.size == before


@given(
    st.integers(1, 300),
    st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e4), st.integers(0, 300))),
)
def test_it_is_never_none_and_never_more_than_allowed(
    most: int, sends: list[tuple[float, float, int]]
) -> None:
    """Whatever the clock says."""
    window = SendWindow(most)
    for own_s, more_s, under_way in sends:
        window.done(own_s=own_s, whole_s=own_s + more_s, under_way=under_way)
        assert min(3, most) <= window.size <= most
