"""A folder is followed, a digest asked for at once, and what did not fit opened: all over HTTP."""

from __future__ import annotations

import re
from pathlib import Path

from bot.playground.server import Emulator
from bot.store.engines.registry import address_of_file
from tests.support.emulator import EmulatorClient, buttons_of, text_of
from tests.support.pipeline import word
from tests.support.process import TOKEN, lede, run_lede, settings_of

STORIES = 34


def lay(folder: Path) -> list[str]:
    """Documents with nothing in common; their headlines."""
    folder.mkdir()
    headlines = []
    for number in range(STORIES):
        words = [word(number * 12 + place) for place in range(12)]
        headline = f"{' '.join(words[:5])}".capitalize()
        text = f"{' '.join(words[5:])}".capitalize()
        page = f"<html lang=en><title>{headline}</title><h1>{headline}</h1><p>{text}.</p></html>"
        (folder / f"{number:02}.html").write_text(page, encoding="utf-8")
        headlines.append(headline)
    return headlines


async def test_what_did_not_fit_is_one_press_away(tmp_path: Path) -> None:
    """Every document is told or stands behind the button, once; what comes then is alerted."""
    headlines = lay(tmp_path / "news")
    async with Emulator(token=TOKEN) as emulator, EmulatorClient(emulator.url) as client:
        url = address_of_file(tmp_path / "lede.db")
        settings = settings_of(emulator, url, TICK_S="1", INGEST_INTERVAL_S="2")
        await run_lede("migrate", folder=tmp_path, settings=settings)
        added = await run_lede(
            *("source", "add", f"folder:{tmp_path / 'news'}", "--title", "Attic"),
            folder=tmp_path,
            settings=settings,
        )
        assert added.process.returncode == 0, str(added)
        async with lede("run", folder=tmp_path, settings=settings) as running:
            await running.wait_for("app.started")
            await client.add_people([5])
            reader = client.person(5)
            await reader.say("/subscribe Attic")
            await reader.say("/digest")
            digest = await reader.wait_for(lambda one: "More (24)" in buttons_of(one), 60)
            assert buttons_of(digest)[:1] == ["More (24)"]
            assert "more" not in text_of(digest)

            await reader.press("More (24)", message_id=digest["message_id"])
            first = await reader.wait_for("What did not fit", 30)
            shown = text_of(first)
            await reader.press("›", message_id=first["message_id"])
            second = await reader.wait_for("page 2 of 2", 30)
            shown += text_of(second)
            assert second["message_id"] == first["message_id"]

            texts = "\n".join(text_of(each) for each in await reader.messages())
            told = [headline for headline in headlines if headline in text_of(digest)]
            rest = [headline for headline in headlines if headline in shown]
            assert len(told) <= 10
            assert len(rest) == 24
            assert all(headline in texts or headline in shown for headline in headlines)
            assert not re.search(r"\+\d+ more", texts)

            await reader.say("/alert Attic")
            await reader.wait_for("is told at once", 30)
            page = (
                "<html lang=en><h1>Zebra crosses the market square</h1><p>It went home.</p></html>"
            )
            (tmp_path / "news" / "99.html").write_text(page, encoding="utf-8")
            alert = await reader.wait_for("Zebra crosses the market square", 60)
            assert text_of(alert).startswith("🔔 Attic")
            assert await client.violations() == []
