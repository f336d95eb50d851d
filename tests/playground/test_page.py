"""The page in a real browser, with a tiny bot behind it."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.playground.samples.people import ANNA, BORIS, FORUM, GROUP, add_sample_people
from bot.playground.server import Emulator
from tests.playground.echo_bot import echo_bot
from tests.support.emulator import EmulatorClient

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    """An emulator with its people and a bot that echoes."""
    async with Emulator() as running:
        add_sample_people(running.world)
        async with echo_bot(running):
            yield running


@pytest.fixture
async def page(emulator: Emulator) -> AsyncIterator[Page]:
    """The page, as wide as a desktop; any script error fails the test."""
    problems: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS.split(), headless=True
        )
        opened = await browser.new_page(viewport={"width": 1280, "height": 800})
        opened.on("pageerror", lambda error: problems.append(str(error)))
        opened.on(
            "console",
            lambda message: problems.append(message.text) if message.type == "error" else None,
        )
        await opened.goto(emulator.url)
        yield opened
        await browser.close()
    assert problems == []


async def test_a_person_and_the_bot_talk(page: Page, emulator: Emulator, tmp_path: Path) -> None:
    """Start, rich text, buttons, edits, alerts, commands, keyboard, files: all in one visit."""
    await page.get_by_test_id(f"chat-{ANNA}").click()
    await expect(page.get_by_test_id("empty")).to_contain_text("once, on time")
    await page.get_by_test_id("start").click()
    greeting = page.get_by_test_id("message").last
    await expect(greeting).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(greeting.locator("strong")).to_have_text("Hello")
    await expect(greeting.locator("a", has_text="A link")).to_have_attribute(
        "href", "https://example.org/a?b=1&c=2"
    )
    assert await page.locator("#messages .bubble img").count() == 0
    assert await greeting.locator("blockquote.expandable.folded").count() == 1
    assert await greeting.locator("pre code").text_content() == 'print("👍🏽")'

    await greeting.get_by_role("button", name="Warn me").click()
    await expect(page.get_by_test_id("alert")).to_contain_text("Careful!")
    await page.get_by_test_id("alert").get_by_role("button").click()
    await greeting.get_by_role("button", name="Technology").click()
    await expect(page.get_by_test_id("toasts")).to_contain_text("Saved")
    await expect(page.get_by_test_id("message").last).to_contain_text("You chose topic:tech")
    assert await page.get_by_test_id("message").count() == 3

    await page.get_by_test_id("input").fill("/di")
    await expect(page.get_by_test_id("command")).to_have_text("/digestWhat is new now")
    await page.get_by_test_id("command").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("You said: /digest")
    await page.get_by_test_id("reply-button").filter(has_text="My topics").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("You said: My topics")
    await page.get_by_test_id("input").fill("typed 👍🏽")
    await page.get_by_test_id("input").press("Enter")
    await expect(page.get_by_test_id("message").last).to_contain_text("You said: typed 👍🏽")

    await page.get_by_test_id("input").fill("silence")
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("chat-status")).to_have_text("typing…")

    feed = tmp_path / "feeds.txt"
    feed.write_text("abc")
    await page.get_by_test_id("file").set_input_files(feed)
    document = page.get_by_test_id("document").last
    await expect(document).to_contain_text("reversed-feeds.txt")
    async with page.expect_download() as download:
        await document.click()
    assert Path(await (await download.value).path()).read_text() == "cba"
    assert emulator.journal.violations == []


async def test_chats_are_kept_apart_and_count_what_is_unread(
    page: Page, emulator: Emulator
) -> None:
    """Boris is told of what came while Anna's chat was open; blocking shows at once."""
    await page.get_by_test_id(f"chat-{ANNA}").click()
    async with EmulatorClient(emulator.url) as people:
        await people.say(BORIS, "hello")
        row = page.get_by_test_id(f"chat-{BORIS}")
        await expect(row.get_by_test_id("unread")).to_have_text("1")
        await row.click()
        await expect(page.get_by_test_id("message")).to_have_count(2)
        await expect(row.get_by_test_id("unread")).to_have_count(0)
    await page.get_by_test_id("block").click()
    await expect(page.get_by_test_id("start")).to_have_text("Unblock")
    assert emulator.world.chats[BORIS].blocked
    await page.get_by_test_id("start").click()
    await expect(page.get_by_test_id("input")).to_be_visible()


async def test_groups_have_speakers_and_forums_topics(page: Page) -> None:
    """Who writes can be chosen; a topic shows its own messages only."""
    await page.get_by_test_id(f"chat-{GROUP}").click()
    await page.get_by_test_id("speaker").select_option(str(BORIS))
    await page.get_by_test_id("input").fill("/list")
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("You said: /list")
    await page.get_by_test_id(f"chat-{FORUM}").click()
    await page.get_by_test_id("topic-3").click()
    await page.get_by_test_id("input").fill("in science")
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("message")).to_have_count(2)
    await page.get_by_test_id("topic-2").click()
    await expect(page.get_by_test_id("message")).to_have_count(0)


async def test_a_phone_shows_one_thing_at_a_time(page: Page, emulator: Emulator) -> None:
    """The list and the chat take turns, nothing is too wide, and a keyboard hides no message."""
    await page.set_viewport_size({"width": 400, "height": 780})
    await page.goto("about:blank")
    await page.goto(emulator.url)
    await page.get_by_test_id(f"chat-{ANNA}").click()
    await page.get_by_test_id("start").click()
    await expect(page.get_by_test_id("message")).to_have_count(3)
    await expect(page.get_by_test_id(f"chat-{BORIS}")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 400
    await page.get_by_test_id("input").fill("keyboard")
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("reply-button")).to_have_count(4)
    newest = page.get_by_test_id("message").last
    await expect(newest).to_have_text(re.compile("Choose a day"))
    await expect(newest.get_by_test_id("text")).to_be_in_viewport(ratio=1)
    await page.get_by_test_id("input").fill("\n" * 6)
    await expect(newest.get_by_test_id("text")).to_be_in_viewport(ratio=1)
    await page.get_by_role("button", name="Back to the chats").click()
    await expect(page.get_by_test_id(f"chat-{BORIS}")).to_be_visible()
