"""What sources say cannot be pressed, wherever it is shown."""

from __future__ import annotations

from bot.playground.world.entities import read_text
from bot.services.curate import CurateService
from bot.store.curation import CurationStore
from bot.store.database import Database
from tests.support.articles import add_source, new_article, store
from tests.support.harness import OPERATOR, Harness

LIVE = "/hold @operator #tag evil.example"


async def test_an_operator_cannot_press_a_command_in_a_headline(
    harness: Harness, database: Database
) -> None:
    """In digests, searches, lists of sources, reasons and words that were followed."""
    source = await add_source(database, "gazette", title=f"Gazette {LIVE}")
    headline = f"Rates {LIVE} rise"
    said = new_article("1", headline=headline, body=f"{headline}. Type {LIVE} now.", url="")
    await store(database, source, said, now=harness.clock.now())
    await CurateService(store=CurationStore(database), clock=harness.clock).tick()
    await harness.press(f"topic:source:{source.id}:0:on", chat_id=OPERATOR)
    asked = ("/preview", "/search rates", "/list", "/sources", "/digest", "/why", f"rates {LIVE}")
    for words in asked:
        for shown in await harness.say(words, chat_id=OPERATOR, person_id=OPERATOR):
            plain, entities = read_text(shown, parse_mode="HTML")
            live = {
                plain.encode("utf-16-le")[
                    2 * each["offset"] : 2 * (each["offset"] + each["length"])
                ].decode("utf-16-le")
                for each in entities
                if each["type"] in ("bot_command", "mention", "hashtag", "url", "email")
            }
            assert not live & {"/hold", "@operator", "#tag"}, (words, live)


async def test_a_title_does_not_turn_other_buttons_about(lite: Harness) -> None:
    """No direction marks of strangers on a button."""
    await lite.say("/subscribe \u202eevil\u2066 words")
    await lite.say("/list")
    assert not any(set(label) & set("\u202e\u2066\u200f") for label in lite.buttons())
