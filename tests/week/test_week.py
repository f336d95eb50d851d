"""Two days of eleven papers, as one reader got them.

The whole week is `python -m tests.week`.
"""

from __future__ import annotations

from pathlib import Path

from tests.week.agenda import agenda
from tests.week.count import count, table
from tests.week.life import START, live

DAYS, EACH = 2, 6

#: At least this share is told right, and at most so many are wrong.
RIGHT = 0.99
HIDDEN, WRONG_HEADLINES, FURNITURE = 0, 0, 0
TWICE, WRONG_COVERAGE = 2, 1


async def test_two_days_come_to_the_reader_as_they_were_printed(tmp_path: Path) -> None:
    """Each event under its own headline, with its own first sentence, once, and nothing hidden."""
    articles = agenda(START, days=DAYS, each=EACH)
    found = count(articles, await live(tmp_path, articles, days=DAYS))
    seen = "\n".join([table(found), *found.faults])
    assert found.right >= RIGHT * found.events, seen
    assert found.hidden <= HIDDEN, seen
    assert found.wrong_headlines <= WRONG_HEADLINES, seen
    assert found.furniture <= FURNITURE, seen
    assert found.twice <= TWICE, seen
    assert found.wrong_coverage <= WRONG_COVERAGE, seen
