"""Words of strangers on both engines: answered once each, in time, and nobody else is stopped."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from itertools import chain

import pytest
from sqlalchemy import text

from bot.domain.errors import StoreSlowError
from bot.domain.query import parse_query
from bot.services.quotas import Quotas
from bot.store.database import Database
from bot.store.engines.postgresql.search import patterns_of, words_of
from bot.store.engines.sqlite.search import expression_of as sqlite_match
from bot.store.search import expand
from tests.support.articles import add_source, new_article, store
from tests.support.harness import Harness, open_harness
from tests.support.hostile_words import HOSTILE_WORDS

PATIENT = Quotas(commands=10**6, searches=10**6, searches_day=10**6)


@pytest.fixture
async def patient(database: Database) -> AsyncGenerator[Harness]:
    """A harness that answers as many questions as are asked."""
    gazette = await add_source(database)
    await store(database, gazette, new_article("1", headline="The central bank raises its rates"))
    async with open_harness(database, quotas=PATIENT) as found:
        yield found


async def test_hostile_words_are_answered_once_on_both_engines(patient: Harness) -> None:
    """Each gets one answer, none is tried again, and none is an error of ours."""
    assert len(HOSTILE_WORDS) >= 332
    for words in HOSTILE_WORDS:
        answers = await patient.say(f"/search {words}")
        assert len(answers) == 1, words
        assert "went wrong" not in answers[0], words
    assert await patient.services.inbox.dead() == 0
    assert "central bank" in (await patient.say('/search "central bank"'))[0]


async def test_hostile_words_can_be_followed_on_both_engines(patient: Harness) -> None:
    """A new interest is filled in by the same words; it is followed, or refused by a sentence."""
    for number, words in enumerate(HOSTILE_WORDS):
        answers = await patient.say(f"/subscribe {words}", chat_id=2000 + number // 50)
        assert answers, words
    assert await patient.services.inbox.dead() == 0
    assert await patient.services.inbox.take(1) == []


@pytest.mark.parametrize("word", ["a", "bank", "running", "o'neill", "中", "rock'n'roll"])
def test_a_phrase_costs_as_much_for_each_of_its_words(word: str) -> None:
    """Twice the words make an expression of twice the size, at the most a little more."""

    def sizes(count: int) -> tuple[int, int]:
        # straight to the expression: a query of people is shorter
        one = expand(parse_query(f'"{word} {word}"'), language="en").clauses[0][0]
        phrase = [one[at % len(one)] for at in range(count)]
        query = expand(parse_query("x"))
        made = type(query)(clauses=[[phrase]])
        patterns = "".join(chain.from_iterable(patterns_of(made)))
        return len(words_of(made)) + len(patterns), len(sqlite_match(made))

    for before, after in ((10, 20), (20, 40), (100, 200)):
        for small, large in zip(sizes(before), sizes(after), strict=True):
            assert large <= 2.6 * small


async def test_a_phrase_of_many_words_is_found_in_order(
    patient: Harness, database: Database
) -> None:
    """Ten words that stand together, in any of their forms; not when one stands elsewhere."""
    source = await add_source(database, "courier")
    words = "ministers discussed rising prices while farmers blocked several motorways yesterday"
    await store(
        database,
        source,
        new_article("whole", headline=words.capitalize()),
        new_article(
            "parted", headline="Ministers discussed", body=f"It was a long day. {words[20:]}."
        ),
    )
    (found,) = await patient.say(f'/search "{words}"')
    assert "/whole" in found
    assert "/parted" not in found


async def test_what_takes_too_long_is_ended(database: Database) -> None:
    """On both engines, where a person asked; what operators and ticks do has no such limit."""
    endless = text(
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000000)"
        " SELECT count(*) FROM n"
    )
    asked = database.for_people(0.2)
    with pytest.raises(StoreSlowError):
        async with asked.read() as connection:
            await connection.execute(endless)
    async with asked.read() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    async with database.write() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
@pytest.mark.parametrize("asked", ["/search bank", "/subscribe central bank"])
async def test_a_search_that_takes_too_long_is_told_once(database: Database, asked: str) -> None:
    """One sentence, no second try, and the next one works."""
    people = database.for_people(2.0)
    async with open_harness(people) as services:
        await services.say("/start")
        async with database.write() as connection:
            await connection.execute(text("LOCK TABLE article IN ACCESS EXCLUSIVE MODE"))
            answers = await services.say(asked)
        assert len(answers) == 1
        assert "too long" in answers[0]
        assert await services.services.inbox.dead() == 0
        assert await services.services.inbox.take(1) == []
        assert "too long" not in (await services.say(asked))[0]
