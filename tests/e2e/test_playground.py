"""A person in a browser: from Start to the next digest at the minute they chose."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.clock import SystemClock
from bot.playground.samples.people import ANNA
from tests.support.crowd import HEADLINE, LEAD, NOISE
from tests.support.process import LedeProcess, free_port, lede

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)

#: Topics this person presses; the sample news of some of them appear every half minute.
TOPICS = ("World", "Riverton", "Technology", "Nachrichten", "Новости")

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncGenerator[tuple[LedeProcess, str]]:
    """`lede playground` as a process of its own, and its address."""
    port = free_port()
    async with lede("playground", "--port", str(port), folder=tmp_path) as running:
        await running.wait_for("app.started")
        yield running, f"http://127.0.0.1:{port}/"


@pytest.fixture
async def page(playground: tuple[LedeProcess, str]) -> AsyncGenerator[Page]:
    """The page as on a desktop; any script error fails the test."""
    problems: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS.split(), headless=True
        )
        opened = await browser.new_page(viewport={"width": 1200, "height": 860})
        opened.set_default_timeout(60_000)
        opened.on("pageerror", lambda error: problems.append(str(error)))
        await opened.goto(playground[1])
        yield opened
        await browser.close()
    assert problems == []


class Visitor:
    """What a person does on the page, and what they keep of it."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page = page
        self.pictures = pictures
        pictures.mkdir(parents=True, exist_ok=True)

    @property
    def last(self) -> Locator:
        """The newest message of the bot."""
        return self.page.locator('[data-testid="message"][data-from="bot"]').last

    async def type(self, text: str) -> None:
        """Write something and send it."""
        await self.page.get_by_test_id("input").fill(text)
        await self.page.get_by_test_id("input").press("Enter")

    async def press(self, label: str) -> None:
        """Press a button under the newest message of the bot that has it."""
        await self.page.get_by_test_id("inline-button").filter(has_text=label).last.click()

    async def sees(self, *texts: str, timeout_s: float = 60.0) -> Locator:
        """Wait for a message of the bot that holds all the texts; the newest one."""
        found = self.page.locator('[data-testid="message"][data-from="bot"]')
        for text in texts:
            found = found.filter(has_text=text)
        await expect(found.last).to_be_visible(timeout=timeout_s * 1000)
        return found.last

    async def picture(self, name: str) -> None:
        """Keep what it looks like."""
        await self.page.screenshot(path=self.pictures / f"{name}.png")


@pytest.fixture
def visitor(page: Page, tmp_path: Path) -> Visitor:
    """Somebody in front of the page; `LEDE_PICTURES` keeps the pictures."""
    return Visitor(page, Path(os.environ.get("LEDE_PICTURES", tmp_path / "pictures")))


async def arrived_at(message: Locator) -> datetime:
    """When a message arrived, as the page shows it."""
    stamp = await message.locator("time.time").first.get_attribute("datetime")
    assert stamp is not None
    return datetime.fromisoformat(stamp)


async def test_a_person_gets_digests_searches_and_changes_the_time(
    playground: tuple[LedeProcess, str], visitor: Visitor
) -> None:
    """Start, topics by buttons, a first digest at once, a search, another time, its digest."""
    running, _ = playground
    page = visitor.page
    await page.get_by_test_id(f"chat-{ANNA}").click()
    await visitor.picture("1-before")
    began = asyncio.get_running_loop().time()
    await page.get_by_test_id("start").click()
    await visitor.sees("What do you want to read")
    await visitor.picture("2-topics")
    await visitor.press(TOPICS[0])
    # whole, also when its documents had not been read yet
    digest = await visitor.sees(HEADLINE, LEAD)
    first_s = asyncio.get_running_loop().time() - began
    await visitor.picture("3-first-digest")
    for topic in TOPICS:
        if topic != TOPICS[0]:
            await visitor.press(topic)
        await expect(
            page.get_by_test_id("inline-button").filter(has_text=f"✓ {topic}").last
        ).to_be_visible()
    await visitor.picture("3-chosen")
    await visitor.press("Next")
    await visitor.sees("When?")
    await visitor.press("UTC")
    await visitor.picture("4-time")
    await visitor.press("Done")
    await visitor.sees("All set")
    digests = page.locator('[data-testid="message"][data-from="bot"]').filter(has_text="Your news")
    await expect(digests).to_have_count(2)  # of the topics chosen after the first

    assert first_s < 60
    logging.getLogger(__name__).info("first digest after %.1f s and 2 taps", first_s)
    words = await digest.inner_text()
    assert not [noise for noise in NOISE if noise in words]
    await expect(digest.locator("strong, b").first).to_be_visible()
    await visitor.picture("5-digest")

    await visitor.type("/search stone bridge")
    found = await visitor.sees("Results for", "Stone Bridge")
    assert "Riverton Gazette" in await found.inner_text()
    await visitor.picture("6-search")

    wanted = (SystemClock().now() + timedelta(seconds=45)).replace(second=0, microsecond=0)
    slot_at = wanted + timedelta(minutes=1)
    before = await digests.count()
    await visitor.type(f"/schedule {slot_at:%H:%M}")
    await visitor.sees(f"{slot_at:%H:%M}")
    await visitor.picture("7-schedule")
    wait_s = (slot_at - SystemClock().now()).total_seconds()
    await expect(digests).to_have_count(before + 1, timeout=(wait_s + 45) * 1000)
    late = await arrived_at(digests.last) - slot_at
    assert timedelta(0) <= late < timedelta(seconds=30)
    words = await digests.last.inner_text()
    assert HEADLINE not in words, "told once already"
    await visitor.picture("8-next")
    assert "Traceback" not in running.output
    assert await running.stop() == 0


async def test_the_playground_says_when_its_port_is_taken(
    playground: tuple[LedeProcess, str], tmp_path: Path
) -> None:
    """75 and the port; the one that has it goes on."""
    first, address = playground
    port = address.rpartition(":")[2].strip("/")
    (tmp_path / "other").mkdir()
    async with lede("playground", "--port", port, folder=tmp_path / "other") as second:
        assert await second.wait() == 75
        assert f"Port {port} on 127.0.0.1 is taken" in second.output
        assert "Traceback" not in second.output
    assert first.process.returncode is None
