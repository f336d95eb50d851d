"""/why not: what became of a story that somebody names by words or by its link."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.services.editions import EditionService
from tests.handlers.test_left_out import OTHER, Paper
from tests.support.harness import Harness


async def _bring(paper: Paper, key: int, headline: str, **more: object) -> None:
    words = {"headline": headline, "body": f"{headline}, they said.", "lead": f"{headline}, so."}
    await paper.bring(key, **words | more)


async def test_each_reason_in_plain_words(harness: Harness) -> None:
    """Told and where, muted and by what, a language, not followed, still to come, too old."""
    paper, other = Paper(harness), Paper(harness, "herald")
    old = harness.clock.now() - timedelta(days=9)
    await _bring(paper, 9, "Ancient walrus sleeps on a beach", published_at=old)
    await other.bring()
    await harness.say("/subscribe Gazette")
    harness.clock.advance(seconds=60)
    await _bring(paper, 1, "Crocodile found in village pond")
    await _bring(paper, 2, "Bridge over the northern river opens")
    await _bring(other, 3, "Penguins march through the capital")
    await harness.say("/mute crocodile")
    await harness.say("/digest")

    for words, reason in (
        ("bridge river", "Told here"),
        ("not crocodile pond", "You muted it: crocodile"),
        ("penguins march", "Nothing you follow has it"),
        ("walrus", "before you followed"),
        ("https://news.test/2", "as number 1"),
        ("news.test/2?x=1", "No stored article"),
        ("https://news.test/404", "No article of that address"),
    ):
        (answer,) = await harness.say(f"/why {words}")
        assert reason in answer, words
    await harness.say("/why crocodile")
    (gone,) = await harness.press(harness.buttons()["Unmute crocodile"])
    assert "No longer muted" in gone
    await _bring(paper, 4, "Storm closes the northern harbour")
    (answer,) = await harness.say("/why harbour")
    assert "waits for the next digest" in answer


@pytest.mark.parametrize("command", ["/why 1", "/why"])
async def test_a_number_is_a_number(lite: Harness, command: str) -> None:
    """As before: the reasons for what was told."""
    paper = Paper(lite)
    await paper.bring()
    await lite.say("/subscribe Gazette")
    await _bring(paper, 1, "Bridge over the northern river opens")
    await lite.say("/digest")
    (answer,) = await lite.say(command)
    assert "Bridge" in answer
    assert "Told here" not in answer


async def test_what_did_not_fit_was_alerted_or_stands_in_another_article(lite: Harness) -> None:
    """Each says where it is; another chat is told of its own digests alone."""
    editions = lite.services.editions
    assert isinstance(editions, EditionService)
    paper, herald = Paper(lite), Paper(lite, "herald")
    await paper.bring()
    await herald.bring()
    await lite.say("/subscribe Gazette")
    await lite.say("/subscribe Herald")
    lite.clock.advance(seconds=60)
    headline = "Bridge over the northern river opens after nine long years"
    await _bring(paper, 1, headline, url="https://news.test/a")
    await _bring(herald, 2, headline, url="https://news.test/b")
    await paper.bring(*range(30, 60))
    await lite.say("/digest")
    seen = set()
    for link in ("https://news.test/a", "http://www.news.test/b/"):
        (answer,) = await lite.say(f"/why {link}")
        seen.add("same story" in answer)
        assert "Told here" in answer
    assert seen == {True, False}
    found = [(await lite.say(f"/why https://news.test/{number}"))[0] for number in (30, 45, 59)]
    assert any("did not fit" in answer for answer in found)
    await lite.say("/start", chat_id=OTHER, person_id=OTHER)
    (answer,) = await lite.say("/why bridge", chat_id=OTHER, person_id=OTHER)
    assert "Nothing you follow has it" in answer
