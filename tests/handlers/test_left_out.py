"""What a digest leaves out has a door: after /digest, in /why and in /preview."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.domain.models import RenderedMessage
from bot.services.curate import CurateService
from bot.services.editions import EditionService
from bot.store.curation import CurationStore
from tests.support.articles import NOW, add_source, new_article, store
from tests.support.harness import Harness
from tests.support.pipeline import word
from tests.support.texts import texts_in

OTHER = 2002


def title(number: int) -> str:
    return " ".join(word(number * 6 + place) for place in range(6)).capitalize()


class Paper:
    """A source of one harness, whose articles are curated at once."""

    def __init__(self, harness: Harness, name: str = "gazette") -> None:
        self.harness = harness
        self.name = name

    async def bring(self, *numbers: int, **changes: Any) -> None:
        database = self.harness.services.chats._database
        source = await add_source(database, self.name)
        articles = [
            new_article(
                f"{n}", **{"headline": title(n), "body": f"{title(n)}, they said."} | changes
            )
            for n in numbers
        ]
        await store(database, source, *articles, now=self.harness.clock.now())
        await CurateService(store=CurationStore(database), clock=self.harness.clock).tick()


async def last_part(harness: Harness) -> tuple[RenderedMessage, int]:
    """The newest part in the outbox and its edition."""
    row, text = (await texts_in(harness.services.chats._database))[-1]
    return text, row.edition_id


async def digest_buttons(harness: Harness, *numbers: int) -> dict[str, str]:
    """A digest of these stories; what its buttons carry."""
    paper = Paper(harness)
    await paper.bring()
    await harness.say("/subscribe Gazette")
    harness.clock.advance(seconds=60)
    await paper.bring(*numbers)
    await harness.say("/digest")
    message, edition = await last_part(harness)
    return {label: data.replace("{edition}", str(edition)) for label, data in message.buttons}


async def told_24(harness: Harness) -> str:
    """A digest of a source that has 34 stories; the data of its button."""
    paper = Paper(harness)
    await paper.bring()
    await harness.say("/subscribe Gazette")
    await paper.bring(*range(34))
    await harness.say("/digest")
    message, edition = await last_part(harness)
    (label, data), *others = message.buttons
    assert [each for each, _ in others] == ["Why", "Save", "Next ›"]
    assert label == "More (24)"
    assert "more" not in message.plain
    return data.replace("{edition}", str(edition))


async def test_what_did_not_fit_is_opened_page_by_page(harness: Harness) -> None:
    """Every story stands in the digest or on one of the pages, once, also after a restart."""
    data = await told_24(harness)
    told = (await last_part(harness))[0].plain

    (first,) = await harness.press(data)
    pages = harness.buttons()
    assert list(pages) == ["1/2", "›"]
    (second,) = await harness.press(pages["›"])
    assert [name for name, _ in harness.telegram.calls[-2:]].count("editMessageText") == 1

    texts = (told, first, second)
    assert [sum(title(n) in text for text in texts) for n in range(34)] == [1] * 34
    assert "What did not fit" in first
    assert 'href="https://news.test/' in first


async def test_the_next_digest_says_what_the_last_one_left(lite: Harness) -> None:
    """Nothing is new, and what did not fit is still one press away."""
    data = await told_24(lite)
    (nothing,) = await lite.say("/digest")
    assert "Nothing new" in nothing
    assert "24 stories of the last digest did not fit" in nothing
    assert lite.buttons() == {"More (24)": data}


async def test_why_and_preview_tell_what_is_left_out(lite: Harness) -> None:
    """Each kind with its count and its reason, and a button that opens it."""
    data = await told_24(lite)
    (why,) = await lite.say("/why")
    assert "Did not fit: 24 stories." in why
    assert lite.buttons()["More (24)"] == data

    await Paper(lite).bring(*range(40, 53))
    *_, left = await lite.say("/preview")
    assert "Did not fit: 3 stories." in left
    (opened,) = await lite.press(lite.buttons()["More (3)"])
    assert opened.count("<a href=") == 3


async def test_a_door_is_its_own_chats(lite: Harness) -> None:
    """Pressed in another chat, for a digest that is gone or by made up data it opens nothing."""
    data = await told_24(lite)
    await lite.say("/start", chat_id=OTHER, person_id=OTHER)
    for wrong, who in (
        (data, OTHER),
        ("more:999:rest", 1001),
        ("more:k123:rest", 1001),
        ("more", 1001),
        (f"{data}x", 1001),
        ("more:²:rest:٣", 1001),
    ):
        assert await lite.press(wrong, chat_id=who, person_id=who) == []
        answer = lite.named("answerCallbackQuery")[-1]
        assert "no longer kept" in answer["text"]


async def test_a_digest_asked_for_before_the_first_reading_comes_after_it(
    harness: Harness,
) -> None:
    """It says what is read, and is sent by itself, once, as soon as there is something."""
    editions = harness.services.editions
    assert isinstance(editions, EditionService)
    paper = Paper(harness)
    await add_source(harness.services.chats._database, "gazette")
    await harness.say("/subscribe Gazette")
    for _ in range(2):
        (answer,) = await harness.say("/digest")
        assert "read for the first time: Gazette" in answer
    assert await editions.tick() == 0

    await paper.bring(1, 2)
    assert await editions.tick() == 1
    assert title(1) in (await last_part(harness))[0].plain
    assert await editions.tick() == 0
    (answer,) = await harness.say("/digest")
    assert "Nothing new since the last digest" in answer


async def test_a_digest_waits_for_no_source_that_fails(lite: Harness) -> None:
    """Ten minutes are the longest; what the other sources have is sent."""
    editions = lite.services.editions
    assert isinstance(editions, EditionService)
    await add_source(lite.services.chats._database, "silent")
    await lite.say("/subscribe Silent")
    await lite.say("/digest")
    await Paper(lite).bring()
    lite.clock.advance(seconds=3)
    await lite.say("/subscribe Gazette")
    await Paper(lite).bring(1)
    assert await editions.tick() == 0
    lite.clock.advance(seconds=601)
    assert await editions.tick() == 1


async def test_a_digest_asked_for_after_following_never_says_nothing_new(lite: Harness) -> None:
    """Where none ever came there is no last digest to be newer than."""
    await Paper(lite).bring(1, published_at=NOW - timedelta(days=9))
    await lite.say("/subscribe Gazette")
    (answer,) = await lite.say("/digest")
    assert "There is nothing of the last 24 hours" in answer
    assert "last digest" not in answer
