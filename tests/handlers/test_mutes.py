"""What a chat mutes is told to it neither now nor later, and can always be opened."""

from __future__ import annotations

from datetime import timedelta

from bot.services.editions import EditionService
from tests.handlers.test_left_out import OTHER, Paper, last_part, title
from tests.support.harness import Harness

PLANE = "Plane lands safely on river after engines fail"


async def _reader(harness: Harness) -> Paper:
    paper = Paper(harness)
    await paper.bring()
    await harness.say("/subscribe Gazette")
    return paper


async def _bring(paper: Paper, key: int, headline: str, lead: str = "", **more: object) -> None:
    lead = lead or f"{headline}, officials said."
    await paper.bring(key, headline=headline, body=lead, lead=lead, **more)


async def _digest(harness: Harness) -> str:
    editions = harness.services.editions
    assert isinstance(editions, EditionService)
    await harness.say("/digest")
    return (await last_part(harness))[0].plain


async def test_a_muted_story_is_left_out_counted_and_can_be_opened(harness: Harness) -> None:
    """By any form of the word in headline or lead; not by one far down in the text."""
    paper = await _reader(harness)
    (answer,) = await harness.say("/mute crocodiles -zoo")
    assert "Muted: <b>crocodiles -zoo</b>" in answer
    await _bring(paper, 1, "Crocodile found in village pond")
    await _bring(paper, 2, "Crocodile of the zoo turns fifty and gets a cake")
    await paper.bring(3)
    *_, left = await harness.say("/preview")
    assert "1 story about what you muted" in left
    (opened,) = await harness.press(harness.buttons()["Muted (1)"])
    assert "village pond" in opened
    assert "fifty" not in opened

    told = await _digest(harness)
    assert "village pond" not in told
    assert "fifty" in told
    assert title(3) in told
    assert "1 muted story" in told
    (why,) = await harness.say("/why")
    assert "1 story about what you muted" in why
    assert "Muted (1)" in harness.buttons()


async def test_a_muted_story_does_not_come_back_by_another_article(harness: Harness) -> None:
    """A later article of the same story, without the word, is the same story."""
    paper, other = await _reader(harness), Paper(harness, "herald")
    await other.bring()
    await harness.say("/subscribe Herald")
    await harness.say("/mute hudson")
    lead = "The plane landed safely on the river after both engines failed on Tuesday"
    await _bring(paper, 1, PLANE, f"{lead} in the Hudson.")
    await paper.bring(2)
    assert "Plane" not in await _digest(harness)
    harness.clock.advance(seconds=600)
    await _bring(other, 1, PLANE, f"{lead}.")
    await paper.bring(3)
    told = await _digest(harness)
    assert "Plane" not in told
    assert title(3) in told


async def test_what_is_no_longer_muted_is_told_again(lite: Harness) -> None:
    """By the button that undoes it, which shows what was taken, and by words."""
    paper = await _reader(lite)
    await _bring(paper, 1, "Crocodile found in village pond")
    (answer,) = await lite.say("/mute crocodile")
    assert "takes 1 story out" in answer
    assert "village pond" in answer
    (nothing,) = await lite.say("/digest")
    assert "1 story about what you muted" in nothing
    (gone,) = await lite.say("/unmute Crocodile")
    assert "No longer muted" in gone
    (back,) = await lite.press(lite.buttons()["Undo"])
    assert "Muted:" in back
    await lite.press(lite.buttons()["Undo"])
    assert "village pond" in await _digest(lite)
    (wrong,) = await lite.say("/unmute hippo")
    assert "is not muted" in wrong


async def test_a_ready_set_is_muted_in_every_language_by_its_own_words(lite: Harness) -> None:
    """A word of one language says nothing in another; the screen offers sets not yet muted."""
    await _reader(lite)
    paper = Paper(lite)
    await lite.say("/mute")
    assert {"Sport results", "Celebrities", "War"} <= set(lite.buttons())
    (screen,) = await lite.press(lite.buttons()["War"])
    assert "• War" in screen
    assert "War" not in lite.buttons()
    (sport,) = await lite.say("/mute sport results")
    assert "<b>Sport results</b>" in sport
    await _bring(paper, 1, "Airstrike hits depot near the border")
    await _bring(paper, 2, "Обстрел города продолжался всю ночь", language="ru")
    await _bring(paper, 3, "Shell reports a record profit for the quarter")
    await _bring(paper, 4, "Das Wetter war in Hamburg gestern freundlich", language="de")
    await _bring(paper, 5, "Lions reach Champions League semi-final after penalty")
    await lite.say("/settings")
    told = await _digest(lite)
    assert "Shell" in told
    assert "Wetter" in told
    assert not any(word in told for word in ("Airstrike", "Обстрел", "Lions"))


async def test_a_mute_is_its_own_chats(lite: Harness) -> None:
    """Others read on; another chat's button takes nothing away; words are checked."""
    paper = await _reader(lite)
    await lite.say("/start", chat_id=OTHER, person_id=OTHER)
    await lite.say("/subscribe Gazette", chat_id=OTHER, person_id=OTHER)
    await lite.say("/mute crocodile")
    undo = lite.buttons()["Undo"]
    await lite.press(undo, chat_id=OTHER, person_id=OTHER)
    lite.clock.advance(seconds=60)
    await _bring(paper, 1, "Crocodile found in village pond", published_at=lite.clock.now())
    await lite.say("/digest", chat_id=OTHER, person_id=OTHER)
    assert "village pond" in (await last_part(lite))[0].plain
    (nothing,) = await lite.say("/digest")
    assert "muted" in nothing
    for wrong in ("/mute topicc:x war", '/mute ""', "/mute -only"):
        (answer,) = await lite.say(wrong)
        assert "For example" in answer
    lite.clock.advance(seconds=timedelta(days=1).total_seconds())
    answers = []
    for number in range(50):
        lite.clock.advance(seconds=70)
        answers = await lite.say(f"/mute word{number}")
    assert "You can mute 50 things" in answers[0]
